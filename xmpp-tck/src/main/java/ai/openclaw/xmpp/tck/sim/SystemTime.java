package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.session.Environment;
import ai.openclaw.xmpp.session.Loop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The machine's own time. Thread-safe. */
final class SystemTime implements Scheduler {

    static final SystemTime INSTANCE = new SystemTime();

    private static final Duration GLANCE = Duration.ofMillis(5);

    private final Environment environment = new Environment(
            Environment.system().loops(),
            Environment.system().threads(),
            Environment.system().random(),
            SystemTime::itself);

    private SystemTime() {}

    static List<ServerAddress> itself(String domain) {
        return List.of(new ServerAddress(ServerAddress.Transport.STARTTLS, domain, 5222, ""));
    }

    @Override
    public Loop loop() {
        return environment.loops().get();
    }

    @Override
    public Environment environment() {
        return environment;
    }

    @Override
    public void elapse(Duration duration) throws InterruptedException {
        // Nobody counts down: the wait ends by its limit or by an interrupt.
        boolean counted = new CountDownLatch(1).await(duration.toNanos(), TimeUnit.NANOSECONDS);
        if (counted) {
            throw new IllegalStateException("nobody counts down");
        }
    }

    @Override
    public boolean await(BooleanSupplier condition, Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() - until > 0) {
                    return false;
                }
                elapse(GLANCE);
            }
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
