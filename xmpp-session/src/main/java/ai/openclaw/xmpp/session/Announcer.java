package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the listener and survives it. Nothing is told after the end. Loop thread only. */
final class Announcer {

    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    private final XmppSession session;
    private final XmppListener listener;
    private boolean ended;

    Announcer(XmppSession session, XmppListener listener) {
        this.session = session;
        this.listener = listener;
    }

    void tell(BiConsumer<XmppListener, XmppSession> event) {
        if (ended) {
            return;
        }
        try {
            event.accept(listener, session);
        } catch (RuntimeException | Error thrown) {
            LOG.error("the listener of {} has thrown; the session goes on", session.account(), thrown);
        }
    }

    void state(SessionState state, @Nullable XmppException cause) {
        tell((to, from) -> to.onState(from, state, cause));
        ended |= state == SessionState.CLOSED;
    }

    /** Hands a message over; the stage says when it is safe there. */
    CompletionStage<Void> message(Message message) {
        if (ended) {
            return new CompletableFuture<>();
        }
        try {
            return Objects.requireNonNull(
                    listener.onMessage(session, message), "onMessage returned null instead of a stage");
        } catch (RuntimeException | Error thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
    }
}
