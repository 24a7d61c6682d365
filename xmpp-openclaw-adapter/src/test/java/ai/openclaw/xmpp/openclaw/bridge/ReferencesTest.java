package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.MessageThread;
import ai.openclaw.xmpp.ReplyReference;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.archive.ArchivedMessage;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.MenuCalls;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import ai.openclaw.xmpp.openclaw.wire.ServiceCalls;
import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateBatch;
import ai.openclaw.xmpp.spi.StateStores;
import ai.openclaw.xmpp.tck.sim.Person;
import com.google.gson.Gson;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the host's ids mean, also after a restart, and which thread an answer stands in. */
class ReferencesTest {

    private static final String ROOM = "lab@rooms.example.org";
    private static final String OPEN =
            "{dmPolicy: 'open', allowFrom: ['*'], rooms: ['" + ROOM + "'], textChunkLimit: 200}";

    @TempDir
    private Path directory;

    private SimulatedAccount account;
    private Person alice;

    @BeforeEach
    void people() {
        account = new SimulatedAccount(directory, "bot@example.org");
        account.server.room("lab");
        account.start(OPEN);
        alice = account.server.person("alice");
        alice.approveEverybody();
        alice.join(Jid.of(ROOM), "alice");
        account.pass(1);
    }

    private void restart() {
        account.start(OPEN);
        account.pass(2);
        account.sent.clear();
    }

    /** Somebody writes to the bot; returns the id that the host knows it by. */
    private String say(Person who, String id, String more) {
        account.send(
                who,
                "<message to='bot@example.org' type='chat' id='" + id + "'><body>hello " + id + "</body>" + more
                        + "</message>");
        return account.last().eventId();
    }

    private String sayInRoom(String id, String more) {
        account.send(
                alice,
                "<message to='" + ROOM + "' type='groupchat' id='" + id + "'><body>bot: hello " + id + "</body>" + more
                        + "</message>");
        return account.last().eventId();
    }

    private <T> T done(CompletionStage<T> stage) {
        account.pass(1);
        return stage.toCompletableFuture().join();
    }

    private CompletionStage<Answers.Emojis> react(String to, String id) {
        String request = "{to: '" + to + "', id: '" + id + "', emoji: '👍'}";
        return account.bridge()
                .with(parts -> parts.signals().addReaction(new Gson().fromJson(request, Requests.React.class)));
    }

    private CompletionStage<Answers.Id> edit(String to, String id, String text) {
        return account.bridge()
                .with(parts -> parts.outbound().amendments().edit(new Requests.Edit("default", null, to, id, text)));
    }

    private void refused(CompletionStage<?> stage, String why) {
        account.pass(1);
        CompletionException failure = assertThrows(
                CompletionException.class, () -> stage.toCompletableFuture().join());
        assertTrue(String.valueOf(failure.getCause().getMessage()).contains(why), failure.toString());
    }

    @Tag("XEP-0444")
    @Tag("XEP-0461")
    @Test
    void anEventOfBeforeARestartIsStillKnown() {
        String direct = say(alice, "m1", "");
        String inRoom = sayInRoom("r1", "");
        String given = String.valueOf(account.last().referenceId());
        restart();
        done(react("alice@example.org", direct));
        assertEquals(
                1,
                account.sent("<reactions xmlns='urn:xmpp:reactions:0' id='m1'>").size(),
                account.sent.toString());
        done(react(ROOM, inRoom));
        assertEquals(1, account.sent("reactions:0' id='" + given + "'>").size(), account.sent.toString());
        done(account.say("to: 'alice@example.org', text: 'yes', replyTo: {id: '" + direct + "'}"));
        String reply = account.sent("<body>yes</body>").get(0);
        assertTrue(
                reply.contains("<reply xmlns='urn:xmpp:reply:0' to='" + alice.fullJid() + "' id='m1'/>")
                        || reply.contains("<reply xmlns='urn:xmpp:reply:0' id='m1' to='" + alice.fullJid() + "'/>"),
                reply);
    }

