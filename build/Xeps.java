import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which XEPs are supported, and what proves it: rules of the contract ({@code @Rule}), Java tests ({@code @Tag("XEP-0308")}), and tests of
 * the plugin and end to end that say {@code [XEP-0308]} in their name or docstring. A XEP without a test is not supported.
 *
 * <p>Run from the repository's root. Writes {@code target/xeps.md} with the outcomes of whatever has been run. With {@code check}, fails
 * when {@code docs/xeps.tsv}, {@code docs/xeps.md}, {@code docs/openclaw-xmpp.doap}, the tests and what the bot announces of itself
 * disagree; with {@code check all}, where everything has been run, also when the page's marks are others than those of this run; with
 * {@code write}, writes the two pages anew. What the page would be now is in {@code target/xeps-page.md}. Whether a test may fail (an engine cannot do all that another can) is not
 * judged here.
 */
final class Xeps {

    private static final Path CATALOGUE = Path.of("docs/xeps.tsv");
    private static final Path SUITES = Path.of("docs/compliance.tsv");
    private static final Path PAGE = Path.of("docs/xeps.md");
    private static final Path DOAP = Path.of("docs/openclaw-xmpp.doap");
    private static final Path DOAP_HEAD = Path.of("build/doap-head.xml");
    private static final Path CODEC = Path.of("xmpp-session/src/main/java/ai/openclaw/xmpp/session/codec");
    private static final Path END_TO_END = Path.of("target/e2e/results.tsv");
    /** There when the build has run the plugin's tests, all of which passed; else the build has failed. */
    private static final Path PLUGIN = Path.of("xmpp-openclaw-adapter/target/plugin-tests.log");
    /** The test that runs those of the plugin's tests that need the installed host. */
    private static final String WITH_HOST = "test_gates.GatesTests";

    private static final Pattern XEP = Pattern.compile("XEP-\\d{4}");
    private static final Pattern RULE = Pattern.compile("@Rule\\(\\s*id = \"([^\"]+)\"(.*?)\\)\\s*(?:public|void|final|protected)", Pattern.DOTALL);
    private static final Pattern SPEC = Pattern.compile("spec = \"([^\"]*)\"");
    private static final Pattern JAVA_TAG = Pattern.compile("@Tag\\(\"(XEP-\\d{4})\"\\)");
    private static final Pattern JAVA_TEST = Pattern.compile("^\\s*(?:@.*\\))?\\s*(?:public |final |abstract |static |protected )*(?:class (\\w+)|[\\w.<>?, ]+ (\\w+)\\s*\\().*");
    private static final Pattern SCRIPT_MARK = Pattern.compile("\\[(XEP-\\d{4})\\]");
    private static final Pattern SCRIPT_TEST = Pattern.compile("^\\s*(?:def (test_\\w+)|class (\\w+)|(?:test|it|describe)\\([\"'`](.*?)[\"'`],)");
    private static final Pattern CASE = Pattern.compile("<testcase name=\"([^\"]*)\" classname=\"([^\"]*)\"[^>]*?(/>|>(.*?)</testcase>)", Pattern.DOTALL);

    /** Where something was proven; the columns of the table. */
    private enum Column {
        SIMULATED("simulated"),
        BABBLER_PROSODY("Babbler on Prosody"),
        SMACK_PROSODY("Smack on Prosody"),
        BABBLER_EJABBERD("Babbler on ejabberd"),
        SMACK_EJABBERD("Smack on ejabberd"),
        TESTS("other tests"),
        END_TO_END("end to end");

        final String title;

        Column(String title) {
            this.title = title;
        }

        /** Of a report's name, such as {@code babbler-prosody-0.12.3-sessions}. */
        static Column of(String report) {
            boolean smack = report.startsWith("smack-");
            if (report.contains("-prosody-")) {
                return smack ? SMACK_PROSODY : BABBLER_PROSODY;
            }
            if (report.contains("-ejabberd-")) {
                return smack ? SMACK_EJABBERD : BABBLER_EJABBERD;
            }
            return SIMULATED;
        }
    }

    private enum Outcome {
        PASSED,
        FAILED,
        NOT_POSSIBLE,
        NOT_RUN
    }

