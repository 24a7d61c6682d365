package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateBatch;
import ai.openclaw.xmpp.spi.StateStore;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A store that works when the test lets it, fails when the test wants it, and outlives processes that end in the middle. */
final class ScriptedStore implements StateStore {

    private final Map<String, TreeMap<String, String>> books = new HashMap<>();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final Set<Jid> held = new HashSet<>();

    /** Whether everything is done at once. */
    boolean quick = true;

    /** How many of the next writes fail. */
    int failing;

    /** Whether what failed is there all the same, as after a half-written file was opened again. */
    boolean failingLeavesTraces;

    int writes;

    /** Does the next thing, if there is any. */
    boolean step() {
        Runnable next = waiting.poll();
        if (next != null) {
            next.run();
        }
        return next != null;
    }

    /** The process that used it was killed: what was not done is not done, and nobody holds anything. */
    void kill() {
        waiting.clear();
        held.clear();
    }

    TreeMap<String, String> book(String name) {
        return books.computeIfAbsent(name, ignored -> new TreeMap<>());
    }

    private <T> CompletionStage<T> later(Supplier<T> work) {
        CompletableFuture<T> promise = new CompletableFuture<>();
        Runnable task = () -> {
            try {
                promise.complete(work.get());
            } catch (XmppException failed) {
                promise.completeExceptionally(failed);
            }
        };
        if (quick && waiting.isEmpty()) {
            task.run();
        } else {
            waiting.add(task);
        }
        return promise;
    }

    @Override
    public CompletionStage<AccountState> hold(Jid account) {
        return later(() -> {
            if (!held.add(account)) {
                throw new XmppException(XmppException.Kind.STATE, "held by somebody else");
            }
            return new State(account);
        });
    }

    @Override
    public void close() {
        kill();
    }

    private final class State implements AccountState {
        private final Jid account;

        State(Jid account) {
            this.account = account;
        }

        @Override
        public CompletionStage<Map<String, String>> find(String book, Collection<String> keys) {
            return later(() -> {
                Map<String, String> found = new HashMap<>();
                for (String key : keys) {
                    if (book(book).containsKey(key)) {
                        found.put(key, book(book).get(key));
                    }
                }
                return found;
            });
        }

        @Override
        public CompletionStage<SortedMap<String, String>> page(String book, String after, int limit) {
            return later(() -> {
                SortedMap<String, String> page = new TreeMap<>();
                for (Map.Entry<String, String> entry :
                        (after == null ? book(book) : book(book).tailMap(after, false)).entrySet()) {
                    if (page.size() == limit) {
                        break;
                    }
                    page.put(entry.getKey(), entry.getValue());
                }
                return page;
            });
        }

        @Override
        public CompletionStage<Long> size(String book) {
            return later(() -> (long) book(book).size());
        }

        @Override
        public CompletionStage<Void> write(StateBatch batch) {
            return later(() -> {
                boolean fails = failing > 0;
                if (!fails || failingLeavesTraces) {
                    batch.forEach((book, changes) -> changes.forEach((key, text) -> {
                        if (text == null) {
                            book(book).remove(key);
                        } else {
                            book(book).put(key, text);
                        }
                    }));
                }
                if (fails) {
                    failing--;
                    throw new XmppException(XmppException.Kind.STATE, "the disk is full; make room");
                }
                writes++;
                return null;
            });
        }

        @Override
        public void close() {
            later(() -> held.remove(account));
        }
    }
}