    @Test
    void whatIsUnknownIsRefusedAndNothingSent() {
        String direct = say(alice, "m1", "");
        say(account.server.person("bob"), "b1", "");
        account.sent.clear();
        refused(react("alice@example.org", "made-up"), "no message \"made-up\" is known in alice@example.org");
        refused(react("bob@example.org", direct), "is known in bob@example.org");
        refused(edit("alice@example.org", "made-up", "x"), "made-up");
        refused(account.say("to: 'alice@example.org', text: 'yes', replyTo: {id: 'made-up'}"), "made-up");
        refused(react("alice@example.org", "x".repeat(1000)), "known");
        assertEquals(List.of(), account.sent("<message"));
        done(account.say("to: 'alice@example.org', text: 'yes', replyTo: {id: 'made-up', ifKnown: true}"));
        assertEquals(1, account.sent("<body>yes</body>").size());
        assertEquals(List.of(), account.sent("urn:xmpp:reply"));
    }

    @Tag("XEP-0308")
    @Tag("XEP-0201")
    @Test
    void ourOwnOfBeforeARestartIsEditedInItsThread() {
        say(alice, "m1", "<thread parent='t0'>t1</thread>");
        Answers.Sent sent = done(account.say("to: 'alice@example.org', text: 'slip', thread: 't1'"));
        restart();
        done(edit("alice@example.org", sent.id(), "better"));
        String edited = account.sent("<body>better</body>").get(0);
        assertTrue(edited.contains("<thread parent='t0'>t1</thread>"), edited);
        assertTrue(edited.contains("<replace xmlns='urn:xmpp:message-correct:0' id='" + sent.id() + "'/>"), edited);
    }

    /** In a room a retraction names the room's id. */
    @Tag("XEP-0424")
    @Test
    void ourOwnOfBeforeARestartIsTakenBackByTheRoomsId() {
        Answers.Sent sent = done(account.say("to: '" + ROOM + "', kind: 'room', text: 'slip'"));
        restart();
        done(account.bridge()
                .with(parts -> parts.outbound()
                        .amendments()
                        .retract(new Requests.Retract("default", "room", ROOM, sent.id()))));
        assertEquals(
                1, account.sent("message-retract:1' id='" + sent.referenceId()).size(), account.sent.toString());
    }

    /** Anybody can use an id again, also after we have forgotten what we said. */
    @Tag("H-29")
    @Test
    void oursStaysOursAfterARestart() {
        Answers.Sent sent = done(account.say("to: 'alice@example.org', text: 'slip'"));
        restart();
        say(alice, sent.id(), "");
        account.sent.clear();
        done(edit("alice@example.org", sent.id(), "better"));
        assertEquals(1, account.sent("<body>better</body>").size());
    }

    @Test
    void othersAreNotOursToChange() {
        String hers = say(alice, "m1", "");
        for (String id : List.of(hers, "m1")) {
            restart();
            refused(edit("alice@example.org", id, "mine"), "only our own");
        }
        assertEquals(List.of(), account.sent("message-correct"));
    }

    @Test
    void aCommandOfTheMenuIsNoMessageInTheChat() {
        MenuCalls.Menu menu = new Gson().fromJson("{commands: [{name: 'status'}]}", MenuCalls.Menu.class);
        account.bridge().with(parts -> {
            parts.menu().set(menu);
            return CompletableFuture.completedFuture(true);
        });
        account.pass(1);
        account.send(
                alice,
                "<iq type='set' id='q1' to='bot@example.org/openclaw'><command"
                        + " xmlns='http://jabber.org/protocol/commands' node='https://openclaw.ai/xmpp/command#status'/></iq>");
        List<String> ran =
                account.host.commands.stream().map(command -> command.eventId()).toList();
        assertEquals(1, ran.size(), account.sent.toString());
        restart();
        refused(react("alice@example.org", ran.get(0)), "no message in the chat");
        done(account.say("to: 'alice@example.org', text: 'late', replyTo: {id: '" + ran.get(0) + "'}"));
        assertEquals(1, account.sent("<body>late</body>").size());
        assertEquals(List.of(), account.sent("urn:xmpp:reply"));
    }

