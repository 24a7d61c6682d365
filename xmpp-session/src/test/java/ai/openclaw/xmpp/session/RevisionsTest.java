package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.Retraction;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.StateStores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People change what they said, and nobody else does. */
class RevisionsTest {

    private static final Jid ROOM = Jid.of("team@rooms.example.org");

    private World world;
    private final List<CompletableFuture<Void>> taken = new ArrayList<>();

    @BeforeEach
    void start() {
        world = new World().start();
        world.session.rooms().join(RoomConfig.of(ROOM, "bot"));
        world.run();
        enter("alice", "participant", "alice-id");
        enter("mallory", "participant", "mallory-id");
        enter("mod", "moderator", "mod-id");
        enter("bot", "participant", "bot-id");
        say("<message type='groupchat' from='" + ROOM + "/x'><subject/></message>");
    }

    private void enter(String nick, String role, String occupantId) {
        say("<presence from='" + ROOM + "/" + nick
                + "'><x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='none' role='" + role + "'/>"
                + (nick.equals("bot") ? "<status code='110'/>" : "") + "</x>"
                + (occupantId.isEmpty() ? "" : "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='" + occupantId + "'/>")
                + "</presence>");
    }

    private void leave(String nick) {
        say(
                "<presence type='unavailable' from='" + ROOM + "/" + nick
                        + "'><x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='none' role='none'/></x></presence>");
    }

    private void say(String xml) {
        world.stream().say(xml);
    }

    private void direct(String from, String id, String body, String more) {
        say("<message type='chat' from='" + from + "' id='" + id + "'><body>" + body + "</body>" + more + "</message>");
    }

    private void inRoom(String nick, String id, String body, String more) {
        say("<message type='groupchat' from='" + ROOM + "/" + nick + "' id='" + id + "'><body>" + body + "</body>"
                + "<stanza-id xmlns='urn:xmpp:sid:0' by='" + ROOM + "' id='room-" + id + "'/>" + more + "</message>");
    }

    private static String replace(String id) {
        return "<replace xmlns='urn:xmpp:message-correct:0' id='" + id + "'/>";
    }

    private static String retract(String id) {
        return "<retract xmlns='urn:xmpp:message-retract:1' id='" + id
                + "'/><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:message-retract:1'/>";
    }

    private static String retractOfBefore(String id) {
        return "<apply-to xmlns='urn:xmpp:fasten:0' id='" + id
                + "'><retract xmlns='urn:xmpp:message-retract:0'/></apply-to>"
                + "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:message-retract:0'/>";
    }

    private List<String> bodies() {
        return world.messages.stream().map(Message::body).toList();
    }

    /** The application takes nothing until the test lets it. */
    private void hold() {
        world.application = message -> {
            CompletableFuture<Void> stage = new CompletableFuture<>();
            taken.add(stage);
            return stage;
        };
    }

    private void letGo(int which) {
        taken.get(which).complete(null);
        world.run();
    }

    @Tag("XEP-0308")
    @Test
    void aCorrectionTakesThePlaceOfWhatWaits() {
        hold();
        direct("alice@example.org/a", "1", "first", "");
        direct("alice@example.org/a", "2", "deploy to prod", "");
        direct("alice@example.org/a", "3", "and tell me", "");
        direct("alice@example.org/b", "4", "deploy to staging", replace("2"));
        direct("alice@example.org/a", "5", "deploy to test", replace("2"));
        assertEquals(List.of("first"), bodies());
        letGo(0);
        letGo(1);
        letGo(2);
        assertEquals(List.of("first", "deploy to test", "and tell me"), bodies());
        assertEquals(0, world.session.waiting());
    }

    @Tag("XEP-0308")
    @Test
    void aCorrectionOfWhatWasTakenComesByItself() {
        direct("alice@example.org/a", "1", "at five", "");
        direct("alice@example.org/a", "2", "at six", replace("1"));
        assertEquals(List.of("at five", "at six"), bodies());
        assertEquals("1", world.messages.get(1).replaces());
    }

    @Tag("XEP-0308")
    @Test
    void whatFailedComesAgainAsItBecame() {
        world.application = message -> CompletableFuture.failedFuture(new IllegalStateException("not now"));
        direct("alice@example.org/a", "1", "at five", "");
        direct("alice@example.org/a", "2", "at six", replace("1"));
        world.application = message -> CompletableFuture.completedFuture(null);
        world.pass(Duration.ofMinutes(2));
        assertEquals(List.of("at five", "at six"), bodies());
        assertEquals(0, world.session.waiting());
    }

