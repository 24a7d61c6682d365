package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.MessageThread;
import ai.openclaw.xmpp.ReplyReference;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.live.LiveEnd;
import ai.openclaw.xmpp.live.LiveText;
import ai.openclaw.xmpp.live.LiveTexts;
import ai.openclaw.xmpp.muc.RoomConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Texts that grow: what is seen of them, by whom, and what stays. */
class LiveTextsTest {

    private static final Jid ALICE = Jid.of("alice@example.com/phone");

    private static final String TOO_LARGE = "x".repeat(300_000);

    private final ScriptedStore store = new ScriptedStore();
    private String features = "<feature var='urn:xmpp:message-correct:0'/>";
    private List<XmlElement> limits = List.of();
    private World world;

    @BeforeEach
    void start() {
        world = new World(store);
        world.features = limits;
        world.answers = question -> {
            boolean disco = question.payload().get(0).is("http://jabber.org/protocol/disco#info", "query");
            return disco && ALICE.equals(question.to())
                    ? "<query xmlns='http://jabber.org/protocol/disco#info'>" + features + "</query>"
                    : World.usual(question);
        };
        world.start();
    }

    private void restart() {
        store.kill();
        start();
    }

    private boolean update(String text) {
        return get(world.session.liveTexts().update(new LiveText("k", ALICE, text, null, null)));
    }

    private Optional<SentMessage> finish(String text) {
        return get(world.session.liveTexts().finish("k", text));
    }

    private <T> T get(CompletionStage<T> stage) {
        world.run();
        CompletableFuture<T> future = stage.toCompletableFuture();
        assertTrue(future.isDone(), "no answer");
        return future.join();
    }

    /** What was said on the latest stream: {@code text}, {@code =text} for a correction, with {@code -} if it is not to be stored. */
    private List<String> said() {
        return world.stream().sent.stream()
                .filter(stanza -> stanza.kind() == Stanza.Kind.MESSAGE)
                .map(stanza ->
                        (stanza.child("urn:xmpp:message-correct:0", "replace").isPresent() ? "=" : "")
                                + stanza.child("jabber:client", "body")
                                        .map(XmlElement::text)
                                        .orElse("")
                                + (stanza.child("urn:xmpp:hints", "no-store").isPresent() ? "-" : ""))
                .toList();
    }

    private List<Stanza> messages() {
        return world.stream().sent.stream()
                .filter(stanza -> stanza.kind() == Stanza.Kind.MESSAGE)
                .toList();
    }

    @Test
    void whatIsLargerThanTheServerTakesIsNotShown() {
        limits = List.of(XmlElement.of("urn:xmpp:stream-limits:0", "limits")
                .with(XmlElement.of("urn:xmpp:stream-limits:0", "max-bytes", "10000")));
        restart();
        assertFalse(update("x".repeat(12_000)));
        assertEquals(Optional.empty(), finish("x".repeat(12_000)));
        assertEquals(List.of(), said());
    }

    @Test
    @Tag("XEP-0308")
    void growsOnceASecondAndEndsWithTheFinalText() {
        assertTrue(update("One"));
        for (int i = 0; i < 10; i++) {
            world.pass(Duration.ofMillis(250));
            assertTrue(update("One " + i));
        }
        Optional<SentMessage> sent = finish("One, two, three.");
        assertEquals(List.of("One", "=One 2-", "=One 6-", "=One, two, three."), said());
        Stanza first = messages().get(0);
        assertEquals(first.id(), sent.orElseThrow().id());
        messages().stream()
                .skip(1)
                .forEach(correction -> assertEquals(
                        first.id(),
                        correction
                                .child("urn:xmpp:message-correct:0", "replace")
                                .orElseThrow()
                                .attribute("id")));
        assertTrue(store.book("previews").isEmpty(), "it is settled");
        world.pass(Duration.ofMinutes(5));
        assertEquals(4, said().size());
    }

    @Test
    @Tag("XEP-0280")
    @Tag("XEP-0334")
    void onlyTheLastOneIsForOtherClients() {
        update("One");
        world.pass(Duration.ofSeconds(1));
        update("One two");
        finish("One two three");
        List<Boolean> copied = messages().stream()
                .map(message -> message.child("urn:xmpp:hints", "no-copy").isEmpty()
                        && message.child("urn:xmpp:carbons:2", "private").isEmpty())
                .toList();
        assertEquals(List.of(false, false, true), copied);
        List<Boolean> stored = messages().stream()
                .map(message -> message.child("urn:xmpp:hints", "store").isPresent())
                .toList();
        assertEquals(List.of(true, false, true), stored);
    }