    /**
     * A line of the catalogue: what we know of a XEP, whether there are tests or not.
     *
     * @param announces features of disco#info; those with a question mark before them need not be announced
     * @param status {@code complete}, {@code partial}, {@code server} if it is the server's part and not ours; empty: nobody has judged
     */
    private record Xep(String id, String title, String version, Set<String> announces, String status, String note) {
        String judged() {
            return status.isEmpty() ? "partial" : status;
        }

        String remark() {
            return status.isEmpty() && note.isEmpty() ? "Not yet judged" : note;
        }

        String link() {
            return "[" + id + "](https://xmpp.org/extensions/" + id.toLowerCase() + ".html)";
        }
    }

    /** What proves a XEP: tests by column, each with its outcome. */
    private record Proof(Map<Column, Map<String, Outcome>> tests) {
        Proof() {
            this(new EnumMap<>(Column.class));
        }

        void add(Column column, String test, Outcome outcome) {
            tests.computeIfAbsent(column, none -> new TreeMap<>()).merge(test, outcome, (one, other) -> one == Outcome.FAILED ? one : other);
        }

        long count(Column column, Outcome outcome) {
            return tests.getOrDefault(column, Map.of()).values().stream().filter(each -> each == outcome).count();
        }

        boolean any() {
            return !tests.isEmpty();
        }

        String numbers(Column column) {
            List<String> parts = new ArrayList<>();
            for (Outcome outcome : Outcome.values()) {
                long count = count(column, outcome);
                if (count > 0) {
                    parts.add(count + switch (outcome) {
                        case PASSED -> " ✓";
                        case FAILED -> " **✗**";
                        case NOT_POSSIBLE -> " –";
                        case NOT_RUN -> " not run";
                    });
                }
            }
            return String.join(", ", parts);
        }

        /** Without numbers, which would change with each test. */
        String mark(Column column) {
            boolean passed = count(column, Outcome.PASSED) > 0;
            if (count(column, Outcome.FAILED) > 0) {
                return passed ? "in part" : "✗";
            }
            return passed ? "✓" : count(column, Outcome.NOT_POSSIBLE) > 0 ? "–" : "";
        }
    }

    private final Map<String, Xep> catalogue = new TreeMap<>();
    private final Map<String, Proof> proofs = new TreeMap<>();
    private final Map<String, Outcome> javaOutcomes = new LinkedHashMap<>();
    private final Map<String, Outcome> endToEndOutcomes = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    public static void main(String[] args) throws IOException {
        Xeps xeps = new Xeps();
        xeps.read();
        xeps.run(args.length == 0 ? "" : args[0], args.length > 1 && args[1].equals("all"));
    }

    private void run(String mode, boolean all) throws IOException {
        compareWithTests();
        compareWithAnnouncement();
        Path target = Path.of("target/xeps.md");
        Files.createDirectories(target.getParent());
        Files.writeString(target, page(Proof::numbers));
        Files.writeString(target.resolveSibling("xeps-page.md"), page(Proof::mark));
        if (mode.equals("write")) {
            Files.writeString(PAGE, page(Proof::mark));
            Files.writeString(DOAP, doap());
        } else {
            compareWithPages();
            if (all) {
                compareMarks();
            }
        }
        System.out.println("xeps: " + supported().count() + " supported, " + proofs.size() + " with tests");
        problems.forEach(problem -> System.out.println("xeps: " + problem));
        if (!problems.isEmpty() && !mode.isEmpty()) {
            System.exit(1);
        }
    }

    // --- what is there ---

