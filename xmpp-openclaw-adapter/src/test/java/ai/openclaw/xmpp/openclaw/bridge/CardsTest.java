package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.InboundMessage;
import ai.openclaw.xmpp.openclaw.wire.MenuCalls;
import ai.openclaw.xmpp.openclaw.wire.MenuCalls.CardAnswered;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateBatch;
import ai.openclaw.xmpp.tck.sim.Person;
import ai.openclaw.xmpp.tck.sim.RoomSettings;
import com.google.gson.Gson;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

    private MenuCalls.OpenCard card(String id, String to, String kind, String text) {
        return new Gson()
                .fromJson(
                        "{accountId: 'default', cardId: '" + id + "', kind: '" + kind + "', to: '" + to
                                + "', title: 'Run ls', text: '" + text + "', choices: ["
                                + "{value: 'allow-once', label: 'Allow once', command: '/approve q1 allow-once', emojis: ['👍']},"
                                + "{value: 'deny', label: 'Deny', command: '/approve q1 deny', emojis: ['👎']}],"
                                + "approvers: ['alice@example.org', 'nonsense', 'room@x/y'], expiresAt: '"
                                + account.time.now().plus(Duration.ofMinutes(30)) + "'}",
                        MenuCalls.OpenCard.class);
    }

    private CompletionStage<Answers.Sent> ask(String id, String to, String kind) {
        MenuCalls.OpenCard card = card(id, to, kind, "May I run ls?");
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
        assertEquals(
                List.of(false, false, false),
                account.host.messages.stream().map(InboundMessage::mayApprove).toList(),
                "nor in the host");
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

    private void edit(String id) {
        edited = account.bridge()
                .with(parts -> parts.cards()
                        .unlessCard(
                                id,
                                () -> parts.outbound()
                                        .amendments()
                                        .edit(new Requests.Edit(
                                                "default", "direct", "alice@example.org", id, "May I run true?"))));
        account.pass(1);
    }

    private CompletionStage<Answers.Id> edited = new CompletableFuture<>();

    @Tag("H-30")
    @Test
    void theAgentCannotRewriteWhatIsAsked() {
        String id = ask();
        edit(id);
        assertTrue(edited.toCompletableFuture().isCompletedExceptionally());
        assertEquals(List.of(), account.sent("May I run true?"));
        react(alice, id, "👎");
        account.bridge().with(parts -> parts.cards().close(new MenuCalls.CloseCard("default", "q1", "Denied.")));
        account.pass(1);
        edit(id);
        assertFalse(edited.toCompletableFuture().isCompletedExceptionally(), "it is no question any more");
    }

    @Test
    void isOneMessageHoweverShortMessagesAreAndIsSentAsItIs() {
        account.take("{dmPolicy: 'open', allowFrom: ['*'], textChunkLimit: 100}");
        String text = "May I run **ls**? " + "x".repeat(300);
        account.bridge().with(parts -> parts.cards().open(card("q1", "alice@example.org", "direct", text)));
        account.pass(1);
        assertEquals(1, account.sent("<body>").size(), account.sent.toString());
        assertEquals(1, account.sent(text).size(), account.sent.toString());
    }

    /** Holds all that the bot writes down beside its session until it is let go. */
    private void failWrites(Supplier<CompletionStage<Void>> write) {
        Function<Jid, CompletionStage<AccountState>> before = account.states;
        account.states = jid -> before.apply(jid).thenApply(state -> new Slow(state, write));
    }

    private record Slow(AccountState state, Supplier<CompletionStage<Void>> write) implements AccountState {
        @Override
        public CompletionStage<Map<String, String>> find(String book, Collection<String> keys) {
            return state.find(book, keys);
        }

        @Override
        public CompletionStage<SortedMap<String, String>> page(String book, @Nullable String after, int limit) {
            return state.page(book, after, limit);
        }

        @Override
        public CompletionStage<Long> size(String book) {
            return state.size(book);
        }

        @Override
        public CompletionStage<Void> write(StateBatch batch) {
            return write.get().thenCompose(may -> state.write(batch));
        }

        @Override
        public void close() {}
    }

    @Tag("H-57")
    @Test
    void anAnswerThatCannotBeWrittenDownDoesNotCountAndSaysSo() {
        AtomicBoolean full = new AtomicBoolean();
        failWrites(() -> full.get()
                ? CompletableFuture.failedFuture(new IllegalStateException("the disk is full"))
                : CompletableFuture.completedFuture(null));
        account.start(OPEN);
        String id = ask();
        full.set(true);
        react(alice, id, "👍");
        assertEquals(List.of(), answers());
        assertEquals(1, account.sent("could not be kept").size(), account.sent.toString());
        full.set(false);
        react(alice, id, "👎");
        assertEquals(List.of("deny by alice@example.org"), answers());
    }

    @Test
    void whoAnsweredInVainHearsOfItAndNobodyElseDoes() {
        account.host.answered = answer -> CompletableFuture.failedFuture(new IllegalStateException("busy"));
        String id = ask();
        react(mallory, id, "👍");
        assertEquals(List.of(), account.sent("<body>⚠️"));
        react(alice, id, "👍");
        assertEquals(1, account.sent("did not get through").size(), account.sent.toString());
        account.host.answered = answer -> CompletableFuture.completedFuture(new CardAnswered(false, true, "not you"));
        say(alice, "/approve q1 deny", "");
        assertEquals(1, account.sent("not you").size(), account.sent.toString());
        account.host.answered = answer -> CompletableFuture.completedFuture(new CardAnswered(true, false, null));
        react(alice, id, "👎");
        react(alice, id, "👍");
        assertEquals(1, account.sent("no longer open").size(), account.sent.toString());
    }

    @Tag("H-57")
    @Test
    void anAnswerThatComesBeforeTheServerHasTheQuestionStays() {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        AtomicInteger writes = new AtomicInteger();
        failWrites(() -> writes.incrementAndGet() == 1 ? sent : CompletableFuture.completedFuture(null));
        account.start(OPEN);
        CompletionStage<Answers.Sent> asked = ask("q1", "alice@example.org", "direct");
        say(alice, "/approve q1 deny", "");
        assertEquals(List.of("deny by alice@example.org"), answers());
        sent.complete(null);
        account.pass(1);
        react(alice, asked.toCompletableFuture().join().referenceId(), "👍");
        assertEquals(List.of("deny by alice@example.org"), answers(), "it is not open again");
    }

    @Test
    void aQuestionThatIsOverBeforeItIsOutEndsAllTheSame() {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        AtomicInteger writes = new AtomicInteger();
        failWrites(() -> writes.incrementAndGet() == 1 ? sent : CompletableFuture.completedFuture(null));
        account.start(OPEN);
        ask("q1", "alice@example.org", "direct");
        account.bridge().with(parts -> parts.cards().close(new MenuCalls.CloseCard("default", "q1", "Denied.")));
        account.pass(1);
        sent.complete(null);
        account.pass(1);
        assertEquals(1, account.sent("No longer open").size(), account.sent.toString());
    }

    @Tag("H-30")
    @Test
    void anAnswerWaitsUntilTheOpenQuestionsAreKnown() {
        String id = ask();
        CompletableFuture<Void> read = new CompletableFuture<>();
        Function<Jid, CompletionStage<AccountState>> before = account.states;
        account.states = jid -> read.thenCompose(now -> before.apply(jid));
        account.start(OPEN);
        say(alice, "first", "");
        say(alice, "deny", reply(id));
        say(alice, "last", "");
        assertEquals(List.of(), account.texts());
        read.complete(null);
        account.pass(1);
        assertEquals(List.of("deny by alice@example.org"), answers());
        assertEquals(List.of("first", "last"), account.texts(), "in order");
    }

    @Test
    void aReactionWaitsUntilTheOpenQuestionsAreKnown() {
        String id = ask();
        CompletableFuture<Void> read = new CompletableFuture<>();
        Function<Jid, CompletionStage<AccountState>> before = account.states;
        account.states = jid -> read.thenCompose(now -> before.apply(jid));
        account.start(OPEN);
        react(alice, id, "👎");
        read.complete(null);
        account.pass(1);
        assertEquals(List.of("deny by alice@example.org"), answers());
    }

    @Test
    void whereTheQuestionsCannotBeReadPeopleAreHeardAllTheSame() {
        account.states = jid -> CompletableFuture.failedFuture(new IllegalStateException("the disk is broken"));
        account.start(OPEN);
        say(alice, "hello", "");
        assertEquals(List.of("hello"), account.texts());
    }

    @Test
    void endsByItselfWhenItsTimeIsOver() {
        ask();
        account.pass(1800);
        assertEquals(1, account.sent("No longer open").size(), account.sent.toString());
    }

    @Test
    void anAnswerThatTheHostDoesNotHearAfterARestartIsToldUntilItDoes() {
        account.host.answered = answer -> new CompletableFuture<>();
        react(alice, ask(), "👍");
        account.host.answered = answer -> CompletableFuture.failedFuture(new IllegalStateException("not up yet"));
        account.start(OPEN);
        account.pass(5);
        assertEquals(2, answers().size());
        say(alice, "/approve q1 deny", "");
        assertEquals(2, answers().size(), "the answer stands");
        account.host.answered = answer -> CompletableFuture.completedFuture(new CardAnswered(true, false, null));
        account.pass(CardAnswers.RETRY.toSeconds());
        assertEquals(3, answers().size());
        assertEquals(1, Set.copyOf(answers()).size(), answers().toString());
        account.pass(1800);
        assertEquals(3, answers().size());
        assertEquals(List.of(), account.sent("nobody answered"));
        assertEquals(1, account.sent("It was answered: Allow once").size(), account.sent.toString());
    }

    @Test
    void anAnswerThatTheHostNeverHeardIsNotShownAsGiven() {
        account.host.answered = answer -> new CompletableFuture<>();
        react(alice, ask(), "👍");
        account.host.answered = answer -> CompletableFuture.failedFuture(new IllegalStateException("not up"));
        account.start(OPEN);
        account.pass(1800);
        assertEquals(List.of(), account.sent("nobody answered"));
        assertEquals(1, account.sent("did not get through in time").size(), account.sent.toString());
        int told = answers().size();
        account.pass(120);
        assertEquals(told, answers().size(), "it is over");
    }

    @Test
    void anAnswerThatTheHostIsJustBeingToldIsNeitherToldTwiceNorCalledLost() {
        CompletableFuture<CardAnswered> pending = new CompletableFuture<>();
        String id = ask();
        account.host.answered = answer -> new CompletableFuture<>();
        react(alice, id, "👍");
        account.host.answered = answer -> CompletableFuture.failedFuture(new IllegalStateException("not up"));
        account.start(OPEN);
        account.pass(5);
        account.host.answered = answer -> pending;
        account.pass(CardAnswers.RETRY.toSeconds());
        int told = answers().size();
        account.server.network().cut(account.bot);
        account.pass(10);
        assertEquals(told, answers().size(), "it is told already");
        account.pass(1800);
        assertEquals(List.of(), account.sent("did not get through"), "it may have");
        pending.complete(new CardAnswered(true, false, null));
        account.pass(1);
        assertEquals(1, account.sent("It was answered: Allow once").size(), account.sent.toString());
    }

    @Test
    void oneQuestionAfterTheOtherEnds() {
        ask("q1", "alice@example.org", "direct");
        account.pass(600);
        ask("q2", "alice@example.org", "direct");
        account.pass(1200);
        assertEquals(1, account.sent("No longer open").size(), account.sent.toString());
        account.pass(600);
        assertEquals(2, account.sent("No longer open").size(), account.sent.toString());
    }

    @Test
    void whatWasAnsweredIsToldBeforeWhatIsOverEnds() {
        account.host.answered = answer -> new CompletableFuture<>();
        react(alice, ask(), "👍");
        account.bridge().stop();
        account.pass(1800);
        account.host.answered =
                answer -> CompletableFuture.completedFuture(new CardAnswered(false, false, "somebody was faster"));
        account.start(OPEN);
        account.pass(5);
        assertEquals(2, answers().size());
        assertEquals(List.of(), account.sent("nobody answered"));
    }

    private Jid room(String more) {
        Jid room = account.server
                .room("team", RoomSettings.OPEN.withNonAnonymous(true))
                .jid();
        account.take("{dmPolicy: 'open', allowFrom: ['*'], groupPolicy: 'open', limits: {messagesPerMinute: 1000},"
                + " mucRooms: {'*': {requireMention: false}}, rooms: ['" + room + "']" + more + "}");
        account.pass(5);
        alice.join(room, "alice");
        mallory.join(room, "mallory");
        account.pass(1);
        return room;
    }

    private void reactInRoom(Jid room, String id, String emoji) {
        account.send(
                alice,
                "<message to='" + room + "' type='groupchat' id='r" + id.hashCode()
                        + "'><reactions xmlns='urn:xmpp:reactions:0' id='" + id + "'><reaction>" + emoji
                        + "</reaction></reactions></message>");
    }

    @Tag("H-30")
    @Test
    void inARoomOnlyTheIdThatTheRoomGaveIsMeant() {
        Jid room = room("");
        Answers.Sent sent =
                ask("q1", room.toString(), "room").toCompletableFuture().join();
        assertNotEquals(sent.id(), sent.referenceId());
        // Mallory says something nice under the question's own id.
        account.send(
                mallory,
                "<message to='" + room + "' type='groupchat' id='" + sent.id() + "'><body>lunch?</body></message>");
        reactInRoom(room, sent.id(), "👍");
        account.send(
                alice,
                "<message to='" + room + "' type='groupchat' id='m1'><body>1</body><reply xmlns='urn:xmpp:reply:0' id='"
                        + sent.id() + "' to='" + room + "/mallory'/></message>");
        assertEquals(List.of(), answers());
        reactInRoom(room, sent.referenceId(), "👎");
        assertEquals(List.of("deny by alice@example.org"), answers());
    }

    @Tag("H-30")
    @Test
    void theServiceOfAnotherDomainDoesNotSayWhoApproves() {
        account = new SimulatedAccount(directory.resolve("other"), "bot@example.net");
        account.start(OPEN);
        alice = account.server.person("alice");
        mallory = account.server.person("mallory");
        Jid room = room(", mucPrivateMessages: 'open'");
        Answers.Sent sent =
                ask("q1", room.toString(), "room").toCompletableFuture().join();
        reactInRoom(room, sent.referenceId(), "👍");
        alice.sayInRoom(room, "/approve q1 allow-once");
        alice.sayInRoom(room, "bot: /approve q1 allow-once");
        alice.say(room.withResource("bot"), "/approve q1 allow-once");
        alice.sayInRoom(room, "hello");
        account.pass(2);
        assertEquals(List.of(), answers());
        assertEquals(
                List.of("/approve q1 allow-once", "bot: /approve q1 allow-once", "/approve q1 allow-once", "hello"),
                account.texts());
        assertTrue(
                account.host.messages.stream().noneMatch(InboundMessage::mayApprove),
                "the host does not get to approve it either");
    }

    @Tag("H-28")
    @ParameterizedTest
    @ValueSource(strings = {"/approve q1 allow-once", "/app\u0080rove q1 allow-once", "approve q1 allow-once /status"})
    void noCorrectionBecomesAnApprovalInTheHost(String text) {
        ask();
        say(alice, text, "<replace xmlns='urn:xmpp:message-correct:0' id='before'/>");
        assertEquals(List.of(), answers());
        assertFalse(account.last().mayApprove());
        say(alice, "hello", "");
        assertTrue(account.last().mayApprove());
    }

    @Test
    void whoAnsweredInVainHearsOfItInTheThreadOfTheQuestion() {
        MenuCalls.OpenCard plain = card("q1", "alice@example.org", "direct", "May I run ls?");
        MenuCalls.OpenCard threaded = new MenuCalls.OpenCard(
                plain.accountId(),
                plain.cardId(),
                plain.kind(),
                plain.to(),
                "t1",
                plain.title(),
                plain.text(),
                plain.choices(),
                plain.approvers(),
                plain.expiresAt());
        account.bridge().with(parts -> parts.cards().open(threaded));
        account.pass(1);
        account.host.answered = answer -> CompletableFuture.failedFuture(new IllegalStateException("busy"));
        say(alice, "/approve q1 deny", "");
        String heard = account.sent("did not get through").get(0);
        assertTrue(heard.contains("<thread>t1</thread>"), heard);
    }

    @Test
    void howeverOftenTheBotComesBackAnAnswerIsToldAgainInOneRow() {
        account.host.answered = answer -> new CompletableFuture<>();
        react(alice, ask(), "👍");
        account.host.answered = answer -> CompletableFuture.failedFuture(new IllegalStateException("not up yet"));
        account.start(OPEN);
        account.pass(5);
        assertEquals(2, answers().size());
        account.server.network().cut(account.bot);
        account.pass(10);
        int told = answers().size();
        assertEquals(3, told, "it is back");
        account.pass(3 * CardAnswers.RETRY.toSeconds());
        assertEquals(told + 3, answers().size());
    }

    @Test
    void whatCannotBeReadInTheBookIsNoQuestion() {
        String id = ask();
        account.states
                .apply(account.bot)
                .thenCompose(state -> state.write(new StateBatch()
                        .put("cards", "a", "{}")
                        .put("cards", "b", "nonsense")
                        .put("cards", "c", "{\"id\":\"x\",\"expiresAt\":\"never\",\"choices\":[null]}")
                        .put("cards", "d", "null")));
        account.start(OPEN);
        react(alice, id, "👎");
        assertEquals(List.of("deny by alice@example.org"), answers());
    }
}
