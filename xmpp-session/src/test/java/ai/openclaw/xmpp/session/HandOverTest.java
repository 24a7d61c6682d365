package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.xmpp.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Messages of a conversation: one at a time, unless the application asks for the next. */
@Tag("C-54")
class HandOverTest {

    private final ScriptedStore store = new ScriptedStore();
    private final List<CompletableFuture<Void>> stages = new ArrayList<>();
    private World world;

    @BeforeEach
    void start() {
        world = new World(store);
        stages.clear();
        world.application = message -> {
            stages.add(new CompletableFuture<>());
            return stages.get(stages.size() - 1);
        };
        world.start();
    }

    private void say(String... bodies) {
        for (String body : bodies) {
            world.stream()
                    .say("<message type='chat' from='alice@example.org/a' id='" + body + "'><body>" + body
                            + "</body></message>");
        }
    }

    private void next(int index) {
        world.session.handOverNext(world.messages.get(index));
        world.run();
    }

    private void take(int index) {
        stages.get(index).complete(null);
        world.run();
    }

    private List<String> heard() {
        return world.messages.stream().map(Message::body).toList();
    }

    @Test
    void oneMoreComesForEachQuestion() {
        say("a", "b", "c");
        assertEquals(List.of("a"), heard());
        next(0);
        assertEquals(List.of("a", "b"), heard());
        next(1);
        assertEquals(List.of("a", "b", "c"), heard());
        take(1);
        take(0);
        take(2);
        say("d");
        assertEquals(List.of("a", "b", "c", "d"), heard());
        assertEquals(1, world.session.waiting());
    }

    @Test
    void whatComesLaterComesAtOnceAndOnlyThat() {
        say("a");
        next(0);
        say("b", "c");
        assertEquals(List.of("a", "b"), heard());
        take(0);
        assertEquals(List.of("a", "b"), heard(), "c waits for b");
        take(1);
        assertEquals(List.of("a", "b", "c"), heard());
    }

    @Test
    void whoAsksOfWhatIsTakenGetsNothingMore() {
        say("a");
        take(0);
        next(0);
        say("b", "c");
        assertEquals(List.of("a", "b"), heard());
    }

    @Test
    void noMoreThanTwentyAreOut() {
        for (int i = 0; i < 30; i++) {
            say("m" + i);
            next(0);
        }
        assertEquals(20, heard().size());
        for (int i = 0; i < stages.size(); i++) {
            take(i);
        }
        assertEquals(30, heard().size());
        assertEquals(0, world.session.waiting());
    }

    @Test
    void eachComesAgainByItself() {
        say("a", "b");
        next(0);
        stages.get(0).completeExceptionally(new IllegalStateException("not now"));
        take(1);
        world.pass(Duration.ofMinutes(1));
        assertEquals(List.of("a", "b", "a"), heard());
        take(2);
        assertEquals(0, world.session.waiting());
    }

    @Test
    void whatWasNotTakenComesAgainInOrderAfterARestart() {
        say("a", "b", "c");
        next(0);
        take(1);
        store.kill();
        store.quick = true;
        start();
        assertEquals(List.of("a"), heard());
        take(0);
        assertEquals(List.of("a", "c"), heard());
    }
}
