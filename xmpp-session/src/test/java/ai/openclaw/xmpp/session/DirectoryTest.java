package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.disco.EntityInfo;
import ai.openclaw.xmpp.muc.RoomConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What others say about themselves: what is asked, and what of it is kept. */
class DirectoryTest {

    private static final Jid ALICE = Jid.of("alice@example.com/phone");
    private static final Jid BOB = Jid.of("bob@example.com/phone");
    private static final Jid ROOM = Jid.of("team@rooms.example.com");

    /** The example of XEP-0115 §5.2, and its hash. */
    private static final String EXODUS = "<identity category='client' name='Exodus 0.9.1' type='pc'/>"
            + "<feature var='http://jabber.org/protocol/caps'/>"
            + "<feature var='http://jabber.org/protocol/disco#info'/>"
            + "<feature var='http://jabber.org/protocol/disco#items'/>"
            + "<feature var='http://jabber.org/protocol/muc'/>";

    private static final String VER = "QgayPKawpkPSDYmwT/WM94uAlu0=";

    /** By XEP-0390. */
    private static final String CAPABILITY_HASH = "CYEpCSTmIyvtrwic1NPddIpuV44E9NGYGaZx1kYKFoE=";

    private final ScriptedStore store = new ScriptedStore();
    private final List<String> asked = new ArrayList<>();
    private Function<Stanza, String> ownServer = World::usual;
    private String clientsSay = EXODUS;
    private World world;

    @BeforeEach
    void start() {
        world = new World(store);
        world.answers = question -> {
            boolean disco = question.payload().get(0).is("http://jabber.org/protocol/disco#info", "query");
            if (!disco || question.to() == null || question.to().bare().equals(World.ACCOUNT)) {
                return ownServer.apply(question);
            }
            asked.add(question.to() + " " + question.payload().get(0).attribute("node"));
            return "<query xmlns='http://jabber.org/protocol/disco#info'>"
                    + (question.to().equals(ROOM) ? "<identity category='conference' type='text'/>" : clientsSay)
                    + "</query>";
        };
        world.start();
    }

    private void restart() {
        store.kill();
        asked.clear();
        start();
    }

    private void announce(Jid who, String ver) {
        world.stream()
                .say("<presence from='" + who
                        + "'><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' ver='" + ver
                        + "'/></presence>");
    }

    private Set<String> features(Jid who) {
        CompletableFuture<EntityInfo> answer = world.session.discover(who).toCompletableFuture();
        world.run();
        return answer.join().features();
    }

    @Test
    @Tag("XEP-0115")
    @Tag("XEP-0030")
    void asksClientsOfOneKindOnceAlsoAcrossRestarts() {
        announce(ALICE, VER);
        announce(BOB, VER);
        assertTrue(features(ALICE).contains("http://jabber.org/protocol/muc"));
        assertEquals(features(ALICE), features(BOB));
        assertEquals(List.of(ALICE + " n#" + VER), asked);
        Set<String> before = features(ALICE);
        restart();
        announce(BOB, VER);
        assertEquals(before, features(BOB));
        assertEquals(List.of(), asked);
    }

    @Test
    @Tag("XEP-0390")
    void asksByTheBetterHashOfTwo() {
        String announced = "<presence from='%s'><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' ver='"
                + VER
                + "'/><c xmlns='urn:xmpp:caps'><hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>" + CAPABILITY_HASH
                + "</hash></c></presence>";
        world.stream().say(String.format(announced, ALICE));
        assertTrue(features(ALICE).contains("http://jabber.org/protocol/muc"));
        assertEquals(List.of(ALICE + " urn:xmpp:caps#sha-256." + CAPABILITY_HASH), asked);
        restart();
        world.stream().say(String.format(announced, BOB));
        assertTrue(features(BOB).contains("http://jabber.org/protocol/muc"));
        assertEquals(List.of(), asked);
    }

    @Test
    @Tag("XEP-0115")
    void keepsNoAnswerThatIsNotTheOneThatWasNamed() {
        clientsSay = EXODUS + "<feature var='urn:example:more'/>";
        announce(ALICE, VER);
        assertTrue(features(ALICE).contains("urn:example:more"), "it may say of itself what it likes");
        clientsSay = EXODUS;
        announce(BOB, VER);
        assertFalse(features(BOB).contains("urn:example:more"), "one client speaks for another");
        assertEquals(2, asked.size());
    }

    /** Another answer can be written with the same hash: features as a form, that others then do not have. */
    @Test
    @Tag("XEP-0115")
    void oneClientSpeaksForItselfOnlyWhereItsAnswerCanBeMistaken() {
        String ver = sha1("client/pc//x<urn:e<urn:f<urn:g<urn:h<");
        String identity = "<identity category='client' type='pc' name='x'/>";
        clientsSay = identity + "<feature var='urn:e'/><x xmlns='jabber:x:data'>"
                + "<field var='FORM_TYPE' type='hidden'><value>urn:f</value></field>"
                + "<field var='urn:g'><value>urn:h</value></field></x>";
        announce(ALICE, ver);
        assertEquals(Set.of("urn:e"), features(ALICE));
        assertEquals(Set.of("urn:e"), features(ALICE));
        assertEquals(1, asked.size(), "of itself it is kept");
        clientsSay =
                identity + "<feature var='urn:e'/><feature var='urn:f'/><feature var='urn:g'/><feature var='urn:h'/>";
        announce(BOB, ver);
        assertEquals(Set.of("urn:e", "urn:f", "urn:g", "urn:h"), features(BOB));
        assertEquals(1, store.book("caps").size());
    }