    @Test
    @Tag("XEP-0308")
    void isNotShownToAClientThatTakesNoCorrections() {
        features = "";
        assertFalse(update("One"));
        assertFalse(update("One two"));
        assertEquals(Optional.empty(), finish("One two three"));
        assertEquals(List.of(), said());
        assertEquals(0, store.book("previews").size());
    }

    @Test
    @Tag("XEP-0308")
    void isNotShownInRoomsNorToNobodyInParticular() {
        world.session.rooms().join(RoomConfig.of(ALICE.bare(), "bot"));
        assertFalse(update("One"), "an occupant");
        assertFalse(get(world.session.liveTexts().update(new LiveText("b", ALICE.bare(), "One", null, null))));
        assertFalse(get(world.session.liveTexts().update(new LiveText("c", ALICE, " \n", null, null))));
        assertEquals(List.of(), said());
    }

    @Test
    void isWrittenDownBeforeItIsSent() {
        store.quick = false;
        CompletionStage<Boolean> shown = world.session.liveTexts().update(new LiveText("k", ALICE, "One", null, null));
        world.run();
        assertEquals(List.of(), said());
        while (store.step()) {
            world.run();
        }
        assertTrue(get(shown));
        assertEquals(List.of("One"), said());
        assertEquals(1, store.book("previews").size());
    }

    @Test
    void isNotShownIfItCannotBeWrittenDown() {
        store.failing = 1;
        assertFalse(update("One"));
        assertEquals(Optional.empty(), finish("One two"));
        assertEquals(List.of(), said());
    }

    @Test
    @Tag("XEP-0461")
    void theEndNamesWhatItAnswers() {
        update("One");
        get(world.session
                .liveTexts()
                .finish("k", new LiveEnd("One two", List.of(), new ReplyReference("q1", ALICE, "What?"))));
        Stanza end = messages().get(1);
        assertEquals("q1", end.child("urn:xmpp:reply:0", "reply").orElseThrow().attribute("id"));
        assertEquals("=> What?\nOne two", said().get(1));
    }

    @Test
    void whatTheEngineRefusesHoldsNothingUp() {
        world.engine = refusingMessages();
        assertFalse(update("One"));
        world.engine = stanza -> {};
        assertEquals(Optional.empty(), finish("One two"));
        assertEquals(List.of(), said());
        assertTrue(store.book("previews").isEmpty());
    }

    @Test
    void anEndThatTheEngineRefusesFails() {
        update("One");
        world.engine = refusingMessages();
        isFailed(world.session.liveTexts().finish("k", "One two"));
        assertEquals(1, store.book("previews").size());
        world.engine = stanza -> {};
        world.pass(Duration.ofMinutes(3));
        assertEquals(List.of("One", "=One\n\n" + LiveTexts.INTERRUPTED), said());
    }

    @Tag("C-51")
    @Test
    void anEndThatIsTooLargeFailsAndWhatWasShownIsNotLeftHalf() {
        update("One");
        isFailed(world.session.liveTexts().finish("k", TOO_LARGE));
        world.pass(Duration.ofMinutes(3));
        assertEquals(List.of("One", "=One\n\n" + LiveTexts.INTERRUPTED), said());
        assertTrue(store.book("previews").isEmpty());
    }

    @Tag("C-51")
    @Test
    void theProcessAfterwardsDoesNotTryAnEndThatIsTooLarge() {
        update("One");
        isFailed(world.session.liveTexts().finish("k", TOO_LARGE));
        restart();
        world.pass(Duration.ofMinutes(3));
        assertEquals(List.of("=One\n\n" + LiveTexts.INTERRUPTED), said());
        assertTrue(store.book("previews").isEmpty());
    }

    @Tag("C-51")
    @Test
    void aFirstTextThatIsTooLargeIsNotShownNorCorrected() {
        assertFalse(update(TOO_LARGE));
        world.pass(Duration.ofSeconds(2));
        assertFalse(update("One"));
        assertEquals(Optional.empty(), finish("One two"));
        assertEquals(List.of(), said());
        assertTrue(store.book("previews").isEmpty());
    }

