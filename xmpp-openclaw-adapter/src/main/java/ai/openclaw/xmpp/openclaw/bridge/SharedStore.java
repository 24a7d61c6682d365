package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateBatch;
import ai.openclaw.xmpp.spi.StateStore;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A store whose accounts are used by their session and by others of ours at once, each in books of its own. An account is held from its first use
 * until the store is closed; of sessions still only one at a time has it. Thread-safe.
 */
public final class SharedStore implements StateStore {

    private final StateStore store;
    private final Map<Jid, CompletableFuture<AccountState>> accounts = new ConcurrentHashMap<>();
    private final Set<Jid> inSession = new HashSet<>();

    /** The accounts of a store, which is closed with this one. */
    public SharedStore(StateStore store) {
        this.store = store;
    }

    /** The account's state, beside its session. Not to be closed. */
    public CompletionStage<AccountState> beside(Jid account) {
        Jid bare = account.bare();
        CompletableFuture<AccountState> state =
                accounts.computeIfAbsent(bare, jid -> store.hold(jid).toCompletableFuture());
        state.whenComplete((held, failure) -> {
            if (failure != null) {
                accounts.remove(bare, state);
            }
        });
        return state;
    }

    @Override
    public CompletionStage<AccountState> hold(Jid account) {
        Jid bare = account.bare();
        synchronized (inSession) {
            if (!inSession.add(bare)) {
                return CompletableFuture.failedFuture(new XmppException(
                        XmppException.Kind.STATE, bare + " is in use by another session already; end that one first"));
            }
        }
        return beside(bare)
                .whenComplete((held, failure) -> {
                    if (failure != null) {
                        release(bare);
                    }
                })
                .thenApply(held -> new OfSession(bare, held));
    }

    private void release(Jid account) {
        synchronized (inSession) {
            inSession.remove(account);
        }
    }

    @Override
    public void close() {
        store.close();
    }

    /** What the session has: it lets go of it without taking it from the others. */
    private final class OfSession implements AccountState {
        private final Jid account;
        private final AccountState state;
        private volatile boolean closed;

        OfSession(Jid account, AccountState state) {
            this.account = account;
            this.state = state;
        }

        private <R> @Nullable CompletionStage<R> refused() {
            return closed
                    ? CompletableFuture.failedFuture(new XmppException(
                            XmppException.Kind.STATE, "the state of " + account + " is held no longer"))
                    : null;
        }

        @Override
        public CompletionStage<Map<String, String>> find(String book, Collection<String> keys) {
            CompletionStage<Map<String, String>> refused = refused();
            return refused == null ? state.find(book, keys) : refused;
        }

        @Override
        public CompletionStage<SortedMap<String, String>> page(String book, @Nullable String after, int limit) {
            CompletionStage<SortedMap<String, String>> refused = refused();
            return refused == null ? state.page(book, after, limit) : refused;
        }

        @Override
        public CompletionStage<Long> size(String book) {
            CompletionStage<Long> refused = refused();
            return refused == null ? state.size(book) : refused;
        }

        @Override
        public CompletionStage<Void> write(StateBatch batch) {
            CompletionStage<Void> refused = refused();
            return refused == null ? state.write(batch) : refused;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                release(account);
            }
        }
    }
}
