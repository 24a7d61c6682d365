package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.XmppException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hears a stream. Calls come one at a time, in the stream's order: {@code (onStanza | onAcknowledged)* onClosed}, and none
 * before {@link StreamProvider#connect} has given the stream to its caller (early stanzas are kept until then). They come on a
 * thread of the engine's: hand over and return.
 */
public interface StanzaStreamListener {

    /** A stanza came. */
    void onStanza(Stanza stanza);

    /** The server has a stanza of ours: XEP-0198 {@code <a/>}, where the engine offers it. */
    default void onAcknowledged(Stanza stanza) {}

    /**
     * The stream has ended; the last call.
     *
     * @param cause why, or {@code null} if we closed it
     * @param resume what the next {@link ConnectRequest} may resume
     * @param deliveryUnknown stanzas of ours that the server may or may not have, in order; empty without 0198. A stream that resumes this
     *     one sends them again by itself, so nobody else does before it is known that none will
     */
    void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown);
}
