package ai.openclaw.xmpp.store.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.StateStoreConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that is killed while it writes loses nothing that it was told is written, and never half of a batch. {@code
 * -Dstore.kills=200} tries more often.
 */
@Tag("H-59")
@Tag("C-74")
class HaltTest {

    private static final Logger LOG = LoggerFactory.getLogger(HaltTest.class);
    private static final Jid ACCOUNT = Jid.of("bot@example.org");

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void losesNothingThatWasWritten() throws Exception {
        int kills = Integer.getInteger("store.kills", 6);
        Random random = new Random();
        long told = 0;
        long largest = 0;
        for (int kill = 1; kill <= kills; kill++) {
            long last = 0;
            try (Child child = new Child(directory, ACCOUNT.toString(), 1 + random.nextInt(16), "")) {
                int enough = 1 + random.nextInt(2000);
                String line;
                for (int i = 0; i < enough && (line = child.lines.readLine()) != null; i++) {
                    last = Long.parseLong(line);
                    told++;
                }
                child.kill();
                // What was still in the pipe was said too; its last line may have been cut.
                while ((line = child.lines.readLine()) != null) {
                    if (line.matches("\\d+") && Long.parseLong(line) == last + 1) {
                        last++;
                        told++;
                    }
                }
            }
            largest = Math.max(largest, Files.size(directory.resolve(StateFile.NAME)));
            check(last);
        }
        LOG.info(
                "{} kills, {} writes that were told of, none lost; the file had up to {} kB",
                kills,
                told,
                largest >> 10);
        assertEquals(1, Files.list(directory).count(), "something was moved aside");
    }

    private void check(long told) throws Exception {
        try (StateStore store = new EmbeddedStateStoreProvider().open(StateStoreConfig.files(directory))) {
            AccountState state = store.hold(ACCOUNT).toCompletableFuture().get();
            SortedMap<String, String> inbox =
                    state.page("inbox", null, 1000).toCompletableFuture().get();
            long last = Long.parseLong(
                    state.page("meta", null, 1).toCompletableFuture().get().getOrDefault("last", "0"));
            assertTrue(last >= told, "told of " + told + ", found " + last);
            // All books are of the same moment.
            assertEquals(last == 0 ? 0 : last - Writer.oldest(last) + 1, inbox.size());
            if (last > 0) {
                assertEquals(Writer.key(Writer.oldest(last)), inbox.firstKey());
                assertEquals(Writer.key(last), inbox.lastKey());
            }
            assertEquals(last, state.size("names").toCompletableFuture().get());
        }
    }
}
