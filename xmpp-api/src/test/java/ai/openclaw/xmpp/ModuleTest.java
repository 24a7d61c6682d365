package ai.openclaw.xmpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the module shows to the world. A change here is a change of the public surface: think twice. */
class ModuleTest {

    @Test
    void showsTheseAndNothingElse() throws IOException {
        ModuleDescriptor module;
        try (InputStream in = Files.newInputStream(Path.of("target", "classes", "module-info.class"))) {
            module = ModuleDescriptor.read(in);
        }
        assertEquals("ai.openclaw.xmpp", module.name());
        assertTrue(module.exports().stream().noneMatch(ModuleDescriptor.Exports::isQualified));
        assertTrue(module.opens().isEmpty());
        assertEquals(
                Set.of(
                        "ai.openclaw.xmpp",
                        "ai.openclaw.xmpp.archive",
                        "ai.openclaw.xmpp.command",
                        "ai.openclaw.xmpp.disco",
                        "ai.openclaw.xmpp.live",
                        "ai.openclaw.xmpp.media",
                        "ai.openclaw.xmpp.muc",
                        "ai.openclaw.xmpp.profile",
                        "ai.openclaw.xmpp.pubsub",
                        "ai.openclaw.xmpp.registration",
                        "ai.openclaw.xmpp.spi"),
                module.exports().stream().map(ModuleDescriptor.Exports::source).collect(Collectors.toSet()));
        assertEquals(
                Set.of("java.base", "org.jspecify", "rocks.xmpp.precis"),
                module.requires().stream().map(ModuleDescriptor.Requires::name).collect(Collectors.toSet()));
        assertEquals(
                Set.of("ai.openclaw.xmpp.spi.StateStoreProvider", "ai.openclaw.xmpp.spi.XmppProvider"), module.uses());
    }
}
