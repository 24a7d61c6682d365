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
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.Xmpp;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.media.MediaFile;
import ai.openclaw.xmpp.media.MediaLink;
import ai.openclaw.xmpp.spi.ProbeReport;
import ai.openclaw.xmpp.spi.XmppProviders;
import ai.openclaw.xmpp.tck.lab.Prosody;
import ai.openclaw.xmpp.tck.lab.TestServer;
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

    private static TestServer prosody;

    private final Heard botHeard = new Heard();
    private final Heard aliceHeard = new Heard();
    private final SessionConfig botConfig = prosody.newAccount("bot").config();
    private XmppSession bot;
    private XmppSession alice;

    @BeforeAll
    static void start() {
        prosody = Prosody.launch();
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
        final BlockingQueue<String> receipts = new LinkedBlockingQueue<>();

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
        public void onReceipt(XmppSession session, Jid from, String messageId) {
            receipts.add(messageId);
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

    @BeforeEach
    void connect() throws Exception {
        bot = Xmpp.connect(botConfig, botHeard);
        alice = Xmpp.connect(prosody.newAccount("alice").config(), aliceHeard);
        get(bot.online());
        get(alice.online());
    }

    @AfterEach
    void close() {
        if (bot != null) {
            bot.close();
        }
        if (alice != null) {
            alice.close();
        }
    }

    @Test
    @Tag("XEP-0184")
    void carriesAMessageWithItsThreadAndConfirmsIt() throws Exception {
        SentMessage sent = get(alice.send(OutgoingMessage.to(botConfig.jid())
                .body("hello")
                .thread(new MessageThread("t1", "t0"))
                .requestReceipt(true)
                .build()));
        Message message = next(botHeard.messages);
        assertEquals("hello", message.body());
        assertEquals(new MessageThread("t1", "t0"), message.thread());
        assertEquals(sent.id(), message.id());
        assertEquals(ChatKind.DIRECT, message.kind());
        assertEquals(alice.account().withResource("openclaw"), message.replyAddress());
        assertEquals(sent.id(), next(aliceHeard.receipts));
        get(bot.send(OutgoingMessage.answer(message).body("hello yourself").build()));
        assertEquals(new MessageThread("t1", "t0"), next(aliceHeard.messages).thread());
    }

    @Test
    @Tag("XEP-0085")
    @Tag("XEP-0444")
    void reactsAndTypes() throws Exception {
        get(alice.send(OutgoingMessage.to(botConfig.jid()).body("react!").build()));
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
    @Tag("R27")
    @Test
    @Tag("XEP-0363")
    @Tag("XEP-0066")
    void sharesAFile(@TempDir Path directory) throws Exception {
        byte[] content = "not really a picture".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Path file = Files.write(directory.resolve("my cat.png"), content);
        URI url = get(alice.media().upload(new MediaFile(file, "my cat.png", "image/png", content.length)));
        get(alice.send(
                OutgoingMessage.to(botConfig.jid()).mediaUrl(url.toString()).build()));
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
            "http://localhost:80/x.png",
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

    @Tag("R20")
    @Test
    @Tag("XEP-0030")
    void asksWhatAnAddressIs() throws Exception {
        assertTrue(get(bot.discover(prosody.roomService())).is("conference", "text"));
        assertFalse(get(bot.discover(prosody.domain())).is("conference", "text"));
        assertFalse(get(bot.ping(prosody.domain())).isNegative());
    }

    @Tag("R23")
    @Test
    void triesAnAccountOutWithoutDisturbingIt() throws Exception {
        ProbeReport report = get(XmppProviders.named("babbler").probe(botConfig));
        assertTrue(report.services().stream()
                .anyMatch(service -> service.category().equals("conference")));
        assertTrue(report.features().contains("urn:xmpp:carbons:2"));
        assertTrue(report.features().contains("urn:xmpp:sm:3"), "a feature of the stream");
        assertEquals(SessionState.ONLINE, bot.state());
    }
}