    @Tag("XEP-0333")
    @Test
    void whatAskedForItIsMarkedAlsoAfterARestart() {
        String markable = "<markable xmlns='urn:xmpp:chat-markers:0'/>";
        String asks = say(alice, "m1", markable);
        String plain = say(alice, "m2", "");
        String inRoom = sayInRoom("r1", markable);
        String given = String.valueOf(account.last().referenceId());
        Answers.Sent ours = done(account.say("to: 'alice@example.org', text: 'ours'"));
        restart();
        assertEquals(new Answers.Marked(true, null), mark("alice@example.org", asks));
        assertEquals(
                1,
                account.sent("displayed xmlns='urn:xmpp:chat-markers:0' id='m1'")
                        .size(),
                account.sent.toString());
        assertTrue(mark(ROOM, inRoom).marked());
        assertEquals(
                1,
                account.sent("displayed xmlns='urn:xmpp:chat-markers:0' id='" + given)
                        .size());
        for (String none : List.of(plain, ours.id())) {
            assertEquals(
                    "nobody asked to be told that it was read",
                    mark("alice@example.org", none).reason());
        }
        assertEquals(2, account.sent("displayed").size());
        account.take(OPEN.replace("}", ", markers: false}"));
        assertEquals(
                "the setting markers is off", mark("alice@example.org", asks).reason());
        assertEquals(2, account.sent("displayed").size());
    }

    private Answers.Marked mark(String to, String id) {
        return done(account.bridge()
                .with(parts -> parts.signals().markDisplayed(new Requests.SetMarker("default", null, to, id))));
    }

    @Tag("XEP-0313")
    @Test
    void whatTheAgentReadsInTheArchiveCanBeNamed() {
        account.send(alice, "<message to='" + ROOM + "' type='groupchat' id='r1'><body>aside</body></message>");
        restart();
        ServiceCalls.History history = done(account.bridge()
                .with(parts -> new AccountArchive(parts.session(), parts.references())
                        .read(new ServiceCalls.ReadArchive(
                                "default", "room", ROOM, null, null, null, null, null, 10))));
        ServiceCalls.Said said = history.messages().get(0);
        done(react(ROOM, said.id()));
        assertEquals(1, account.sent("reactions:0' id='" + said.messageId()).size(), account.sent.toString());
    }

    @Tag("XEP-0201")
    @Tag("R25")
    @Test
    void answersStandInTheThreadWithItsParent() {
        String event = say(alice, "m1", "<thread parent='t0'>t1</thread>");
        assertEquals("t0", account.last().thread().parent());
        for (int life = 0; life < 2; life++) {
            account.sent.clear();
            String long300 = "word ".repeat(60).strip();
            String there = "to: 'alice@example.org', thread: 't1', ";
            Answers.Sent sent = done(account.say(there + "text: '" + long300 + "'"));
            done(account.say(there + "media: {url: 'https://files.example.org/x.png'}"));
            done(account.say(there + "text: 'reply', replyTo: {id: '" + event + "'}"));
            done(edit("alice@example.org", sent.id(), "short"));
            MenuCalls.OpenCard card = new Gson()
                    .fromJson(
                            "{cardId: 'c" + life
                                    + "', kind: 'direct', to: 'alice@example.org', thread: 't1', title: 'Run',"
                                    + " text: 'May I?', choices: [{value: 'yes'}], approvers: ['alice@example.org'],"
                                    + " expiresAt: '" + account.time.now().plus(Duration.ofMinutes(30)) + "'}",
                            MenuCalls.OpenCard.class);
            done(account.bridge().with(parts -> parts.cards().open(card)));
            List<String> bodies = account.sent("<body>").stream()
                    .filter(line -> !line.contains("message-retract"))
                    .toList();
            assertEquals(6, bodies.size(), bodies.toString());
            bodies.forEach(body -> assertTrue(body.contains("<thread parent='t0'>t1</thread>"), body));
            restart();
        }
        // A thread is one of its conversation.
        done(account.say("to: '" + ROOM + "', kind: 'room', thread: 't1', text: 'elsewhere'"));
        assertTrue(account.sent("elsewhere").get(0).contains("<thread>t1</thread>"), account.sent.toString());
    }

    @Test
    void theOldestIsForgottenFirst() {
        CompletionStage<AccountState> state = StateStores.memory().hold(Jid.of("bot@example.org"));
        ReferenceBook book = new ReferenceBook(() -> state, Clock.systemUTC(), Runnable::run, 600);
        for (int i = 0; i < 1200; i++) {
            book.put(Map.of("k" + i, "v" + i)).toCompletableFuture().join();
        }
        // Written anew it is as good as new.
        assertEquals(Map.of("k1199", "v1199"), found(book, "k1199"));
        assertEquals(Map.of(), found(book, "k0"));
        long size = state.toCompletableFuture()
                .join()
                .size(ReferenceBook.BOOK)
                .toCompletableFuture()
                .join();
        assertTrue(size >= 600 && size <= 1100, "kept " + size);
    }

