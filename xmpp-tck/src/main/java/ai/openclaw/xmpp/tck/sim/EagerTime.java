package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.session.Environment;
import ai.openclaw.xmpp.session.Loop;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** Real time in which chance is kind: whoever draws how long to wait draws the shortest. Tests wait less, and by the same rules. */
final class EagerTime implements Scheduler {

    private static final class Kind implements RandomGenerator {
        private final SecureRandom random = new SecureRandom();

        @Override
        public long nextLong() {
            return random.nextLong();
        }

        @Override
        public long nextLong(long origin, long bound) {
            return origin;
        }
    }

    private final Scheduler system = Scheduler.system();
    private final Environment environment = new Environment(
            system.environment().loops(),
            system.environment().threads(),
            new Kind(),
            system.environment().resolver());

    @Override
    public Loop loop() {
        return system.loop();
    }

    @Override
    public Environment environment() {
        return environment;
    }

    @Override
    public void elapse(Duration duration) throws InterruptedException {
        system.elapse(duration);
    }

    @Override
    public boolean await(BooleanSupplier condition, Duration limit) {
        return system.await(condition, limit);
    }
}
