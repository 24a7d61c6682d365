package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.live.LiveTexts;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.PreviewCalls;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.tck.sim.Person;
import ai.openclaw.xmpp.tck.sim.SimulatedTime;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that are shown while they are written, and the agent's face, between a simulated server and a scripted host. */
class LiveTextTest {

    private static final String LIVE = "{dmPolicy: 'open', allowFrom: ['*'], streaming: 'corrections'}";

    @TempDir
    private Path directory;

    private SimulatedAccount account;
    private SimulatedTime time;
    private ScriptedHost host;
    private Jid bot;
    private Person alice;

    @BeforeEach
    void people() {
        account = new SimulatedAccount(directory, "bot@example.org");
        time = account.time;
        host = account.host;
        bot = account.bot;
        alice = account.server.person("alice");
    }

    private <T> T ask(Function<Parts, CompletionStage<T>> task) {
        CompletableFuture<T> answer = account.bridge().with(task).toCompletableFuture();
        assertTrue(time.runUntil(answer::isDone, Duration.ofSeconds(40)), "no answer");
        return answer.join();
    }

    private boolean update(String text) {
        return update("direct", alice.fullJid().toString(), text);
    }

    private boolean update(String kind, String to, String text) {
        return ask(parts ->
                        parts.previews().update(new PreviewCalls.Update("default", kind, to, "e1p0", text, null, null)))
                .shown();
    }

    private Answers.Sent send(String text, String preview) {
        JsonObject request = new JsonObject();
        request.addProperty("kind", "direct");
        request.addProperty("to", alice.fullJid().toString());
        request.addProperty("text", text);
        request.addProperty("key", "e1x0");
        request.addProperty("preview", preview);
        return ask(parts -> parts.outbound().send(new Gson().fromJson(request, Requests.Send.class)));
    }

    private List<String> seen() {
        return alice.received().stream()
                .filter(stanza -> stanza.kind() == Stanza.Kind.MESSAGE)
                .filter(stanza -> stanza.child("jabber:client", "body").isPresent())
                .map(stanza ->
                        (stanza.child("urn:xmpp:message-correct:0", "replace").isPresent() ? "=" : "")
                                + stanza.child("jabber:client", "body")
                                        .orElseThrow()
                                        .text())
                .toList();
    }