    private int idsOfAMessage(String id) {
        world.stream()
                .say("<message type='chat' from='" + ALICE + "' id='" + id + "'><body>x</body>"
                        + "<stanza-id xmlns='urn:xmpp:sid:0' by='bot@example.org' id='s" + id + "'/></message>");
        return world.messages.get(world.messages.size() - 1).stanzaIds().size();
    }

    @Test
    @Tag("XEP-0359")
    void whatOurServerSaysOfUsIsNotPushedOutByOthers() {
        assertEquals(1, idsOfAMessage("a"));
        for (int i = 0; i < 1001; i++) {
            features(Jid.of("u" + i + "@example.net"));
        }
        assertEquals(1, idsOfAMessage("b"));
    }

    @Test
    @Tag("XEP-0359")
    void whatOurServerDidNotAnswerIsAskedForAgain() {
        ownServer = question -> question.payload().get(0).is("http://jabber.org/protocol/disco#info", "query")
                ? null
                : World.usual(question);
        restart();
        world.pass(Duration.ofSeconds(31));
        ownServer = World::usual;
        assertEquals(0, idsOfAMessage("a"));
        assertEquals(1, idsOfAMessage("b"));
    }

    @Test
    @Tag("XEP-0359")
    void aServerThatRefusesIsNotAskedAtEachMessage() {
        List<Stanza> refused = new ArrayList<>();
        ownServer = question -> {
            if (question.payload().get(0).is("http://jabber.org/protocol/disco#info", "query")) {
                refused.add(question);
                return null;
            }
            return World.usual(question);
        };
        restart();
        world.stream()
                .say("<iq type='error' id='" + refused.get(0).id() + "' from='bot@example.org'><error type='cancel'>"
                        + "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
        assertEquals(0, idsOfAMessage("a"));
        assertEquals(0, idsOfAMessage("b"));
        assertEquals(1, refused.size());
    }

    @Test
    void believesNoStoreThatSaysSomethingElse() {
        announce(ALICE, VER);
        features(ALICE);
        store.book("caps").replaceAll((key, text) -> text.replace("protocol/muc", "protocol/mud"));
        restart();
        announce(ALICE, VER);
        assertTrue(features(ALICE).contains("http://jabber.org/protocol/muc"));
        assertEquals(1, asked.size());
    }

    @Test
    void asksAgainWhoAnnouncesSomethingElseOrHasLeft() {
        announce(ALICE, VER);
        features(ALICE);
        clientsSay = "<feature var='urn:example:new'/>";
        announce(ALICE, "another");
        assertEquals(Set.of("urn:example:new"), features(ALICE));
        announce(ALICE, "another");
        features(ALICE);
        assertEquals(2, asked.size());
        world.stream().say("<presence type='unavailable' from='" + ALICE + "'/>");
        features(ALICE);
        assertEquals(ALICE + " null", asked.get(2));
    }

    @Test
    void asksOnEachStreamWhoAnnouncesNothing() {
        Jid service = Jid.of("upload.example.com");
        features(service);
        features(service);
        assertEquals(1, asked.size());
        world.stream().lose(XmppException.Kind.DISCONNECTED);
        world.pass(Duration.ofMinutes(1));
        features(service);
        assertEquals(2, asked.size(), "what is kept may be out of date");
        assertEquals(0, store.book("caps").size());
    }

    /** An answer may fill a stanza; a thousand of them would fill the memory. */
    @Test
    void keepsNothingOfAnAnswerThatIsTooLong() {
        StringBuilder tooLong = new StringBuilder("<identity category='client' type='pc' name='")
                .append("n".repeat(5_000))
                .append("'/>")
                .append("<identity category='client' type='bot'/>".repeat(1_000))
                .append("<feature var='")
                .append("x".repeat(5_000))
                .append("'/><feature var='urn:example:first'/>");
        for (int i = 0; tooLong.length() < 1_000_000; i++) {
            tooLong.append("<feature var='urn:example:")
                    .append("y".repeat(100))
                    .append(i)
                    .append("'/>");
        }
        clientsSay = tooLong.toString();
        CompletableFuture<EntityInfo> asking = world.session.discover(ALICE).toCompletableFuture();
        world.run();
        EntityInfo info = asking.join();
        assertEquals(500, info.features().size());
        assertTrue(info.features().contains("urn:example:first"));
        assertTrue(info.features().stream().allMatch(feature -> feature.length() <= 256), "a long one is none");
        assertEquals(32, info.identities().size());
        assertEquals("n".repeat(256), info.identities().get(0).name());
        assertEquals(1, asked.size());
        features(ALICE);
        assertEquals(2, asked.size(), "it was kept");
        clientsSay = EXODUS;
        features(ALICE);
        features(ALICE);
        assertEquals(3, asked.size(), "what is of a usual length is kept");
    }

    /** Nor may many answers that are asked for at once. */
    @Test
    void keepsNothingOfAnAnswerOfManyShortParts() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            many.append("<feature var='").append(i).append("'/>");
        }
        clientsSay = many.toString();
        assertEquals(500, features(ALICE).size());
        features(ALICE);
        assertEquals(2, asked.size(), "each part takes memory of its own");
    }

    @Test
    @Tag("XEP-0115")
    void writesDownNoAnswerThatIsTooLong() {
        StringBuilder many = new StringBuilder();
        StringBuilder text = new StringBuilder("client/pc//x<");
        for (int i = 100; i < 300; i++) {
            String feature = "urn:example:" + i + "y".repeat(100);
            many.append("<feature var='").append(feature).append("'/>");
            text.append(feature).append('<');
        }
        clientsSay = "<identity category='client' type='pc' name='x'/>" + many;
        announce(ALICE, sha1(text.toString()));
        assertEquals(200, features(ALICE).size());
        assertEquals(0, store.book("caps").size());
    }

    @Test
    @Tag("XEP-0115")
    void whoDoesNotKnowItsOwnNameIsAskedWithoutIt() {
        List<Stanza> questions = new ArrayList<>();
        Function<Stanza, String> usual = world.answers;
        world.answers = question -> {
            boolean named = question.payload().get(0).attribute("node") != null;
            if (named) {
                questions.add(question);
            }
            return named ? null : usual.apply(question);
        };
        announce(ALICE, VER);
        CompletableFuture<EntityInfo> answer = world.session.discover(ALICE).toCompletableFuture();
        world.run();
        world.stream()
                .say("<iq type='error' id='" + questions.get(0).id() + "' from='" + ALICE + "'><error type='cancel'>"
                        + "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
        assertTrue(answer.join().features().contains("http://jabber.org/protocol/muc"));
        assertEquals(List.of(ALICE + " null"), asked);
    }

    @Test
    void verifiesTheWholeOfAnAnswerAlsoWhereItKeepsAPart() {
        StringBuilder many = new StringBuilder();
        List<String> parts = new ArrayList<>();
        for (int i = 100; i < 140; i++) {
            many.append("<identity category='client' type='pc' name='")
                    .append(i)
                    .append("'/>");
            parts.add("client/pc//" + i + "<");
        }
        clientsSay = many + "<feature var='urn:example:one'/>";
        String ver = sha1(String.join("", parts) + "urn:example:one<");
        announce(ALICE, ver);
        assertEquals(Set.of("urn:example:one"), features(ALICE));
        restart();
        clientsSay = many + "<feature var='urn:example:one'/>";
        announce(BOB, ver);
        assertEquals(Set.of("urn:example:one"), features(BOB));
        assertEquals(List.of(), asked);
    }

    private static String sha1(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private boolean isRoom(Jid address) {
        CompletableFuture<Boolean> answer =
                world.session.rooms().isRoom(address).toCompletableFuture();
        world.run();
        return answer.join();
    }

    private void enter() {
        world.session.rooms().join(RoomConfig.of(ROOM, "bot"));
        world.run();
        world.stream()
                .say("<presence from='" + ROOM + "/bot'><x xmlns='http://jabber.org/protocol/muc#user'>"
                        + "<item affiliation='none' role='participant'/><status code='110'/></x></presence>");
        world.stream().say("<message type='groupchat' from='" + ROOM + "/bot'><subject/></message>");
        asked.clear();
    }

    @Tag("R20")
    @Test
    @Tag("XEP-0030")
    void asksWhetherAnAddressIsARoom() {
        assertTrue(isRoom(ROOM));
        assertTrue(isRoom(ROOM.withResource("alice")));
        assertFalse(isRoom(ALICE));
        assertFalse(isRoom(Jid.of("rooms.example.com")), "a service is none");
        assertEquals(List.of(ROOM + " null", ALICE.bare() + " null"), asked);
        restart();
        isRoom(ROOM);
        assertEquals(1, asked.size(), "what an address says of itself is not kept");
    }

    @Tag("R20")
    @Test
    void knowsTheRoomsThatItWasInAlsoAfterARestart() {
        enter();
        assertTrue(isRoom(ROOM));
        world.session.rooms().leave(ROOM);
        assertTrue(isRoom(ROOM));
        restart();
        assertTrue(isRoom(ROOM));
        assertEquals(List.of(), asked);
    }

    @Test
    void writesARoomDownOnceADay() {
        enter();
        int writes = store.writes;
        for (int i = 0; i < 50; i++) {
            world.stream()
                    .say("<presence from='" + ROOM + "/n" + i
                            + "'><x xmlns='http://jabber.org/protocol/muc#user'>"
                            + "<item affiliation='none' role='participant'/></x></presence>");
        }
        assertEquals(writes, store.writes);
    }
}
