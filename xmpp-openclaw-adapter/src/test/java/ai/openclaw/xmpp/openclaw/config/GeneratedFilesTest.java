package ai.openclaw.xmpp.openclaw.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * The files that are made of the table of settings. {@code mvn -pl xmpp-openclaw-adapter -am test -Dtest=GeneratedFilesTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dopenclaw.xmpp.rewrite=true} writes them anew.
 */
class GeneratedFilesTest {

    private static final boolean REWRITE = Boolean.getBoolean("openclaw.xmpp.rewrite");

    @Test
    void theDefaultsAreThoseOfTheTable() throws IOException {
        check(
                Path.of("src/main/resources/ai/openclaw/xmpp/openclaw/config/defaults.conf"),
                before -> ChannelDocuments.defaults());
    }

    @Test
    void theHostsSchemaIsThatOfTheTable() throws IOException {
        check(Path.of("plugin/openclaw.plugin.json"), ChannelDocuments::manifest);
    }

    @Test
    void theConfigurationPageHasTheTable() throws IOException {
        check(Path.of("../docs/configuration.md"), ChannelDocuments::page);
    }

    private static void check(Path file, UnaryOperator<String> made) throws IOException {
        String before = Files.exists(file) ? Files.readString(file) : "";
        String after = made.apply(before);
        if (REWRITE) {
            Files.createDirectories(file.toAbsolutePath().normalize().getParent());
            Files.writeString(file, after);
        }
        assertEquals(after, Files.readString(file), file + " is out of date; see this test's comment");
    }
}