    private static Consumer<Stanza> refusingMessages() {
        return stanza -> {
            if (stanza.kind() == Stanza.Kind.MESSAGE) {
                throw new IllegalArgumentException("too big");
            }
        };
    }

    @Test
    void sendsAnEndOnce() {
        update("One");
        Optional<SentMessage> first = finish("One two");
        assertEquals(first, finish("One two"));
        assertFalse(update("One two three"));
        assertEquals(List.of("One", "=One two"), said());
    }

    @Test
    void isLeftOutIfTheEndComesBeforeItIsSent() {
        store.quick = false;
        CompletionStage<Boolean> shown = world.session.liveTexts().update(new LiveText("k", ALICE, "One", null, null));
        world.run();
        assertEquals(Optional.empty(), finish("One two"));
        store.quick = true;
        while (store.step()) {
            world.run();
        }
        assertFalse(get(shown));
        assertEquals(List.of(), said());
        assertTrue(store.book("previews").isEmpty());
    }

    @Test
    void waitsForTheFirstTextBeforeTheEnd() {
        world.answering = false;
        world.session.liveTexts().update(new LiveText("k", ALICE, "One", null, null));
        world.run();
        answerDisco();
        assertEquals(List.of("One"), said());
        CompletionStage<Optional<SentMessage>> end = world.session.liveTexts().finish("k", "One two");
        world.run();
        assertEquals(List.of("One"), said(), "whether they take it is not known");
        answerPing();
        assertEquals(List.of("One", "=One two"), said());
        answerPing();
        assertTrue(get(end).isPresent());
    }

    private void answerDisco() {
        Stanza question = last();
        world.stream()
                .say("<iq type='result' id='" + question.id() + "' from='" + ALICE
                        + "'><query xmlns='http://jabber.org/protocol/disco#info'>" + features + "</query></iq>");
    }

    private void answerPing() {
        world.stream().say("<iq type='result' id='" + last().id() + "' from='example.org'/>");
    }

    private Stanza last() {
        return world.stream().sent.get(world.stream().sent.size() - 1);
    }

    @Test
    @Tag("XEP-0201")
    void staysInItsThreadAlsoAfterARestart() {
        get(world.session.liveTexts().update(new LiveText("k", ALICE, "One", new MessageThread("t1", "t0"), null)));
        assertEquals("t1 in t0", thread());
        restart();
        world.pass(Duration.ofSeconds(1));
        assertTrue(update("One two"));
        assertEquals("t1 in t0", thread());
        finish("One two three");
        assertEquals("t1 in t0", thread());
    }

    /** That of the latest message. */
    private String thread() {
        XmlElement thread = messages()
                .get(messages().size() - 1)
                .child("jabber:client", "thread")
                .orElseThrow();
        return thread.text() + " in " + thread.attribute("parent");
    }

    private static String refusal(Stanza message) {
        return "<message type='error' from='" + ALICE + "' id='" + message.id() + "'><error type='cancel'>"
                + "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>";
    }

    @Test
    void sendsLikeAnyOtherIfTheFirstWasRefused() {
        world.answering = false;
        world.session.liveTexts().update(new LiveText("k", ALICE, "One", null, null));
        world.run();
        answerDisco();
        world.stream().say(refusal(messages().get(0)));
        assertEquals(Optional.empty(), finish("One two"));
        assertTrue(store.book("previews").isEmpty());
        world.answering = true;
        assertFalse(update("One two three"), "nor is it begun once more");
        assertEquals(1, messages().size());
    }

    @Test
    void stopsGrowingWhenTheClientIsGone() {
        update("One");
        world.stream().say("<presence type='unavailable' from='" + ALICE + "'/>");
        world.stream()
                .say("<presence from='" + ALICE
                        + "'><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' ver='x'/></presence>");
        features = "";
        world.pass(Duration.ofSeconds(2));
        update("One two");
        assertFalse(update("One two three"));
        assertTrue(finish("One two three four").isPresent());
        assertEquals(List.of("One", "=One two three four"), said());
    }

