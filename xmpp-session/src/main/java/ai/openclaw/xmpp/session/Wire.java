package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where stanzas go: the live stream, if there is one. Loop thread only, but for {@link #stream()}. */
final class Wire {

    private @Nullable Link link;
    private volatile @Nullable StanzaStream stream;

    void open(Link newLink) {
        link = newLink;
        stream = newLink.stream();
    }

    void close() {
        link = null;
        stream = null;
    }

    boolean isOpen() {
        return link != null;
    }

    /** Our full JID on the live stream. */
    Jid address() {
        return Objects.requireNonNull(link, "no stream").stream().address();
    }

    /**
     * Sends.
     *
     * @throws XmppException of kind {@code DISCONNECTED} if there is no stream
     */
    void send(Stanza stanza) {
        if (link == null) {
            throw offline();
        }
        link.send(stanza);
    }

    /** Sends if there is a stream. */
    void sendIfOpen(Stanza stanza) {
        if (link != null) {
            link.send(stanza);
        }
    }

    /** Drops the live stream. */
    void drop(XmppException cause) {
        if (link != null) {
            link.drop(cause);
        }
    }

    /** The live stream, from any thread. */
    @Nullable
    StanzaStream stream() {
        return stream;
    }

    /** Whether what was asked was done is not known. */
    static XmppException lost() {
        return new XmppException(
                XmppException.Kind.DISCONNECTED, "the connection was lost before the answer came");
    }

    static XmppException offline() {
        return new XmppException(
                XmppException.Kind.DISCONNECTED, "there is no connection to the server at the moment; try again later");
    }
}
