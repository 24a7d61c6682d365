package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.MenuCalls;
import ai.openclaw.xmpp.openclaw.wire.MenuCalls.CardAnswered;
import ai.openclaw.xmpp.tck.sim.Person;
import com.google.gson.Gson;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions that only some may answer, and once: by whatever way. */
class CardsTest {

    private static final String OPEN = "{dmPolicy: 'open', allowFrom: ['*'], limits: {messagesPerMinute: 1000}}";

    @TempDir
    Path directory;

    private SimulatedAccount account;
    private Person alice;
    private Person mallory;

    @BeforeEach
    void start() {
        account = new SimulatedAccount(directory, "bot@example.org");
        account.start(OPEN);
        alice = account.server.person("alice");
        mallory = account.server.person("mallory");
    }

    private CompletionStage<Answers.Sent> ask(String id, String to, String kind) {
        MenuCalls.OpenCard card = new Gson()
                .fromJson(
                        "{accountId: 'default', cardId: '" + id + "', kind: '" + kind + "', to: '" + to
                                + "', title: 'Run ls', text: 'May I run ls?', choices: ["
                                + "{value: 'allow-once', label: 'Allow once', command: '/approve q1 allow-once', emojis: ['👍']},"
                                + "{value: 'deny', label: 'Deny', command: '/approve q1 deny', emojis: ['👎']}],"
                                + "approvers: ['alice@example.org', 'nonsense', 'room@x/y'], expiresAt: '"
                                + account.time.now().plus(Duration.ofMinutes(30)) + "'}",
                        MenuCalls.OpenCard.class);
        CompletionStage<Answers.Sent> asked =
                account.bridge().with(parts -> parts.cards().open(card));
        account.pass(1);
        return asked;
    }

    private String ask() {
        return ask("q1", "alice@example.org", "direct")
                .toCompletableFuture()
                .join()
                .referenceId();
    }

    private List<String> answers() {
        return account.host.answers.stream()
                .map(answer -> answer.choice() + " by " + answer.sender())
                .toList();
    }

    private void react(Person who, String id, String... emojis) {
        StringBuilder reactions = new StringBuilder();
        for (String emoji : emojis) {
            reactions.append("<reaction>").append(emoji).append("</reaction>");
        }
        account.send(
                who,
                "<message to='bot@example.org' type='chat' id='r" + System.identityHashCode(reactions)
                        + "'><reactions xmlns='urn:xmpp:reactions:0' id='" + id + "'>" + reactions
                        + "</reactions></message>");
    }

    private void say(Person who, String text, String more) {
        account.send(
                who,
                "<message to='bot@example.org' type='chat' id='m" + text.hashCode() + more.hashCode() + "'><body>"
                        + text + "</body>" + more + "</message>");
    }

    private static String reply(String id) {
        return "<reply xmlns='urn:xmpp:reply:0' id='" + id + "' to='bot@example.org'/>";
    }

    @Tag("XEP-0439")
    @Test
    void asksWithButtons() {
        ask();
        String sent = account.sent("May I run ls?").get(0);
        assertTrue(sent.contains("urn:xmpp:tmp:quick-response"), sent);
        assertTrue(sent.contains("/approve q1 allow-once"), sent);
    }

    @Tag("XEP-0444")
    @Test
    void isAnsweredByAReaction() {
        react(alice, ask(), "👍🏽");
        assertEquals(List.of("allow-once by alice@example.org"), answers());
        assertEquals(List.of(), account.host.events, "it is an answer, and nothing else");
    }

    @Tag("XEP-0461")
    @ParameterizedTest
    @ValueSource(strings = {"2", "deny", "Deny", "DENY", "👎", "/approve q1 deny"})
    void isAnsweredByAReply(String text) {
        say(alice, text, reply(ask()));
        assertEquals(List.of("deny by alice@example.org"), answers());
        assertEquals(List.of(), account.texts(), "no turn comes of it");
    }

