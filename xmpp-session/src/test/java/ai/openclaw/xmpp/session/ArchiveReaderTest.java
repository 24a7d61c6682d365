package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.archive.ArchivePage;
import ai.openclaw.xmpp.archive.ArchivePreferences;
import ai.openclaw.xmpp.archive.ArchivePreferences.Default;
import ai.openclaw.xmpp.archive.ArchiveQuery;
import ai.openclaw.xmpp.archive.ArchivedMessage;
import ai.openclaw.xmpp.archive.ArchivedMessage.Fate;
import ai.openclaw.xmpp.muc.RoomConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of archives: whole, in the archive's order, and with nothing in them that the archive did not send. */
@Tag("XEP-0313")
class ArchiveReaderTest {

    private static final String ROOM = "room@rooms.example.org";

    private final World world = new World();

    @BeforeEach
    void online() {
        world.start();
        world.answering = false;
    }

    private CompletionStage<ArchivePage> ask(ArchiveQuery query) {
        CompletionStage<ArchivePage> page = world.session.archive().page(query);
        world.run();
        return page;
    }

    private Stanza question() {
        return world.stream().sent.get(world.stream().sent.size() - 1);
    }

    private String queryId() {
        return String.valueOf(question().payload().get(0).attribute("queryid"));
    }

    private void result(String from, String queryId, String id, String message) {
        world.stream()
                .say("<message from='" + from
                        + "' to='bot@example.org/openclaw'><result xmlns='urn:xmpp:mam:2' queryid='"
                        + queryId + "' id='" + id + "'><forwarded xmlns='urn:xmpp:forward:0'>"
                        + "<delay xmlns='urn:xmpp:delay' stamp='2026-11-20T08:00:00Z'/>" + message
                        + "</forwarded></result></message>");
    }

    private static String chat(String from, String id, String body) {
        return "<message xmlns='jabber:client' type='chat' from='" + from + "' to='bot@example.org' id='" + id
                + "'><body>" + body + "</body></message>";
    }

    private static String said(String nick, String id, String rest) {
        return "<message xmlns='jabber:client' type='groupchat' from='" + ROOM + "/" + nick + "' id='" + id + "'>"
                + rest + "</message>";
    }

    private void fin(Stanza question, String from, String last) {
        world.stream()
                .say("<iq type='result' id='" + question.id() + "' from='" + from
                        + "'><fin xmlns='urn:xmpp:mam:2' complete='true'><set xmlns='http://jabber.org/protocol/rsm'>"
                        + (last == null ? "" : "<first>1</first><last>" + last + "</last>") + "</set></fin></iq>");
    }

    private static List<String> bodies(ArchivePage page) {
        return page.messages().stream().map(each -> each.message().body()).toList();
    }

    private static ArchivePage done(CompletionStage<ArchivePage> page) {
        assertTrue(page.toCompletableFuture().isDone(), "the page is not there");
        return page.toCompletableFuture().join();
    }

    private static XmppException failure(CompletionStage<?> stage) {
        assertTrue(stage.toCompletableFuture().isDone(), "it has not failed");
        CompletionException thrown = assertThrows(
                CompletionException.class, () -> stage.toCompletableFuture().join());
        return (XmppException) thrown.getCause();
    }

    @Test
    @Tag("XEP-0059")
    void asksForExactlyThatPage() {
        ask(ArchiveQuery.own()
                .with(Jid.of("alice@example.org"))
                .between(Instant.parse("2026-11-01T00:00:00Z"), null)
                .after("42")
                .max(7));
        String sent = world.stream().text();
        assertTrue(sent.contains("var='with'") && sent.contains("<value>alice@example.org</value>"), sent);
        assertTrue(sent.contains("<value>2026-11-01T00:00:00Z</value>"), sent);
        assertTrue(sent.contains("<max>7</max><after>42</after>"), sent);
        assertNull(question().to());
        ask(ArchiveQuery.of(Jid.of(ROOM)).latest());
        assertEquals(Jid.of(ROOM), question().to());
        assertTrue(
                world.stream().text().contains("<max>50</max><before"),
                world.stream().text());
    }

