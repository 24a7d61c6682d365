package ai.openclaw.xmpp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.tck.lab.Ability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page of the contract has the rules of the suites. {@code mvn -pl xmpp-tck -am test -Dtest=SpiPageTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dopenclaw.xmpp.rewrite=true} writes them anew.
 */
class SpiPageTest {

    private static final Path PAGE = Path.of("../docs/spi.md");
    private static final List<Class<?>> SUITES = List.of(StanzaStreamContract.class, XmppSessionContract.class);

    @Test
    void thePageHasTheRules() throws IOException {
        String before = Files.readString(PAGE);
        String after = before;
        for (Class<?> suite : SUITES) {
            after = withTable(after, suite);
        }
        if (Boolean.getBoolean("openclaw.xmpp.rewrite")) {
            Files.writeString(PAGE, after);
        }
        assertEquals(after, Files.readString(PAGE), PAGE + " is out of date; see this test's comment");
    }

    private static String withTable(String page, Class<?> suite) {
        String begin = "<!-- generated from " + suite.getSimpleName() + ": begin -->\n";
        String end = "<!-- generated from " + suite.getSimpleName() + ": end -->\n";
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf(end);
        assertTrue(from >= begin.length() && to >= from, "the page has no marks for " + suite.getSimpleName());
        String rows = Rules.of(suite).stream().map(SpiPageTest::row).collect(Collectors.joining("\n"));
        return page.substring(0, from)
                + "\n| rule | | text | intent | source | proves | needs |\n|---|---|---|---|---|---|---|\n" + rows
                + "\n\n" + page.substring(to);
    }

    private static String row(Rules.Found found) {
        Rule rule = found.rule();
        String needs = Arrays.stream(rule.needs()).map(Ability::name).collect(Collectors.joining(", "));
        return Stream.of(
                        rule.id(),
                        rule.strength().name(),
                        rule.text(),
                        rule.intent(),
                        rule.spec(),
                        String.join(", ", found.requirements()),
                        needs)
                .map(cell -> cell.replace("|", "\\|").replace("<", "&lt;"))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    @Test
    void rulesAreWellFormed() throws IOException {
        Set<String> requirements = Files.readAllLines(Path.of("../docs/requirements.tsv")).stream()
                .map(line -> line.replaceAll("\t.*", ""))
                .collect(Collectors.toSet());
        for (Class<?> suite : SUITES) {
            List<Rules.Found> rules = Rules.of(suite);
            assertTrue(rules.size() > 40, suite + " has only " + rules.size() + " rules");
            String prefix = suite == StanzaStreamContract.class ? "ST" : "SE";
            for (Rules.Found found : rules) {
                Rule rule = found.rule();
                assertTrue(rule.id().matches(prefix + "-[1-9]\\d\\d"), rule.id());
                assertTrue(
                        rule.text().contains(rule.strength().name()), rule.id() + " does not say " + rule.strength());
                assertTrue(rule.text().endsWith(".") && rule.intent().endsWith("."), rule.id() + " is no sentence");
                assertTrue(
                        requirements.containsAll(found.requirements()), rule.id() + " proves " + found.requirements());
            }
        }
    }
}