    @Tag("XEP-0439")
    @Test
    void isAnsweredByThePressOfAButton() {
        ask();
        say(alice, "/approve q1 allow-once", "");
        assertEquals(List.of("allow-once by alice@example.org"), answers());
        assertEquals(List.of(), account.texts());
    }

    @Test
    void ordinaryTalkAnswersNothing() {
        String id = ask();
        say(alice, "deny", "");
        say(alice, "what would it do?", reply(id));
        say(alice, "1", "");
        react(alice, id, "🎉");
        react(alice, id, "👍", "👎");
        react(alice, "another", "👍");
        assertEquals(List.of(), answers());
        assertEquals(List.of("deny", "what would it do?", "1"), account.texts());
    }

    @Tag("H-30")
    @Test
    void nobodyElseAnswers() {
        String id = ask();
        react(mallory, id, "👍");
        say(mallory, "allow-once", reply(id));
        say(mallory, "/approve q1 allow-once", "");
        assertEquals(List.of(), answers());
    }

    @Tag("H-30")
    @Test
    void anApproverWhoIsNotLetInIsNotHeard() {
        String id = ask();
        account.take("{dmPolicy: 'allowlist', allowFrom: ['bob@example.org']}");
        react(alice, id, "👍");
        say(alice, "/approve q1 allow-once", "");
        assertEquals(List.of(), answers());
    }

    @Tag("H-57")
    @Test
    void theFirstAnswerCounts() {
        CompletableFuture<CardAnswered> pending = new CompletableFuture<>();
        account.host.answered = answer -> pending;
        String id = ask();
        alice.sendXml("<message to='bot@example.org' type='chat' id='a'><reactions xmlns='urn:xmpp:reactions:0' id='"
                + id + "'><reaction>👍</reaction></reactions></message>");
        react(alice, id, "👎");
        say(alice, "/approve q1 deny", "");
        pending.complete(new CardAnswered(true, false, null));
        account.pass(1);
        react(alice, id, "👎");
        assertEquals(List.of("allow-once by alice@example.org"), answers());
    }

    @Tag("H-57")
    @Test
    void nothingCountsWhenItsTimeIsOver() {
        String id = ask();
        account.pass(1801);
        react(alice, id, "👍");
        assertEquals(List.of(), answers());
        assertEquals(1, account.sent("No longer open").size(), account.sent.toString());
        say(alice, "/approve q1 allow-once", "");
        assertEquals(List.of(), answers());
        assertEquals(
                List.of("/approve q1 allow-once"), account.texts(), "the host says that there is no such question");
    }

    @Tag("H-28")
    @Tag("H-29")
    @Test
    void aCorrectionChangesNoAnswerAndMakesNone() {
        String id = ask();
        String replaces = "<replace xmlns='urn:xmpp:message-correct:0' id='before'/>";
        say(alice, "/approve q1 allow-once", replaces);
        say(alice, "allow-once", reply(id) + replaces);
        assertEquals(List.of(), answers());
        say(alice, "/approve q1 deny", "");
        say(alice, "/approve q1 allow-once", "<replace xmlns='urn:xmpp:message-correct:0' id='later'/>");
        assertEquals(List.of("deny by alice@example.org"), answers());
        assertFalse(
                account.texts().contains("/approve q1 allow-once"),
                account.texts().toString());
    }

    @Tag("H-30")
    @Test
    void inARoomOnlyApproversAnswerAndNeedNotMentionAnybody() {
        Jid room = Jid.of("team@rooms.example.org");
        account.take("{dmPolicy: 'open', allowFrom: ['*'], groupPolicy: 'open', rooms: ['" + room + "']}");
        account.pass(5);
        alice.join(room, "alice");
        mallory.join(room, "mallory");
        String id =
                ask("q1", room.toString(), "room").toCompletableFuture().join().referenceId();
        String reaction =
                "<message to='" + room + "' type='groupchat' id='r'><reactions xmlns='urn:xmpp:reactions:0' id='" + id
                        + "'><reaction>👍</reaction></reactions></message>";
        String words = "<message to='" + room + "' type='groupchat' id='w'><body>/approve q1 deny</body></message>";
        account.send(mallory, reaction);
        account.send(mallory, words);
        assertEquals(List.of(), answers());
        account.send(alice, words);
        account.send(alice, reaction);
        assertEquals(List.of("deny by alice@example.org"), answers());
    }

