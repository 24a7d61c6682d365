package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.session.Loop;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntConsumer;

/** A loop that counts the timers that are still to come. Every open question and every promise that waits has one. */
final class CountedLoop implements Loop {

    private final Loop loop;
    private final IntConsumer change;

    /** A loop that tells how many timers come to be or cease to be. */
    CountedLoop(Loop loop, IntConsumer change) {
        this.loop = loop;
        this.change = change;
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        boolean[] over = new boolean[1];
        change.accept(1);
        Timer timer = loop.after(delay, () -> {
            over[0] = true;
            change.accept(-1);
            task.run();
        });
        return () -> {
            if (!over[0]) {
                over[0] = true;
                change.accept(-1);
            }
            timer.cancel();
        };
    }

    @Override
    public Instant now() {
        return loop.now();
    }

    @Override
    public boolean isCurrent() {
        return loop.isCurrent();
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }
}
