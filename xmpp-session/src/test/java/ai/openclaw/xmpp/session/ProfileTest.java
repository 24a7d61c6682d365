package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Presence;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.profile.Avatar;
import ai.openclaw.xmpp.profile.LastActivity;
import ai.openclaw.xmpp.profile.OwnProfile;
import ai.openclaw.xmpp.profile.ProfilePart;
import ai.openclaw.xmpp.profile.PublishedProfile;
import ai.openclaw.xmpp.profile.VCard;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and faces: others' and our own. */
class ProfileTest {

    private static final Jid ALICE = Jid.of("alice@example.org/phone");
    private static final byte[] PNG = "\u0089PNG\r\n\u001a\nand so on".getBytes(StandardCharsets.ISO_8859_1);
    private static final Avatar FACE = Avatar.of(PNG);
    private static final OwnProfile CLARA = new OwnProfile("Clara", "I answer questions.", "https://example.org", FACE);

    private final World world = new World();
    private final Map<String, String> answers = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private String unreadable = "item-not-found";
    private String own = "<identity category='pubsub' type='pep'/>";

    /** The world in which servers answer what the test says, by the name of the question; else with an error. */
    private World world() {
        Function<Stanza, String> usual = World::usual;
        world.answers = question -> {
            String name = question.payload().get(0).name();
            if (name.equals("query") && question.payload().get(0).namespace().endsWith("disco#info")) {
                return "<query xmlns='http://jabber.org/protocol/disco#info'>" + own + "</query>";
            }
            String node = question.payload().get(0).children().stream()
                    .filter(child -> child.attribute("node") != null)
                    .map(child -> child.name() + " " + child.attribute("node"))
                    .findFirst()
                    .orElse("");
            String key = (question.type() + " " + name + " " + node).strip();
            if (question.payload().get(0).namespace().equals("jabber:iq:roster") || name.equals("enable")) {
                return usual.apply(question);
            }
            asked.add(key + " of " + question.to());
            String answer = answers.get(key);
            if (answer == null && unreadable.isEmpty() && question.type().equals("get") && !name.equals("ping")) {
                return null;
            }
            if (answer == null) {
                String condition =
                        unreadable.isEmpty() || question.type().equals("set") ? "item-not-found" : unreadable;
                world.stream()
                        .say("<iq type='error' id='" + question.id() + "' from='"
                                + (question.to() == null ? World.ACCOUNT : question.to())
                                + "'><error type='cancel'><" + condition
                                + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
            }
            return answer;
        };
        return world.start();
    }

    private <T> T get(CompletionStage<T> stage) {
        world.run();
        CompletableFuture<T> future = stage.toCompletableFuture();
        assertTrue(future.isDone(), "no answer");
        return future.join();
    }

    @Test
    @Tag("XEP-0054")
    void readsAVCard() {
        answers.put(
                "get vCard",
                "<vCard xmlns='vcard-temp'><FN>Alice A.</FN><NICKNAME>al</NICKNAME><ORG><ORGNAME>Acme</ORGNAME></ORG>"
                        + "<TITLE>Boss</TITLE><ROLE>All</ROLE><DESC>one\ntwo</DESC><URL>https://a.example</URL>"
                        + "<EMAIL><USERID>a@example.org</USERID></EMAIL><PHOTO><TYPE>image/gif</TYPE><BINVAL>\n"
                        + Base64.getMimeEncoder().encodeToString(PNG) + "\n</BINVAL></PHOTO></vCard>");
        VCard card = get(world().session.profile().of(ALICE));
        assertEquals(
                new VCard(
                        "Alice A.",
                        "al",
                        "Acme",
                        "Boss",
                        "All",
                        "one\ntwo",
                        List.of("https://a.example"),
                        List.of("a@example.org"),
                        FACE),
                card);
        assertEquals("image/png", card.photo().contentType());
        assertEquals(List.of("get vCard of alice@example.org"), asked);
    }

    @Test
    @Tag("XEP-0292")
    void asksForTheNewerVCardWhereThereIsNoOlder() {
        answers.put(
                "get pubsub items urn:xmpp:vcard4",
                "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:vcard4'><item id='x'>"
                        + "<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'><fn><text>Alice</text></fn>"
                        + "<url><uri>https://a.example</uri></url><note><text>hi</text></note></vcard>"
                        + "</item></items></pubsub>");
        VCard card = get(world().session.profile().of(ALICE));
        assertEquals("Alice", card.fullName());
        assertEquals("hi", card.about());
        assertEquals(List.of("https://a.example"), card.urls());
    }

    @Test
    @Tag("XEP-0054")
    void failsWhereThereIsNone() {
        answers.put("get vCard", "<vCard xmlns='vcard-temp'/>");
        CompletionStage<VCard> card = world().session.profile().of(ALICE);
        world.run();
        XmppException failure = (XmppException) assertThrows(
                        CompletionException.class,
                        () -> card.toCompletableFuture().join())
                .getCause();
        assertEquals(XmppException.Kind.STANZA_ERROR, failure.kind());
    }

    @Test
    @Tag("XEP-0054")
    void boundsWhatOthersWrite() {
        answers.put(
                "get vCard",
                "<vCard xmlns='vcard-temp'><FN>" + "x".repeat(5000) + "</FN><NICKNAME>a&#x202e;b&#10;c</NICKNAME><DESC>"
                        + "y".repeat(50_000) + "</DESC>" + "<URL>u</URL>".repeat(500)
                        + "<PHOTO><BINVAL>PHNjcmlwdD4=</BINVAL></PHOTO></vCard>");
        VCard card = get(world().session.profile().of(ALICE));
        assertEquals(201, card.fullName().length());
        assertEquals("a b c", card.nickname());
        assertEquals(2000, card.about().length());
        assertEquals(10, card.urls().size());
        assertNull(card.photo(), "that is no picture");
    }

    @Test
    @Tag("H-24")
    @Tag("XEP-0054")
    void believesNobodyElseAboutSomebody() {
        world();
        world.answering = false;
        CompletionStage<VCard> card = world.session.profile().of(ALICE);
        world.run();
        String id = world.stream().sent.get(world.stream().sent.size() - 1).id();
        world.stream()
                .say("<iq type='result' from='mallory@example.org' id='" + id
                        + "'><vCard xmlns='vcard-temp'><FN>Forged</FN></vCard></iq>");
        assertFalse(card.toCompletableFuture().isDone());
        world.stream()
                .say("<iq type='result' from='alice@example.org' id='" + id
                        + "'><vCard xmlns='vcard-temp'><FN>True</FN></vCard></iq>");
        assertEquals("True", get(card).fullName());
    }

    @Test
    @Tag("XEP-0012")
    void asksWhenSomebodyWasLastActive() {
        answers.put("get query", "<query xmlns='jabber:iq:last' seconds='903'>Heading&#10;home</query>");
        assertEquals(
                new LastActivity(Duration.ofSeconds(903), "Heading home"),
                get(world().session.profile().lastActivity(ALICE.bare())));
    }

    @Test
    @Tag("XEP-0012")
    void takesNoNonsenseForATime() {
        answers.put("get query", "<query xmlns='jabber:iq:last' seconds='999999999999999999'/>");
        assertEquals(
                Duration.ofDays(36_525),
                get(world().session.profile().lastActivity(ALICE)).ago());
        for (String seconds : List.of("-1", "soon", "", "1e9", "9999999999999999999999")) {
            answers.put("get query", "<query xmlns='jabber:iq:last' seconds='" + seconds + "'/>");
            CompletionStage<LastActivity> answer = world.session.profile().lastActivity(ALICE);
            world.run();
            assertTrue(answer.toCompletableFuture().isCompletedExceptionally(), seconds);
        }
    }

    private PublishedProfile publish() {
        return get(world.session.profile().publish(CLARA));
    }

    private void takesAll() {
        answers.put("set vCard", "");
        answers.put("set pubsub publish urn:xmpp:vcard4", "");
        answers.put("set pubsub publish urn:xmpp:avatar:data", "");
        answers.put("set pubsub publish urn:xmpp:avatar:metadata", "");
        answers.put("set pubsub publish http://jabber.org/protocol/nick", "");
    }

    @Test
    @Tag("XEP-0084")
    @Tag("XEP-0153")
    @Tag("XEP-0172")
    @Tag("XEP-0292")
    void showsItsFaceInEveryWay() {
        takesAll();
        answers.put("get vCard", "<vCard xmlns='vcard-temp'><FN>old</FN><TEL>12</TEL></vCard>");
        world();
        PublishedProfile done = publish();
        assertEquals(Set.of(ProfilePart.values()), done.written());
        String sent = world.stream().text();
        assertTrue(
                sent.contains("<FN>Clara</FN><TEL>12</TEL><NICKNAME>Clara</NICKNAME><URL>https://example.org</URL>"
                        + "<DESC>I answer questions.</DESC><PHOTO><TYPE>image/png</TYPE><BINVAL>"),
                sent);
        assertTrue(sent.contains("<nick xmlns='http://jabber.org/protocol/nick'>Clara</nick>"), sent);
        assertTrue(sent.contains("<info bytes='" + PNG.length + "' id='" + FACE.id() + "' type='image/png'/>"), sent);
        assertTrue(sent.indexOf("urn:xmpp:avatar:data") < sent.indexOf("<metadata"), "the picture comes first");
        assertTrue(
                sent.endsWith("<x xmlns='vcard-temp:x:update'><photo>" + FACE.id() + "</photo></x></presence>\n"),
                sent);
    }

    @Test
    @Tag("XEP-0172")
    void showsTheRestWhereThePictureIsTooLargeForTheServer() {
        takesAll();
        world.features = List.of(XmlElement.of("urn:xmpp:stream-limits:0", "limits")
                .with(XmlElement.of("urn:xmpp:stream-limits:0", "max-bytes", "10000")));
        world();
        Avatar large = Avatar.of((new String(PNG, StandardCharsets.ISO_8859_1) + "x".repeat(20_000))
                .getBytes(StandardCharsets.ISO_8859_1));
        PublishedProfile done = get(world.session
                .profile()
                .publish(new OwnProfile("Clara", "I answer questions.", "https://example.org", large)));
        assertTrue(done.written().contains(ProfilePart.NICK), done.written().toString());
        assertFalse(done.written().contains(ProfilePart.AVATAR), done.written().toString());
        assertTrue(world.stream().text().contains("<nick xmlns='http://jabber.org/protocol/nick'>Clara</nick>"));
    }

    @Test
    @Tag("XEP-0084")
    void doesNotWriteWhatIsThere() {
        answers.put(
                "get vCard",
                "<vCard xmlns='vcard-temp'><FN>Clara</FN><NICKNAME>Clara</NICKNAME><URL>https://example.org</URL>"
                        + "<DESC>I answer questions.</DESC><PHOTO><BINVAL>"
                        + Base64.getEncoder().encodeToString(PNG) + "</BINVAL></PHOTO></vCard>");
        answers.put(
                "get pubsub items urn:xmpp:vcard4",
                item(
                        "urn:xmpp:vcard4",
                        "<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'><fn><text>Clara</text></fn><nickname><text>Clara</text>"
                                + "</nickname><url><uri>https://example.org</uri></url><note><text>I answer questions.</text></note></vcard>"));
        answers.put(
                "get pubsub items urn:xmpp:avatar:metadata",
                item(
                        "urn:xmpp:avatar:metadata",
                        "<metadata xmlns='urn:xmpp:avatar:metadata'><info id='" + FACE.id() + "'/></metadata>"));
        answers.put(
                "get pubsub items http://jabber.org/protocol/nick",
                item("http://jabber.org/protocol/nick", "<nick xmlns='http://jabber.org/protocol/nick'>Clara</nick>"));
        world();
        PublishedProfile done = publish();
        assertEquals(Set.of(ProfilePart.values()), done.unchanged());
        assertTrue(asked.stream().noneMatch(question -> question.startsWith("set")), asked.toString());
    }

    private static String item(String node, String payload) {
        return "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='" + node + "'><item id='current'>"
                + payload + "</item></items></pubsub>";
    }

    @Test
    @Tag("XEP-0398")
    void leavesThePictureToAServerThatConverts() {
        takesAll();
        own += "<feature var='urn:xmpp:pep-vcard-conversion:0'/>";
        world();
        publish();
        assertFalse(world.stream().text().contains("BINVAL"));
        assertTrue(
                world.stream()
                        .text()
                        .endsWith("<x xmlns='vcard-temp:x:update'><photo>" + FACE.id() + "</photo></x></presence>\n"),
                "the server says it with our next presence only");
    }

    @Test
    @Tag("XEP-0398")
    void namesNoPictureThatTheServerDidNotTake() {
        takesAll();
        answers.remove("set pubsub publish urn:xmpp:avatar:data");
        own += "<feature var='urn:xmpp:pep-vcard-conversion:0'/>";
        world();
        assertEquals(Set.of(ProfilePart.AVATAR), publish().refused().keySet());
        assertFalse(world.stream().text().contains("vcard-temp:x:update"));
    }

    @Test
    @Tag("XEP-0163")
    void livesWithAServerThatKeepsNothing() {
        own = "";
        world();
        PublishedProfile done = publish();
        assertEquals(Set.of(ProfilePart.values()), done.refused().keySet());
        assertFalse(world.stream().text().contains("vcard-temp:x:update"));
    }

    /** What cannot be read is not known to be absent, and what stands there is not ours to lose. */
    @ParameterizedTest
    @ValueSource(strings = {"internal-server-error", "resource-constraint", "remote-server-timeout", "forbidden", ""})
    @Tag("XEP-0054")
    void leavesAloneWhatItCannotRead(String condition) {
        takesAll();
        unreadable = condition;
        world();
        CompletionStage<PublishedProfile> done = world.session.profile().publish(CLARA);
        world.pass(Duration.ofMinutes(5));
        assertEquals(Set.of(ProfilePart.values()), get(done).refused().keySet(), asked.toString());
        assertTrue(asked.stream().noneMatch(question -> question.startsWith("set")), asked.toString());
    }

    @Test
    @Tag("XEP-0054")
    void writesWhereThereIsNothing() {
        takesAll();
        unreadable = "service-unavailable";
        world();
        assertEquals(Set.of(ProfilePart.values()), publish().written());
    }

    @Test
    @Tag("H-26")
    @Tag("XEP-0084")
    void isToldItsFaceByNobody() {
        takesAll();
        world();
        publish();
        int before = world.stream().sent.size();
        for (String from : List.of("mallory@example.org", World.ACCOUNT.toString(), "example.org")) {
            for (String type : List.of("headline", "normal")) {
                world.stream()
                        .say("<message from='" + from + "' type='" + type
                                + "'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='urn:xmpp:avatar:metadata'>"
                                + "<item id='f'><metadata xmlns='urn:xmpp:avatar:metadata'><info id='f' bytes='1'/></metadata></item>"
                                + "</items></event></message>");
            }
        }
        world.stream()
                .say(
                        "<presence from='mallory@example.org/x'><x xmlns='vcard-temp:x:update'><photo>f</photo></x></presence>");
        world.session.profile().presence(Presence.Show.AWAY, null);
        world.run();
        assertEquals(before + 1, world.stream().sent.size());
        assertTrue(world.stream().text().endsWith("<photo>" + FACE.id() + "</photo></x></presence>\n"));
        assertEquals(List.of(), world.messages);
    }

    @Test
    @Tag("XEP-0153")
    void showsItsFaceInRoomsAndOnLaterStreams() {
        takesAll();
        own += "<identity category='conference' type='text'/>";
        world();
        publish();
        world.session.profile().presence(Presence.Show.DND, "working");
        world.stream().lose(XmppException.Kind.DISCONNECTED);
        world.pass(Duration.ofSeconds(10));
        assertTrue(world.stream().text().contains("<show>dnd</show><status>working</status>"));
        assertTrue(world.stream().text().contains(FACE.id()));
        world.session.rooms().join(ai.openclaw.xmpp.muc.RoomConfig.of(Jid.of("team@rooms.example.org"), "bot"));
        world.run();
        String join = world.stream().text().lines().reduce("", (a, b) -> b.contains("<presence to=") ? b : a);
        assertTrue(join.contains(FACE.id()), world.stream().text());
        assertFalse(join.contains("working"), "rooms need not know");
    }

    @Test
    void tellsAChangeOnceAndAfterAResumption() {
        world();
        int before = world.stream().sent.size();
        world.session.profile().presence(Presence.Show.AWAY, "  ");
        world.session.profile().presence(Presence.Show.AWAY, null);
        world.run();
        assertEquals(before + 1, world.stream().sent.size());
        world.stream().cut();
        world.session.profile().presence(Presence.Show.AVAILABLE, null);
        world.run();
        world.pass(Duration.ofSeconds(10));
        assertEquals(2, world.streams.size());
        assertTrue(world.stream().resumed);
        assertTrue(world.stream().text().contains("<presence"), world.stream().text());
        assertFalse(world.stream().text().contains("<show>"));
    }

    @Test
    @Tag("XEP-0319")
    void tellsSinceWhenItIsIdle() {
        own += "<identity category='conference' type='text'/>";
        Instant rested = Instant.parse("2026-11-24T09:59:00.250Z");
        world();
        int before = world.stream().sent.size();
        idle(rested);
        assertEquals(before, world.stream().sent.size(), "it has just told its presence");
        world.pass(Idleness.PAUSE);
        assertEquals(List.of("2026-11-24T09:59:00Z"), idleSince(before));
        idle(null);
        idle(rested.plusSeconds(30));
        idle(null);
        idle(rested.plusSeconds(70));
        world.session.profile().presence(Presence.Show.AVAILABLE, "working");
        world.run();
        idle(rested.plusSeconds(90));
        assertEquals(
                List.of("2026-11-24T09:59:00Z", "", "2026-11-24T10:00:30Z"),
                idleSince(before),
                "other news takes it along");
        world.session.rooms().join(ai.openclaw.xmpp.muc.RoomConfig.of(Jid.of("team@rooms.example.org"), "bot"));
        world.run();
        assertFalse(world.stream().text().lines().anyMatch(line -> line.contains("to=") && line.contains("<idle")));
    }

    @Test
    @Tag("XEP-0319")
    void tellsSinceWhenItIsIdleAtOnceOnANewStream() {
        world();
        world.stream().lose(XmppException.Kind.DISCONNECTED);
        idle(Instant.EPOCH.plusSeconds(1));
        world.pass(Duration.ofSeconds(10));
        assertEquals(2, world.streams.size());
        assertEquals(List.of("1970-01-01T00:00:01Z"), idleSince(0));
        world.pass(Idleness.PAUSE.multipliedBy(3));
        assertEquals(1, idleSince(0).size(), "the same is not told again");
    }

    private void idle(@Nullable Instant since) {
        world.session.profile().presence(Presence.Show.AVAILABLE, null, since);
        world.run();
    }

    /** What our presence to contacts said of it, as often as it was sent from there on. */
    private List<String> idleSince(int from) {
        return world.stream().sent.stream()
                .skip(from)
                .filter(stanza -> stanza.kind() == Stanza.Kind.PRESENCE && stanza.to() == null)
                .map(stanza -> stanza.child("urn:xmpp:idle:1", "idle")
                        .map(idle -> String.valueOf(idle.attribute("since")))
                        .orElse(""))
                .toList();
    }

    @Test
    void takesOnlyPictures() {
        assertThrows(IllegalArgumentException.class, () -> Avatar.of("<svg/>".getBytes(StandardCharsets.UTF_8)));
        assertThrows(IllegalArgumentException.class, () -> Avatar.of(new byte[0]));
        byte[] large = new byte[Avatar.MAX_BYTES + 1];
        System.arraycopy(PNG, 0, large, 0, PNG.length);
        assertThrows(IllegalArgumentException.class, () -> Avatar.of(large));
        assertEquals(
                "image/webp",
                Avatar.of("RIFF....WEBP".getBytes(StandardCharsets.US_ASCII)).contentType());
    }
}