    @Test
    void givesAPageInTheArchivesOrder() {
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.own());
        String id = queryId();
        result("bot@example.org", id, "1", chat("alice@example.org/phone", "m1", "one"));
        result("bot@example.org", id, "2", chat("bot@example.org/other", "m2", "two"));
        assertFalse(page.toCompletableFuture().isDone());
        fin(question(), "bot@example.org", "2");
        assertEquals(List.of("one", "two"), bodies(done(page)));
        ArchivedMessage first = done(page).messages().get(0);
        assertEquals("1", first.id());
        assertEquals("1", first.message().stanzaIds().get(World.ACCOUNT));
        assertEquals(Instant.parse("2026-11-20T08:00:00Z"), first.message().timestamp());
        assertTrue(first.message().delayed());
        assertFalse(first.outgoing());
        assertTrue(done(page).messages().get(1).outgoing());
        assertTrue(done(page).complete());
        assertEquals("2", done(page).last());
        assertEquals(List.of(), world.messages, "history was handed over as new");
    }

    @Test
    void waitsForWhatTheEndHasOvertaken() {
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.own());
        String id = queryId();
        Stanza question = question();
        result("bot@example.org", id, "1", chat("alice@example.org/phone", "m1", "one"));
        fin(question, "bot@example.org", "2");
        assertFalse(page.toCompletableFuture().isDone(), "a page without its end");
        result("bot@example.org", id, "2", chat("alice@example.org/phone", "m2", "two"));
        assertEquals(List.of("one", "two"), bodies(done(page)));
    }

    @Test
    void doesNotWaitForEver() {
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.own());
        fin(question(), "bot@example.org", "2");
        world.pass(Duration.ofSeconds(11));
        assertEquals(XmppException.Kind.TIMEOUT, failure(page).kind());
    }

    @ParameterizedTest
    @Tag("H-22")
    @CsvSource({
        "mallory@example.org/x, own",
        "example.org, own",
        "bot@example.org/other, own",
        "bot@example.org, wrong",
        "bot@example.org, ''",
    })
    void believesOnlyTheArchiveThatWasAsked(String from, String queryId) {
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.own());
        String id = queryId();
        result(from, queryId.equals("own") ? id : queryId, "6", chat("alice@example.org/phone", "m6", "forged"));
        result("bot@example.org", id, "7", chat("alice@example.org/phone", "m7", "real"));
        fin(question(), "bot@example.org", "7");
        assertEquals(List.of("real"), bodies(done(page)));
        assertEquals(List.of(), world.messages);
    }

    @Test
    @Tag("H-22")
    void ignoresWhatComesAfterTheEndAndWhatNobodyAskedFor() {
        result("bot@example.org", "never", "1", chat("alice@example.org/phone", "m1", "unasked"));
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.own());
        String id = queryId();
        fin(question(), "bot@example.org", null);
        assertEquals(List.of(), bodies(done(page)));
        result("bot@example.org", id, "2", chat("alice@example.org/phone", "m2", "late"));
        assertEquals(List.of(), world.messages);
    }

    @Test
    @Tag("H-22")
    void aRoomSpeaksForItselfOnly() {
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.of(Jid.of(ROOM)));
        String id = queryId();
        result(ROOM, id, "1", said("nick", "m1", "<body>said here</body>"));
        result(ROOM, id, "2", said("nick", "m2", "<body>elsewhere</body>").replace(ROOM, "other@rooms.example.org"));
        result(ROOM, id, "3", chat("alice@example.org/phone", "m3", "a direct one"));
        result(ROOM + "/nick", id, "4", said("nick", "m4", "<body>by an occupant</body>"));
        fin(question(), ROOM, "3");
        assertEquals(List.of("said here"), bodies(done(page)));
        assertEquals(ChatKind.ROOM, done(page).messages().get(0).message().kind());
        assertNull(done(page).messages().get(0).message().occupant());
    }

    @ParameterizedTest
    @Tag("H-21")
    @ValueSource(
            strings = {
                "<message xmlns='jabber:client' type='chat' from='bot@example.org' to='bot@example.org'><received xmlns='urn:xmpp:carbons:2'>"
                        + "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='owner@example.org/x'>"
                        + "<body>inner</body></message></forwarded></received><body>outer</body></message>",
                "<message xmlns='jabber:client' type='error' from='alice@example.org'><body>no</body></message>",
                "<message xmlns='jabber:client' type='groupchat' from='room@rooms.example.org/x'><body>no</body></message>",
                "<message xmlns='jabber:client' type='chat'><body>from nobody</body></message>",
                "<presence xmlns='jabber:client' from='alice@example.org'/>"
            })
    void skipsWhatIsNoMessageOfAPerson(String inner) {
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.own());
        String id = queryId();
        result("bot@example.org", id, "1", inner);
        fin(question(), "bot@example.org", "1");
        assertEquals(List.of(), bodies(done(page)));
        assertEquals("1", done(page).last(), "pages go on behind it");
    }

    @Test
    void refusesMoreThanItAskedFor() {
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.own().max(2));
        String id = queryId();
        for (int i = 0; i < 3; i++) {
            result("bot@example.org", id, "e" + i, chat("alice@example.org/phone", "m" + i, "x"));
        }
        assertEquals(XmppException.Kind.UNSUPPORTED, failure(page).kind());
    }

    @Test
    void readsSoManyPagesAtOnceAndNoMore() {
        for (int i = 0; i < 16; i++) {
            assertFalse(ask(ArchiveQuery.own()).toCompletableFuture().isDone());
        }
        assertEquals(XmppException.Kind.STATE, failure(ask(ArchiveQuery.own())).kind());
    }

    @Test
    void failsWithTheStream() {
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.own());
        fin(question(), "bot@example.org", "9");
        world.stream().lose(XmppException.Kind.DISCONNECTED);
        assertEquals(XmppException.Kind.DISCONNECTED, failure(page).kind());
    }

    @Test
    @Tag("XEP-0308")
    @Tag("XEP-0424")
    @Tag("XEP-0425")
    void showsMessagesAsTheirAuthorsLeftThem() {
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.of(Jid.of(ROOM)));
        String id = queryId();
        result(ROOM, id, "1", said("a", "m1", by("a") + "<body>helo</body>"));
        result(ROOM, id, "2", said("b", "m2", by("b") + "<body>secret</body>"));
        result(ROOM, id, "3", said("c", "m3", "<body>rude</body>"));
        result(ROOM, id, "4", said("d", "m4", by("d") + "<body>stays</body>"));
        result(
                ROOM,
                id,
                "5",
                said(
                        "a-too",
                        "m5",
                        by("a") + "<body>hello</body><replace xmlns='urn:xmpp:message-correct:0' id='m1'/>"));
        result(ROOM, id, "6", said("b", "m6", by("b") + "<retract xmlns='urn:xmpp:message-retract:1' id='2'/>"));
        result(
                ROOM,
                id,
                "7",
                "<message xmlns='jabber:client' type='groupchat' from='" + ROOM
                        + "'><retract xmlns='urn:xmpp:message-retract:1' id='3'/></message>");
        // Others' words are not theirs to change.
        result(
                ROOM,
                id,
                "8",
                said(
                        "d",
                        "m8",
                        by("x") + "<body>I am rude</body><replace xmlns='urn:xmpp:message-correct:0' id='m4'/>"));
        result(ROOM, id, "9", said("d", "m9", by("x") + "<retract xmlns='urn:xmpp:message-retract:1' id='4'/>"));
        result(
                ROOM,
                id,
                "10",
                said(
                        "y",
                        "m10",
                        "<retracted xmlns='urn:xmpp:message-retract:1' stamp='2026-11-20T08:00:00Z'/><body>gone</body>"));
        fin(question(), ROOM, "10");
        List<ArchivedMessage> settled = done(page).settled();
        assertEquals(
                List.of(
                        "1 hello CORRECTED",
                        "2  RETRACTED",
                        "3  RETRACTED",
                        "4 stays AS_SAID",
                        "8 I am rude AS_SAID",
                        "10  RETRACTED"),
                settled.stream()
                        .map(each -> each.id() + " " + each.message().body() + " " + each.fate())
                        .toList());
        assertEquals(Fate.AS_SAID, done(page).messages().get(0).fate());
        assertEquals("2", done(page).messages().get(5).retracts());
        assertEquals(
                List.of("occupant-id"),
                settled.get(1).message().payload().stream()
                        .map(XmlElement::name)
                        .toList(),
                "what was taken back is still there");
    }

    @ParameterizedTest
    @Tag("H-28")
    @Tag("H-29")
    @Tag("XEP-0421")
    @CsvSource({"'', ''", "alice, ''", "'', alice", "alice, mallory"})
    void aNickChangesNothingInARoom(String author, String other) {
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.of(Jid.of(ROOM)));
        String id = queryId();
        result(ROOM, id, "1", said("alice", "m1", by(author) + "<body>pay Bob</body>"));
        result(ROOM, id, "2", said("alice", "m2", by(author) + "<body>and stay</body>"));
        result(ROOM, id, "3", said("alice", "m3", by(other) + CORRECTION));
        result(ROOM, id, "4", said("alice", "m4", by(other) + "<retract xmlns='urn:xmpp:message-retract:1' id='2'/>"));
        fin(question(), ROOM, "4");
        assertEquals(List.of("1 pay Bob", "2 and stay", "3 pay Mallory"), words(done(page)));
    }

    @ParameterizedTest
    @Tag("H-28")
    @CsvSource({"'', '', false", "alice, mallory, false", "alice, alice, true"})
    void aNickChangesNothingThatWasSaidPrivatelyInARoom(String author, String other, boolean changed) {
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.own());
        String id = queryId();
        result("bot@example.org", id, "1", privately("alice", "m1", by(author) + "<body>pay Bob</body>"));
        result("bot@example.org", id, "2", privately("alice", "m2", by(other) + CORRECTION));
        // Ids are of one room only.
        result(
                "bot@example.org",
                id,
                "3",
                privately("alice", "m3", by(author) + CORRECTION).replace(ROOM, "room@mallory.example"));
        fin(question(), "bot@example.org", "3");
        assertEquals(
                ChatKind.ROOM_PRIVATE, done(page).messages().get(0).message().kind());
        assertEquals(
                changed
                        ? List.of("1 pay Mallory", "3 pay Mallory")
                        : List.of("1 pay Bob", "2 pay Mallory", "3 pay Mallory"),
                words(done(page)));
    }

    private static final String CORRECTION =
            "<body>pay Mallory</body><replace xmlns='urn:xmpp:message-correct:0' id='m1'/>";

    private static String by(String occupant) {
        return occupant.isEmpty() ? "" : "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='" + occupant + "'/>";
    }

    private static String privately(String nick, String id, String rest) {
        return "<message xmlns='jabber:client' type='chat' from='" + ROOM + "/" + nick + "' to='bot@example.org' id='"
                + id + "'><x xmlns='http://jabber.org/protocol/muc#user'/>" + rest + "</message>";
    }

    private static List<String> words(ArchivePage page) {
        return page.settled().stream()
                .map(each -> each.id() + " " + each.message().body())
                .toList();
    }

    /** What a retracted message was corrected to is gone with it. */
    @Test
    @Tag("XEP-0424")
    void aCorrectionOfWhatIsGoneSaysNothing() {
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.of(Jid.of(ROOM)));
        String id = queryId();
        result(ROOM, id, "1", said("a", "m1", by("a") + "<retracted xmlns='urn:xmpp:message-retract:1'/>"));
        result(ROOM, id, "2", said("a", "m2", by("a") + CORRECTION));
        fin(question(), ROOM, "2");
        assertEquals(List.of("1 "), words(done(page)));
    }

    /** As clients and rooms wrote them before. */
    @Test
    @Tag("XEP-0424")
    @Tag("XEP-0425")
    void understandsRetractionsOfBefore() {
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.of(Jid.of(ROOM)));
        String id = queryId();
        String origin = "<origin-id xmlns='urn:xmpp:sid:0' id='o1'/>";
        String retract = "<retract xmlns='urn:xmpp:message-retract:0'/>";
        String gone = "<retracted xmlns='urn:xmpp:message-retract:0' stamp='2026-11-20T08:00:00Z'/>";
        String moderated = "<moderated xmlns='urn:xmpp:message-moderate:0' by='" + ROOM + "/mod'>";
        result(ROOM, id, "1", said("a", "m1", by("a") + origin + "<body>secret</body>"));
        result(ROOM, id, "2", said("c", "m2", by("c") + "<body>rude</body>"));
        result(ROOM, id, "3", said("d", "m3", by("d") + "<body>stays</body>"));
        result(ROOM, id, "4", said("e", "m4", by("e") + gone + "<body>gone</body>"));
        result(ROOM, id, "5", said("f", "m5", by("f") + moderated + gone + "</moderated><body>gone</body>"));
        result(ROOM, id, "6", said("a", "m6", by("a") + fastened("o1", retract) + "<body>I take it back</body>"));
        result(
                ROOM,
                id,
                "7",
                "<message xmlns='jabber:client' type='groupchat' from='" + ROOM + "'>"
                        + fastened("2", moderated + retract + "</moderated>") + "</message>");
        // That somebody is a moderator is for the room to say.
        result(ROOM, id, "8", said("x", "m8", by("x") + fastened("3", moderated + retract + "</moderated>")));
        fin(question(), ROOM, "8");
        assertEquals(
                List.of("1  RETRACTED", "2  RETRACTED", "3 stays AS_SAID", "4  RETRACTED", "5  RETRACTED"),
                done(page).settled().stream()
                        .map(each -> each.id() + " " + each.message().body() + " " + each.fate())
                        .toList());
    }

    private static String fastened(String id, String what) {
        return "<apply-to xmlns='urn:xmpp:fasten:0' id='" + id + "'>" + what + "</apply-to>";
    }

    @ParameterizedTest
    @Tag("H-22")
    @CsvSource({"true, me, true", "true, mallory, false", "true, '', false", "false, me, false", "false, '', false"})
    @Tag("XEP-0421")
    void whatIsOursIsKnownByOurOccupantIdAndNeverByNick(boolean known, String theirs, boolean ours) {
        world.answering = true;
        if (!known) {
            world.answers = question -> question.payload().get(0).is("http://jabber.org/protocol/disco#info", "query")
                    ? "<query xmlns='http://jabber.org/protocol/disco#info'/>"
                    : World.usual(question);
        }
        world.session.rooms().join(RoomConfig.of(Jid.of(ROOM), "bot"));
        world.run();
        world.stream()
                .say("<presence from='" + ROOM + "/bot'>" + by("me")
                        + "<x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='none' role='participant'/>"
                        + "<status code='110'/></x></presence>");
        world.stream().say("<message type='groupchat' from='" + ROOM + "'><subject/></message>");
        world.answering = false;
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.of(Jid.of(ROOM)));
        String id = queryId();
        result(ROOM, id, "1", said("bot", "m1", by(theirs) + "<body>I promise</body>"));
        fin(question(), ROOM, "1");
        assertEquals(ours, done(page).messages().get(0).outgoing());
    }

    /** Elements take memory, whatever is in them. */
    @Test
    @Tag("H-22")
    void countsElementsAndNotTheirTextOnly() {
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.own());
        String id = queryId();
        String tiny = "<a xmlns='x'/>".repeat(10_000);
        result("bot@example.org", id, "1", chat("alice@example.org/phone", "m1", "one"));
        assertFalse(page.toCompletableFuture().isDone());
        for (int i = 2; i < 5; i++) {
            result(
                    "bot@example.org",
                    id,
                    "e" + i,
                    chat("alice@example.org/phone", "m" + i, "x</body>" + tiny + "<body>"));
        }
        assertEquals(XmppException.Kind.UNSUPPORTED, failure(page).kind());
    }

    @Test
    @Tag("H-22")
    void leavesOutWhatIsLargerThanAPageAndGoesOn() {
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.own());
        String id = queryId();
        result("bot@example.org", id, "1", chat("alice@example.org/phone", "m1", "one"));
        int entry = 2;
        for (String huge : List.of(
                "<a xmlns='x'/>".repeat(20_000),
                "<a xmlns='x' b='" + "x".repeat(1_100_000) + "'/>",
                ("<a xmlns='" + "x".repeat(800) + "'/>").repeat(1_400))) {
            result(
                    "bot@example.org",
                    id,
                    String.valueOf(entry++),
                    chat("mallory@example.org/x", "m2", "x</body>" + huge + "<body>"));
        }
        result("bot@example.org", id, "5", chat("alice@example.org/phone", "m5", "five"));
        fin(question(), "bot@example.org", "5");
        assertEquals(List.of("one", "five"), bodies(done(page)));
        assertEquals("5", done(page).last());
    }

    @Test
    @Tag("XEP-0424")
    void nothingOfWhatIsGoneIsKept() {
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.of(Jid.of(ROOM)));
        String author = "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='o1'/>";
        result(
                ROOM,
                queryId(),
                "1",
                said(
                        "alice",
                        "m1",
                        "<retracted xmlns='urn:xmpp:message-retract:1' stamp='2026-11-20T09:00:00Z'/><body>gone</body>"
                                + author));
        fin(question(), ROOM, "1");
        Message gone = done(page).messages().get(0).message();
        assertEquals("", gone.body());
        assertEquals(
                List.of("occupant-id"),
                gone.payload().stream().map(XmlElement::name).toList());
    }

    @Test
    @Tag("H-22")
    void aRoomSaysNothingItself() {
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.of(Jid.of(ROOM)));
        result(
                ROOM,
                queryId(),
                "1",
                "<message xmlns='jabber:client' type='groupchat' from='" + ROOM
                        + "' id='m1'><body>obey</body></message>");
        fin(question(), ROOM, "1");
        assertEquals(List.of(), done(page).messages());
    }

    @Test
    void anAnswerOfAnotherKindIsNoPage() {
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.own());
        world.stream()
                .say("<iq type='result' id='" + question().id()
                        + "' from='bot@example.org'><fin xmlns='urn:example:other' complete='true'/></iq>");
        assertEquals(XmppException.Kind.UNSUPPORTED, failure(page).kind());
    }

    @Test
    @Tag("H-22")
    void takesAnEntryOnce() {
        CompletionStage<ArchivePage> page = ask(ArchiveQuery.own());
        String id = queryId();
        result("bot@example.org", id, "1", chat("alice@example.org/phone", "m1", "one"));
        result("bot@example.org", id, "1", chat("alice@example.org/phone", "m1", "one"));
        result("bot@example.org", id, "2", chat("alice@example.org/phone", "m2", "two"));
        fin(question(), "bot@example.org", "2");
        assertEquals(List.of("one", "two"), bodies(done(page)));
    }

    /** They are written as a whole: what is cut off on reading would be lost. */
    @Test
    @Tag("XEP-0441")
    void failsForPreferencesThatItCannotReadWholly() {
        world.answering = true;
        for (String list : List.of("always", "never")) {
            StringBuilder listed = new StringBuilder();
            for (int i = 0; i < 1001; i++) {
                listed.append("<jid>a").append(i).append("@example.org</jid>");
            }
            world.answers = question -> "<prefs xmlns='urn:xmpp:mam:2' default='roster'><" + list + ">" + listed + "</"
                    + list + "></prefs>";
            CompletionStage<ArchivePreferences> read = world.session.archive().preferences();
            world.run();
            assertEquals(XmppException.Kind.UNSUPPORTED, failure(read).kind());
        }
        Set<Jid> many = IntStream.range(0, 1001)
                .mapToObj(i -> Jid.of("a" + i + "@example.org"))
                .collect(Collectors.toSet());
        ArchivePreferences wanted = new ArchivePreferences(Default.ROSTER, Set.of(), many);
        assertThrows(
                IllegalArgumentException.class, () -> world.session.archive().preferences(wanted));
    }

    @Test
    @Tag("H-22")
    void keepsSoMuchOfAllPagesTogether() {
        List<CompletionStage<ArchivePage>> pages = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            pages.add(ask(ArchiveQuery.own()));
            result("bot@example.org", queryId(), "1", chat("a@example.org/x", "m", "x".repeat(700_000)));
        }
        assertEquals(
                List.of(false, false, true, true),
                pages.stream().map(each -> each.toCompletableFuture().isDone()).toList());
        assertEquals(XmppException.Kind.UNSUPPORTED, failure(pages.get(2)).kind());
        world.stream().lose(XmppException.Kind.DISCONNECTED);
        world.pass(Duration.ofSeconds(10));
        // What was dropped counts no more.
        CompletionStage<ArchivePage> again = ask(ArchiveQuery.own());
        result("bot@example.org", queryId(), "1", chat("a@example.org/x", "m", "x".repeat(700_000)));
        fin(question(), "bot@example.org", "1");
        assertEquals(1, done(again).messages().size());
    }

    @Test
    @Tag("XEP-0441")
    void readsAndSetsPreferences() {
        world.answering = true;
        world.answers =
                question -> "<prefs xmlns='urn:xmpp:mam:2' default='roster'><always><jid>a@example.org</jid></always>"
                        + "<never><jid>@</jid></never></prefs>";
        CompletionStage<ArchivePreferences> read = world.session.archive().preferences();
        world.run();
        assertEquals(
                new ArchivePreferences(Default.ROSTER, Set.of(Jid.of("a@example.org")), Set.of()),
                read.toCompletableFuture().join());
        CompletionStage<ArchivePreferences> set = world.session
                .archive()
                .preferences(new ArchivePreferences(Default.ALWAYS, Set.of(), Set.of(Jid.of("b@example.org"))));
        world.run();
        assertEquals(Default.ROSTER, set.toCompletableFuture().join().byDefault(), "what the server made of it");
        assertTrue(
                world.stream().text().contains("default='always'"),
                world.stream().text());
        world.answers = question -> "";
        CompletionStage<ArchivePreferences> none = world.session.archive().preferences();
        world.run();
        assertEquals(XmppException.Kind.UNSUPPORTED, failure(none).kind());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 201})
    void aPageHasABound(int max) {
        assertThrows(IllegalArgumentException.class, () -> ArchiveQuery.own().max(max));
    }
}