    @Tag("H-28")
    @Tag("XEP-0308")
    @Test
    void nobodyCorrectsAnothersMessage() {
        hold();
        inRoom("alice", "0", "first", "");
        inRoom("alice", "1", "ask bob", "");
        inRoom("mallory", "2", "obey", replace("1"));
        direct("alice@example.org/a", "3", "in private", "");
        direct("mallory@example.org/a", "4", "obey", replace("3"));
        direct("alice@example.org/a", "5", "from elsewhere", replace("1"));
        for (int i = 0; i < taken.size(); i++) {
            letGo(i);
        }
        assertTrue(bodies().containsAll(List.of("ask bob", "in private", "obey", "from elsewhere")), "" + bodies());
        assertTrue(world.messages.stream().allMatch(message -> message.replaces() == null));
    }

    @Tag("H-28")
    @Tag("XEP-0308")
    @Test
    void whoTakesANickTakesNoWordsWithIt() {
        inRoom("alice", "1", "ask bob", "");
        leave("alice");
        enter("alice", "participant", "another-id");
        inRoom("alice", "2", "obey", replace("1"));
        assertNull(world.messages.get(1).replaces());
        leave("alice");
        enter("alice-at-home", "participant", "alice-id");
        inRoom("alice-at-home", "3", "ask carol", replace("1"));
        assertEquals("1", world.messages.get(2).replaces());
    }

    @Tag("H-28")
    @Tag("XEP-0308")
    @Test
    void aNickAloneIsNobody() {
        enter("anon", "participant", "");
        inRoom("anon", "1", "ask bob", "");
        inRoom("anon", "2", "ask carol", replace("1"));
        assertNull(world.messages.get(1).replaces());
        assertEquals(List.of("ask bob", "ask carol"), bodies());
    }

    @Tag("H-28")
    @Tag("XEP-0308")
    @Test
    void whatIsOldIsNotCorrected() {
        direct("alice@example.org/a", "1", "at five", "");
        world.pass(Revisions.WINDOW.plusSeconds(1));
        direct("alice@example.org/a", "2", "at six", replace("1"));
        assertNull(world.messages.get(1).replaces());
    }

    @Tag("H-28")
    @Test
    void correctionsThatCorrectEachOtherEnd() {
        hold();
        direct("alice@example.org/a", "0", "first", "");
        direct("alice@example.org/a", "1", "one", "");
        direct("alice@example.org/a", "2", "two", replace("1"));
        direct("alice@example.org/a", "1", "three", replace("2"));
        direct("alice@example.org/a", "2", "four", replace("1"));
        letGo(0);
        letGo(1);
        for (int i = 2; i < taken.size(); i++) {
            letGo(i);
        }
        assertEquals("four", bodies().get(bodies().size() - 1));
        assertEquals(0, world.session.waiting());
    }

    @Tag("C-23")
    @Test
    void whoUsesAnIdTwiceForTheSameTextSaysItTwice() {
        for (String given : List.of("first", "second")) {
            say("<message type='groupchat' from='" + ROOM
                    + "/alice' id='1'><body>yes</body><stanza-id xmlns='urn:xmpp:sid:0' by='" + ROOM + "' id='" + given
                    + "'/></message>");
        }
        direct("alice@example.org/a", "1", "yes", "");
        direct("alice@example.org/b", "1", "yes", "");
        direct("alice@example.org/b", "1", "yes", "<thread>t</thread>");
        assertEquals(List.of("yes", "yes", "yes", "yes", "yes"), bodies());
    }

    /** A copy is known by what it says that it corrects, whether that is still known or not. */
    @Tag("C-23")
    @Test
    void aLateCopyOfACorrectionIsACopy() {
        direct("alice@example.org/a", "1", "at five", "");
        direct("alice@example.org/a", "2", "at six", replace("1"));
        world.pass(Revisions.WINDOW.plusSeconds(1));
        direct("alice@example.org/a", "2", "at six", replace("1"));
        assertEquals(List.of("at five", "at six"), bodies());
    }

    @Tag("XEP-0424")
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsTakenBackBeforeItIsReadIsNeverRead(boolean now) {
        hold();
        direct("alice@example.org/a", "1", "first", "");
        direct("alice@example.org/a", "2", "secret", "");
        direct("alice@example.org/a", "3", "public", "");
        direct("alice@example.org/b", "4", "gone", now ? retract("2") : retractOfBefore("2"));
        letGo(0);
        letGo(1);
        assertEquals(List.of("first", "public"), bodies());
        assertEquals(List.of(), world.retractions);
        assertEquals(0, world.session.waiting());
    }

