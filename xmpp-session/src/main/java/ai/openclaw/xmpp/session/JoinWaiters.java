package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.muc.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Who waits to hear that we are in a room, or why not. Loop thread only. */
final class JoinWaiters {

    private final Loop loop;
    private final List<CompletableFuture<Room>> waiting = new ArrayList<>();

    JoinWaiters(Loop loop) {
        this.loop = loop;
    }

    CompletableFuture<Room> add() {
        CompletableFuture<Room> promise = new CompletableFuture<>();
        waiting.add(promise);
        return promise;
    }

    void joined(Room room) {
        answer(promise -> promise.complete(room));
    }

    void failed(XmppException cause) {
        answer(promise -> promise.completeExceptionally(cause));
    }

    /** Behind the change that the answer is about: who hears it sees the room as it is now. */
    private void answer(Consumer<CompletableFuture<Room>> answer) {
        List<CompletableFuture<Room>> answered = List.copyOf(waiting);
        waiting.clear();
        if (!answered.isEmpty()) {
            loop.execute(() -> answered.forEach(answer));
        }
    }
}
