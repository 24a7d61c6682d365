package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.Bookmark;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import ai.openclaw.xmpp.openclaw.wire.RoomCalls;
import ai.openclaw.xmpp.tck.sim.Person;
import ai.openclaw.xmpp.tck.sim.RoomSettings;
import ai.openclaw.xmpp.tck.sim.SimulatedRoom;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the agent does with rooms, and whom it means. */
class AgentRoomsTest {

    @TempDir
    private Path directory;

    private SimulatedAccount account;
    private SimulatedRoom lab;
    private Person alice;

    @BeforeEach
    void people() {
        account = new SimulatedAccount(directory, "bot@example.org");
        lab = account.server.room("lab");
        alice = account.server.person("alice");
        alice.join(lab.jid(), "alice");
        account.pass(1);
    }

    private <R> R ask(Function<Parts, CompletionStage<R>> question) {
        CompletableFuture<R> asked = account.bridge().with(question).toCompletableFuture();
        account.pass(2);
        return asked.join();
    }

    private <R> XmppException refused(Function<Parts, CompletionStage<R>> question) {
        CompletionException failure = assertThrows(CompletionException.class, () -> ask(question));
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return (XmppException) cause;
    }

    private RoomCalls.Info join(Jid room) {
        return ask(parts -> parts.rooms().join(new RoomCalls.Join("default", room.toString(), null)));
    }

    private boolean isInside(String nick) {
        return lab.nicks().contains(nick);
    }

    @Test
    void aRoomThatTheAgentEnteredIsItsUntilItLeaves() {
        account.start("{dmPolicy: 'open'}");
        RoomCalls.Info joined = join(lab.jid());
        assertEquals("joined", joined.state());
        assertEquals(2, joined.occupants());
        account.take("{dmPolicy: 'allowlist', allowFrom: ['alice@example.org']}");
        assertTrue(isInside("bot"), "a change of settings put it out");
        account.start("{dmPolicy: 'open'}");
        assertTrue(isInside("bot"), "a restart put it out");
        ask(parts ->
                parts.rooms().leave(new RoomCalls.Named("default", lab.jid().toString())));
        assertFalse(isInside("bot"));
        account.start("{dmPolicy: 'open'}");
        assertFalse(isInside("bot"), "it came back by itself");
    }

    @Test
    void aRoomThatPutTheBotOutIsNotEnteredAgain() {
        account.start("{dmPolicy: 'open'}");
        join(lab.jid());
        lab.kick("bot", "enough");
        account.pass(2);
        account.start("{dmPolicy: 'open'}");
        assertFalse(isInside("bot"));
    }

    @Test
    void nobodyWhoIsNoRoomIsEntered() {
        account.start("{dmPolicy: 'open'}");
        alice.forget();
        XmppException refused =
                refused(parts -> parts.rooms().join(new RoomCalls.Join("default", "alice@example.org", null)));
        assertEquals(XmppException.Kind.STANZA_ERROR, refused.kind());
        assertEquals(List.of(), alice.received());
    }

    @Test
    void membersAreMeantByNickOrByAJidThatIsShown() {
        lab.configure(RoomSettings.OPEN.withNonAnonymous(true));
        lab.affiliation(account.bot, Affiliation.ADMIN);
        account.start("{rooms: ['" + lab.jid() + "'], groupPolicy: 'open'}");
        XmppException nobody = refused(parts -> parts.rooms().role(member("carol", "none", null)));
        assertTrue(String.valueOf(nobody.getMessage()).contains("carol"), nobody.toString());
        XmppException itself = refused(parts -> parts.rooms().role(member("bot", "none", null)));
        assertTrue(String.valueOf(itself.getMessage()).contains("itself"), itself.toString());
        ask(parts -> parts.rooms().role(member("alice@example.org", "none", null)));
        assertFalse(isInside("alice"));
        alice.join(lab.jid(), "alice");
        account.pass(1);
        ask(parts -> parts.rooms().affiliation(member("alice", null, "outcast")));
        assertFalse(isInside("alice"));
    }

    @Test
    void aNickThatLooksLikeSomebodyElsesAddressOrNickGetsNothing() {
        lab.configure(RoomSettings.OPEN.withNonAnonymous(true));
        lab.affiliation(account.bot, Affiliation.OWNER);
        account.start("{rooms: ['" + lab.jid() + "'], groupPolicy: 'open'}");
        Person mallory = account.server.person("mallory");
        for (String nick : List.of("alice@example.org", "Alice@Example.org")) {
            mallory.join(lab.jid(), nick);
            account.pass(1);
            refused(parts -> parts.rooms().affiliation(member("alice@example.org", null, "admin")));
            refused(parts -> parts.rooms().role(member("alice@example.org", "none", null)));
            assertTrue(isInside("alice"));
            mallory.leave(lab.jid());
            account.pass(1);
        }
        mallory.join(lab.jid(), "ALICE");
        account.pass(1);
        refused(parts -> parts.rooms().affiliation(member("alice", null, "admin")));
        refused(parts -> parts.rooms().role(member("alice", "none", null)));
        assertEquals(Affiliation.NONE, lab.affiliation(mallory.jid()));
        assertTrue(isInside("alice"));
        ask(parts -> parts.rooms().affiliation(member("alice@example.org", null, "admin")));
        ask(parts -> parts.rooms().role(member("mallory@example.org", "none", null)));
        assertEquals(Affiliation.ADMIN, lab.affiliation(Jid.of("alice@example.org")));
        assertFalse(isInside("ALICE"));
    }

