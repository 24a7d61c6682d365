package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.session.Loop;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Broken timers. */
final class LoopMutants {

    private LoopMutants() {}

    /** For each timer another one is forgotten. */
    static Mutation forgetsTimers() {
        return new Mutation() {
            @Override
            public Supplier<Loop> loops(Supplier<Loop> loops) {
                return () -> new Changed(loops.get()) {
                    @Override
                    public Timer after(Duration delay, Runnable task) {
                        loop().after(Duration.ofDays(1), () -> {});
                        return loop().after(delay, task);
                    }
                };
            }
        };
    }

    /** Timers of one length take another. */
    static final class Deferring extends Changed {
        private final Duration length;
        private final Duration instead;

        Deferring(Loop loop, Duration length, Duration instead) {
            super(loop);
            this.length = length;
            this.instead = instead;
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            return loop().after(delay.equals(length) ? instead : delay, task);
        }
    }

    private abstract static class Changed implements Loop {
        private final Loop loop;

        Changed(Loop loop) {
            this.loop = loop;
        }

        final Loop loop() {
            return loop;
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
}