    @Test
    @Tag("XEP-0308")
    void theAnswerBecomesTheLastCorrection() {
        alice.supports("urn:xmpp:message-correct:0");
        account.start(LIVE);
        assertTrue(update("Hello"));
        time.pass(Duration.ofSeconds(2));
        assertTrue(update("Hello wor"));
        Answers.Sent sent = send("Hello world", "e1p0");
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of("Hello", "=Hello wor", "=Hello world"), seen());
        assertEquals(sent, send("Hello world", "e1p0"), "the host asks again");
        assertEquals(3, seen().size());
        boolean ours =
                ask(parts -> CompletableFuture.completedFuture(parts.outbound().isOurs(alice.fullJid(), sent.id())));
        assertTrue(ours);
    }

    @Test
    @Tag("XEP-0461")
    void theLastCorrectionNamesWhatItAnswers() {
        alice.supports("urn:xmpp:message-correct:0");
        account.start(LIVE);
        alice.sendXml("<message to='bot@example.org' type='chat' id='q1'><body>well?</body></message>");
        time.pass(Duration.ofSeconds(1));
        assertTrue(update("Hello"));
        JsonObject request = new JsonObject();
        request.addProperty("kind", "direct");
        request.addProperty("to", alice.fullJid().toString());
        request.addProperty("text", "Hello world");
        request.addProperty("preview", "e1p0");
        JsonObject asked = new JsonObject();
        asked.addProperty("id", "q1");
        request.add("replyTo", asked);
        ask(parts -> parts.outbound().send(new Gson().fromJson(request, Requests.Send.class)));
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of("Hello", "=> well?\nHello world"), seen());
        List<String> answered = alice.received().stream()
                .flatMap(stanza -> stanza.child("urn:xmpp:reply:0", "reply").stream())
                .map(reply -> String.valueOf(reply.attribute("id")))
                .toList();
        assertEquals(List.of("q1"), answered);
    }

    @Test
    @Tag("XEP-0201")
    @Tag("R25")
    void whatIsShownStandsInTheThreadWithItsParent() {
        alice.supports("urn:xmpp:message-correct:0");
        account.start(LIVE);
        alice.sendXml("<message to='bot@example.org' type='chat' id='q1'><body>well?</body>"
                + "<thread parent='t0'>t1</thread></message>");
        time.pass(Duration.ofSeconds(1));
        String to = alice.fullJid().toString();
        assertTrue(ask(parts -> parts.previews()
                        .update(new PreviewCalls.Update("default", "direct", to, "e1p0", "Hello", "t1", null)))
                .shown());
        time.pass(Duration.ofSeconds(1));
        List<@Nullable String> parents = alice.received().stream()
                .filter(stanza -> stanza.child("jabber:client", "body").isPresent())
                .map(stanza ->
                        stanza.child("jabber:client", "thread").orElseThrow().attribute("parent"))
                .toList();
        assertEquals(List.of("t0"), parents);
    }

    @Test
    @Tag("XEP-0308")
    void aClientWithoutCorrectionsGetsTheAnswerAlone() {
        alice.supports("urn:xmpp:ping");
        account.start(LIVE);
        assertFalse(update("Hello"));
        send("Hello world", "e1p0");
        assertEquals(List.of("Hello world"), seen());
    }

    @Tag("setting:streaming")
    @Test
    void nothingIsShownUnlessItIsWanted() {
        alice.supports("urn:xmpp:message-correct:0");
        account.start("{dmPolicy: 'open', allowFrom: ['*']}");
        assertFalse(update("Hello"));
        send("Hello world", "e1p0");
        assertEquals(List.of("Hello world"), seen());
    }

    @Test
    void roomsGetTheAnswerAlone() {
        account.start(LIVE);
        assertFalse(update("room", "lab@rooms.example.org", "Hello"));
        assertFalse(update("roomPrivate", "lab@rooms.example.org/alice", "Hello"));
    }

    @Test
    void aLongAnswerBeginsWhereItWasShown() {
        alice.supports("urn:xmpp:message-correct:0");
        account.start("{dmPolicy: 'open', allowFrom: ['*'], streaming: 'corrections', textChunkLimit: 100}");
        String first = "a ".repeat(49).strip();
        update("a a a");
        time.pass(Duration.ofSeconds(2));
        update(first + "\n\nmore and more and more");
        time.pass(Duration.ofSeconds(2));
        Answers.Sent sent = send(first + "\n\nmore and more and more, to the end", "e1p0");
        time.pass(Duration.ofSeconds(1));
        assertEquals(2, sent.ids().size());
        List<String> seen = seen();
        String end = seen.get(seen.size() - 2);
        assertTrue(end.startsWith("=a a a"), end);
        String whole = end.substring(1) + " " + seen.get(seen.size() - 1);
        assertEquals((first + " more and more and more, to the end"), whole.replaceAll("\\s+", " "));
        assertEquals(2, seen.stream().filter(text -> !text.startsWith("=")).count(), "beginning and rest");
    }

    @Test
    void whatIsStoppedSaysSo() {
        alice.supports("urn:xmpp:message-correct:0");
        account.start(LIVE);
        update("Hello");
        assertTrue(ask(parts -> parts.previews().finish(new PreviewCalls.Finish("default", "e1p0", true)))
                .shown());
        assertEquals(List.of("Hello", "=Hello\n\n" + LiveTexts.INTERRUPTED), seen());
    }

    @Test
    void theTurnThatTheGatewayDoesAgainEndsWhatWasShown() {
        alice.supports("urn:xmpp:message-correct:0");
        account.start(LIVE);
        update("Hello wor");
        account.start(LIVE);
        send("I'm continuing your interrupted request.", null);
        JsonObject again = new JsonObject();
        again.addProperty("to", "alice@example.org");
        again.addProperty("text", "Hello world");
        ask(parts -> parts.outbound().send(new Gson().fromJson(again, Requests.Send.class)));
        time.pass(Duration.ofMinutes(10));
        assertEquals(List.of("Hello wor", "I'm continuing your interrupted request.", "=Hello world"), seen());
    }

    // The face.

    @Test
    void contactsSeeThatItWorksOnSomethingLong() {
        alice.approveEverybody();
        account.start(LIVE);
        alice.subscribe(bot);
        time.pass(Duration.ofSeconds(2));
        composes();
        time.pass(Duration.ofSeconds(3));
        composes();
        assertEquals(List.of(), statuses(), "a short answer");
        time.pass(Duration.ofSeconds(8));
        composes();
        time.pass(Duration.ofSeconds(1));
        composes();
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of(Face.WORKING), statuses());
        chatState("active");
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of(Face.WORKING, ""), statuses());
    }

    @Test
    void whoCannotAnswerIsAwayUntilItCan() {
        alice.approveEverybody();
        account.start(LIVE);
        alice.subscribe(bot);
        time.pass(Duration.ofSeconds(2));
        able(false);
        composes();
        time.pass(Face.LONG);
        composes();
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of(Face.UNABLE), statuses());
        able(true);
        chatState("active");
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of(Face.UNABLE, Face.WORKING, ""), statuses());
    }

    @Test
    @Tag("XEP-0319")
    void contactsSeeSinceWhenItHasHadNothingToDo() {
        alice.approveEverybody();
        Instant start = time.now();
        account.start(LIVE);
        alice.subscribe(bot);
        time.pass(Duration.ofSeconds(2));
        assertEquals(start.truncatedTo(ChronoUnit.SECONDS).toString(), idle());
        composes();
        time.pass(Face.LONG);
        composes();
        time.pass(Duration.ofSeconds(1));
        assertEquals("", idle(), "it works");
        Instant end = time.now();
        chatState("active");
        time.pass(Duration.ofSeconds(1));
        assertEquals(end.truncatedTo(ChronoUnit.SECONDS).toString(), idle());
        int presences = presences().size();
        for (int turn = 0; turn < 30; turn++) {
            end = time.now();
            composes();
            chatState("active");
            time.pass(Duration.ofSeconds(9));
        }
        time.pass(Duration.ofMinutes(6));
        assertEquals(end.truncatedTo(ChronoUnit.SECONDS).toString(), idle());
        assertTrue(presences().size() <= presences + 2, "short turns bring no flood");
    }

    private List<Stanza> presences() {
        return alice.received().stream()
                .filter(stanza -> stanza.kind() == Stanza.Kind.PRESENCE && stanza.type() == null)
                .filter(stanza -> stanza.from() != null && stanza.from().bare().equals(bot))
                .toList();
    }

    /** Since when it is idle, as the last presence said. */
    private String idle() {
        List<Stanza> presences = presences();
        return presences
                .get(presences.size() - 1)
                .child("urn:xmpp:idle:1", "idle")
                .map(idle -> String.valueOf(idle.attribute("since")))
                .orElse("");
    }

    private void able(boolean can) {
        ask(parts -> {
            parts.face().able(can);
            return CompletableFuture.completedFuture(true);
        });
    }

    private void composes() {
        chatState("composing");
    }

    private void chatState(String state) {
        ask(parts -> {
            parts.signals()
                    .chatState(new Requests.SetChatState(
                            "default", "direct", alice.fullJid().toString(), state));
            return CompletableFuture.completedFuture(true);
        });
    }

    /** What the bot's presence said, from the first status text on. */
    private List<String> statuses() {
        return presences().stream()
                .map(stanza -> stanza.child("jabber:client", "status")
                        .map(XmlElement::text)
                        .orElse(""))
                .dropWhile(String::isEmpty)
                .toList();
    }

    @Test
    void aFaceThatCannotBeShownHarmsNothing() throws Exception {
        Path picture = directory.resolve("face.png");
        Files.write(picture, "no picture".getBytes(StandardCharsets.UTF_8));
        account.start("{dmPolicy: 'open', allowFrom: ['*'], profile: {name: 'Clara', avatar: '" + picture + "'}}");
        alice.say(bot, "hello");
        time.pass(Duration.ofSeconds(1));
        assertEquals(1, host.messages.size());
    }
}
