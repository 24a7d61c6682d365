package ai.openclaw.xmpp.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** What became of the rules of one run, as a table: rule, outcome, reason. Thread-safe. */
final class Report {

    private final Map<String, String> lines = new ConcurrentSkipListMap<>();

    void add(Rule rule, Outcome outcome, String reason) {
        String oneLine = reason.lines()
                .map(String::strip)
                .reduce("", (a, b) -> a + " " + b)
                .replace('\t', ' ');
        String shown = oneLine.length() > 300 ? oneLine.substring(0, 300) + "…" : oneLine;
        lines.put(rule.id(), rule.id() + "\t" + outcome.word() + "\t" + shown.strip());
    }

    /** Writes it into that directory; where no rule was tested nothing is, so that nobody's report is lost. */
    void write(Path directory, String name) throws IOException {
        if (lines.isEmpty()) {
            return;
        }
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve(name + ".tsv"), "rule\toutcome\treason\n" + String.join("\n", lines.values()) + "\n");
    }
}
