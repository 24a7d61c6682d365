package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.XmppException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Carries the text of one stream, over TLS (or, to this machine only, without). */
interface Wire {

    /** Hears a wire, one call at a time. */
    interface Listener {
        /** The other side has opened the stream, with this start tag. */
        void onOpen(String startTag);

        /** A whole top-level element came. */
        void onElement(String xml);

        /**
         * Nothing more will come; the last call.
         *
         * @param cause why, or {@code null} if the other side closed the stream politely
         * @param cut whether the connection was cut, so that the other side may keep what was on it; otherwise the stream was ended
         */
        void onEnd(@Nullable XmppException cause, boolean cut);
    }

    /** Opens the stream, and begins to read. */
    void open(Listener listener);

    /** Opens the stream anew on the same connection, as after SASL (RFC 6120 §6.4.6). For the listener's thread. */
    void restart();

    /** Queues text; past 8 MiB the wire ends. */
    void send(String xml);

    /** Whether elements need their namespace written. */
    boolean isFramed();

    /** Closes the stream, waits shortly for the other side, then drops the connection. Blocks at most 1 s. */
    void close();

    /** Drops the connection. */
    void abort();

    /** The other end, or {@code null} if the transport hides it. */
    @Nullable
    InetAddress remoteAddress();

    /** Such as {@code TLSv1.3}; {@code null} if the transport hides it, or there is none. */
    @Nullable
    String tlsVersion();

    /** The cipher suite; {@code null} if the transport hides it, or there is none. */
    @Nullable
    String tlsCipher();
}
