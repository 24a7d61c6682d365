package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.session.Loop;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Faults at random, by a seed: now this one, now that one, after pauses that are long sometimes and short sometimes. May be called from any
 * thread.
 */
public final class FaultPlan {

    private static final long LONGEST = 5;

    private final SimulatedServer server;
    private final List<Jid> accounts;
    private final List<Fault> faults;
    private final Duration pause;
    private final RandomGenerator random;
    private final Loop loop;
    private Loop.@Nullable Timer timer;

    /**
     * A plan that has not begun.
     *
     * @param accounts whom faults hit
     * @param faults what may happen
     * @param pause how long nothing happens, on average
     * @param random where chance comes from: {@link SimulatedTime#random()}
     */
    public FaultPlan(
            SimulatedServer server, List<Jid> accounts, Set<Fault> faults, Duration pause, RandomGenerator random) {
        this.server = Objects.requireNonNull(server, "server");
        this.accounts = List.copyOf(accounts);
        // In a fixed order: that of a set may differ from run to run.
        this.faults = faults.stream().sorted().toList();
        this.pause = Objects.requireNonNull(pause, "pause");
        this.random = Objects.requireNonNull(random, "random");
        this.loop = server.realm().loop();
        if (this.accounts.isEmpty() || this.faults.isEmpty()) {
            throw new IllegalArgumentException("a plan needs accounts and faults");
        }
    }

    /** Faults begin. */
    public void start() {
        server.act(() -> {
            if (timer == null) {
                next();
            }
        });
    }

    /** Faults end; what they did goes on. */
    public void stop() {
        server.act(() -> {
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
        });
    }

    private void next() {
        double much = Math.min(LONGEST, -Math.log(1 - random.nextDouble()));
        timer = loop.after(Duration.ofMillis((long) (pause.toMillis() * much)), this::strike);
    }

    private void strike() {
        Fault fault = faults.get(random.nextInt(faults.size()));
        Jid account = accounts.get(random.nextInt(accounts.size()));
        server.network().strike(fault, account);
        next();
    }
}
