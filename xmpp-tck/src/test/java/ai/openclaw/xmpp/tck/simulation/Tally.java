package ai.openclaw.xmpp.tck.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Many runs, and what came of them. */
final class Tally {

    private static final Logger SESSIONS = Logger.getLogger("ai.openclaw.xmpp.session");
    private final List<Simulation.Result> failures = new ArrayList<>();
    private final Map<String, Integer> hits = new TreeMap<>();

    static Tally run(@Nullable Long only, int seeds) {
        SESSIONS.setLevel(Level.OFF);
        Tally tally = new Tally();
        (only != null ? LongStream.of(only) : LongStream.range(0, seeds))
                .parallel()
                .mapToObj(Simulation::run)
                .sequential()
                .collect(Collectors.toList())
                .forEach(tally::add);
        return tally;
    }

    private void add(Simulation.Result result) {
        if (result.violation() != null) {
            failures.add(result);
        }
        result.hits().forEach((kind, times) -> hits.merge(kind, times, Integer::sum));
    }

    List<Simulation.Result> failures() {
        return failures;
    }

    String describeFailures() {
        return failures.size() + " seeds failed: "
                + failures.stream().map(f -> f.seed() + " " + f.violation()).collect(Collectors.joining("\n"))
                + "\n" + String.join("\n", failures.get(0).tail()) + hits;
    }
}