    private void read() throws IOException {
        for (String line : Files.readAllLines(CATALOGUE).stream().skip(1).filter(line -> !line.isBlank()).toList()) {
            String[] cells = Arrays.copyOf(line.split("\t", -1), 6);
            catalogue.put(cells[0], new Xep(cells[0], cells[1], cells[2], words(cells[3]), cell(cells[4]), cell(cells[5])));
        }
        List<Path> sources;
        List<Path> ruleReports;
        try (Stream<Path> files = Files.walk(Path.of("."))) {
            List<Path> all = files.filter(Files::isRegularFile).sorted().toList();
            sources = all.stream().filter(file -> !slashed(file).matches(".*/(target|node_modules|\\.git)/.*")).toList();
            ruleReports = all.stream().filter(file -> slashed(file).matches(".*/target/tck/[^/]+\\.tsv")).toList();
            for (Path report : all.stream().filter(file -> slashed(file).matches(".*/target/(surefire|failsafe)-reports/TEST-[^/]+\\.xml")).toList()) {
                readCases(Files.readString(report));
            }
        }
        if (Files.exists(END_TO_END)) {
            for (String line : Files.readAllLines(END_TO_END).stream().skip(1).filter(line -> !line.isBlank()).toList()) {
                String[] cells = line.split("\t", -1);
                endToEndOutcomes.put(cells[0], outcome(cells[1]));
            }
        }
        Map<String, Set<String>> rules = new TreeMap<>();
        for (Path source : sources) {
            String path = slashed(source);
            if (path.endsWith(".java") && path.contains("/xmpp-tck/src/main/")) {
                readRules(Files.readString(source), rules);
            }
            if (path.endsWith(".java") && path.contains("/src/test/java/")) {
                readTags(source);
            } else if (path.endsWith(".test.js") || path.contains("/e2e/") && path.endsWith(".py")) {
                readScript(source);
            }
        }
        for (Path report : ruleReports) {
            readRuleReport(report, rules);
        }
        // Rules that nobody has run yet are tests all the same.
        rules.forEach((rule, xeps) -> xeps.forEach(xep -> {
            if (proof(xep).tests().values().stream().noneMatch(tests -> tests.containsKey(rule))) {
                proof(xep).add(Column.SIMULATED, rule, Outcome.NOT_RUN);
            }
        }));
    }

    private static void readRules(String source, Map<String, Set<String>> rules) {
        Matcher rule = RULE.matcher(source);
        while (rule.find()) {
            Matcher spec = SPEC.matcher(rule.group(2));
            if (spec.find()) {
                Set<String> xeps = XEP.matcher(spec.group(1)).results().map(found -> found.group()).collect(Collectors.toCollection(TreeSet::new));
                if (!xeps.isEmpty()) {
                    rules.put(rule.group(1), xeps);
                }
            }
        }
    }

    private void readRuleReport(Path report, Map<String, Set<String>> rules) throws IOException {
        String name = report.getFileName().toString();
        if (!name.matches("(babbler|smack|simulated)-.*")) {
            return;
        }
        for (String line : Files.readAllLines(report).stream().skip(1).toList()) {
            String[] cells = line.split("\t", -1);
            for (String xep : rules.getOrDefault(cells[0], Set.of())) {
                proof(xep).add(Column.of(name), cells[0], outcome(cells[1]));
            }
        }
    }

    private static Outcome outcome(String text) {
        return switch (text) {
            case "passed", "failed as expected" -> Outcome.PASSED;
            case "failed" -> Outcome.FAILED;
            case "not possible", "skipped" -> Outcome.NOT_POSSIBLE;
            default -> Outcome.NOT_RUN;
        };
    }

    /** A test may have many cases: what went wrong in one of them counts. */
    private void readCases(String report) {
        Matcher found = CASE.matcher(report);
        while (found.find()) {
            String inside = found.group(4) == null ? "" : found.group(4);
            Outcome outcome = inside.contains("<failure") || inside.contains("<error") ? Outcome.FAILED
                    : inside.contains("<skipped") ? Outcome.NOT_POSSIBLE : Outcome.PASSED;
            String type = found.group(2).replaceAll(".*[.$]", "");
            String test = type + "." + found.group(1).replaceAll("[({\\[ ].*", "");
            javaOutcomes.merge(test, outcome, Xeps::worse);
            javaOutcomes.merge(type, outcome, Xeps::worse);
        }
    }

    private static Outcome worse(Outcome one, Outcome other) {
        if (one == Outcome.FAILED || other == Outcome.FAILED) {
            return Outcome.FAILED;
        }
        return one == Outcome.PASSED || other == Outcome.PASSED ? Outcome.PASSED : one;
    }

