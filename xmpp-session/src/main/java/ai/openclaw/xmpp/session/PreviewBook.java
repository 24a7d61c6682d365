package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateBatch;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The book of texts that are shown and not finished. Loop thread only; stages complete there. */
final class PreviewBook {

    private static final String BOOK = "previews";

    private final Loop loop;
    private @Nullable AccountState state;
    private List<Preview> left = List.of();

    PreviewBook(Loop loop) {
        this.loop = loop;
    }

    /** Reads what the process before left. */
    CompletionStage<Void> open(AccountState opened) {
        state = opened;
        return opened.page(BOOK, null, Preview.MAX)
                .thenAccept(page -> left = page.values().stream()
                        .flatMap(text -> Preview.read(text).stream())
                        .toList());
    }

    /** What the process before left, once it is open. */
    List<Preview> left() {
        return left;
    }

    CompletableFuture<Void> put(Preview preview) {
        return write(new StateBatch().put(BOOK, name(preview.key()), preview.write()));
    }

    /** Its text is not needed any more. What cannot be taken away now is found by the next process, and settled once more. */
    CompletableFuture<Void> remove(String key) {
        return write(new StateBatch().remove(BOOK, name(key)));
    }

    private static String name(String key) {
        return Ids.hash(key).substring(0, 32);
    }

    private CompletableFuture<Void> write(StateBatch batch) {
        CompletableFuture<Void> promise = new CompletableFuture<>();
        if (state == null) {
            promise.completeExceptionally(Session.ended());
        } else {
            state.write(batch)
                    .whenComplete((done, failure) -> loop.execute(() -> {
                        if (failure != null) {
                            promise.completeExceptionally(StateHold.cause(failure));
                        } else {
                            promise.complete(null);
                        }
                    }));
        }
        return promise;
    }

    void close() {
        state = null;
    }
}