    @Test
    void saysWhatThereIsWhenItIsStopped() {
        update("One");
        update("One two");
        assertTrue(get(world.session.liveTexts().settle("k", true)));
        assertEquals(List.of("One", "=One two\n\n" + LiveTexts.INTERRUPTED), said());
        assertFalse(get(world.session.liveTexts().settle("k", true)));
        assertFalse(update("more"));
        assertTrue(finish("One two three").isPresent(), "an end that comes late");
        assertEquals("=One two three", said().get(2));
        assertTrue(store.book("previews").isEmpty());
    }

    private void isFailed(CompletionStage<?> stage) {
        world.run();
        assertTrue(stage.toCompletableFuture().isCompletedExceptionally());
    }

    @Test
    @Tag("XEP-0308")
    void whatCouldNotBeStoppedIsSettledOnTheNextStream() {
        update("One");
        world.stream().lose(XmppException.Kind.DISCONNECTED);
        isFailed(world.session.liveTexts().settle("k", true));
        world.pass(Duration.ofMinutes(1));
        assertEquals(List.of(), said(), "somebody may go on with it");
        world.pass(Duration.ofMinutes(2));
        assertEquals(List.of("=One\n\n" + LiveTexts.INTERRUPTED), said());
        assertTrue(store.book("previews").isEmpty());
        world.pass(Duration.ofMinutes(10));
        assertEquals(1, said().size());
    }

    @Test
    @Tag("XEP-0308")
    void anEndThatWasGivenUpIsStillSaid() {
        update("One");
        world.stream().lose(XmppException.Kind.DISCONNECTED);
        isFailed(world.session.liveTexts().finish("k", "One two"));
        isFailed(world.session.liveTexts().settle("k", true));
        world.pass(Duration.ofMinutes(3));
        assertEquals(List.of("=One two"), said());
        assertTrue(store.book("previews").isEmpty());
    }

    @Test
    void anEndWithoutAnAnswerIsSaidAgain() {
        update("One");
        world.answering = false;
        CompletionStage<Optional<SentMessage>> end = world.session.liveTexts().finish("k", "One two");
        world.pass(Duration.ofMinutes(1));
        isFailed(end);
        assertEquals(1, store.book("previews").size());
        world.answering = true;
        world.pass(Duration.ofMinutes(5));
        assertEquals("=One two", said().get(said().size() - 1));
        assertTrue(store.book("previews").isEmpty());
    }

    @Test
    void goesOnOverALostStream() {
        update("One");
        world.stream().lose(XmppException.Kind.DISCONNECTED);
        assertFalse(update("One two"));
        CompletionStage<Optional<SentMessage>> end = world.session.liveTexts().finish("k", "all");
        world.run();
        assertTrue(end.toCompletableFuture().isCompletedExceptionally());
        world.pass(Duration.ofSeconds(10));
        assertTrue(update("One two three"));
        assertTrue(finish("all").isPresent());
        assertEquals(List.of("=One two three-", "=all"), said());
    }

    @Test
    @Tag("XEP-0308")
    void whatTheLastProcessLeftIsTakenUpByItsKey() {
        update("One");
        String id = messages().get(0).id();
        restart();
        world.pass(Duration.ofSeconds(1));
        assertTrue(update("One two"));
        assertEquals(id, finish("One two three").orElseThrow().id());
        assertEquals(List.of("=One two-", "=One two three"), said());
        world.pass(Duration.ofHours(1));
        assertEquals(2, said().size());
    }

    @Test
    @Tag("XEP-0308")
    void whatTheLastProcessLeftIsSettledOnce() {
        update("One");
        world.pass(Duration.ofSeconds(1));
        update("One two");
        restart();
        world.pass(Duration.ofMinutes(1));
        assertEquals(List.of(), said(), "somebody may go on with it");
        world.pass(Duration.ofMinutes(2));
        assertEquals(List.of("=One two\n\n" + LiveTexts.INTERRUPTED), said());
        assertTrue(store.book("previews").isEmpty());
        restart();
        world.pass(Duration.ofHours(1));
        assertEquals(List.of(), said());
    }