    private void readTags(Path source) throws IOException {
        Set<String> waiting = new LinkedHashSet<>();
        String type = source.getFileName().toString().replace(".java", "");
        for (String line : Files.readAllLines(source)) {
            Matcher tag = JAVA_TAG.matcher(line);
            while (tag.find()) {
                waiting.add(tag.group(1));
            }
            Matcher test = JAVA_TEST.matcher(line);
            if (!waiting.isEmpty() && !line.strip().startsWith("@") && test.matches()) {
                String name = test.group(1) != null ? test.group(1) : type + "." + test.group(2);
                waiting.forEach(xep -> proof(xep).add(Column.TESTS, name, javaOutcomes.getOrDefault(name, Outcome.NOT_RUN)));
                waiting.clear();
            }
        }
    }

    /** The marks stand in a test's name, or below it in its docstring. */
    private void readScript(Path source) throws IOException {
        boolean plugin = source.toString().endsWith(".js");
        Outcome ofPlugin = slashed(source).contains("/test/host/") ? endToEnd(WITH_HOST) : Files.exists(PLUGIN) ? Outcome.PASSED : Outcome.NOT_RUN;
        String module = source.getFileName().toString().replaceAll("\\.(py|test\\.js)$", "");
        String type = "";
        String current = module;
        for (String line : Files.readAllLines(source)) {
            Matcher test = SCRIPT_TEST.matcher(line);
            if (test.find()) {
                type = test.group(2) != null ? test.group(2) : type;
                current = plugin ? module + ": " + test.group(3) : module + "." + type + (test.group(1) == null ? "" : "." + test.group(1));
            }
            Matcher mark = SCRIPT_MARK.matcher(line);
            while (mark.find()) {
                proof(mark.group(1)).add(plugin ? Column.TESTS : Column.END_TO_END, current, plugin ? ofPlugin : endToEnd(current));
            }
        }
    }

    /** Of a test, which subclasses may run too; of a class, all its tests. */
    private Outcome endToEnd(String name) {
        return endToEndOutcomes.entrySet().stream()
                .filter(entry -> entry.getKey().equals(name) || entry.getKey().startsWith(name + "."))
                .map(Map.Entry::getValue)
                .reduce(Xeps::worse)
                .orElse(Outcome.NOT_RUN);
    }

    private Proof proof(String xep) {
        return proofs.computeIfAbsent(xep, none -> new Proof());
    }

    // --- what must agree ---

    private Stream<Xep> supported() {
        return catalogue.values().stream().filter(xep -> proofs.containsKey(xep.id()) && !xep.status().equals("server"));
    }

    private void compareWithTests() {
        proofs.keySet().stream()
                .filter(xep -> !catalogue.containsKey(xep))
                .forEach(xep -> problems.add(xep + " has tests and no line in " + CATALOGUE));
        catalogue.values().forEach(xep -> {
            if (!Set.of("complete", "partial", "server", "").contains(xep.status())) {
                problems.add(xep.id() + ": the status is complete, partial or server, not \"" + xep.status() + "\"");
            }
            if (!xep.status().isEmpty() && !proofs.containsKey(xep.id())) {
                problems.add(xep.id() + " is " + xep.status() + " in " + CATALOGUE + ", and no test proves it");
            }
        });
    }

    private void compareWithAnnouncement() throws IOException {
        Set<String> announced = announced();
        Set<String> known = catalogue.values().stream()
                .flatMap(xep -> xep.announces().stream())
                .map(feature -> feature.replace("?", ""))
                .collect(Collectors.toSet());
        announced.stream().filter(feature -> !known.contains(feature)).forEach(feature -> problems.add(
                "the bot announces " + feature + ", which no line of " + CATALOGUE + " has"));
        supported().forEach(xep -> xep.announces().stream().filter(feature -> !feature.startsWith("?") && !announced.contains(feature)).forEach(feature -> problems.add(
                xep.id() + " is supported, and the bot does not announce " + feature)));
        catalogue.values().stream().filter(xep -> !proofs.containsKey(xep.id())).forEach(xep -> xep.announces().stream()
                .map(feature -> feature.replace("?", ""))
                .filter(announced::contains)
                .forEach(feature -> problems.add("the bot announces " + feature + ", and no test proves " + xep.id())));
    }

