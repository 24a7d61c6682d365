package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;

/**
 * One bound stream. It does not reconnect, does not ping, answers no IQ, sends no presence: all that is done above it.
 *
 * <p>All methods may be called from any thread; none blocks but {@link #close()}.
 */
public interface StanzaStream extends AutoCloseable {

    /** The full JID that the server bound. */
    Jid address();

    /** What is known of the stream. */
    StreamInfo info();

    /**
     * Sends a stanza, in the order of the calls. Past 8 MiB of stanzas that wait for the network the stream ends with {@code
     * DISCONNECTED}. On a stream that has ended: nothing happens, the end has been or will be told by {@link
     * StanzaStreamListener#onClosed}.
     */
    void send(Stanza stanza);

    /**
     * Tells that a stanza is safe with us: only then it counts as handled in XEP-0198's {@code h}. Every stanza is acknowledged
     * exactly once, in the order of arrival. Engines without 0198 do nothing.
     */
    void acknowledge(Stanza stanza);

    /** Ends the stream politely: closing tag, short wait for the other side's, socket. Within 1 s; idempotent. */
    @Override
    void close();

    /** Drops the socket at once; idempotent. */
    void abort();
}
