package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.codec.Mentions;
import ai.openclaw.xmpp.session.codec.MessageContent;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is large enough to hurt: nothing of it is repeated, nothing ends the stream, and nothing takes long. */
class SizesTest {

    private static final Jid ALICE = Jid.of("alice@example.org");
    private static final String LONG = "'".repeat(100_000);
    private static final String LONG_IN_XML = "&apos;".repeat(100_000);

    private World world;

    @BeforeEach
    void start() {
        world = new World();
    }

    private CompletableFuture<?> send(String body) {
        CompletableFuture<?> sent =
                world.session.send(OutgoingMessage.to(ALICE).body(body).build()).toCompletableFuture();
        world.run();
        return sent;
    }

    private static XmppException failureOf(CompletableFuture<?> sent) {
        assertTrue(sent.isDone(), "it does not say that it cannot be sent");
        return (XmppException)
                assertThrows(CompletionException.class, sent::join).getCause();
    }

    @Tag("C-51")
    @Test
    void whatTheServerWouldNotTakeIsNotSent() {
        world.start();
        int before = world.stream().sent.size();
        XmppException failure = failureOf(send(LONG));
        assertEquals(XmppException.Kind.UNSUPPORTED, failure.kind());
        assertTrue(failure.getMessage().contains("the server takes 262144 at most"), failure.getMessage());
        assertEquals(before, world.stream().sent.size());
        assertFalse(failureIn(send("x".repeat(200_000))), "it is counted as it is written");
    }

    private static boolean failureIn(CompletableFuture<?> sent) {
        return sent.isCompletedExceptionally();
    }

    @Tag("C-51")
    @ParameterizedTest
    @ValueSource(strings = {"20000", " 20000 "})
    void theServersOwnLimitCounts(String limit) {
        world.features = List.of(XmlElement.of("urn:xmpp:stream-limits:0", "limits")
                .with(XmlElement.of("urn:xmpp:stream-limits:0", "max-bytes", limit)));
        world.start();
        assertTrue(failureOf(send("x".repeat(20_000))).getMessage().contains("20000 at most"));
        assertFalse(failureIn(send("x".repeat(10_000))));
    }