    @Tag("XEP-0424")
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsTakenBackAfterItWasReadIsTold(boolean now) {
        direct("alice@example.org/a", "1", "secret", "<origin-id xmlns='urn:xmpp:sid:0' id='o1'/>");
        direct("alice@example.org/b", "2", "gone", now ? retract("o1") : retractOfBefore("o1"));
        direct("alice@example.org/b", "3", "gone", now ? retract("1") : retractOfBefore("1"));
        assertEquals(List.of("secret"), bodies());
        assertEquals(
                List.of(new Retraction(ChatKind.DIRECT, Jid.of("alice@example.org/b"), null, "1", false, null)),
                world.retractions);
    }

    @Tag("XEP-0424")
    @Test
    void inRoomsItIsNamedByTheRoomsId() {
        inRoom("alice", "1", "secret", "");
        inRoom("alice", "2", "gone", retract("room-1"));
        assertEquals(
                List.of("room-1"),
                world.retractions.stream().map(Retraction::messageId).toList());
        assertEquals(ROOM + "/alice", world.retractions.get(0).from().toString());
        assertFalse(world.retractions.get(0).moderated());
    }

    @Tag("XEP-0424")
    @Test
    void withAMessageItsCorrectionGoesToo() {
        hold();
        direct("alice@example.org/a", "1", "first", "");
        direct("alice@example.org/a", "2", "secret", "");
        direct("alice@example.org/a", "3", "also secret", replace("2"));
        direct("alice@example.org/a", "4", "gone", retract("2"));
        letGo(0);
        assertEquals(List.of("first"), bodies());
        assertEquals(0, world.session.waiting());
    }

    /** The next process reads the message from the inbox: it must know that it was taken back, and by whom. */
    @Tag("H-29")
    @Tag("XEP-0424")
    @Test
    void whatIsTakenBackIsNotReadAfterARestartEither() {
        StateStore store = StateStores.memory();
        world.session.close();
        world = new World(store).start();
        hold();
        direct("alice@example.org/a", "1", "first", "");
        direct("alice@example.org/a", "2", "secret", "");
        direct("alice@example.org/a", "3", "public", "");
        direct("alice@example.org/b", "4", "gone", retract("2"));
        direct("mallory@example.org/m", "5", "gone", retract("3"));
        world.session.close();
        world.run();
        world = new World(store).start();
        world.pass(Duration.ofMinutes(2));
        assertEquals(List.of("first", "public"), bodies());
        assertEquals(0, world.session.waiting());
    }

    /** A retraction that is not safe comes again: it is not acknowledged before the message is known not to. */
    @Tag("XEP-0424")
    @Test
    void aCorrectionStillTakesThePlaceOfWhatWaitedForARestart() {
        StateStore store = StateStores.memory();
        world.session.close();
        world = new World(store).start();
        hold();
        direct("alice@example.org/a", "1", "first", "");
        direct("alice@example.org/a", "2", "deploy to prod", "");
        direct("alice@example.org/a", "3", "deploy to staging", replace("2"));
        world.session.close();
        world.run();
        world = new World(store).start();
        world.pass(Duration.ofMinutes(2));
        assertEquals(List.of("first", "deploy to staging"), bodies());
        assertEquals(0, world.session.waiting());
    }

    /** What was told under two ids is taken back under both: the correction is what is in the room's history by then. */
    @Tag("XEP-0424")
    @Test
    void whatWasCorrectedIsTakenBackWithItsCorrection() {
        inRoom("alice", "1", "secret", "");
        inRoom("alice", "2", "secret, too", replace("1"));
        inRoom("alice", "3", "gone", retract("room-1"));
        assertEquals(
                List.of("room-1", "room-2"),
                world.retractions.stream().map(Retraction::messageId).toList());
    }

    @Tag("XEP-0424")
    @Test
    void aMessageWithAnOriginIdAloneCanBeTakenBack() {
        say("<message type='chat' from='alice@example.org/a'><body>secret</body>"
                + "<origin-id xmlns='urn:xmpp:sid:0' id='o1'/></message>");
        direct("alice@example.org/a", "2", "gone", retract("o1"));
        assertEquals(List.of("secret"), bodies());
        assertEquals(
                List.of("o1"),
                world.retractions.stream().map(Retraction::messageId).toList());
    }

