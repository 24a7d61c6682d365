package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Which accounts are online, for who waits for one. Thread-safe. */
final class Online {

    private final Map<String, CompletableFuture<Void>> accounts = new ConcurrentHashMap<>();

    void heard(HostCalls.AccountState state) {
        if (state.state().equals("online")) {
            future(state.accountId()).complete(null);
        } else {
            accounts.computeIfPresent(
                    state.accountId(), (account, before) -> before.isDone() ? new CompletableFuture<>() : before);
        }
    }

    /** Completes when the account is online: at once if it is. */
    CompletionStage<Void> of(String account) {
        return future(account);
    }

    private CompletableFuture<Void> future(String account) {
        return accounts.computeIfAbsent(account, name -> new CompletableFuture<>());
    }
}
