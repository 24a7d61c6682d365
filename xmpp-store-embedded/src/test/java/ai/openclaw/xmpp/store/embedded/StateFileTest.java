package ai.openclaw.xmpp.store.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateBatch;
import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.StateStoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file in good and in bad days. */
@Timeout(60)
class StateFileTest {

    private static final Logger LOG = LoggerFactory.getLogger(StateFileTest.class);
    private static final Jid ACCOUNT = Jid.of("bot@example.org");

    @TempDir
    Path folder;

    private Path directory() {
        return folder.resolve("a").resolve("state");
    }

    private Path file() {
        return directory().resolve(StateFile.NAME);
    }

    private StateStore open() {
        return new EmbeddedStateStoreProvider().open(StateStoreConfig.files(directory()));
    }

    private StateStore open(Schema schema, Duration patience) {
        return EmbeddedStore.open(new StateFile(directory(), false, schema), patience);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static void put(StateStore store, String key, String text) throws Exception {
        try (AccountState state = get(store.hold(ACCOUNT))) {
            get(state.write(new StateBatch().put("book", key, text)));
        }
    }

    private static String read(StateStore store, String key) throws Exception {
        try (AccountState state = get(store.hold(ACCOUNT))) {
            return get(state.find("book", List.of(key))).get(key);
        }
    }

    private List<Path> aside() throws IOException {
        try (Stream<Path> files = Files.list(directory())) {
            return files.filter(path -> path.getFileName().toString().contains("corrupt"))
                    .sorted()
                    .toList();
        }
    }

    private static XmppException refused(org.junit.jupiter.api.function.Executable opening) {
        return assertThrows(XmppException.class, opening);
    }

    @Tag("H-59")
    @Test
    void isForThisUserOnly() throws Exception {
        try (StateStore store = open()) {
            put(store, "k", "v");
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())));
            assertEquals(
                    "rwx------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(directory().getParent())));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        }
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        try (StateStore store = open()) {
            assertEquals("v", read(store, "k"));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        }
    }

    @Test
    void keepsWhatItHasAndWaitsForTheDiskIfToldTo() throws Exception {
        StateStoreConfig config = StateStoreConfig.files(directory()).withForced(true);
        try (StateStore store = new EmbeddedStateStoreProvider().open(config)) {
            put(store, "k", "v");
        }
        try (StateStore store = open()) {
            assertEquals("v", read(store, "k"));
        }
    }

    @Test
    void waitsForTheOneBefore() throws Exception {
        StateStore first = open();
        put(first, "k", "v");
        CompletableFuture<StateStore> second =
                CompletableFuture.supplyAsync(() -> open(Schema.CURRENT, Duration.ofSeconds(20)));
        assertThrows(java.util.concurrent.TimeoutException.class, () -> second.get(500, TimeUnit.MILLISECONDS));
        first.close();
        try (StateStore store = get(second)) {
            assertEquals("v", read(store, "k"));
        }
    }

    @Test
    void saysWhoIsLikelyToHaveTheFile() throws Exception {
        try (Child other = new Child(directory(), "other@example.org", 1, "")) {
            other.lines.readLine();
            long before = System.nanoTime();
            XmppException refused = refused(() -> open(Schema.CURRENT, Duration.ofMillis(700)));
            assertTrue(System.nanoTime() - before >= Duration.ofMillis(700).toNanos());
            assertEquals(XmppException.Kind.STATE, refused.kind());
            assertTrue(refused.getMessage().contains(file().toString()), refused.getMessage());
            assertTrue(refused.getMessage().contains("another process"), refused.getMessage());
            other.kill();
        }
        open().close();
    }

    @Test
    void movesACorruptFileAsideAndBeginsAnew() throws Exception {
        for (int i = 0; i < 8; i++) {
            try (StateStore store = open()) {
                assertNull(read(store, "k"));
                put(store, "k", "v");
            }
            byte[] bytes = Files.readAllBytes(file());
            new Random(i).nextBytes(bytes);
            Files.write(file(), bytes);
        }
        try (StateStore store = open()) {
            assertNull(read(store, "k"));
            assertEquals(5, aside().size(), "a disk that corrupts each file is not filled with them");
            put(store, "k", "new");
        }
        try (StateStore store = open()) {
            assertEquals("new", read(store, "k"));
        }
    }

