package ai.openclaw.xmpp.tck.simulation;

import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/** Sessions under random faults. */
class SimulationTest {

    @Test
    void keepsEveryInvariant() {
        Tally tally = Tally.run(Long.getLong("simulation.seed"), Integer.getInteger("simulation.seeds", 300));
        if (!tally.failures().isEmpty()) {
            fail(tally.describeFailures());
        }
    }
}
