package ai.openclaw.xmpp.tck.lab;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The other person in a test: a client that has nothing to do with any engine. It sends what it is told, keeps all that comes, and does
 * nothing by itself: it answers no IQ. Thread-safe.
 */
public abstract class Peer implements AutoCloseable {

    /** How long to wait for what must come. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final String CLIENT = "jabber:client";
    private static final AtomicInteger IDS = new AtomicInteger();

    private final List<Stanza> waiting = new ArrayList<>();
    private @Nullable String ended;

    /** For those who bring the connection: they give what comes to {@link #arrived}. */
    protected Peer() {}

    /** The full JID. */
    public abstract Jid address();

    /** Sends a stanza. */
    public abstract void send(Stanza stanza);

    /** Sends a stanza as that text, whatever is in it. */
    public abstract void sendText(String stanza);

    /** Goes at once, without a word. */
    public abstract void abort();

    /** Logs out. */
    @Override
    public abstract void close();

    /** A stanza came. */
    protected final synchronized void arrived(Stanza stanza) {
        waiting.add(stanza);
        notifyAll();
    }

    /** The stream has ended. */
    protected final synchronized void ended(String why) {
        ended = why;
        notifyAll();
    }

    /** Whether the stream has ended. */
    public final synchronized boolean hasEnded() {
        return ended != null;
    }

    /** Takes the first stanza of that kind, waiting for it if need be; others stay for later. */
    public final Stanza await(String what, Predicate<Stanza> wanted) {
        return await(what, PATIENCE, wanted);
    }

    /** As {@link #await(String, Predicate)}, for so long. */
    public final synchronized Stanza await(String what, Duration patience, Predicate<Stanza> wanted) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            for (Iterator<Stanza> each = waiting.iterator(); each.hasNext(); ) {
                Stanza stanza = each.next();
                if (wanted.test(stanza)) {
                    each.remove();
                    return stanza;
                }
            }
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0 || ended != null) {
                throw new AssertionError(address() + " waited for " + what + " for " + patience.toSeconds()
                        + " s in vain" + (ended == null ? "" : "; its stream has ended: " + ended)
                        + "; what came instead: "
                        + waiting);
            }
            try {
                wait(left);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new AssertionError("stopped while waiting for " + what, stopped);
            }
        }
    }

    /** Fails if a stanza of that kind is there or comes within that time; for what only waiting shows. */
    public final synchronized void never(String what, Duration patience, Predicate<Stanza> unwanted) {
        long deadline = System.nanoTime() + patience.toNanos();
        long left;
        while ((left = (deadline - System.nanoTime()) / 1_000_000) > 0) {
            List<Stanza> seen = untaken(unwanted);
            if (!seen.isEmpty()) {
                throw new AssertionError(address() + " saw " + what + ": " + seen);
            }
            try {
                wait(left);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new AssertionError("stopped while watching for " + what, stopped);
            }
        }
    }

    /** What has come and was not taken. */
    public final synchronized List<Stanza> untaken() {
        return List.copyOf(waiting);
    }

    /** What has come and was not taken, of that kind. */
    public final List<Stanza> untaken(Predicate<Stanza> wanted) {
        return untaken().stream().filter(wanted).toList();
    }

    /** Waits until the server has dealt with all that was sent before. */
    public final void sync() {
        ask(address().domainJid(), "get", XmlElement.of("urn:xmpp:ping", "ping"));
    }

    /** Becomes available. */
    public final void available() {
        send(new Stanza(Stanza.Kind.PRESENCE, null, null, null, null, null, List.of()));
        sync();
    }

    /** Asks for its roster: from now on the server tells of subscriptions and of changes (RFC 6121 §2.1). */
    public final void askForItsRoster() {
        ask(address().bare(), "get", XmlElement.of("jabber:iq:roster", "query"));
    }

    /** Writes a chat message; returns its id. */
    public final String say(Jid to, String body) {
        String id = newId();
        send(new Stanza(Stanza.Kind.MESSAGE, "chat", null, to, id, null, List.of(XmlElement.of(CLIENT, "body", body))));
        return id;
    }

    /** Writes to a room; returns the message's id. */
    public final String sayInRoom(Jid room, String body) {
        String id = newId();
        send(new Stanza(
                Stanza.Kind.MESSAGE, "groupchat", null, room, id, null, List.of(XmlElement.of(CLIENT, "body", body))));
        return id;
    }

    /** Takes the message with that body, waiting for it if need be. */
    public final Stanza awaitBody(String body) {
        return await("the message \"" + body + "\"", hasBody(body));
    }

    /** Messages with that body. */
    public static Predicate<Stanza> hasBody(String body) {
        return stanza -> stanza.kind() == Stanza.Kind.MESSAGE && body.equals(bodyOf(stanza));
    }

    /** A message's body, or {@code null}. */
    public static @Nullable String bodyOf(Stanza stanza) {
        return stanza.child(CLIENT, "body").map(XmlElement::text).orElse(null);
    }

    /** Sends a presence of that type to somebody. */
    public final void presence(Jid to, @Nullable String type) {
        send(new Stanza(Stanza.Kind.PRESENCE, type, null, to, newId(), null, List.of()));
    }

    /** Asks without waiting; returns the IQ's id. */
    public final String question(Jid to, String type, XmlElement payload) {
        String id = newId();
        send(new Stanza(Stanza.Kind.IQ, type, null, to, id, null, List.of(payload)));
        return id;
    }

    /** Asks and waits for the answer: a result or an error. */
    public final Stanza ask(Jid to, String type, XmlElement payload) {
        String id = question(to, type, payload);
        return await("the answer to " + payload.name(), isAnswer(id));
    }

    /** Answers to the IQ with that id. */
    public static Predicate<Stanza> isAnswer(String id) {
        return stanza -> stanza.kind() == Stanza.Kind.IQ
                && id.equals(stanza.id())
                && (stanza.hasType("result") || stanza.hasType("error"));
    }

    /** Enters a room, without its history, and waits until it is inside. The first one inside becomes the owner. */
    public final void join(Jid room, String nick) {
        XmlElement x = XmlElement.of("http://jabber.org/protocol/muc", "x")
                .with(XmlElement.of("http://jabber.org/protocol/muc", "history").with("maxstanzas", "0"));
        Jid self = room.withResource(nick);
        send(new Stanza(Stanza.Kind.PRESENCE, null, null, self, newId(), null, List.of(x)));
        Stanza entered = await("its place in " + room, stanza -> isPresence(stanza, self));
        if (entered.hasType("error")) {
            throw new AssertionError(address() + " was not let into " + room + ": " + entered);
        }
        await(
                "the subject of " + room,
                stanza -> stanza.kind() == Stanza.Kind.MESSAGE
                        && room.equals(
                                stanza.from() == null ? null : stanza.from().bare())
                        && stanza.child(CLIENT, "subject").isPresent());
    }

    /** Presences from that address. */
    public static boolean isPresence(Stanza stanza, Jid from) {
        return stanza.kind() == Stanza.Kind.PRESENCE && from.equals(stanza.from());
    }

    /** An id that no other stanza has. */
    public static String newId() {
        return "peer-" + IDS.incrementAndGet();
    }
}
