package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.muc.Bookmark;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.LookupCalls;
import ai.openclaw.xmpp.openclaw.wire.RoomCalls;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bookmarks, as the host asks for them. */
class BookmarkDeskTest {

    private static final String TEA = "tea@rooms.example.org";

    @TempDir
    private Path directory;

    private SimulatedAccount account;

    @BeforeEach
    void start() {
        account = new SimulatedAccount(directory, "bot@example.org");
        account.start("{dmPolicy: 'open'}");
    }

    private <R> R ask(Function<Parts, CompletionStage<R>> question) {
        CompletableFuture<R> asked = account.bridge().with(question).toCompletableFuture();
        account.pass(2);
        return asked.join();
    }

    private Answers.Ok put(String room, @Nullable String name, @Nullable String nick, @Nullable Boolean autojoin) {
        return ask(parts -> new BookmarkDesk(parts.session())
                .put(new LookupCalls.PutBookmark("default", room, name, nick, autojoin)));
    }

    private Answers.Ok remove(String room) {
        return ask(parts -> new BookmarkDesk(parts.session()).remove(new RoomCalls.Named("default", room)));
    }

    private List<LookupCalls.Bookmark> list() {
        return ask(parts -> new BookmarkDesk(parts.session()).list()).bookmarks();
    }

    @Test
    @Tag("XEP-0402")
    void bookmarksAreAddedChangedAndRemoved() {
        assertEquals(List.of(), list());
        put("room:" + TEA, "Tea", null, null);
        put(TEA, null, "clara", true);
        assertEquals(List.of(new LookupCalls.Bookmark(TEA, "Tea", "clara", true, false)), list());
        assertEquals(
                TEA,
                ask(parts -> parts.aliases().resolve(new RoomCalls.Resolve("default", "Tea")))
                        .to(),
                "its name is no target");
        remove(TEA);
        assertEquals(List.of(), list());
        CompletionException failure = assertThrows(CompletionException.class, () -> remove(TEA));
        assertEquals(XmppException.Kind.STATE, ((XmppException) failure.getCause()).kind());
    }

    @Test
    @Tag("XEP-0402")
    void aPasswordIsNeitherShownNorLost() {
        Bookmark locked = new Bookmark(Jid.of(TEA), "Tea", null, false, Secret.of("open sesame"));
        ask(parts -> parts.session().bookmarks().put(locked));
        put(TEA, "Afternoon tea", null, null);
        LookupCalls.Bookmark shown = list().get(0);
        assertTrue(shown.locked());
        assertEquals("Afternoon tea", shown.name());
        assertFalse(shown.toString().contains("sesame"), shown.toString());
        assertEquals(
                locked.password(),
                ask(parts -> parts.session().bookmarks().list()).get(0).password());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rooms.example.org", "tea@rooms.example.org/nick", "Tea", ""})
    void onlyARoomIsBookmarked(String room) {
        CompletionException failure = assertThrows(CompletionException.class, () -> put(room, "Tea", null, null));
        assertEquals(IllegalArgumentException.class, failure.getCause().getClass());
        assertEquals(List.of(), list());
    }

    @Test
    void aNameIsShort() {
        assertThrows(CompletionException.class, () -> put(TEA, "x".repeat(201), null, null));
        assertThrows(CompletionException.class, () -> put(TEA, " ", null, null));
        assertEquals(List.of(), list());
    }

    @Test
    void whatIsNotSaidStaysAsItWas() {
        put(TEA, "Tea", "clara", true);
        put(TEA, "Afternoon tea", null, null);
        assertEquals(List.of(new LookupCalls.Bookmark(TEA, "Afternoon tea", "clara", true, false)), list());
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a\u0000b"})
    void aNickIsOneAndShort(String nick) {
        assertThrows(CompletionException.class, () -> put(TEA, "Tea", nick, null));
        assertThrows(CompletionException.class, () -> put(TEA, "Tea", "x".repeat(201), null));
        assertEquals(List.of(), list());
    }

    /** The account's other clients may keep more there, and longer names. */
    @Test
    @Tag("H-11")
    void onlySoMuchIsShownAndAdded() {
        String name = "x".repeat(300);
        for (int i = 0; i < 500; i++) {
            Bookmark kept = new Bookmark(Jid.of("room" + i + "@rooms.example.org"), name, name, false, null);
            account.bridge().with(parts -> parts.session().bookmarks().put(kept));
        }
        account.pass(60);
        List<LookupCalls.Bookmark> shown = list();
        assertEquals(200, shown.size());
        assertEquals("x".repeat(200) + "…", shown.get(0).name());
        assertEquals("x".repeat(200) + "…", shown.get(0).nick());
        CompletionException full = assertThrows(CompletionException.class, () -> put(TEA, "Tea", null, null));
        assertEquals(XmppException.Kind.STATE, ((XmppException) full.getCause()).kind());
        put("room7@rooms.example.org", "Seven", null, null);
    }
}
