import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes {@code target/tck.md}: which rule of the contract came out how, for each engine on each server that the build has run. Run by the
 * build from the repository's root; argument: the file to write. What was not run has no column.
 */
final class TckTable {

    private static final List<String> SUITES = List.of("streams", "sessions", "endurance");
    private static final Map<String, String> MARKS = Map.of("passed", "✓", "failed", "**✗**", "not possible", "–");

    /** One run: its outcomes and reasons by rule. */
    private record Run(String subject, Map<String, String[]> rules) {
        long count(String outcome) {
            return rules.values().stream().filter(line -> line[1].equals(outcome)).count();
        }

        String total() {
            return count("passed") + " passed, " + count("failed") + " failed, " + count("not possible") + " not possible";
        }
    }

    public static void main(String[] args) throws IOException {
        Map<String, Map<String, Run>> suites = new TreeMap<>();
        try (Stream<Path> reports = Files.find(
                Path.of("."), 4, (path, attributes) -> path.toString().replace('\\', '/').matches(".*/target/tck/[^/]+\\.tsv"))) {
            for (Path report : reports.sorted().toList()) {
                add(report, suites);
            }
        }
        StringBuilder page = new StringBuilder(
                "# What became of the rules\n\nWritten by the build: each engine on each server that it has run on. ✓ passed, ✗ failed,"
                        + " – not possible (the reasons stand below). The rules are explained in `docs/spi.md`.\n");
        suites.forEach((suite, runs) -> page.append(render(suite, List.copyOf(runs.values()))));
        Path target = Path.of(args[0]);
        Files.createDirectories(target.getParent());
        Files.writeString(target, page.toString());
        suites.forEach((suite, runs) -> runs.values()
                .forEach(run -> System.out.println("tck: " + suite + " of " + run.subject() + ": " + run.total())));
    }

    private static void add(Path report, Map<String, Map<String, Run>> suites) throws IOException {
        String name = report.getFileName().toString().replaceFirst("\\.tsv$", "");
        String suite = SUITES.stream().filter(each -> name.endsWith("-" + each)).findFirst().orElse("others");
        String subject = suite.equals("others") ? name : name.substring(0, name.length() - suite.length() - 1);
        Map<String, String[]> rules = new TreeMap<>();
        for (String line : Files.readAllLines(report).stream().skip(1).toList()) {
            String[] cells = line.split("\t", -1);
            rules.put(cells[0], cells);
        }
        suites.computeIfAbsent(suite, none -> new TreeMap<>()).put(subject, new Run(subject, rules));
    }

    private static String render(String suite, List<Run> runs) {
        StringBuilder text = new StringBuilder("\n## " + suite + "\n\n| rule | "
                + runs.stream().map(Run::subject).collect(Collectors.joining(" | ")) + " |\n|---|"
                + "---|".repeat(runs.size()) + "\n");
        List<String> rules = runs.stream().flatMap(run -> run.rules().keySet().stream()).distinct().sorted().toList();
        for (String rule : rules) {
            text.append("| ").append(rule);
            for (Run run : runs) {
                String[] line = run.rules().get(rule);
                text.append(" | ").append(line == null ? "" : MARKS.getOrDefault(line[1], line[1]));
            }
            text.append(" |\n");
        }
        text.append("| passed / failed / not possible");
        runs.forEach(run -> text.append(" | ").append(run.count("passed")).append(" / ").append(run.count("failed"))
                .append(" / ").append(run.count("not possible")));
        text.append(" |\n");
        for (Run run : runs) {
            Map<String, String> reasons = new TreeMap<>();
            run.rules().values().stream()
                    .filter(line -> !line[1].equals("passed"))
                    .forEach(line -> reasons.merge(line[1] + ": " + line[2], line[0], (one, other) -> one + ", " + other));
            if (!reasons.isEmpty()) {
                text.append("\n### ").append(run.subject()).append("\n\n");
                reasons.forEach((reason, ids) -> text.append("- ").append(reason).append(": ").append(ids).append('\n'));
            }
        }
        return text.toString();
    }
}