    /** The features in our answer to disco#info, read from the source. */
    private static Set<String> announced() throws IOException {
        Map<String, String> names = new LinkedHashMap<>();
        Matcher constant = Pattern.compile("String (\\w+)\\s*=\\s*\"([^\"]*)\"").matcher(Files.readString(CODEC.resolve("Ns.java")));
        while (constant.find()) {
            names.put("Ns." + constant.group(1), constant.group(2));
        }
        Matcher list = Pattern.compile("FEATURES = (?:List|Set|Stream)\\.of\\((.*?)\\)\\s*(?:\\.|;)", Pattern.DOTALL).matcher(Files.readString(CODEC.resolve("Disco.java")));
        if (!list.find()) {
            throw new IllegalStateException("no FEATURES in Disco.java");
        }
        Set<String> features = new TreeSet<>();
        for (String item : list.group(1).split(",")) {
            StringBuilder feature = new StringBuilder();
            for (String part : item.split("\\+(?=\\s)")) {
                String term = part.strip();
                String text = term.startsWith("\"") ? term.substring(1, term.length() - 1) : names.get(term);
                if (text == null) {
                    throw new IllegalStateException("what is " + term + " among the FEATURES of Disco.java?");
                }
                feature.append(text);
            }
            features.add(feature.toString());
        }
        return features;
    }

    /** The pages that are checked in name the same XEPs in the same versions; the marks are those of the last time that they were written. */
    private void compareWithPages() throws IOException {
        String again = ": write it anew by `java build/Xeps.java write`";
        if (!Files.exists(PAGE) || !claims(Files.readString(PAGE)).equals(claims(page(Proof::mark)))) {
            problems.add(PAGE + " does not tell what the tests prove" + again);
        }
        if (!Files.exists(DOAP) || !Files.readString(DOAP).equals(doap())) {
            problems.add(DOAP + " does not tell what the tests prove" + again);
        }
    }

    /** Nothing is claimed that this run did not show, and no cell is empty for which it showed something. */
    private void compareMarks() throws IOException {
        Map<String, List<String>> said = marks(Files.readString(PAGE));
        marks(page(Proof::mark)).forEach((xep, now) -> {
            List<String> written = said.getOrDefault(xep, List.of());
            for (int i = 0; i < now.size() && written.size() == now.size(); i++) {
                if (!written.get(i).equals(now.get(i)) && (written.get(i).equals("✓") || written.get(i).isEmpty())) {
                    problems.add(PAGE + " says \"" + written.get(i) + "\" of " + xep + " (" + Column.values()[i].title + "), this run \"" + now.get(i)
                            + "\": what it would be now is in target/xeps-page.md");
                }
            }
        });
    }

    private static Map<String, List<String>> marks(String page) {
        return page.lines()
                .filter(line -> line.startsWith("| [XEP-"))
                .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
                .collect(Collectors.toMap(cells -> cells.get(1), cells -> cells.subList(6, cells.size() - 1)));
    }

