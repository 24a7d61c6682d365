package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.session.codec.StanzaIds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Somebody else on a {@link SimulatedServer}, played by a test: says things, and keeps all that came. Their client sits right at the
 * server, no network is between. After a restart of the server they come back by themselves, into their rooms too.
 *
 * <p>May be called from any thread.
 */
public final class Person {

    private final class Client implements ClientEnd {
        @Override
        public void deliver(Stanza stanza) {
            received.add(stanza);
            loopTask(() -> heard(this, stanza));
        }

        @Override
        public void deliverRaw(String xml) {
            deliver(Copies.parse(xml));
        }

        @Override
        public void requestAcknowledgement() {}

        @Override
        public void acknowledge(long handled) {}

        @Override
        public void end(@Nullable StreamError error) {
            if (client == this) {
                client = null;
                session = null;
            }
        }

        @Override
        public void drop() {
            end(null);
        }
    }

    private final SimulatedServer server;
    private final Account account;
    private final String resource;
    private final List<Stanza> received = new ArrayList<>();
    private final Map<String, CompletableFuture<Stanza>> questions = new LinkedHashMap<>();
    private final Map<Jid, String> rooms = new LinkedHashMap<>();
    private final Map<String, XmlElement> answers = new LinkedHashMap<>();
    private Consumer<Stanza> ear = stanza -> {};
    private @Nullable Client client;
    private @Nullable ServerSession session;
    private boolean wantsToBeOnline;
    private boolean approving;
    private @Nullable XmlElement disclosed;

    Person(SimulatedServer server, Account account, String resource) {
        this.server = server;
        this.account = account;
        this.resource = resource;
    }

    /** Their bare JID. */
    public Jid jid() {
        return account.jid();
    }

    /** Their client's full JID. */
    public Jid fullJid() {
        return jid().withResource(resource);
    }

    /** Comes online, with roster, carbons and presence. Does nothing if they are. */
    public Person comeOnline() {
        return act(() -> {
            wantsToBeOnline = true;
            if (session == null && server.isUp()) {
                client = new Client();
                session = server.realm().bind(account, fullJid(), client);
                session.wantRoster();
                session.carbons(server.realm().settings().carbons());
                send(Copies.presence(null, null, null, List.of()));
                rooms.forEach(this::enter);
            }
        });
    }

    /** Goes offline politely, out of all rooms. */
    public Person goOffline() {
        return act(() -> {
            wantsToBeOnline = false;
            rooms.clear();
            if (session != null) {
                session.end(null);
            }
        });
    }

    /** The server is back. */
    void serverIsBack() {
        if (wantsToBeOnline) {
            comeOnline();
        }
    }

    /** From now on grants everybody who asks to see their presence. */
    public Person approveEverybody() {
        return act(() -> approving = true);
    }

    /** From now on their client says that it can do these (XEP-0030), and nothing else. */
    public Person supports(String... features) {
        XmlElement info = Disclosures.info()
                .with(Disclosures.identity("client", "phone", null))
                .with(Disclosures.features(features));
        return act(() -> disclosed = info);
    }

    /** From now on their client answers questions of that kind, by the name and namespace of the answer. */
    public Person answers(XmlElement answer) {
        return act(() -> answers.put(answer.namespace(), answer));
    }

    /** Hears all that comes, on the server's loop, after it was kept. */
    public Person onStanza(Consumer<Stanza> listener) {
        return act(() -> ear = Objects.requireNonNull(listener, "listener"));
    }

    // Saying.

    /**
     * Sends a stanza as it is.
     *
     * @throws IllegalStateException if they are not online
     */
    public void send(Stanza stanza) {
        act(() -> {
            if (session == null || client == null) {
                throw new IllegalStateException(jid() + " is not online");
            }
            session.received(client, stanza);
        });
    }

    /** Sends a stanza that is written as XML, even a malicious one. */
    public void sendXml(String xml) {
        send(Copies.parse(xml));
    }

    /** Writes to somebody; gives the message's id. */
    public String say(Jid to, String body) {
        return message("chat", to, body);
    }

    /** Writes to a room; gives the message's id. */
    public String sayInRoom(Jid room, String body) {
        return message("groupchat", room, body);
    }

    private String message(String type, Jid to, String body) {
        String id = server.call(() -> server.realm().freshId());
        send(new Stanza(
                Stanza.Kind.MESSAGE,
                type,
                null,
                to,
                id,
                null,
                List.of(XmlElement.of(Ns.CLIENT, "body", body), StanzaIds.originElement(id))));
        return id;
    }