    @Test
    void whatIsWrittenAnewIsAsGoodAsNew() {
        CompletionStage<AccountState> state = StateStores.memory().hold(Jid.of("bot@example.org"));
        ReferenceBook book = new ReferenceBook(() -> state, Clock.systemUTC(), Runnable::run, 600);
        for (int i = 0; i < 1100; i++) {
            book.put(Map.of("k" + i, "v" + i)).toCompletableFuture().join();
            if (i == 700) {
                book.put(Map.of("k0", "again")).toCompletableFuture().join();
            }
        }
        assertEquals(Map.of(), found(book, "k1"));
        assertEquals(Map.of("k0", "again"), found(book, "k0"));
    }

    @Test
    void aClockThatIsSetBackMakesNothingOlder() {
        CompletionStage<AccountState> state = StateStores.memory().hold(Jid.of("bot@example.org"));
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T10:00:00Z"));
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
        ReferenceBook book = new ReferenceBook(() -> state, clock, Runnable::run, 600);
        book.put(Map.of("first", "1")).toCompletableFuture().join();
        now.set(Instant.parse("2026-11-23T10:00:00Z"));
        book.put(Map.of("second", "2")).toCompletableFuture().join();
        List<String> ages = List.copyOf(state.toCompletableFuture()
                .join()
                .page("references-age", null, 10)
                .toCompletableFuture()
                .join()
                .keySet());
        assertTrue(ages.get(0).endsWith("-first") && ages.get(1).endsWith("-second"), ages.toString());
    }

    @Test
    void whatIsDamagedIsUnknownAndAStoreThatComesBackIsUsed() {
        CompletionStage<AccountState> state = StateStores.memory().hold(Jid.of("bot@example.org"));
        Deque<CompletionStage<AccountState>> answers = new ArrayDeque<>(List.of(noStore(), state));
        ReferenceBook book = new ReferenceBook(answers::remove, Clock.systemUTC(), Runnable::run, 600);
        book.put(Map.of("lost", "1")).toCompletableFuture().join();
        book.put(Map.of("kept", "2")).toCompletableFuture().join();
        assertEquals(Map.of("kept", "2"), found(book, "kept"));
        state.toCompletableFuture()
                .join()
                .write(new StateBatch().put(ReferenceBook.BOOK, "short", "0123"))
                .toCompletableFuture()
                .join();
        assertEquals(Map.of(), found(book, "short"));
        assertEquals(Optional.empty(), book.meant("{"));
    }

    private static CompletionStage<AccountState> noStore() {
        return CompletableFuture.failedFuture(new XmppException(XmppException.Kind.STATE, "disk full"));
    }

    private static Message message(String id, @Nullable ReplyReference reply) {
        return new Message(
                ChatKind.DIRECT,
                Jid.of("alice@example.org/phone"),
                Jid.of("bot@example.org"),
                null,
                id,
                null,
                Map.of(),
                "hello",
                null,
                reply,
                List.of(),
                null,
                false,
                false,
                false,
                Instant.EPOCH,
                false,
                List.of());
    }

    /** Whatever others call theirs, and whatever they say they answer; also where nothing can be written down. */
    @Tag("H-29")
    @Test
    void nobodyTakesAnIdOfOurs() {
        Jid conversation = Jid.of("alice@example.org");
        Place place = new Place(ChatKind.DIRECT, conversation);
        References references = new References(
                new ReferenceBook(ReferencesTest::noStore, Clock.systemUTC(), Runnable::run, 600), Runnable::run);
        references.said(
                ChatKind.DIRECT, conversation, new SentMessage("ours", "ours", Instant.EPOCH), List.of("ours"), null);
        references.overheard(message("ours", null));
        references.handedOver(message("ours", null), "e1").toCompletableFuture().join();
        references
                .handedOver(message("m2", new ReplyReference("ours", Jid.of("mallory@example.org"), "x")), "e2")
                .toCompletableFuture()
                .join();
        references.read(
                ChatKind.DIRECT,
                conversation,
                List.of(new ArchivedMessage(
                        "ours", conversation, false, message("ours", null), null, ArchivedMessage.Fate.AS_SAID)));
        assertTrue(references.need(place, "ours").toCompletableFuture().join().isOurs());
        assertFalse(references.need(place, "m2").toCompletableFuture().join().isOurs());
        assertEquals(
                new MessageThread("t1", null),
                references.thread(place, "t1").toCompletableFuture().join(),
                "what is said matters more than where it belongs");
    }