    /** Corrections of what waits are held for it only up to a bound, the latest; past that they come by themselves, and nothing is lost. */
    @Tag("C-73")
    @Test
    void longCorrectionsDoNotFillTheMemory() {
        hold();
        String big = "x".repeat(HeldTexts.MAX_SIZE / 5);
        direct("alice@example.org/a", "0", "first", "");
        for (int i = 1; i <= 3; i++) {
            direct("alice@example.org/a", "m" + i, "short " + i, "");
        }
        for (int i = 1; i <= 3; i++) {
            direct("alice@example.org/a", "c" + i, i + big, replace("m" + i));
        }
        for (int i = 0; i < 5; i++) {
            letGo(i);
        }
        assertEquals(
                List.of("first", "short 1", "2xxx", "3xxx", "1xxx"),
                bodies().stream()
                        .map(body -> body.length() > 10 ? body.substring(0, 4) : body)
                        .toList());
        assertEquals(0, world.session.waiting());
        // What was taken is held no longer.
        direct("alice@example.org/a", "m4", "short 4", "");
        direct("alice@example.org/a", "m5", "short 5", "");
        direct("alice@example.org/a", "c5", big, replace("m5"));
        letGo(5);
        assertEquals(big, bodies().get(6));
    }

    /** Past what fits into memory the inbox is read again: what was corrected twice is not lost by that. */
    @Tag("XEP-0308")
    @Test
    void allCorrectionsComeThroughAFullInbox() {
        hold();
        direct("alice@example.org/a", "0", "first", "");
        direct("carol@example.org/c", "m", "one", "");
        letGo(1);
        for (int i = 1; i <= Lanes.MAX_WAITING; i++) {
            direct("alice@example.org/a", "f" + i, "filler", "");
        }
        direct("carol@example.org/c", "c1", "two", replace("m"));
        direct("carol@example.org/c", "c2", "three", replace("m"));
        world.application = message -> CompletableFuture.completedFuture(null);
        letGo(0);
        assertEquals(0, world.session.waiting());
        assertEquals(
                "three",
                bodies().stream().filter(body -> !body.equals("filler")).reduce("", (one, two) -> two));
    }

    /** The message was handed over, its correction waits: it must not come after a restart either. */
    @Tag("XEP-0424")
    @Test
    void aCorrectionThatWaitsIsTakenBackWithItsMessageForARestart() {
        StateStore store = StateStores.memory();
        world.session.close();
        world = new World(store).start();
        direct("alice@example.org/a", "1", "harmless", "");
        hold();
        direct("alice@example.org/a", "2", "first", "");
        direct("alice@example.org/a", "3", "secret", replace("1"));
        direct("alice@example.org/a", "4", "gone", retract("1"));
        world.session.close();
        world.run();
        world = new World(store).start();
        world.pass(Duration.ofMinutes(2));
        assertEquals(List.of("first"), bodies());
        assertEquals(0, world.session.waiting());
    }

    /** While the store fails a retraction is not acknowledged; then it is written, and counts. */
    @Tag("XEP-0424")
    @Test
    void aRetractionIsWrittenDownAsSoonAsThatIsPossible() {
        ScriptedStore store = new ScriptedStore();
        world.session.close();
        world = new World(store).start();
        hold();
        direct("alice@example.org/a", "1", "first", "");
        direct("alice@example.org/a", "2", "secret", "");
        int safe = world.stream().acknowledged.size();
        store.failing = 1;
        direct("alice@example.org/a", "3", "gone", retract("2"));
        assertEquals(safe, world.stream().acknowledged.size());
        world.pass(Duration.ofSeconds(5));
        assertEquals(safe + 1, world.stream().acknowledged.size());
    }

    @Tag("H-29")
    @Tag("XEP-0424")
    @Test
    void nobodyTakesBackAnothersMessage() {
        hold();
        inRoom("alice", "0", "first", "");
        inRoom("alice", "1", "stays", "");
        inRoom("mallory", "2", "gone", retract("room-1"));
        inRoom("mallory", "3", "gone", retract("1"));
        inRoom("mallory", "4", "gone", retractOfBefore("room-1"));
        direct("mallory@example.org/m", "5", "gone", retract("1"));
        direct("alice@example.org/a", "6", "gone", retract("room-1"));
        letGo(0);
        letGo(1);
        assertEquals(List.of("first", "stays"), bodies());
        assertEquals(List.of(), world.retractions);
    }

    private static String moderated(String id, String by) {
        return "<retract xmlns='urn:xmpp:message-retract:1' id='" + id
                + "'><moderated xmlns='urn:xmpp:message-moderate:1'" + (by.isEmpty() ? "" : " by='" + by + "'")
                + "/><reason>spam</reason></retract>";
    }

    private static String moderatedOfBefore(String id, String by) {
        return "<apply-to xmlns='urn:xmpp:fasten:0' id='" + id + "'><moderated xmlns='urn:xmpp:message-moderate:0' by='"
                + by + "'><retract xmlns='urn:xmpp:message-retract:0'/><reason>spam</reason></moderated></apply-to>";
    }

