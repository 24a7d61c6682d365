package ai.openclaw.xmpp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    @TempDir
    private Path directory;

    private final Rule rule = Rules.of(StanzaStreamContract.class).get(0).rule();

    @Test
    void tellsEachRuleInALine() throws IOException {
        Report report = new Report();
        report.add(rule, Outcome.FAILED, "one\ttwo\nthree");
        report.write(directory, "engine-server-streams");
        assertEquals(
                List.of("rule\toutcome\treason", rule.id() + "\tfailed\tone two three"),
                Files.readAllLines(directory.resolve("engine-server-streams.tsv")));
    }

    /** A suite without rules has the name of the one with them: seen with the endurance tests. */
    @Test
    void leavesAnothersReportAloneWhereNothingWasTested() throws IOException {
        Files.writeString(directory.resolve("engine-server-sessions.tsv"), "full");
        new Report().write(directory, "engine-server-sessions");
        assertEquals("full", Files.readString(directory.resolve("engine-server-sessions.tsv")));
        new Report().write(directory, "other");
        assertFalse(Files.exists(directory.resolve("other.tsv")));
    }
}
