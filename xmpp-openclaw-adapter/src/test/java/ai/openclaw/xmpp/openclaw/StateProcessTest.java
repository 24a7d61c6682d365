package ai.openclaw.xmpp.openclaw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whose state it is: sidecars of one directory, one after the other. */
@Timeout(90)
class StateProcessTest {

    @TempDir
    Path folder;

    private Path stateDir() {
        return folder.resolve("xmpp");
    }

    @Tag("H-59")
    @Test
    void keepsItsStateForThisUserOnly() throws Exception {
        try (ServeProcess sidecar = new ServeProcess(stateDir(), folder.resolve("log"))) {
            sidecar.initialize();
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(stateDir())));
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(stateDir().resolve("state.mv.db"))));
            sidecar.end();
        }
    }

    @Test
    void waitsForTheOneThatIsJustEnding() throws Exception {
        try (ServeProcess first = new ServeProcess(stateDir(), folder.resolve("log1"));
                ServeProcess second = new ServeProcess(stateDir(), folder.resolve("log2"))) {
            first.initialize();
            int id = second.call("initialize", "{\"protocol\":1,\"stateDir\":\"" + stateDir() + "\"}");
            first.end();
            assertTrue(second.answer(id).has("result"));
            second.end();
        }
    }

    @Test
    void saysWhatIsWrongIfTheOtherDoesNotEnd() throws Exception {
        try (ServeProcess first = new ServeProcess(stateDir(), folder.resolve("log1"));
                ServeProcess second = new ServeProcess(stateDir(), folder.resolve("log2"))) {
            first.initialize();
            long before = System.nanoTime();
            int id = second.call("initialize", "{\"protocol\":1,\"stateDir\":\"" + stateDir() + "\"}");
            JsonObject error = second.answer(id).getAsJsonObject("error");
            Duration waited = Duration.ofNanos(System.nanoTime() - before);
            assertTrue(waited.toSeconds() >= 10 && waited.toSeconds() < 25, "waited " + waited);
            assertEquals(-32019, error.get("code").getAsInt());
            String message = error.get("message").getAsString();
            assertTrue(message.contains(stateDir().resolve("state.mv.db").toString()), message);
            assertTrue(message.contains("another gateway"), message);
            // And it ends in time all the same.
            second.end();
        }
    }
}