    @Tag("XEP-0425")
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aModeratorTakesBackWhatSomebodySaid(boolean now) {
        String by = ROOM + "/mod";
        inRoom("alice", "1", "spam", "");
        say("<message type='groupchat' from='" + ROOM + "'>"
                + (now ? moderated("room-1", by) : moderatedOfBefore("room-1", by)) + "</message>");
        Retraction told = world.retractions.get(0);
        assertEquals("room-1", told.messageId());
        assertTrue(told.moderated());
        assertEquals("spam", told.reason());
        assertEquals(by, told.from().toString());
    }

    @Tag("H-29")
    @Tag("XEP-0425")
    @Test
    void onlyTheRoomSaysWhatAModeratorDid() {
        hold();
        inRoom("alice", "0", "first", "");
        inRoom("alice", "1", "stays", "");
        String by = ROOM + "/mod";
        say("<message type='groupchat' from='" + ROOM + "/mallory'><subject>new</subject>" + moderated("room-1", by)
                + "</message>");
        for (String from : List.of(
                "type='groupchat' from='" + ROOM + "/mallory'",
                "type='groupchat' from='" + ROOM + "/alice'",
                "type='groupchat' from='other@rooms.example.org'",
                "type='chat' from='mallory@example.org/m'")) {
            say("<message " + from + ">" + moderated("room-1", by) + "</message>");
            say("<message " + from + ">" + moderatedOfBefore("room-1", by) + "</message>");
        }
        for (String other : List.of(ROOM + "/mallory", ROOM + "/nobody", "mod@example.org/x", ROOM.toString(), "")) {
            say("<message type='groupchat' from='" + ROOM + "'>" + moderated("room-1", other) + "</message>");
        }
        // The sender's own id is not one that the room answers for.
        say("<message type='groupchat' from='" + ROOM + "'>" + moderated("1", by) + "</message>");
        letGo(0);
        assertEquals(List.of("first", "stays"), bodies());
        assertEquals(List.of(), world.retractions);
    }

    @Tag("XEP-0333")
    @Test
    void markersAreTold() {
        say(
                "<message type='chat' from='alice@example.org/a'><displayed xmlns='urn:xmpp:chat-markers:0' id='m1'/></message>");
        say("<message type='groupchat' from='" + ROOM
                + "/alice'><received xmlns='urn:xmpp:chat-markers:0' id='m2'/></message>");
        say("<message type='chat' from='alice@example.org/a'><displayed xmlns='urn:xmpp:chat-markers:0'/></message>");
        assertEquals(
                List.of("DIRECT alice@example.org/a DISPLAYED m1", "ROOM " + ROOM + "/alice RECEIVED m2"),
                world.markers);
        assertEquals(List.of(), world.messages);
    }

    @Tag("XEP-0333")
    @Test
    void onlyWhatAsksForItIsMarked() {
        String markable = "<markable xmlns='urn:xmpp:chat-markers:0'/>";
        direct("alice@example.org/a", "1", "plain", "");
        direct("alice@example.org/a", "2", "markable", markable);
        inRoom("alice", "3", "in the room", markable);
        say("<message type='groupchat' from='" + ROOM + "/alice' id='4'><body>without the room's id</body>" + markable
                + "</message>");
        world.stream().sent.clear();
        world.messages.forEach(world.session::markDisplayed);
        world.run();
        String sent = world.stream().text();
        assertEquals(2, world.stream().sent.size(), sent);
        assertTrue(sent.contains("<displayed xmlns='urn:xmpp:chat-markers:0' id='2'/>"), sent);
        assertTrue(sent.contains("<displayed xmlns='urn:xmpp:chat-markers:0' id='room-3'/>"), sent);
        assertEquals(ROOM, world.stream().sent.get(1).to());
    }

    @Tag("XEP-0424")
    @Tag("XEP-0428")
    @Tag("XEP-0334")
    @Test
    void takesOurOwnBack() {
        world.stream().sent.clear();
        world.session.retract(ChatKind.DIRECT, Jid.of("alice@example.org"), "m1");
        world.run();
        String sent = world.stream().text();
        assertTrue(sent.contains("<retract xmlns='urn:xmpp:message-retract:1' id='m1'/>"), sent);
        assertTrue(sent.contains("<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:message-retract:1'/>"), sent);
        assertTrue(sent.contains("<store xmlns='urn:xmpp:hints'/>"), sent);
        assertTrue(sent.contains("<body>A message was taken back"), sent);
    }
}