    @Tag("C-51")
    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "lots", "99999999999999999999"})
    void aLimitThatIsNoneIsTheUsualOne(String limit) {
        world.features = List.of(XmlElement.of("urn:xmpp:stream-limits:0", "limits")
                .with(XmlElement.of("urn:xmpp:stream-limits:0", "max-bytes", limit)));
        world.start();
        assertFalse(failureIn(send("x".repeat(200_000))));
        assertTrue(failureOf(send(LONG)).getMessage().contains("262144"));
    }

    @Tag("C-51")
    @Test
    void noServerMayAskForLessThanTenThousandBytes() {
        world.features = List.of(XmlElement.of("urn:xmpp:stream-limits:0", "limits")
                .with(XmlElement.of("urn:xmpp:stream-limits:0", "max-bytes", "100")));
        world.start();
        assertFalse(failureIn(send("x".repeat(5_000))));
        assertTrue(failureOf(send("x".repeat(10_000))).getMessage().contains("10000 at most"));
    }

    static List<XmlElement> tooLarge() {
        return List.of(
                XmlElement.of("a", "b", LONG),
                XmlElement.of("a", "b").with("c", LONG),
                XmlElement.of("a", "b").with(XmlElement.of("a", "c").with(XmlElement.of("a", "d", LONG))));
    }

    @Tag("H-11")
    @ParameterizedTest
    @MethodSource("tooLarge")
    void aQuestionTooLargeFailsByItself(XmlElement question) {
        world.start();
        CompletableFuture<?> answer = world.session.query(ALICE, true, question).toCompletableFuture();
        world.run();
        assertEquals(XmppException.Kind.UNSUPPORTED, failureOf(answer).kind());
    }

    private CompletableFuture<?> react(String messageId) {
        CompletableFuture<?> reacted = world.session
                .addReaction(ChatKind.DIRECT, ALICE, messageId, "\uD83D\uDC4D")
                .toCompletableFuture();
        world.run();
        return reacted;
    }

    @Tag("C-51")
    @Test
    void aReactionTooLargeFailsByItselfAndHoldsUpNoOther() {
        world.start();
        int before = world.stream().sent.size();
        assertEquals(XmppException.Kind.UNSUPPORTED, failureOf(react(LONG)).kind());
        assertEquals(before, world.stream().sent.size());
        assertTrue(react("m1").isDone(), "it waits for the one that failed");
        assertEquals(before + 1, world.stream().sent.size());
    }

    @Tag("C-51")
    @Test
    void aSignTooLargeIsLeftOut() {
        world.start();
        int before = world.stream().sent.size();
        world.session.markDisplayed(ChatKind.DIRECT, ALICE, LONG);
        world.run();
        assertEquals(before, world.stream().sent.size());
        world.session.markDisplayed(ChatKind.DIRECT, ALICE, "m1");
        world.run();
        assertEquals(before + 1, world.stream().sent.size());
    }

    @Tag("H-11")
    @Test
    void longIdsAreNotRepeated() {
        world.start();
        World.Stream stream = world.stream();
        int before = stream.sent.size();
        stream.say("<iq type='get' id='" + LONG_IN_XML
                + "' from='mallory@example.net/x'><ping xmlns='urn:xmpp:ping'/></iq>");
        stream.say("<message type='chat' id='" + LONG_IN_XML
                + "' from='alice@example.org/a'><body>hello</body><request xmlns='urn:xmpp:receipts'/></message>");
        world.session.confirmReceipt(world.messages.get(0));
        world.run();
        assertEquals(before, stream.sent.size());
        assertNull(world.messages.get(0).id());
        stream.say("<iq type='get' id='1' from='mallory@example.net/x'>"
                + "<query xmlns='http://jabber.org/protocol/disco#items' node='" + LONG_IN_XML + "'/></iq>");
        Stanza answer = stream.sent.get(before);
        assertEquals("error", answer.type());
        assertTrue(answer.payload()
                .get(0)
                .child("urn:ietf:params:xml:ns:xmpp-stanzas", "item-not-found")
                .isPresent());
        assertEquals(
                stream.acknowledged.size(),
                stream.acknowledged.stream().distinct().count());
        assertTrue(stream.acknowledged.size() >= 3, "all of it is safe with us");
    }

    @Tag("H-11")
    @Test
    void aLongThreadIsNone() {
        XmlElement body = XmlElement.of("jabber:client", "body", "hello");
        assertNull(MessageContent.read("1", null, List.of(body, XmlElement.of("jabber:client", "thread", LONG)))
                .thread());
    }

    /** Each of these takes minutes where the time goes with the square of the length. */
    @Timeout(60)
    @Tag("H-11")
    @ParameterizedTest
    @ValueSource(strings = {"a", "a:/", "\u0301\u0316", "> \u0301\u0316", "bot"})
    void aLongTextIsLookedThroughAtOnce(String piece) {
        Mentions.Us us = new Mentions.Us(
                Jid.of("room@rooms.example.org/bot"), Jid.of("bot@example.org"), Set.of(), List.of("said"));
        assertFalse(Mentions.of(piece.repeat(1_000_000 / piece.length()), null, List.of(), us));
        assertTrue(Mentions.of("bot: " + piece.repeat(1_000_000 / piece.length()), null, List.of(), us));
    }

    @Test
    void linksNameNobody() {
        Mentions.Us us =
                new Mentions.Us(Jid.of("room@rooms.example.org/bot"), Jid.of("bot@example.org"), Set.of(), List.of());
        for (String text : List.of("see https://example.org/bot", "x://bot bottom", "(https://bot/) too")) {
            assertFalse(Mentions.of(text, null, List.of(), us), text);
        }
        for (String text : List.of("https://example.org/ bot", "bot ://", "://bot bot", "a\u00a0bot")) {
            assertTrue(Mentions.of(text, null, List.of(), us), text);
        }
    }
}
