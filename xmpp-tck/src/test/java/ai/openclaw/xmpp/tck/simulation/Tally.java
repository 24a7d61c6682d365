package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.tck.sim.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Many runs, and what came of them. */
final class Tally {

    private static final Logger SESSIONS = Logger.getLogger("ai.openclaw.xmpp.session");

    /** At 2000 seeds each kind of trouble hits so often, or it is as good as untested. */
    private static final double LEAST_HITS_PER_SEED = 100.0 / 2000;

    private final List<Simulation.Result> failures = new ArrayList<>();
    private final Map<String, Integer> hits = new TreeMap<>();
    private final Duration time;
    private int seeds;

    private Tally(List<Simulation.Result> results, Duration time) {
        this.time = time;
        kinds().forEach(kind -> hits.put(kind, 0));
        results.forEach(this::add);
    }

    /** What the runs' sessions have to say about their troubles is of no interest here. */
    static void hush() {
        SESSIONS.setLevel(Level.OFF);
    }

    /** Runs the seeds, on all processors; each run is on one thread. */
    static Tally of(LongStream seeds) {
        hush();
        long begin = System.nanoTime();
        List<Simulation.Result> results = seeds.parallel().mapToObj(Tally::run).toList();
        return new Tally(results, Duration.ofNanos(System.nanoTime() - begin));
    }

    private static Simulation.Result run(long seed) {
        try {
            return Simulation.run(seed);
        } catch (RuntimeException thrown) {
            throw new IllegalStateException("seed " + seed + " throws; again by " + again(seed), thrown);
        }
    }

    private static Stream<String> kinds() {
        Stream<String> more = Stream.of("RESUMED", "NOT_RESUMED", "NICK_TAKEN", "FORGERY");
        return Stream.of(Stream.of(Fault.values()), Stream.of(Trouble.Deed.values()), more)
                .flatMap(kinds -> kinds.map(Object::toString));
    }

    private void add(Simulation.Result result) {
        seeds++;
        if (result.violation() != null) {
            failures.add(result);
        }
        result.hits().forEach((kind, times) -> hits.merge(kind, times, Integer::sum));
    }

    List<Simulation.Result> failures() {
        return failures;
    }

    /** The kinds of trouble that hit too seldom to mean anything. */
    Map<String, Integer> rare() {
        Map<String, Integer> rare = new TreeMap<>(hits);
        rare.values().removeIf(times -> times >= Math.floor(seeds * LEAST_HITS_PER_SEED));
        return rare;
    }

    private static String again(long seed) {
        return "mvn -B -ntp verify -pl xmpp-tck -am -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false"
                + " -Dsimulation.seed=" + seed;
    }

    /** Every failure in a line, and the first one with the end of its trace. */
    String describeFailures() {
        StringBuilder text = new StringBuilder();
        for (Simulation.Result failure : failures) {
            text.append("seed ")
                    .append(failure.seed())
                    .append(": ")
                    .append(failure.violation())
                    .append('\n');
        }
        Simulation.Result first = failures.get(0);
        return text.append("The end of seed ")
                .append(first.seed())
                .append(":\n")
                .append(String.join("\n", first.tail()))
                .append("\nOnce more: ")
                .append(again(first.seed()))
                .toString();
    }

    @Override
    public String toString() {
        return hits.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(
                        ", ",
                        "Simulation: " + seeds + " seeds in " + time.toSeconds() + " s, " + failures.size()
                                + " failed. Hits: ",
                        "."));
    }
}
