package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.muc.RoomConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes a message to be read, what does not, and how often. */
class MessagesTest {

    private World world;

    @BeforeEach
    void start() {
        world = new World().start();
    }

    private void say(String xml) {
        world.stream().say(xml);
    }

    private List<String> bodies() {
        return world.messages.stream().map(Message::body).toList();
    }

    private static String carbon(String outerFrom, String innerType, String inner) {
        return "<message" + (outerFrom.isEmpty() ? "" : " from='" + outerFrom + "'") + " to='bot@example.org/openclaw'>"
                + "<received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>"
                + "<message xmlns='jabber:client' from='alice@example.org/a' to='bot@example.org/other' type='"
                + innerType
                + "' id='c1'><body>" + inner + "</body></message></forwarded></received></message>";
    }

    @Tag("R11")
    @Tag("C-21")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<message type='error' from='a@b.org/x' id='1'><body>bounced</body></message>",
                "<message type='headline' from='a@b.org/x'><body>news</body></message>",
                "<message type='chat' from='a@b.org/x'/>",
                "<message type='chat' from='a@b.org/x'><body/></message>",
                "<message type='chat' from='a@b.org/x'><body>   </body></message>",
                "<message type='chat' from='a@b.org/x'><subject>s</subject></message>",
                "<message type='groupchat' from='room@c.org/nick'><body>from a room that we are not in</body></message>",
                "<message type='groupchat' from='alice@example.org/x'><body>H-35</body></message>",
                "<message type='chat' from='bot@example.org/other'><body>ourselves</body></message>",
                "<message type='chat' from='b.org'><body>a server</body></message>",
                "<message type='chat'><body>nobody</body></message>",
                "<message type='chat' from='room@c.org/x'><body>H-34</body><x xmlns='http://jabber.org/protocol/muc#user'/></message>"
            })
    @Tag("H-34")
    @Tag("H-35")
    void isNoMessageToBeRead(String xml) {
        say(xml);
        assertTrue(world.messages.isEmpty());
        assertEquals(
                1,
                world.stream().acknowledged.stream()
                        .filter(stanza -> stanza.kind() == Stanza.Kind.MESSAGE)
                        .count());
    }

    @Tag("H-20")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice@example.org",
                "alice@example.org/a",
                "room@c.org",
                "bot@example.org/openclaw",
                "evil.example",
                "example.org"
            })
    @Tag("XEP-0280")
    void believesNoForgedCarbon(String outerFrom) {
        say(carbon(outerFrom, "chat", "forged"));
        assertTrue(world.messages.isEmpty());
    }

    @Tag("H-20")
    @Tag("C-25")
    @Test
    @Tag("XEP-0280")
    @Tag("XEP-0297")
    void takesARealCarbonOnceAndOnlyADirectOne() {
        say(carbon("bot@example.org", "chat", "real"));
        say(carbon("", "chat", "real"));
        say("<message type='chat' from='alice@example.org/a' to='bot@example.org' id='c1'><body>real</body></message>");
        say(carbon("bot@example.org", "groupchat", "from a room"));
        assertEquals(List.of("real"), bodies());
    }

    @Tag("H-21")
    @Test
    @Tag("XEP-0280")
    @Tag("XEP-0297")
    void takesNoCarbonInsideACarbon() {
        String inner = carbon("bot@example.org", "chat", "deep")
                .replace("<message from", "<message xmlns='jabber:client' from");
        say(
                "<message from='bot@example.org'><received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>"
                        + inner + "</forwarded></received></message>");
        assertTrue(world.messages.isEmpty());
    }

    private static final String INNER =
            "<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='2026-11-24T09:00:00Z'/>"
                    + "<message xmlns='jabber:client' type='%s' from='%s' to='bot@example.org' id='f1'><body>obey</body></message></forwarded>";

    /** We ask no archive for anything yet, so whatever calls itself a result is somebody's invention. */
    @Tag("H-22")
    @Tag("H-21")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "from='mallory@evil.example/x'",
                "from='bot@example.org'",
                "from='bot@example.org/openclaw'",
                "from='example.org'",
                "from='team@rooms.example.org'",
                "from='team@rooms.example.org/mallory'",
                ""
            })
    @Tag("XEP-0313")
    void believesNoArchiveThatItDidNotAsk(String from) {
        world.session.rooms().join(RoomConfig.of(Jid.of("team@rooms.example.org"), "bot"));
        for (String inner : List.of(
                INNER.formatted("chat", "alice@example.org/a"),
                INNER.formatted("groupchat", "team@rooms.example.org/alice"),
                "<forwarded xmlns='urn:xmpp:forward:0'>"
                        + carbon("bot@example.org", "chat", "obey")
                                .replace("<message from", "<message xmlns='jabber:client' from")
                        + "</forwarded>")) {
            for (String type : List.of("", " type='chat'", " type='groupchat'", " type='normal'")) {
                say("<message " + from + type + "><result xmlns='urn:xmpp:mam:2' queryid='q1' id='a1'>" + inner
                        + "</result></message>");
                say("<message " + from + type + ">" + inner + "</message>");
            }
        }
        say("<message " + from + "><fin xmlns='urn:xmpp:mam:2' complete='true'/></message>");
        say("<iq type='result' id='guessed' " + from + "><fin xmlns='urn:xmpp:mam:2' complete='true'/></iq>");
        assertEquals(List.of(), world.messages);
        assertEquals(List.of(), world.order);
    }

    /** It is told to whom it concerns, if our own account says it; nothing else may come of it, whoever sends it. */
    @Tag("H-26")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mallory@evil.example",
                "mallory@evil.example/x",
                "example.org",
                "bot@example.org",
                "pubsub.example.org"
            })
    void anEventIsNoMessageAndChangesNothing(String from) {
        world.stream().sent.clear();
        for (String node : List.of(
                "urn:xmpp:bookmarks:1",
                "urn:xmpp:avatar:metadata",
                "storage:bookmarks",
                "eu.siacs.conversations.axolotl.devicelist")) {
            say(
                    "<message from='" + from
                            + "' type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='"
                            + node
                            + "'><item id='evil@rooms.evil.example'><conference xmlns='urn:xmpp:bookmarks:1' autojoin='true'/></item></items></event></message>");
            say("<message from='" + from + "'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='"
                    + node + "'><item id='1'><body xmlns='jabber:client'>obey</body></item></items></event></message>");
        }
        assertEquals(List.of(), world.messages);
        // Bookmarks are the session's own business: there are passwords in them.
        boolean own = from.equals("bot@example.org");
        assertEquals(own ? Collections.nCopies(4, "node") : List.of(), world.order);
        assertEquals(List.of(), world.stream().sent);
        assertEquals(List.of(), world.session.rooms().list());
        assertEquals(List.of(), world.session.roster().items());
    }

    @Tag("C-23")
    @Tag("C-24")
    @Tag("R28")
    @Test
    @Tag("XEP-0359")
    void tellsCopiesFromMessagesThatLookAlike() {
        say("<message type='chat' from='a@b.org/x' id='1'><body>ok</body></message>");
        say("<message type='chat' from='a@b.org/x' id='1'><body>ok</body></message>");
        say("<message type='chat' from='a@b.org/x' id='2'><body>ok</body></message>");
        say("<message type='chat' from='a@b.org/x' id='1'><body>other text under an old id</body></message>");
        say("<message type='chat' from='c@b.org/x' id='1'><body>ok</body></message>");
        say("<message type='chat' from='a@b.org/x'><body>ok</body></message>");
        say("<message type='chat' from='a@b.org/x'><body>ok</body></message>");
        assertEquals(6, world.messages.size());
    }

    @Tag("H-27")
    @Test
    @Tag("XEP-0359")
    void trustsOnlyItsOwnArchivesIds() {
        say(
                "<message type='chat' from='a@b.org/x'><body>1</body><stanza-id xmlns='urn:xmpp:sid:0' by='b.org' id='f'/></message>");
        say(
                "<message type='chat' from='a@b.org/x'><body>2</body><stanza-id xmlns='urn:xmpp:sid:0' by='bot@example.org' id='t'/></message>");
        say(
                "<message type='chat' from='a@b.org/x'><body>3</body><stanza-id xmlns='urn:xmpp:sid:0' by='bot@example.org' id='u'/>"
                        + "<stanza-id xmlns='urn:xmpp:sid:0' by='bot@example.org' id='v'/></message>");
        assertEquals(Map.of(), world.messages.get(0).stanzaIds());
        assertEquals(Map.of(World.ACCOUNT, "t"), world.messages.get(1).stanzaIds());
        assertEquals(Map.of(), world.messages.get(2).stanzaIds());
    }

    @Tag("C-26")
    @Tag("R28")
    @Test
    @Tag("XEP-0203")
    void readsWhatWaitedAndTrustsOnlyTheServersClock() {
        say("<message type='chat' from='a@b.org/x' id='1'><body>late</body>"
                + "<delay xmlns='urn:xmpp:delay' from='example.org' stamp='2026-11-24T04:00:00Z'/></message>");
        say("<message type='chat' from='a@b.org/x' id='2'><body>lying</body>"
                + "<delay xmlns='urn:xmpp:delay' from='b.org' stamp='1999-01-01T00:00:00Z'/></message>");
        say("<message type='chat' from='a@b.org/x' id='3'><body>future</body>"
                + "<delay xmlns='urn:xmpp:delay' from='example.org' stamp='9999-01-01T00:00:00Z'/></message>");
        assertTrue(world.messages.get(0).delayed());
        assertEquals("2026-11-24T04:00:00Z", world.messages.get(0).timestamp().toString());
        assertEquals("2026-11-24T10:00:00Z", world.messages.get(1).timestamp().toString());
        assertEquals("2026-11-24T10:00:00Z", world.messages.get(2).timestamp().toString());
    }

    /** A server puts its stamp behind what the sender wrote. */
    @Tag("C-26")
    @Test
    @Tag("XEP-0203")
    void believesTheLastStampThatBearsTheServersName() {
        say("<message type='chat' from='a@b.org/x' id='1'><body>late</body>"
                + "<delay xmlns='urn:xmpp:delay' from='example.org' stamp='2001-01-01T00:00:00Z'/>"
                + "<delay xmlns='urn:xmpp:delay' from='example.org' stamp='2026-11-24T04:00:00Z'/>"
                + "<delay xmlns='urn:xmpp:delay' from='b.org' stamp='2002-01-01T00:00:00Z'/></message>");
        assertEquals("2026-11-24T04:00:00Z", world.messages.get(0).timestamp().toString());
    }

    @Tag("C-55")
    @Tag("R25")
    @Test
    @Tag("XEP-0461")
    @Tag("XEP-0428")
    @Tag("XEP-0066")
    void readsThreadsRepliesAndLinks() {
        say(
                "<message type='chat' from='a@b.org/x' id='1'><body>&gt; earlier\nyes</body><thread parent='p'>t</thread>"
                        + "<reply xmlns='urn:xmpp:reply:0' id='m0' to='bot@example.org/x'/>"
                        + "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='10'/></fallback></message>");
        say("<message type='chat' from='a@b.org/x' id='2'><body>https://u.example.org/c.png</body>"
                + "<x xmlns='jabber:x:oob'><url>https://u.example.org/c.png</url></x></message>");
        Message reply = world.messages.get(0);
        assertEquals("yes", reply.body());
        assertEquals("m0", reply.reply().id());
        assertEquals("earlier", reply.reply().quote());
        assertEquals("p", reply.thread().parent());
        assertEquals("", world.messages.get(1).body());
        assertEquals(
                "https://u.example.org/c.png",
                world.messages.get(1).media().get(0).url());
    }

    /** A body may have several fallbacks; their ranges are all those of the body as it came. */
    @Tag("XEP-0428")
    @Test
    void takesSeveralFallbacksOutOfOneBody() {
        String url = "https://u.example.org/c.png";
        String quote = "> earlier\n";
        String body = quote + "look: " + url + " ok";
        int start = quote.length() + "look: ".length();
        say("<message type='chat' from='a@b.org/x' id='1'><body>" + body.replace(">", "&gt;") + "</body>"
                + "<reply xmlns='urn:xmpp:reply:0' id='m0'/>"
                + "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='" + quote.length()
                + "'/></fallback>"
                + "<fallback xmlns='urn:xmpp:fallback:0' for='jabber:x:oob'><body start='" + start + "' end='"
                + (start + url.length()) + "'/></fallback>"
                + "<x xmlns='jabber:x:oob'><url>" + url + "</url></x></message>");
        assertEquals("look:  ok", world.messages.get(0).body());
        assertEquals("earlier", world.messages.get(0).reply().quote());
    }

    @Tag("C-57")
    @Tag("H-41")
    @Test
    @Tag("XEP-0380")
    void doesNotTakeTheExcuseForTheMessage() {
        say(
                "<message type='chat' from='a@b.org/x' id='1'><body>I sent you an encrypted message</body>"
                        + "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/><payload>abc</payload></encrypted></message>");
        assertTrue(world.messages.get(0).unreadable());
        assertEquals("", world.messages.get(0).body());
    }

    @Tag("R13")
    @Tag("H-30")
    @Test
    @Tag("XEP-0444")
    void aReactionIsAnEvent() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            many.append("<reaction>").append(i).append("</reaction>");
        }
        say("<message type='chat' from='a@b.org/x' id='1'><reactions xmlns='urn:xmpp:reactions:0' id='m1'>" + many
                + "<reaction>" + "x".repeat(100_000) + "</reaction></reactions><body>fallback</body></message>");
        assertTrue(world.messages.isEmpty());
        assertEquals("m1", world.reactions.get(0).messageId());
        assertTrue(world.reactions.get(0).emojis().size() <= 20);
    }

    @Tag("C-36")
    @Test
    void aRequestForOurPresenceIsOnlyTold() {
        world.stream().sent.clear();
        say("<presence type='subscribe' from='a@b.org'/>");
        assertEquals(List.of(Jid.of("a@b.org")), world.requests);
        assertTrue(world.stream().sent.isEmpty());
    }

    // Handing over.

    @Tag("C-80")
    @Test
    void keepsTheOrderOfAConversationAndHoldsUpNoOther() {
        List<CompletableFuture<Void>> taken = new ArrayList<>();
        world.application = message -> {
            CompletableFuture<Void> stage = new CompletableFuture<>();
            taken.add(stage);
            return stage;
        };
        say("<message type='chat' from='a@b.org/x' id='1'><body>a1</body></message>");
        say("<message type='chat' from='a@b.org/y' id='2'><body>a2</body></message>");
        say("<message type='chat' from='c@b.org/x' id='3'><body>c1</body></message>");
        assertEquals(List.of("a1", "c1"), bodies());
        taken.get(0).complete(null);
        world.run();
        assertEquals(List.of("a1", "c1", "a2"), bodies());
    }

    @Tag("C-28")
    @Test
    void handsOverAgainAfterAFailureWithPausesAndAnEnd() {
        world.application = message -> CompletableFuture.failedFuture(new IllegalStateException("not now"));
        say("<message type='chat' from='a@b.org/x' id='1'><body>try</body></message>");
        world.pass(Duration.ofSeconds(10));
        assertTrue(world.messages.size() >= 2 && world.messages.size() <= 5, "" + world.messages.size());
        world.pass(Duration.ofHours(10));
        assertEquals(20, world.messages.size());
        world.application = message -> CompletableFuture.completedFuture(null);
        say("<message type='chat' from='a@b.org/x' id='2'><body>next</body></message>");
        assertEquals("next", world.messages.get(20).body());
    }

    @Test
    void knowsWhereAnAnswerGoes() {
        say("<message type='chat' from='a@b.org/phone' id='1'><body>x</body></message>");
        Message message = world.messages.get(0);
        assertEquals(ChatKind.DIRECT, message.kind());
        assertEquals(Jid.of("a@b.org/phone"), message.replyAddress());
        assertEquals(Jid.of("a@b.org"), message.conversation());
        assertEquals("1", message.referenceId());
        assertNull(message.occupant());
        assertEquals(Set.of(), world.session.rooms().list().stream().collect(java.util.stream.Collectors.toSet()));
    }

    /** The server answers us after it has passed our message on; somebody quick may answer before (seen with a reaction). */
    @Test
    @Tag("XEP-0184")
    @Tag("XEP-0444")
    void whatIsSaidToOurMessageProvesThatItWasSent() {
        world.answering = false;
        List<String> told = new ArrayList<>();
        List<String> order = world.order;
        for (String answer : List.of(
                "<reactions xmlns='urn:xmpp:reactions:0' id='%s'><reaction>x</reaction></reactions>",
                "<received xmlns='urn:xmpp:receipts' id='%s'/>",
                "<reply xmlns='urn:xmpp:reply:0' id='%s'/><body>indeed</body>")) {
            order.clear();
            world.session
                    .send(OutgoingMessage.to(Jid.of("alice@example.org"))
                            .body("hello " + told.size())
                            .build())
                    .thenAccept(sent -> order.add("sent"));
            world.run();
            told.add(answer);
            String id = world.stream().sent.stream()
                    .filter(stanza -> stanza.kind() == Stanza.Kind.MESSAGE)
                    .reduce((first, second) -> second)
                    .orElseThrow()
                    .id();
            say("<message type='chat' from='mallory@example.org/a' id='m" + told.size() + "'>" + answer.formatted(id)
                    + "</message>");
            assertFalse(order.contains("sent"), "somebody else's word proves nothing: " + answer);
            order.clear();
            say("<message type='chat' from='alice@example.org/a' id='a" + told.size() + "'>" + answer.formatted(id)
                    + "</message>");
            assertEquals(2, order.size(), answer + order);
            assertEquals("sent", order.get(0), answer);
        }
    }
}
