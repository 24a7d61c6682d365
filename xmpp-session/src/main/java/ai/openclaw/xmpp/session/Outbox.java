package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.SentMessage;
import java.util.Optional;

/** The book of what was sent under a key, so that nothing is sent twice. Loop thread only. */
interface Outbox {

    /** What became of the sending of that id; empty if it was not sent, or not surely. */
    Optional<SentMessage> sent(String id);

    /** It was sent. */
    void settle(SentMessage message);
}
