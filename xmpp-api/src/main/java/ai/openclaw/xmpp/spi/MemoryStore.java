package ai.openclaw.xmpp.spi;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** State that ends with the process. Its stages are complete when they are returned. */
final class MemoryStore implements StateStore {

    /** Guards everything; nobody's code runs under it. */
    private final Object lock = new Object();

    private final Map<Jid, Map<String, NavigableMap<String, String>>> accounts = new HashMap<>();
    private final Set<Jid> held = new HashSet<>();
    private boolean closed;

    @Override
    public CompletionStage<AccountState> hold(Jid account) {
        Jid bare = account.bare();
        synchronized (lock) {
            if (closed) {
                return failed("the store is closed");
            }
            if (!held.add(bare)) {
                return failed(bare + " is in use by another session already; end that one first");
            }
            return CompletableFuture.completedFuture(
                    new Held(bare, accounts.computeIfAbsent(bare, jid -> new HashMap<>())));
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
    }

    private static <T> CompletionStage<T> failed(String message) {
        return CompletableFuture.failedFuture(new XmppException(XmppException.Kind.STATE, message));
    }

    private final class Held implements AccountState {
        private final Jid account;
        private final Map<String, NavigableMap<String, String>> books;
        private boolean released;

        Held(Jid account, Map<String, NavigableMap<String, String>> books) {
            this.account = account;
            this.books = books;
        }

        private <T> CompletionStage<T> guarded(Supplier<T> operation) {
            synchronized (lock) {
                return closed || released
                        ? failed("the state of " + account + " is closed")
                        : CompletableFuture.completedFuture(operation.get());
            }
        }

        private NavigableMap<String, String> book(String name) {
            return Objects.requireNonNullElseGet(books.get(name), TreeMap::new);
        }

        @Override
        public CompletionStage<Map<String, String>> find(String book, Collection<String> keys) {
            return guarded(() -> {
                Map<String, String> texts = book(book);
                Map<String, String> found = new HashMap<>();
                for (String key : keys) {
                    @Nullable String text = texts.get(key);
                    if (text != null) {
                        found.put(key, text);
                    }
                }
                return found;
            });
        }

        @Override
        public CompletionStage<SortedMap<String, String>> page(String book, @Nullable String after, int limit) {
            return guarded(() -> {
                NavigableMap<String, String> texts = book(book);
                SortedMap<String, String> page = new TreeMap<>();
                for (Map.Entry<String, String> entry :
                        (after == null ? texts : texts.tailMap(after, false)).entrySet()) {
                    if (page.size() >= limit) {
                        break;
                    }
                    page.put(entry.getKey(), entry.getValue());
                }
                return page;
            });
        }

        @Override
        public CompletionStage<Long> size(String book) {
            return guarded(() -> (long) book(book).size());
        }

        @Override
        public CompletionStage<Void> write(StateBatch batch) {
            return guarded(() -> {
                        batch.forEach((name, changes) -> {
                            NavigableMap<String, String> texts =
                                    books.computeIfAbsent(name, ignored -> new TreeMap<>());
                            changes.forEach((key, text) -> {
                                if (text == null) {
                                    texts.remove(key);
                                } else {
                                    texts.put(key, text);
                                }
                            });
                        });
                        return true;
                    })
                    .thenAccept(done -> {});
        }

        @Override
        public void close() {
            synchronized (lock) {
                if (!released) {
                    released = true;
                    held.remove(account);
                }
            }
        }
    }
}