    @Test
    void survivesAnyDamage() throws Exception {
        Random random = new Random(11);
        byte[] whole;
        try (StateStore store = open()) {
            try (AccountState state = get(store.hold(ACCOUNT))) {
                for (int i = 0; i < 200; i++) {
                    get(state.write(new StateBatch().put("book", "k" + i, "v".repeat(2000))));
                }
            }
        }
        whole = Files.readAllBytes(file());
        int moved = 0;
        for (int damage = 0; damage < 40; damage++) {
            byte[] bytes = whole.clone();
            int from = random.nextInt(bytes.length);
            for (int i = from; i < Math.min(bytes.length, from + 1 + random.nextInt(20_000)); i++) {
                bytes[i] = (byte) random.nextInt();
            }
            Files.write(
                    file(),
                    random.nextInt(4) == 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
            int before = aside().size();
            try (StateStore store = open();
                    AccountState state = get(store.hold(ACCOUNT))) {
                // Whatever can still be read: it goes on, and what is written from now on is kept.
                get(state.page("book", null, 1000));
                get(state.write(new StateBatch().put("book", "after", "damage " + damage)));
            }
            try (StateStore store = open()) {
                assertEquals("damage " + damage, read(store, "after"));
            }
            moved += aside().size() > before ? 1 : 0;
            for (Path path : aside()) {
                Files.delete(path);
            }
        }
        LOG.info("of 40 damaged files {} were moved aside, the others could be read", moved);
        assertTrue(moved > 0);
    }

    @Test
    void refusesTheFileOfANewerRelease() throws Exception {
        Schema next = new Schema(List.of(store -> {}));
        try (StateStore store = open(next, Duration.ZERO)) {
            put(store, "k", "v");
        }
        XmppException refused = refused(this::open);
        assertEquals(XmppException.Kind.CONFIGURATION, refused.kind());
        assertTrue(refused.getMessage().contains("newer release"), refused.getMessage());
        assertTrue(refused.getMessage().contains(file().toString()), refused.getMessage());
        assertEquals(List.of(), aside());
        try (StateStore store = open(next, Duration.ZERO)) {
            assertEquals("v", read(store, "k"));
        }
    }

    @Test
    void bringsAnOlderFileUpToDateStepByStep() throws Exception {
        try (StateStore store = open()) {
            put(store, "k", "v");
        }
        Schema third = new Schema(List.of(store -> append(store, "+2"), store -> append(store, "+3")));
        try (StateStore store = open(third, Duration.ZERO)) {
            assertEquals("v+2+3", read(store, "k"));
        }
        try (StateStore store = open(third, Duration.ZERO)) {
            assertEquals("v+2+3", read(store, "k"), "each step is done once");
        }
    }

    private static void append(MVStore store, String text) {
        EmbeddedStore.map(store, ACCOUNT + "/book").compute("k", (key, before) -> before + text);
    }

    @Test
    void saysThatItCannotBeUsed() throws Exception {
        Files.createDirectories(file());
        XmppException refused = refused(this::open);
        assertEquals(XmppException.Kind.STATE, refused.kind());
        assertTrue(refused.getMessage().contains(file().toString()), refused.getMessage());
        assertTrue(refused.getMessage().contains("read and write"), refused.getMessage());
    }

    /** A limit for the size of files stands for a full disk: the kernel refuses to write in the same way. */
    @Test
    void tellsOfAFullDiskAndHasAllThatItSaidItHas() throws Exception {
        long told = 0;
        String failure = null;
        try (Child child = new Child(directory(), ACCOUNT.toString(), 1, "ulimit -f 600")) {
            String line;
            while (failure == null && (line = child.lines.readLine()) != null) {
                if (line.startsWith("failed")) {
                    failure = line;
                } else {
                    told = Long.parseLong(line);
                }
            }
            child.kill();
        }
        assertTrue(told > 0);
        assertTrue(failure != null && failure.contains("make room on its disk"), failure);
        try (StateStore store = open();
                AccountState state = get(store.hold(ACCOUNT))) {
            long last = Long.parseLong(get(state.page("meta", null, 1)).get("last"));
            assertTrue(last >= told, "told of " + told + ", found " + last);
        }
        assertEquals(List.of(), aside());
    }

    @Test
    void doesNotTakeAFullDiskForACorruptFile() throws Exception {
        try (Child child = new Child(directory(), ACCOUNT.toString(), 1, "ulimit -f 0")) {
            assertNull(child.lines.readLine(), "it cannot even begin");
        }
        assertEquals(List.of(), aside());
        open().close();
    }

    @Tag("C-73")
    @Test
    void staysSmallHoweverMuchGoesThroughIt() throws Exception {
        long before = System.nanoTime();
        int writes = 20_000;
        try (StateStore store = open();
                AccountState state = get(store.hold(ACCOUNT))) {
            List<CompletionStage<?>> underWay = new ArrayList<>();
            for (int i = 0; i < writes; i++) {
                StateBatch batch = new StateBatch().put("book", String.format("%08d", i), "x".repeat(500));
                if (i >= 100) {
                    batch.remove("book", String.format("%08d", i - 100));
                }
                underWay.add(state.write(batch));
                if (underWay.size() == 16) {
                    for (CompletionStage<?> stage : underWay) {
                        get(stage);
                    }
                    underWay.clear();
                }
            }
            assertEquals(100, get(state.size("book")));
            long micros = (System.nanoTime() - before) / 1000 / writes;
            long largest = Files.size(file());
            long polls = 0;
            CompletableFuture<Void> never = new CompletableFuture<>();
            while (Files.size(file()) > 9 << 20 && ++polls < 300) {
                assertThrows(java.util.concurrent.TimeoutException.class, () -> never.get(100, TimeUnit.MILLISECONDS));
            }
            LOG.info(
                    "{} µs a write with 16 under way; the file had {} kB, and {} kB {} s later",
                    micros,
                    largest >> 10,
                    Files.size(file()) >> 10,
                    polls / 10.0);
        }
        assertTrue(Files.size(file()) <= 9 << 20, "the file has " + Files.size(file()) + " bytes");
    }
}
