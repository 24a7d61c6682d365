package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Marker;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.Reaction;
import ai.openclaw.xmpp.Retraction;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.StanzaError;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.Invitation;
import ai.openclaw.xmpp.pubsub.PubSubEvent;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.StateStores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** One session on a clock that the test turns, over streams that the test scripts. Everything runs on the test's thread. */
final class World implements XmppListener {

    static final Jid ACCOUNT = Jid.of("bot@example.org");
    private static final ResumeState RESUME = new ResumeState() {};

    /** A stream that keeps what is sent and says what the test wants. */
    final class Stream implements StanzaStream {
        final List<Stanza> sent = new ArrayList<>();
        final List<Stanza> acknowledged = new ArrayList<>();
        final StanzaStreamListener listener;
        final ConnectRequest request;
        final boolean resumed;
        boolean aborted;

        Stream(ConnectRequest request, StanzaStreamListener listener) {
            this.request = request;
            this.listener = listener;
            this.resumed = resuming && request.resume() == RESUME;
        }

        @Override
        public Jid address() {
            return ACCOUNT.withResource(request.resource());
        }

        @Override
        public StreamInfo info() {
            return new StreamInfo(
                    "xmpp://example.org:5222", null, "TLSv1.3", null, "SCRAM-SHA-256", null, features, resumed);
        }

        @Override
        public void send(Stanza stanza) {
            engine.accept(stanza);
            sent.add(stanza);
            if (answering && stanza.kind() == Stanza.Kind.IQ && (stanza.hasType("get") || stanza.hasType("set"))) {
                String payload = answers.apply(stanza);
                if (payload != null) {
                    say("<iq type='result' id='" + stanza.id() + "' from='"
                            + (stanza.to() == null ? ACCOUNT : stanza.to()) + "'>" + payload + "</iq>");
                }
            }
        }

        @Override
        public void acknowledge(Stanza stanza) {
            acknowledged.add(stanza);
        }

        @Override
        public void close() {
            listener.onClosed(null, ResumeState.NONE, List.of());
        }

        @Override
        public void abort() {
            aborted = true;
        }

        /** The server sends that. */
        void say(String xml) {
            try {
                listener.onStanza(XmlReader.stanza(XmlReader.read(xml)).orElseThrow());
            } catch (XmlRefusedException e) {
                throw new IllegalArgumentException(xml, e);
            }
            run();
        }

        void lose(XmppException.Kind kind) {
            listener.onClosed(new XmppException(kind, "lost"), ResumeState.NONE, List.of());
            run();
        }

        /** The link breaks; the next stream may go on here. */
        void cut() {
            listener.onClosed(new XmppException(XmppException.Kind.DISCONNECTED, "cut"), RESUME, List.of());
            run();
        }

        /** All that was sent, as text. */
        String text() {
            StringBuilder text = new StringBuilder();
            sent.forEach(stanza -> text.append(XmlWriter.forStream(stanza)).append('\n'));
            return text.toString();
        }
    }

    private record Due(Instant when, long number, Runnable task) {}

    private final class TurnedLoop implements Loop {
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private final PriorityQueue<Due> timers =
                new PriorityQueue<>(Comparator.comparing(Due::when).thenComparing(Due::number));
        private Instant now = Instant.parse("2026-11-24T10:00:00Z");
        private long number;
        private boolean running;

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            Due due = new Due(now.plus(delay), number++, task);
            timers.add(due);
            return () -> timers.remove(due);
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public boolean isCurrent() {
            return true;
        }

        void drain() {
            if (running) {
                return;
            }
            running = true;
            Runnable task;
            while ((task = tasks.poll()) != null) {
                task.run();
            }
            running = false;
        }

        void pass(Duration time) {
            Instant until = now.plus(time);
            drain();
            Due due;
            while ((due = timers.peek()) != null && !due.when().isAfter(until)) {
                timers.poll();
                now = due.when();
                due.task().run();
                drain();
            }
            now = until;
        }
    }

    private final TurnedLoop loop = new TurnedLoop();
    private final Deque<XmppException> refusals = new ArrayDeque<>();
    final List<Stream> streams = new ArrayList<>();
    final List<Instant> attempts = new ArrayList<>();
    final List<Message> messages = new ArrayList<>();
    final List<Reaction> reactions = new ArrayList<>();
    final List<Retraction> retractions = new ArrayList<>();
    final List<String> markers = new ArrayList<>();
    final List<SessionState> states = new ArrayList<>();
    final List<String> undelivered = new ArrayList<>();
    final List<Jid> requests = new ArrayList<>();
    final List<Invitation> invitations = new ArrayList<>();

