package ai.openclaw.xmpp.babbler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.ChatState;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.MessageThread;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.Reaction;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.StanzaError;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.Xmpp;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.media.MediaFile;
import ai.openclaw.xmpp.media.MediaLink;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.muc.RoomState;
import ai.openclaw.xmpp.spi.ProbeReport;
import ai.openclaw.xmpp.spi.XmppProviders;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two whole sessions through a real Prosody. */
class SessionIT {

    private static Prosody prosody;

    private final Heard botHeard = new Heard();
    private final Heard aliceHeard = new Heard();
    private XmppSession bot;
    private XmppSession alice;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        prosody = Prosody.start();
    }

    @AfterAll
    static void stop() {
        if (prosody != null) {
            prosody.close();
        }
    }

    /** Keeps what a session tells. */
    private static final class Heard implements XmppListener {
        final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
        final BlockingQueue<Reaction> reactions = new LinkedBlockingQueue<>();
        final BlockingQueue<ChatState> chatStates = new LinkedBlockingQueue<>();
        final BlockingQueue<SessionState> states = new LinkedBlockingQueue<>();
        final BlockingQueue<Jid> requests = new LinkedBlockingQueue<>();
        final BlockingQueue<String> undelivered = new LinkedBlockingQueue<>();
        final BlockingQueue<String> receipts = new LinkedBlockingQueue<>();
        final BlockingQueue<Room> rooms = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<Void> onMessage(XmppSession session, Message message) {
            messages.add(message);
            session.confirmReceipt(message);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onReaction(XmppSession session, Reaction reaction) {
            reactions.add(reaction);
        }

        @Override
        public void onChatState(XmppSession session, ChatKind kind, Jid from, ChatState state) {
            chatStates.add(state);
        }

        @Override
        public void onState(XmppSession session, SessionState state, XmppException cause) {
            states.add(state);
        }

        @Override
        public void onSubscriptionRequest(XmppSession session, Jid from) {
            requests.add(from);
        }

        @Override
        public void onUndelivered(XmppSession session, Jid from, String messageId, StanzaError error) {
            undelivered.add(error.condition());
        }

        @Override
        public void onReceipt(XmppSession session, Jid from, String messageId) {
            receipts.add(messageId);
        }

        @Override
        public void onRoom(XmppSession session, Room room) {
            rooms.add(room);
        }

        void awaitRoom(RoomState state) throws InterruptedException {
            Room room;
            do {
                room = next(rooms);
            } while (room.state() != state);
        }

        void awaitState(SessionState state) throws InterruptedException {
            SessionState seen;
            do {
                seen = next(states);
            } while (seen != state);
        }
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T value = queue.poll(30, TimeUnit.SECONDS);
        assertNotNull(value, "nothing came");
        return value;
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    private static SessionConfig config(String user) {
        return SessionConfig.of(Jid.of(user + "@localhost"), Secret.of(Prosody.PASSWORD))
                .withServer(ServerAddress.parse("localhost:" + prosody.startTlsPort()))
                .withTls(TlsConfig.ofCaFile(prosody.caFile()));
    }

    @BeforeEach
    void connect() throws Exception {
        bot = Xmpp.connect(config("bot"), botHeard);
        alice = Xmpp.connect(config("alice"), aliceHeard);
        get(bot.online());
        get(alice.online());
    }

    @AfterEach
    void close() {
        if (bot != null) {
            bot.close();
            alice.close();
        }
    }

    private static Jid room(String name) {
        return Jid.of(name + "@conference.localhost");
    }

    @Test
    void carriesAMessageWithItsThreadAndConfirmsIt() throws Exception {
        SentMessage sent = get(alice.send(OutgoingMessage.to(Jid.of("bot@localhost"))
                .body("hello")
                .thread(new MessageThread("t1", "t0"))
                .requestReceipt(true)
                .build()));
        Message message = next(botHeard.messages);
        assertEquals("hello", message.body());
        assertEquals(new MessageThread("t1", "t0"), message.thread());
        assertEquals(sent.id(), message.id());
        assertEquals(ChatKind.DIRECT, message.kind());
        assertEquals(Jid.of("alice@localhost/openclaw"), message.replyAddress());
        assertEquals(sent.id(), next(aliceHeard.receipts));
        get(bot.send(OutgoingMessage.answer(message).body("hello yourself").build()));
        assertEquals(new MessageThread("t1", "t0"), next(aliceHeard.messages).thread());
    }

    @Tag("R28")
    @Test
    void sendsAKeyOnce() throws Exception {
        OutgoingMessage message = OutgoingMessage.to(Jid.of("bot@localhost"))
                .body("once")
                .key("k1")
                .build();
        SentMessage first = get(alice.send(message));
        assertEquals(first, get(alice.send(message)));
        get(alice.send(OutgoingMessage.to(Jid.of("bot@localhost")).body("then").build()));
        assertEquals("once", next(botHeard.messages).body());
        assertEquals("then", next(botHeard.messages).body());
    }

    @Tag("R17")
    @Tag("R10")
    @Test
    void talksInARoom() throws Exception {
        Jid room = room("talk");
        Room joined = get(bot.rooms().join(RoomConfig.of(room, "bot")));
        assertEquals(RoomState.JOINED, joined.state());
        get(alice.rooms().join(RoomConfig.of(room, "alice")));
        SentMessage sent = get(alice.send(
                OutgoingMessage.toRoom(room).body("bot: are you there?").build()));
        Message message = next(botHeard.messages);
        assertEquals("bot: are you there?", message.body());
        assertTrue(message.mentionsUs());
        assertEquals(ChatKind.ROOM, message.kind());
        assertNotNull(message.occupant());
        assertEquals(Jid.of("alice@localhost"), message.occupant().realJid());
        assertEquals(sent.referenceId(), message.referenceId());
        get(bot.send(OutgoingMessage.answer(message).body("yes").build()));
        assertEquals("yes", next(aliceHeard.messages).body());
        get(alice.send(OutgoingMessage.toRoom(room).body("to nobody").build()));
        assertFalse(next(botHeard.messages).mentionsUs());
        assertTrue(botHeard.messages.isEmpty(), "its own words never come back");
    }

    @Tag("R9")
    @Test
    void takesNoHistoryForNews() throws Exception {
        Jid room = room("history");
        get(alice.rooms().join(RoomConfig.of(room, "alice")));
        for (int i = 0; i < 5; i++) {
            get(alice.send(OutgoingMessage.toRoom(room).body("bot: old " + i).build()));
        }
        get(bot.rooms().join(RoomConfig.of(room, "bot")));
        get(alice.send(OutgoingMessage.toRoom(room).body("bot: new").build()));
        assertEquals("bot: new", next(botHeard.messages).body());
    }

    @Tag("R16")
    @Tag("C-01")
    @Tag("C-07")
    @Test
    void comesBackWithItsRoomsAfterAServerRestart() throws Exception {
        Jid room = room("again");
        get(bot.rooms().join(RoomConfig.of(room, "bot")));
        botHeard.rooms.clear();
        prosody.restart();
        botHeard.awaitState(SessionState.RECONNECTING);
        botHeard.awaitState(SessionState.ONLINE);
        botHeard.awaitRoom(RoomState.JOINED);
        aliceHeard.awaitState(SessionState.RECONNECTING);
        aliceHeard.awaitState(SessionState.ONLINE);
        get(alice.send(
                OutgoingMessage.to(Jid.of("bot@localhost")).body("still there?").build()));
        assertEquals("still there?", next(botHeard.messages).body());
        assertTrue(botHeard.messages.isEmpty());
    }

    @Test
    void reactsAndTypes() throws Exception {
        get(alice.send(
                OutgoingMessage.to(Jid.of("bot@localhost")).body("react!").build()));
        Message message = next(botHeard.messages);
        bot.chatState(ChatKind.DIRECT, message.replyAddress(), ChatState.COMPOSING);
        assertEquals(ChatState.COMPOSING, next(aliceHeard.chatStates));
        get(bot.react(
                ChatKind.DIRECT, message.replyAddress(), String.valueOf(message.referenceId()), Set.of("👍", "🎉")));
        Reaction reaction = next(aliceHeard.reactions);
        assertEquals(Set.of("👍", "🎉"), reaction.emojis());
        assertEquals(message.id(), reaction.messageId());
    }

    @Tag("R24")
    @Test
    void sharesAFile(@TempDir Path directory) throws Exception {
        byte[] content = "not really a picture".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Path file = Files.write(directory.resolve("my cat.png"), content);
        URI url = get(alice.media().upload(new MediaFile(file, "my cat.png", "image/png", content.length)));
        get(alice.send(OutgoingMessage.to(Jid.of("bot@localhost"))
                .mediaUrl(url.toString())
                .build()));
        Message message = next(botHeard.messages);
        assertEquals("", message.body(), "a body that only repeats the link is no text");
        assertEquals(url.toString(), message.media().get(0).url());
        MediaFile fetched = get(bot.media().download(message.media().get(0), directory.resolve("in"), 1000));
        assertArrayEquals(content, Files.readAllBytes(fetched.path()));
        assertEquals("image/png", fetched.contentType());
        assertEquals("my cat.png", fetched.name());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(fetched.path())));
        XmppException large = assertThrows(
                XmppException.class,
                () -> get(bot.media().download(message.media().get(0), directory.resolve("in"), 5)));
        assertTrue(large.getMessage().contains("larger than the limit"), large.getMessage());
    }

    @Tag("H-50")
    @Test
    void fetchesFromNobodyElse(@TempDir Path directory) {
        for (String url : new String[] {
            "https://evil.example/x.png",
            "http://localhost:" + prosody.webSocketPort() + "/x.png",
            "file:///etc/passwd",
            "https://user:pass@localhost/x",
            "https://127.0.0.1/x",
            "not a url"
        }) {
            XmppException refused = assertThrows(
                    XmppException.class,
                    () -> get(bot.media().download(new MediaLink(url, null), directory, 1000)),
                    url);
            assertEquals(XmppException.Kind.CONFIGURATION, refused.kind(), url);
        }
    }

    @Test
    void subscribesOnlyWhenTold() throws Exception {
        alice.roster().subscribe(Jid.of("bot@localhost"));
        assertEquals(Jid.of("alice@localhost"), next(botHeard.requests));
        bot.roster().approve(Jid.of("alice@localhost"));
    }

    @Test
    void tellsWhatCouldNotBeDelivered() throws Exception {
        XmppException refused = assertThrows(
                XmppException.class,
                () -> get(bot.send(OutgoingMessage.to(Jid.of("alice@nowhere.invalid"))
                        .body("x")
                        .build())));
        assertTrue(refused.getMessage().startsWith("alice@nowhere.invalid refused"), refused.getMessage());
        next(botHeard.undelivered);
        assertThrows(
                XmppException.class,
                () -> get(bot.send(
                        OutgoingMessage.toRoom(room("not-joined")).body("x").build())));
    }

    @Tag("R20")
    @Test
    void asksWhatAnAddressIs() throws Exception {
        assertTrue(get(bot.discover(Jid.of("conference.localhost"))).is("conference", "text"));
        assertFalse(get(bot.discover(Jid.of("localhost"))).is("conference", "text"));
        assertFalse(get(bot.ping(Jid.of("localhost"))).isNegative());
    }

    @Tag("R23")
    @Test
    void triesAnAccountOutWithoutDisturbingIt() throws Exception {
        ProbeReport report = get(XmppProviders.named("babbler").probe(config("bot")));
        assertTrue(report.services().stream()
                .anyMatch(service -> service.category().equals("conference")));
        assertTrue(report.features().contains("urn:xmpp:carbons:2"));
        assertTrue(report.features().contains("urn:xmpp:sm:3"), "a feature of the stream");
        assertEquals(SessionState.ONLINE, bot.state());
    }

    @Tag("R15")
    @Test
    void hearsWhatWaitedForIt() throws Exception {
        bot.close();
        get(alice.send(OutgoingMessage.to(Jid.of("bot@localhost"))
                .body("while you were out")
                .build()));
        bot = Xmpp.connect(config("bot"), botHeard);
        assertEquals("while you were out", next(botHeard.messages).body());
    }

    @Test
    void endsForGoodWhenThePasswordIsWrong() throws Exception {
        Heard heard = new Heard();
        SessionConfig wrong = SessionConfig.of(Jid.of("bot@localhost"), Secret.of("wrong"))
                .withServer(config("bot").server())
                .withTls(config("bot").tls());
        XmppSession session = Xmpp.connect(wrong, heard);
        XmppException refused = assertThrows(XmppException.class, () -> get(session.online()));
        assertEquals(XmppException.Kind.AUTHENTICATION, refused.kind());
        heard.awaitState(SessionState.CLOSED);
        assertEquals(SessionState.CLOSED, session.state());
        assertEquals(refused, session.lastError().orElseThrow());
    }
}