    /** Asks something by IQ; completes with the answer, a result or an error. */
    public CompletionStage<Stanza> query(@Nullable Jid to, boolean set, XmlElement payload) {
        CompletableFuture<Stanza> answer = new CompletableFuture<>();
        act(() -> {
            String id = server.realm().freshId();
            questions.put(id, answer);
            send(Copies.iq(set ? "set" : "get", null, to, id, payload));
        });
        return answer;
    }

    /** Enters a room without history; they enter it again after a restart of the server. */
    public Person join(Jid room, String nick) {
        return act(() -> {
            rooms.put(room, nick);
            enter(room, nick);
        });
    }

    private void enter(Jid room, String nick) {
        XmlElement x =
                XmlElement.of(Ns.MUC, "x").with(XmlElement.of(Ns.MUC, "history").with("maxstanzas", "0"));
        send(Copies.presence(null, null, room.withResource(nick), List.of(x)));
    }

    /** Leaves a room. */
    public Person leave(Jid room) {
        return act(() -> {
            String nick = rooms.remove(room);
            if (nick != null) {
                send(Copies.presence("unavailable", null, room.withResource(nick), List.of()));
            }
        });
    }

    /** Asks to see somebody's presence. */
    public void subscribe(Jid to) {
        send(Copies.presence("subscribe", null, to.bare(), List.of()));
    }

    // Hearing.

    /** All that came, in order. */
    public List<Stanza> received() {
        return ask(() -> List.copyOf(received));
    }

    /** The messages with a body that came, errors and copies left out, in order. */
    public List<Stanza> messages() {
        return received().stream()
                .filter(stanza -> stanza.kind() == Stanza.Kind.MESSAGE && !stanza.hasType("error"))
                .filter(Copies::hasBody)
                .toList();
    }

    /** What somebody (a bare JID: any of their clients; a room: anybody in it; an occupant) said, in order. */
    public List<String> heardFrom(Jid from) {
        return messages().stream()
                .filter(stanza -> stanza.from() != null
                        && (from.isBare() ? from.equals(stanza.from().bare()) : from.equals(stanza.from())))
                .map(stanza -> stanza.child(Ns.CLIENT, "body").orElseThrow().text())
                .toList();
    }

    /** Forgets what came so far. */
    public void forget() {
        act(received::clear);
    }

    private void heard(Client by, Stanza stanza) {
        if (client == by) {
            switch (stanza.kind()) {
                case IQ -> iq(stanza);
                case PRESENCE -> {
                    if (approving && stanza.hasType("subscribe") && stanza.from() != null) {
                        send(Copies.presence("subscribed", null, stanza.from().bare(), List.of()));
                    }
                }
                case MESSAGE -> {
                    // Kept; what to answer is the test's to say.
                }
            }
        }
        ear.accept(stanza);
    }

    private void iq(Stanza iq) {
        if (!Copies.isQuestion(iq)) {
            CompletableFuture<Stanza> question = iq.id() == null ? null : questions.remove(iq.id());
            if (question != null) {
                question.complete(iq);
            }
        } else if (iq.hasType("get") && iq.child(Ns.PING, "ping").isPresent()
                || iq.hasType("set") && iq.from() == null) {
            send(Copies.addressed(Copies.result(iq), null, iq.from()));
        } else if (disclosed != null && iq.child(Ns.DISCO_INFO, "query").isPresent()) {
            send(Copies.addressed(Copies.result(iq, disclosed), null, iq.from()));
        } else if (iq.hasType("get") && answers.containsKey(iq.payload().get(0).namespace())) {
            send(Copies.addressed(
                    Copies.result(iq, answers.get(iq.payload().get(0).namespace())), null, iq.from()));
        } else if (iq.from() != null) {
            send(Copies.addressed(Copies.error(iq, "cancel", "service-unavailable"), null, iq.from()));
        }
    }

    private void loopTask(Runnable task) {
        server.realm().loop().execute(task);
    }

    private <T> T ask(Supplier<T> question) {
        return server.call(question);
    }

    private Person act(Runnable action) {
        server.call(() -> {
            action.run();
            return true;
        });
        return this;
    }

    @Override
    public String toString() {
        return fullJid().toString();
    }
}
