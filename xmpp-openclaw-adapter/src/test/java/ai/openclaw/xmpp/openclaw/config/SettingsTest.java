package ai.openclaw.xmpp.openclaw.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No setting without a test that shows its effect. Such a test carries the setting's name: {@code @Tag("setting:mediaMaxMb")} in Java,
 * {@code [setting: mediaMaxMb]} in the name or the docstring of others; inside of {@code mucRooms} without the room's JID.
 */
class SettingsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern JAVA = Pattern.compile("@Tag\\(\"setting:([\\w.]+)\"\\)");
    private static final Pattern SCRIPT = Pattern.compile("\\[setting: ([\\w.]+)]");

    /** The settings that tests are marked with. */
    private static Set<String> named() throws IOException {
        Set<String> named = new TreeSet<>();
        for (Path folder : folders()) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().matches(".*\\.(java|py|js)"))
                        .filter(file -> !file.endsWith("SettingsTest.java"))
                        .forEach(file -> (file.toString().endsWith(".java") ? JAVA : SCRIPT)
                                .matcher(text(file))
                                .results()
                                .forEach(mark -> named.add(mark.group(1))));
            }
        }
        return named;
    }

    private static List<Path> folders() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return Stream.concat(
                            modules.map(module -> module.resolve("src/test/java")),
                            Stream.of(Path.of("plugin/test"), ROOT.resolve("e2e")))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a group its fields: it has no effect by itself. */
    private static Stream<String> names(Field field) {
        Stream<Field> inside = field.name().equals("accounts") ? Stream.of() : field.type().fields().stream();
        Set<String> names = new TreeSet<>();
        inside.flatMap(SettingsTest::names).forEach(name -> names.add(field.name() + "." + name));
        return names.isEmpty() ? Stream.of(field.name()) : names.stream();
    }

    @Test
    void everySettingHasATestThatShowsItsEffect() throws IOException {
        Set<String> settings = new TreeSet<>();
        ChannelFields.CHANNEL.stream().flatMap(SettingsTest::names).forEach(settings::add);
        assertTrue(settings.contains("mucRooms.users"), settings.toString());
        Set<String> named = named();
        Set<String> without = new TreeSet<>(settings);
        without.removeAll(named);
        assertEquals(Set.of(), without, "settings that no test is marked with");
        Set<String> unknown = new TreeSet<>(named);
        unknown.removeAll(settings);
        assertEquals(Set.of(), unknown, "marks of tests that name no setting");
    }
}