    private RoomCalls.Member member(String who, String role, String affiliation) {
        return new RoomCalls.Member("default", lab.jid().toString(), who, role, affiliation, null);
    }

    @Tag("H-33")
    @Test
    void whoAForeignServiceNamesIsNotBelieved() {
        SimulatedAccount elsewhere = new SimulatedAccount(directory, "bot@elsewhere.example");
        account = elsewhere;
        SimulatedRoom room = elsewhere.server.room("trap");
        room.configure(RoomSettings.OPEN.withNonAnonymous(true));
        Person mallory = elsewhere.server.person("mallory");
        mallory.join(room.jid(), "boss");
        elsewhere.start("{dmPolicy: 'open'}");
        join(room.jid());
        Answers.Directory members = ask(parts -> Directory.members(
                parts.session(),
                parts.people(),
                new Requests.Directory("default", null, null, room.jid().toString(), null)));
        assertEquals(List.of(), roomsOf("boss@" + room.jid().domain()));
        assertEquals(List.of(), roomsOf(room.jid() + "/boss"));
        assertEquals(List.of(), roomsOf("mallory@example.org"), "the service says so, and is not believed");
        assertTrue(
                members.entries().stream().anyMatch(entry -> entry.id().equals(room.jid() + "/boss")),
                members.toString());
    }

    /** The rooms in which somebody is seen. */
    private List<String> roomsOf(String person) {
        return ask(parts -> parts.aliases()
                        .rooms(parts.people(), new Requests.Directory("default", null, null, null, person)))
                .entries()
                .stream()
                .map(Answers.Entry::id)
                .toList();
    }

    @Tag("XEP-0045")
    @Test
    void roomsAreTheirsWhoAreSeenInThem() {
        lab.configure(RoomSettings.OPEN.withNonAnonymous(true));
        Person carol = account.server.person("carol");
        account.server.room("other");
        account.start("{rooms: ['" + lab.jid() + "', 'other@rooms.example.org'], dmPolicy: 'open'}");
        account.pass(2);
        alice.join(lab.jid(), "carol");
        account.pass(1);
        assertEquals(List.of(lab.jid().toString()), roomsOf("alice@example.org/phone"));
        assertEquals(List.of(), roomsOf("carol@example.org"), "a nick is nobody");
        carol.join(lab.jid(), "c");
        account.pass(1);
        assertEquals(List.of(lab.jid().toString()), roomsOf("carol@example.org"));
    }

    private void name(String contact, String name) {
        XmlElement item =
                XmlElement.of("jabber:iq:roster", "item").with("jid", contact).with("name", name);
        account.bridge()
                .session()
                .orElseThrow()
                .query(null, true, XmlElement.of("jabber:iq:roster", "query").with(item));
        account.pass(1);
    }

    private RoomCalls.Resolved resolve(String query) {
        return ask(parts -> parts.aliases().resolve(new RoomCalls.Resolve("default", query)));
    }

    @Tag("R20")
    @Test
    void aTargetIsAnAddressOrTheWholeNameOfOne() {
        account.start("{rooms: ['" + lab.jid() + "'], groupPolicy: 'open', dmPolicy: 'open'}");
        name("alice@example.org", "Alice A.");
        name("ally@example.org", "Ally");
        name("ally@work.example", "ally");
        String room = lab.jid().toString();
        assertEquals(new RoomCalls.Resolved("alice@example.org", "direct", "Alice A."), resolve("alice a."));
        assertEquals(
                new RoomCalls.Resolved("alice@example.org", "direct", "Alice A."),
                resolve("xmpp:alice@example.org?message"));
        assertEquals(new RoomCalls.Resolved(room, "room", "lab"), resolve(room));
        assertEquals(new RoomCalls.Resolved(room, "room", "lab"), resolve("xmpp:" + room + "?join"));
        assertEquals(new RoomCalls.Resolved(room, "room", "lab"), resolve("Lab"));
        assertEquals(new RoomCalls.Resolved(room + "/alice", "roomPrivate", null), resolve(room + "/alice"));
        assertEquals(new RoomCalls.Resolved("carol@example.org", "direct", null), resolve("user:carol@example.org"));
        account.bridge().session().orElseThrow().bookmarks().put(Bookmark.of(lab.jid(), "The Lab"));
        account.pass(1);
        assertEquals(new RoomCalls.Resolved(room, "room", "The Lab"), resolve("the lab"));
        assertEquals(
                List.of("The Lab"),
                ask(parts -> parts.aliases()
                                .rooms(parts.people(), new Requests.Directory("default", "the", null, null, null)))
                        .entries()
                        .stream()
                        .map(Answers.Entry::name)
                        .toList());
        XmppException several = refused(parts -> parts.aliases().resolve(new RoomCalls.Resolve("default", "ALLY")));
        assertTrue(
                String.valueOf(several.getMessage())
                        .contains("\"Ally\" (ally@example.org), \"ally\" (ally@work.example)"),
                several.toString());
        XmppException unknown = refused(parts -> parts.aliases().resolve(new RoomCalls.Resolve("default", "Alice")));
        assertTrue(String.valueOf(unknown.getMessage()).endsWith("near are \"Alice A.\""), unknown.toString());
        for (String guess : List.of("a", "al", "user:l", "room:")) {
            XmppException nobody = refused(parts -> parts.aliases().resolve(new RoomCalls.Resolve("default", guess)));
            assertFalse(String.valueOf(nobody.getMessage()).contains("near"), nobody.toString());
        }
        refused(parts -> parts.aliases().resolve(new RoomCalls.Resolve("default", "room:Alice A.")));
    }
}
