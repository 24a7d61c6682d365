package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Which accounts are online, for who waits for one. Thread-safe. */
final class Online {

    private final Map<String, CompletableFuture<Void>> accounts = new ConcurrentHashMap<>();

    void heard(HostCalls.AccountState state) {
        CompletableFuture<Void> waiting = accounts.compute(
                state.accountId(),
                (account, before) -> before == null || before.isDone() ? new CompletableFuture<>() : before);
        switch (state.state()) {
            case "online" -> waiting.complete(null);
            case "failed" -> waiting.completeExceptionally(failed(state));
            default -> {}
        }
    }

    /** Of the kind that may go well later: what could not be said comes again when the account is started anew. */
    private static XmppException failed(HostCalls.AccountState state) {
        Answers.Problem problem = state.error();
        return new XmppException(
                XmppException.Kind.DISCONNECTED,
                "the account " + state.accountId() + " has failed" + (problem == null ? "" : ": " + problem.message()));
    }

    /** Completes when the account is online: at once if it is. Fails when the account has failed for good. */
    CompletionStage<Void> of(String account) {
        return future(account);
    }

    private CompletableFuture<Void> future(String account) {
        return accounts.computeIfAbsent(account, name -> new CompletableFuture<>());
    }
}
