package ai.openclaw.xmpp.openclaw.bot;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.openclaw.rpc.RpcErrors;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who waits for an account. */
class OnlineTest {

    private final Online online = new Online();

    private void heard(String state, Answers.@Nullable Problem problem) {
        online.heard(new HostCalls.AccountState("bot", state, null, problem));
    }

    private CompletableFuture<Void> waiting() {
        return online.of("bot").toCompletableFuture();
    }

    @Test
    void whatHasFailedIsNotWaitedForAndMayComeBack() {
        CompletableFuture<Void> early = waiting();
        heard("connecting", null);
        assertFalse(early.isDone());
        heard("failed", new Answers.Problem("AUTHENTICATION", "the password is wrong", false));
        XmppException failure =
                (XmppException) RpcErrors.unwrap(assertThrows(CompletionException.class, () -> early.join()));
        assertTrue(failure.kind().isRetryable(), "the message is to come again");
        assertTrue(String.valueOf(failure.getMessage()).contains("the password is wrong"), failure.getMessage());
        assertTrue(waiting().isCompletedExceptionally());
        heard("connecting", null);
        CompletableFuture<Void> again = waiting();
        assertFalse(again.isDone());
        heard("online", null);
        again.join();
        heard("failed", null);
        assertTrue(waiting().isCompletedExceptionally());
        heard("online", null);
        waiting().join();
        heard("reconnecting", null);
        assertFalse(waiting().isDone());
        assertFalse(online.of("other").toCompletableFuture().isDone());
    }
}