    @Test
    @Tag("XEP-0308")
    void anAnswerThatWasCompleteStaysComplete() {
        update("One");
        world.answering = false;
        CompletionStage<Optional<SentMessage>> end = world.session.liveTexts().finish("k", "One two three");
        world.run();
        assertEquals("=One two three", said().get(1));
        assertFalse(end.toCompletableFuture().isDone());
        restart();
        world.pass(Duration.ofMinutes(3));
        assertEquals(List.of("=One two three"), said(), "nobody knows whether it arrived");
        assertTrue(store.book("previews").isEmpty());
    }

    private void endWithoutAnswer() {
        update("One");
        world.answering = false;
        world.session.liveTexts().finish("k", "One two three");
        world.run();
        restart();
        assertTrue(update("Once more"));
    }

    @Test
    void whoGoesOnHasNotEnded() {
        endWithoutAnswer();
        assertTrue(get(world.session.liveTexts().settle("k", true)));
        assertEquals("=Once more\n\n" + LiveTexts.INTERRUPTED, said().get(said().size() - 1));
    }

    @Test
    void whoGoesOnHasNotEndedForTheNextProcessEither() {
        endWithoutAnswer();
        world.pass(Duration.ofSeconds(2));
        restart();
        world.pass(Duration.ofMinutes(3));
        assertEquals(List.of("=Once more\n\n" + LiveTexts.INTERRUPTED), said());
    }

    @Test
    void anEndThatTheClientRefusesIsNotSaidAgain() {
        update("One");
        world.answering = false;
        CompletionStage<Optional<SentMessage>> end = world.session.liveTexts().finish("k", "One two");
        world.run();
        world.stream().say(refusal(messages().get(1)));
        isFailed(end);
        world.answering = true;
        world.pass(Duration.ofMinutes(10));
        assertEquals(List.of("One", "=One two"), said());
        assertTrue(store.book("previews").isEmpty());
    }

    @Test
    void whatIsLeftWaitsForAStream() {
        update("One");
        restart();
        world.stream().lose(XmppException.Kind.DISCONNECTED);
        world.refuse(
                XmppException.Kind.UNREACHABLE,
                XmppException.Kind.UNREACHABLE,
                XmppException.Kind.UNREACHABLE,
                XmppException.Kind.UNREACHABLE,
                XmppException.Kind.UNREACHABLE);
        world.pass(Duration.ofMinutes(10));
        assertEquals(List.of("=One\n\n" + LiveTexts.INTERRUPTED), said());
    }

    @Test
    void theSameAnswerAgainEndsWhatWasLeft() {
        update("Hello wor");
        restart();
        assertEquals(
                Optional.empty(), get(world.session.liveTexts().resume(ALICE.bare(), LiveEnd.of("I'm continuing …"))));
        assertEquals(
                Optional.empty(),
                get(world.session.liveTexts().resume(Jid.of("bob@example.com"), LiveEnd.of("Hello world"))));
        assertTrue(get(world.session.liveTexts().resume(ALICE.bare(), LiveEnd.of("Hello world")))
                .isPresent());
        assertEquals(List.of("=Hello world"), said());
        assertEquals(Optional.empty(), get(world.session.liveTexts().resume(ALICE.bare(), LiveEnd.of("Hello world"))));
    }

    @Test
    void whatIsShownNowIsNobodyElsesToEnd() {
        update("Hello");
        assertEquals(Optional.empty(), get(world.session.liveTexts().resume(ALICE.bare(), LiveEnd.of("Hello world"))));
    }

    @Test
    void aDayIsTooLate() {
        update("One");
        store.book("previews").replaceAll((key, text) -> text.replace("2026-11-24T", "2026-11-22T"));
        restart();
        world.pass(Duration.ofMinutes(10));
        assertEquals(List.of(), said());
        assertTrue(store.book("previews").isEmpty());
    }

    @Test
    void whatCannotBeReadHarmsNothing() {
        store.book("previews").put("x", "<preview");
        store.book("previews").put("y", "<preview xmlns='ai.openclaw.xmpp.state' key='k'/>");
        restart();
        assertTrue(update("One"));
    }

    @Test
    void thereAreNotTooManyAtATime() {
        for (int i = 0; i < Preview.MAX; i++) {
            assertTrue(get(world.session.liveTexts().update(new LiveText("k" + i, ALICE, "One", null, null))));
        }
        assertFalse(get(world.session.liveTexts().update(new LiveText("x", ALICE, "One", null, null))));
    }
}