    @Tag("H-54")
    @Test
    void theBotsOwnWordsInARoomApproveNothing() {
        Jid room = Jid.of("team@rooms.example.org");
        account.take("{dmPolicy: 'open', allowFrom: ['*'], groupPolicy: 'open', rooms: ['" + room + "']}");
        account.pass(5);
        account.send(alice, "<presence to='" + room + "/alice'><x xmlns='http://jabber.org/protocol/muc'/></presence>");
        ask("q1", room.toString(), "room").toCompletableFuture().join();
        account.say("kind: 'room', to: '" + room + "', text: '/approve q1 allow-once'");
        account.pass(2);
        assertEquals(1, account.sent("<body>/approve q1 allow-once").size(), "it was said");
        assertEquals(List.of(), answers());
    }

    @Tag("H-30")
    @Test
    void standsOverARestartAndIsNotAskedTwice() {
        String id = ask();
        account.start(OPEN);
        assertEquals(id, ask(), "the same question");
        assertEquals(List.of(), account.sent("May I run ls?"));
        react(mallory, id, "👍");
        react(alice, id, "👎");
        assertEquals(List.of("deny by alice@example.org"), answers());
    }

    /** The sidecar was killed between the two: the host asks again, and the card is the same. */
    @Test
    void aCardThatWasNotSentIsSentWhenItIsAskedAgain() {
        account.server.network().cut(account.bot);
        CompletionStage<Answers.Sent> lost = ask("q1", "alice@example.org", "direct");
        assertTrue(lost.toCompletableFuture().isCompletedExceptionally());
        account.pass(30);
        String id = ask();
        assertEquals(1, account.sent("May I run ls?").size());
        react(alice, id, "👍");
        assertEquals(List.of("allow-once by alice@example.org"), answers());
    }

    @Test
    void anAnswerThatTheHostHadNotTakenIsToldAgainAfterARestart() {
        account.host.answered = answer -> new CompletableFuture<>();
        react(alice, ask(), "👍");
        account.host.answered = answer -> CompletableFuture.completedFuture(new CardAnswered(true, false, null));
        account.start(OPEN);
        account.pass(5);
        assertEquals(List.of("allow-once by alice@example.org", "allow-once by alice@example.org"), answers());
    }

    @Test
    void whatTheHostDidNotHearCanBeAnsweredAgain() {
        account.host.answered = answer -> CompletableFuture.failedFuture(new IllegalStateException("busy"));
        String id = ask();
        react(alice, id, "👍");
        account.host.answered = answer -> CompletableFuture.completedFuture(new CardAnswered(false, true, "not you"));
        react(alice, id, "👎");
        account.host.answered = answer -> CompletableFuture.completedFuture(new CardAnswered(true, false, null));
        react(alice, id, "👎");
        assertEquals(3, answers().size());
    }

    @Test
    void whatIsGoneInTheHostIsShownAsGone() {
        account.host.answered =
                answer -> CompletableFuture.completedFuture(new CardAnswered(false, false, "somebody was faster"));
        react(alice, ask(), "👍");
        assertEquals(1, account.sent("somebody was faster").size());
        assertTrue(account.sent("somebody was faster").get(0).contains("urn:xmpp:message-correct:0"));
    }

    @Tag("XEP-0308")
    @Test
    void itsEndTakesItsPlace() {
        String id = ask();
        account.bridge().with(parts -> parts.cards().close(new MenuCalls.CloseCard("default", "q1", "Denied.")));
        account.pass(1);
        String end = account.sent("Denied.").get(0);
        assertTrue(end.contains("urn:xmpp:message-correct:0"), end);
        react(alice, id, "👍");
        assertEquals(List.of(), answers());
    }
}
