package ai.openclaw.xmpp.tck.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions under random faults. One seed by {@code -Dsimulation.seed=7}, many by {@code -Dsimulation.seeds=2000}. */
class SimulationTest {

    private static final Logger LOG = LoggerFactory.getLogger(SimulationTest.class);

    @Tag("C-01")
    @Tag("C-02")
    @Tag("C-04")
    @Tag("C-06")
    @Tag("C-07")
    @Tag("C-08")
    @Tag("C-09")
    @Tag("C-20")
    @Tag("C-22")
    @Tag("C-33")
    @Test
    void everyInvariantHoldsWhateverHappens() {
        Long only = Long.getLong("simulation.seed");
        Tally tally = Tally.of(
                only != null ? LongStream.of(only) : LongStream.range(0, Integer.getInteger("simulation.seeds", 300)));
        LOG.info("{}", tally);
        assertTrue(tally.failures().isEmpty(), tally::describeFailures);
        assertEquals(Map.of(), only != null ? Map.of() : tally.rare(), "trouble that hits too seldom");
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        Tally.hush();
        assertEquals(Simulation.run(7).tail(), Simulation.run(7).tail());
        assertEquals(Simulation.run(7).hits(), Simulation.run(7).hits());
        assertNotEquals(Simulation.run(7).tail(), Simulation.run(8).tail());
    }
}
