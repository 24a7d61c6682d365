package ai.openclaw.xmpp.store.embedded;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateBatch;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/** The maps of one account. */
final class EmbeddedState implements AccountState {

    private final EmbeddedStore store;
    private final Jid account;
    private final AtomicBoolean closed = new AtomicBoolean();

    EmbeddedState(EmbeddedStore store, Jid account) {
        this.store = store;
        this.account = account;
    }

    private <T> CompletionStage<T> submit(boolean writes, Function<MVStore, T> work) {
        return closed.get()
                ? CompletableFuture.failedFuture(
                        new XmppException(XmppException.Kind.STATE, "the state of " + account + " is held no longer"))
                : store.submit(writes, work);
    }

    @Override
    public CompletionStage<Map<String, String>> find(String book, Collection<String> keys) {
        List<String> wanted = List.copyOf(keys);
        return submit(false, open -> {
            Map<String, String> found = new HashMap<>();
            @Nullable MVMap<String, String> map = EmbeddedStore.book(open, account, book);
            if (map != null) {
                for (String key : wanted) {
                    @Nullable String text = map.get(key);
                    if (text != null) {
                        found.put(key, text);
                    }
                }
            }
            return found;
        });
    }

    @Override
    public CompletionStage<SortedMap<String, String>> page(String book, @Nullable String after, int limit) {
        return submit(false, open -> {
            SortedMap<String, String> page = new TreeMap<>();
            @Nullable MVMap<String, String> map = EmbeddedStore.book(open, account, book);
            if (map != null) {
                Iterator<String> keys = map.keyIterator(after);
                while (page.size() < limit && keys.hasNext()) {
                    String key = keys.next();
                    @Nullable String text = key.equals(after) ? null : map.get(key);
                    if (text != null) {
                        page.put(key, text);
                    }
                }
            }
            return page;
        });
    }

    @Override
    public CompletionStage<Long> size(String book) {
        return submit(false, open -> {
            @Nullable MVMap<String, String> map = EmbeddedStore.book(open, account, book);
            return map == null ? 0 : map.sizeAsLong();
        });
    }

    @Override
    public CompletionStage<Void> write(StateBatch batch) {
        Objects.requireNonNull(batch, "batch");
        return submit(true, open -> EmbeddedStore.apply(open, account, batch)).thenAccept(done -> {});
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            store.release(account);
        }
    }
}
