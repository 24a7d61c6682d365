package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** An account goes on, whatever one of its tasks runs into. */
class SerialExecutorTest {

    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();

    private void run() {
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
    }

    @Test
    void anErrorDoesNotStopTheTasksAfterIt() {
        SerialExecutor executor = new SerialExecutor(threads::add);
        executor.execute(() -> {
            throw new StackOverflowError("of a test");
        });
        executor.execute(() -> {
            throw new IllegalStateException("of a test");
        });
        executor.execute(() -> done.add("next"));
        run();
        executor.execute(() -> done.add("later"));
        run();
        assertEquals(List.of("next", "later"), done);
    }

    @Test
    void aThreadThatCannotBeStartedIsAskedForAgain() {
        List<Error> problems = new ArrayList<>(List.of(new OutOfMemoryError("no native thread, of a test")));
        SerialExecutor executor = new SerialExecutor(task -> {
            if (!problems.isEmpty()) {
                throw problems.remove(0);
            }
            threads.add(task);
        });
        assertThrows(OutOfMemoryError.class, () -> executor.execute(() -> done.add("first")));
        executor.execute(() -> done.add("second"));
        run();
        assertEquals(List.of("first", "second"), done);
    }
}