    private static List<String> claims(String page) {
        return page.lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.startsWith("| [XEP-") ? String.join("|", Arrays.asList(line.split("\\|")).subList(1, 6)) : line)
                .toList();
    }

    // --- the pages ---

    private interface Cell {
        String of(Proof proof, Column column);
    }

    private String page(Cell cell) throws IOException {
        StringBuilder page = new StringBuilder("""
                # XMPP extensions

                Written by `java build/Xeps.java write`; do not edit. What is listed is proven by tests that carry its number, and the bot
                announces no other features of itself. The versions are those of the texts that were followed.

                Columns: the rules of the contract (`docs/spi.md`) that come from the XEP, on the simulated server, and for each engine on
                Prosody and ejabberd; other tests of sessions, engines, adapter and plugin; and tests end to end with the real OpenClaw,
                Prosody, and clients that were written by others. ✓ passed, ✗ or "in part": that engine does not do it (all of it: `docs/engines.md`),
                – not possible on that server, empty: no such test. A build writes the numbers to `target/xeps.md`, and what became of each
                rule and why to `target/tck.md`.

                | XEP | title | version | status | remark |\s""" + Arrays.stream(Column.values()).map(column -> column.title).collect(Collectors.joining(" | "))
                + " |\n|---|---|---|---|---|" + "---|".repeat(Column.values().length) + "\n");
        supported().forEach(xep -> {
            page.append("| ").append(String.join(" | ", xep.link(), xep.title(), xep.version(), xep.judged(), xep.remark()));
            for (Column column : Column.values()) {
                page.append(" | ").append(cell.of(proofs.get(xep.id()), column));
            }
            page.append(" |\n");
        });
        return page + "\n" + suites();
    }

    /** Our own judgement by the compliance suites of 2023 (XEP-0479), as far as a client that nobody looks at is concerned. */
    private String suites() throws IOException {
        Map<String, Xep> supported = supported().collect(Collectors.toMap(Xep::id, xep -> xep));
        StringBuilder rows = new StringBuilder();
        Map<String, Set<String>> lacking = new LinkedHashMap<>();
        for (String line : Files.readAllLines(SUITES).stream().skip(1).filter(line -> !line.isBlank()).toList()) {
            String[] cells = Arrays.copyOf(line.split("\t", -1), 6);
            List<String> providers = List.of(cells[4].split(", "));
            List<String> missing = providers.stream().filter(each -> each.startsWith("XEP-") && !supported.containsKey(each)).toList();
            List<String> partial = providers.stream().filter(each -> supported.containsKey(each) && supported.get(each).judged().equals("partial")).toList();
            String judged = cells[5] == null || cells[5].isBlank() ? "" : "; " + cells[5];
            String state = missing.isEmpty() ? partial.isEmpty() ? "yes" : "yes, in part: " + String.join(", ", partial)
                    : "**no**" + (missing.size() == providers.size() ? "" : ": lacks " + String.join(", ", missing));
            rows.append("| ").append(String.join(" | ", cells[0], cells[1], cells[2], cells[3], cells[4], state + judged)).append(" |\n");
            for (int level = 2; level <= 3; level++) {
                String suite = cells[0] + (level == 2 ? " client" : " advanced client");
                Set<String> lacks = lacking.computeIfAbsent(suite, none -> new LinkedHashSet<>());
                if (cells[level].equals("yes") && !missing.isEmpty()) {
                    lacks.add(cells[1]);
                }
            }
        }
        StringBuilder text = new StringBuilder("""
                ## Compliance suites 2023 (XEP-0479), judged by ourselves

                For the categories Core and IM; Web, Mobile and A/V calling are for clients of other kinds. A XEP that is supported in part counts
                where what is left out is none of a client's required behaviour (the remarks above say what it is); we may be wrong.

                """);
        lacking.forEach((suite, lacks) -> text.append("- ").append(suite).append(": ")
                .append(lacks.isEmpty() ? "all of it" : "lacks " + String.join(", ", lacks)).append('\n'));
        return text + "\n| category | feature | client | advanced client | by | here |\n|---|---|---|---|---|---|\n" + rows;
    }

    private String doap() throws IOException {
        StringBuilder entries = new StringBuilder();
        supported().forEach(xep -> {
            entries.append("    <implements>\n      <xmpp:SupportedXep>\n        <xmpp:xep rdf:resource=\"https://xmpp.org/extensions/")
                    .append(xep.id().toLowerCase()).append(".html\"/>\n        <xmpp:status>").append(xep.judged())
                    .append("</xmpp:status>\n        <xmpp:version>").append(xep.version()).append("</xmpp:version>\n");
            if (!xep.remark().isEmpty()) {
                entries.append("        <xmpp:note xml:lang=\"en\">").append(escaped(xep.remark().replace("`", ""))).append("</xmpp:note>\n");
            }
            entries.append("      </xmpp:SupportedXep>\n    </implements>\n");
        });
        return Files.readString(DOAP_HEAD).replace("@XEPS@\n", entries);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String cell(String cell) {
        return cell == null ? "" : cell.strip();
    }

    private static Set<String> words(String cell) {
        return cell == null || cell.isBlank() ? Set.of() : new TreeSet<>(List.of(cell.split(" ")));
    }

    private static String slashed(Path path) {
        return path.toString().replace('\\', '/');
    }
}
