import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes {@code target/requirements.md}: which tests carry the id of which requirement, so that an id without a test is visible. Run by the
 * build from the repository's root; arguments: the list of ids, the file to write.
 */
final class Requirements {

    private static final Pattern ID = Pattern.compile("\\b(R\\d{1,2}|[CH]-\\d{2})\\b");
    private static final Pattern JAVA_TAG = Pattern.compile("@Tag\\(\"(R\\d{1,2}|[CH]-\\d{2})\"\\)");
    private static final Pattern JAVA_TEST = Pattern.compile("\\b(?:void|class|Stream<[^;=]*>|Collection<[^;=]*>)\\s+(\\w+)\\s*[({]|\\bclass\\s+(\\w+)");
    private static final Pattern SCRIPT_TEST = Pattern.compile("^\\s*(?:def (test_\\w+)|(?:test|it|describe)\\([\"'`](.*?)[\"'`],)");

    public static void main(String[] args) throws IOException {
        Map<String, String> known = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of(args[0])).stream().skip(1).toList()) {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                known.put(line.substring(0, tab), line.substring(tab + 1).strip());
            }
        }
        Map<String, Set<String>> tests = new LinkedHashMap<>();
        known.keySet().forEach(id -> tests.put(id, new LinkedHashSet<>()));
        Set<String> unknown = new LinkedHashSet<>();
        try (Stream<Path> files = Files.walk(Path.of("."))) {
            for (Path file : files.filter(Requirements::isTest).sorted().toList()) {
                scan(file, tests, unknown);
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalStateException("tests carry ids that " + args[0] + " does not list: " + unknown);
        }
        Path target = Path.of(args[1]);
        Files.createDirectories(target.getParent());
        Files.writeString(target, render(known, tests));
    }

    private static boolean isTest(Path file) {
        String path = file.toString().replace('\\', '/');
        if (path.contains("/target/") || path.contains("/node_modules/") || path.contains("/.git/")) {
            return false;
        }
        // The suites of the test kit are tests for others to extend, so they stand among its main sources.
        boolean java = path.contains("/src/test/java/") || path.contains("/xmpp-tck/src/main/java/");
        return java && path.endsWith(".java")
                || path.endsWith(".test.js")
                || path.contains("/e2e/") && path.endsWith(".py");
    }

    private static void scan(Path file, Map<String, Set<String>> tests, Set<String> unknown) throws IOException {
        boolean java = file.toString().endsWith(".java");
        String suite = file.getFileName().toString().replaceAll("\\.(java|py|test\\.js)$", "");
        Set<String> waiting = new LinkedHashSet<>();
        String current = suite;
        for (String line : Files.readAllLines(file)) {
            Matcher id = (java ? JAVA_TAG : ID).matcher(line);
            Matcher test = (java ? JAVA_TEST : SCRIPT_TEST).matcher(line);
            boolean begins = test.find();
            while (id.find()) {
                waiting.add(id.group(1));
            }
            if (begins) {
                current = suite + "." + (test.group(1) != null ? test.group(1) : test.group(2));
            }
            // In Java the tags stand before the name, elsewhere in it or in the lines below it.
            if (begins || !java) {
                for (String found : waiting) {
                    Set<String> names = tests.get(found);
                    if (names == null) {
                        unknown.add(found + " in " + suite);
                    } else {
                        names.add(current);
                    }
                }
                waiting.clear();
            }
        }
    }

    private static String render(Map<String, String> known, Map<String, Set<String>> tests) {
        long proven = tests.values().stream().filter(names -> !names.isEmpty()).count();
        StringBuilder page = new StringBuilder("# Requirements and their tests\n\nWritten by the build. "
                + proven + " of " + known.size() + " requirements carry a test.\n\n| id | in short | tests |\n|---|---|---|\n");
        known.forEach((id, text) -> page.append("| ").append(id).append(" | ").append(text.replace("|", "\\|")).append(" | ")
                .append(tests.get(id).isEmpty() ? "**none yet**" : String.join(", ", tests.get(id))).append(" |\n"));
        return page.toString();
    }
}