    /** What the listener was told, of whatever kind. */
    final List<String> order = new ArrayList<>();

    final List<PubSubEvent> nodeEvents = new ArrayList<>();
    final List<String> storeProblems = new ArrayList<>();
    final Session session;
    boolean answering = true;

    /** What the server offers on each stream. */
    List<XmlElement> features = List.of();

    /** Whether the server resumes what was cut. */
    boolean resuming = true;

    /** What an engine does with what it is to send; it may refuse. */
    Consumer<Stanza> engine = stanza -> {};

    Function<Stanza, String> answers = World::usual;
    Function<Message, CompletionStage<Void>> application = message -> CompletableFuture.completedFuture(null);

    World() {
        this(StateStores.memory());
    }

    World(StateStore store) {
        SessionConfig config = SessionConfig.of(ACCOUNT, Secret.of("secret"));
        Environment environment = new Environment(
                () -> loop,
                (name, task) -> {
                    task.run();
                    return () -> {};
                },
                new Random(7),
                domain -> List.of(ServerAddress.parse(domain)));
        session = new Session(config, this::connect, environment, store, this, false);
    }

    /** What an ordinary server answers. */
    static String usual(Stanza question) {
        String namespace = question.payload().get(0).namespace();
        return switch (namespace) {
            case "jabber:iq:roster" -> "<query xmlns='jabber:iq:roster'/>";
            case "http://jabber.org/protocol/disco#info" ->
                "<query xmlns='http://jabber.org/protocol/disco#info'><feature var='urn:xmpp:sid:0'/>"
                        + "<feature var='urn:xmpp:occupant-id:0'/></query>";
            default -> "";
        };
    }

    private StanzaStream connect(ConnectRequest request, StanzaStreamListener listener) {
        attempts.add(loop.now());
        XmppException refusal = refusals.poll();
        if (refusal != null) {
            throw refusal;
        }
        Stream stream = new Stream(request, listener);
        streams.add(stream);
        return stream;
    }

    /** The next attempts to connect fail like that. */
    World refuse(XmppException.Kind... kinds) {
        for (XmppException.Kind kind : kinds) {
            refusals.add(new XmppException(kind, "refused: " + kind));
        }
        return this;
    }

    World start() {
        session.start();
        run();
        return this;
    }

    void run() {
        loop.drain();
    }

    void pass(Duration time) {
        loop.pass(time);
    }

    /** The latest stream. */
    Stream stream() {
        return streams.get(streams.size() - 1);
    }

    @Override
    public CompletionStage<Void> onMessage(XmppSession from, Message message) {
        messages.add(message);
        order.add("message");
        return application.apply(message);
    }

    @Override
    public void onReaction(XmppSession from, Reaction reaction) {
        reactions.add(reaction);
        order.add("reaction");
    }

    @Override
    public void onRetraction(XmppSession from, Retraction retraction) {
        retractions.add(retraction);
        order.add("retraction");
    }

    @Override
    public void onMarker(XmppSession from, ChatKind kind, Jid who, Marker marker, String id) {
        markers.add(kind + " " + who + " " + marker + " " + id);
    }

    @Override
    public void onReceipt(XmppSession from, Jid who, String id) {
        order.add("receipt");
    }

    @Override
    public void onState(XmppSession from, SessionState state, XmppException cause) {
        states.add(state);
    }

    @Override
    public void onUndelivered(XmppSession from, Jid who, String id, StanzaError error) {
        undelivered.add(error.condition());
    }

    @Override
    public void onStoreProblem(XmppSession from, XmppException problem) {
        storeProblems.add(problem == null ? "none" : problem.getMessage());
    }

    @Override
    public void onSubscriptionRequest(XmppSession from, Jid who) {
        requests.add(who);
    }

    @Override
    public void onInvitation(XmppSession from, Invitation invitation) {
        invitations.add(invitation);
        order.add("invitation");
    }

    @Override
    public void onPubSub(XmppSession from, PubSubEvent event) {
        nodeEvents.add(event);
        order.add("node");
    }

    @Override
    public void onChatState(XmppSession from, ChatKind kind, Jid who, ai.openclaw.xmpp.ChatState state) {
        if (state == ai.openclaw.xmpp.ChatState.GONE) {
            throw new IllegalStateException("a faulty listener");
        }
    }
}