    @Test
    void whatOthersSaidInTheArchiveIsNotOurs() {
        Jid conversation = Jid.of("alice@example.org");
        Place place = new Place(ChatKind.DIRECT, conversation);
        References references = new References(
                new ReferenceBook(ReferencesTest::noStore, Clock.systemUTC(), Runnable::run, 600), Runnable::run);
        for (boolean ours : List.of(true, false)) {
            String id = "ours is " + ours;
            references.read(
                    ChatKind.DIRECT,
                    conversation,
                    List.of(new ArchivedMessage(
                            "a", conversation, ours, message(id, null), null, ArchivedMessage.Fate.AS_SAID)));
            assertEquals(
                    ours,
                    references.need(place, id).toCompletableFuture().join().isOurs());
        }
    }

    @Test
    @Tag("H-11")
    void anIdThatIsTooLongNamesNothing() {
        String event = say(alice, "x".repeat(257), "");
        account.sent.clear();
        refused(react("alice@example.org", event), "no message in the chat");
        assertEquals(List.of(), account.sent("<reactions"));
        done(react("alice@example.org", say(alice, "x".repeat(256), "")));
        assertEquals(1, account.sent("<reactions").size());
    }

    private static Map<String, String> found(ReferenceBook book, String key) {
        return book.find(List.of(key)).toCompletableFuture().join();
    }

    /** A store that fails takes nobody's message. */
    @Test
    void withoutAStoreMessagesGoOnAndNewIdsAreKnown() {
        account.states =
                jid -> CompletableFuture.failedFuture(new XmppException(XmppException.Kind.STATE, "disk full"));
        restart();
        String event = say(alice, "m9", "");
        done(react("alice@example.org", event));
        assertEquals(1, account.sent("reactions:0' id='m9'>").size());
        account.pass(1);
        CompletionException failure =
                assertThrows(CompletionException.class, () -> done(react("alice@example.org", "of-before")));
        assertInstanceOf(XmppException.class, failure.getCause());
        assertEquals(Optional.of("hello m9"), account.texts().stream().reduce((a, b) -> b));
    }

    /** The store's threads must not touch what belongs to the account's executor. */
    @Test
    void aStoreThatFailsOnItsOwnThreadIsAnsweredOnTheExecutor() {
        Queue<Runnable> tasks = new ArrayDeque<>();
        boolean[] running = {false};
        List<Boolean> asked = new ArrayList<>();
        List<CompletableFuture<AccountState>> answers = new ArrayList<>();
        ReferenceBook book = new ReferenceBook(
                () -> {
                    asked.add(running[0]);
                    answers.add(new CompletableFuture<>());
                    return answers.get(answers.size() - 1);
                },
                Clock.systemUTC(),
                tasks::add,
                10);
        References references = new References(book, tasks::add);
        Message message = new Message(
                ChatKind.DIRECT,
                Jid.of("alice@example.org/x"),
                Jid.of("bot@example.org"),
                null,
                "m1",
                null,
                Map.of(),
                "hello",
                null,
                null,
                List.of(),
                null,
                false,
                false,
                false,
                Instant.EPOCH,
                false,
                List.of());
        references.read(
                ChatKind.DIRECT,
                Jid.of("alice@example.org"),
                List.of(new ArchivedMessage(
                        "a1", Jid.of("bot@example.org"), false, message, null, ArchivedMessage.Fate.AS_SAID)));
        Runnable run = () -> {
            running[0] = true;
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            running[0] = false;
        };
        run.run();
        assertEquals(List.of(true), asked);
        answers.get(0).completeExceptionally(new XmppException(XmppException.Kind.STATE, "disk full"));
        assertEquals(List.of(true), asked, "the store's thread wrote");
        run.run();
        assertEquals(List.of(true, true), asked, "what is new was not written");
    }
}
