package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.ChatState;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Marker;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.StanzaError;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.session.codec.ChatStates;
import ai.openclaw.xmpp.session.codec.Markers;
import ai.openclaw.xmpp.session.codec.MessageWriter;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.session.codec.Reactions;
import ai.openclaw.xmpp.session.codec.StanzaIds;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What we say: each message once, to rooms only while we are in them. Loop thread only. */
final class Outgoing {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int REMEMBERED = 50;

    /** A message that is on its way: the other side has not confirmed it, and may still refuse it. */
    private record Pending(Jid to, CompletableFuture<SentMessage> promise, Loop.Timer timer) {}

    /** What we said in a room lately, to know answers to it. */
    private static final class Said {
        final Recent<String, Boolean> ids = new Recent<>(REMEMBERED);
        final Deque<String> texts = new ArrayDeque<>();
    }

    private final Jid account;
    private final Wire wire;
    private final RoomBook rooms;
    private final Queries queries;
    private final Loop loop;
    private final Ids ids;
    private final Outbox outbox;
    private final Map<String, Pending> underway = new HashMap<>();
    private final Recent<Jid, Said> said = new Recent<>(1000);
    private boolean ended;

    Outgoing(Jid account, Wire wire, RoomBook rooms, Queries queries, Loop loop, Ids ids, Outbox outbox) {
        this.account = account;
        this.wire = wire;
        this.rooms = rooms;
        this.queries = queries;
        this.loop = loop;
        this.ids = ids;
        this.outbox = outbox;
    }

    void send(OutgoingMessage message, CompletableFuture<SentMessage> promise) {
        String id = message.key() == null ? ids.fresh() : Ids.ofKey(account, message.key());
        Optional<SentMessage> before = outbox.sent(id);
        if (before.isPresent()) {
            promise.complete(before.get());
            return;
        }
        Pending same = underway.get(id);
        if (same != null) {
            same.promise().whenComplete((sent, failure) -> {
                if (failure != null) {
                    promise.completeExceptionally(failure);
                } else {
                    promise.complete(sent);
                }
            });
            return;
        }
        Optional<XmppException> obstacle = obstacle(message.kind(), message.to());
        if (obstacle.isPresent()) {
            promise.completeExceptionally(obstacle.get());
            return;
        }
        Stanza stanza = Stanzas.message(
                message.kind() == ChatKind.ROOM ? "groupchat" : "chat",
                message.to(),
                id,
                MessageWriter.write(message, id));
        Optional<XmppException> refused = wire.refusal(stanza);
        if (refused.isPresent()) {
            promise.completeExceptionally(refused.get());
            return;
        }
        await(id, message.to().bare(), promise);
        try {
            wire.send(stanza);
        } catch (RuntimeException unfit) {
            // Nothing that the engine can write: nobody will confirm it.
            Objects.requireNonNull(underway.remove(id)).timer().cancel();
            promise.completeExceptionally(unfit);
            return;
        }
        if (message.kind() == ChatKind.ROOM) {
            remember(message.to(), id, message.body());
        } else {
            // The server answers in order: with this answer it has the message, and has refused it if it does so at
            // once.
            queries.get(account.domainJid(), Queries.ping()).whenComplete((pong, failure) -> {
                boolean answered = failure == null
                        || failure instanceof XmppException e && e.kind() == XmppException.Kind.STANZA_ERROR;
                Pending pending = answered ? underway.remove(id) : null;
                if (pending != null) {
                    pending.timer().cancel();
                    settle(new SentMessage(id, id, loop.now()), pending);
                }
            });
        }
    }

    /** Whether a message failed because it can never be sent: it is too large, or nothing that can be written. */
    static boolean isUnfit(@Nullable Throwable failure) {
        return failure != null
                && !(failure instanceof XmppException known && known.kind() != XmppException.Kind.UNSUPPORTED);
    }

    private void await(String id, Jid to, CompletableFuture<SentMessage> promise) {
        Loop.Timer timer = loop.after(PATIENCE, () -> {
            underway.remove(id);
            if (wire.isOpen()) {
                promise.completeExceptionally(new XmppException(
                        XmppException.Kind.TIMEOUT,
                        to + " did not confirm the message within " + PATIENCE.toSeconds() + " s"));
            } else {
                // Nobody can confirm anything until the stream goes on or is given up.
                await(id, to, promise);
            }
        });
        underway.put(id, new Pending(to, promise, timer));
    }

    private void settle(SentMessage sent, Pending pending) {
        outbox.settle(sent);
        pending.promise().complete(sent);
    }

    /** Why nothing can be sent there now. */
    Optional<XmppException> obstacle(ChatKind kind, Jid to) {
        if (ended) {
            return Optional.of(Session.ended());
        }
        if (!wire.isOpen()) {
            return Optional.of(Wire.offline());
        }
        if (kind != ChatKind.DIRECT && rooms.joined(to).isEmpty()) {
            String why = rooms.entry(to)
                    .map(RoomEntry::view)
                    .map(Room::problem)
                    .map(problem -> ": " + problem)
                    .orElse("");
            return Optional.of(
                    new XmppException(XmppException.Kind.STATE, "we are not in the room " + to.bare() + why));
        }
        return Optional.empty();
    }

    private void remember(Jid room, String id, String text) {
        Said lately = said.find(room).orElseGet(Said::new);
        said.put(room, lately);
        lately.ids.put(id, true);
        if (!text.isBlank()) {
            lately.texts.add(text);
            if (lately.texts.size() > REMEMBERED) {
                lately.texts.remove();
            }
        }
    }

    Set<String> idsIn(Jid room) {
        return said.find(room).map(lately -> lately.ids.keys()).orElse(Set.of());
    }

    List<String> textsIn(Jid room) {
        return said.find(room).map(lately -> List.copyOf(lately.texts)).orElse(List.of());
    }

    /** The room sent our own message back: it has it. */
    void reflected(Jid room, Stanza message) {
        Set<String> names = new LinkedHashSet<>();
        if (message.id() != null) {
            names.add(message.id());
        }
        StanzaIds.origin(message.payload()).ifPresent(names::add);
        @Nullable
        String roomsOwn = StanzaIds.trusted(message.payload(), Set.of(room)).get(room);
        for (String name : names) {
            Pending pending = underway.get(name);
            if (pending != null && pending.to().equals(room)) {
                underway.remove(name);
                pending.timer().cancel();
                SentMessage sent = new SentMessage(name, roomsOwn == null ? name : roomsOwn, loop.now());
                if (roomsOwn != null) {
                    remember(room, roomsOwn, "");
                }
                settle(sent, pending);
                return;
            }
        }
    }

    /** Somebody we wrote to speaks of that message: it arrived, even if the server has not yet said so to us. */
    void proven(Jid from, String id) {
        Pending pending = underway.get(id);
        if (pending != null && pending.to().equals(from.bare())) {
            underway.remove(id);
            pending.timer().cancel();
            settle(new SentMessage(id, id, loop.now()), pending);
        }
    }

    /** Somebody refused a message of ours. */
    void refused(Jid from, @Nullable String id, StanzaError error) {
        Pending pending = id == null ? null : underway.get(id);
        if (id != null && pending != null && pending.to().equals(from.bare())) {
            underway.remove(id);
            pending.timer().cancel();
            pending.promise()
                    .completeExceptionally(
                            new XmppException(from.bare() + " refused the message: " + Queries.describe(error), error));
        }
    }

    /** Sends all our reactions to a message; where there is no obstacle. */
    void reactions(ChatKind kind, Jid to, String messageId, Set<String> emojis) {
        String id = ids.fresh();
        wire.send(Stanzas.message(
                kind == ChatKind.ROOM ? "groupchat" : "chat",
                to,
                id,
                List.of(
                        Reactions.element(messageId, emojis),
                        StanzaIds.originElement(id),
                        XmlElement.of(Ns.HINTS, "store"))));
    }

    void chatState(ChatKind kind, Jid to, ChatState state) {
        if (obstacle(kind, to).isEmpty()) {
            wire.sendIfOpen(Stanzas.message(
                    kind == ChatKind.ROOM ? "groupchat" : "chat",
                    to,
                    ids.fresh(),
                    List.of(ChatStates.element(state), XmlElement.of(Ns.HINTS, "no-store"))));
        }
    }

    void confirmReceipt(Message message) {
        if (message.kind() == ChatKind.DIRECT && message.receiptRequested() && message.id() != null) {
            wire.sendIfOpen(Stanzas.message(
                    "chat",
                    message.from(),
                    ids.fresh(),
                    List.of(
                            XmlElement.of(Ns.RECEIPTS, "received").with("id", message.id()),
                            XmlElement.of(Ns.HINTS, "store"))));
        }
    }

    void markDisplayed(Message message) {
        boolean inRoom = message.kind() == ChatKind.ROOM;
        String id = inRoom ? message.stanzaIds().get(message.from().bare()) : message.id();
        if (id != null && Markers.areWanted(message.payload())) {
            markDisplayed(message.kind(), message.replyAddress(), id);
        }
    }

    void markDisplayed(ChatKind kind, Jid to, String id) {
        if (obstacle(kind, to).isEmpty()) {
            wire.sendIfOpen(Stanzas.message(
                    kind == ChatKind.ROOM ? "groupchat" : "chat",
                    to,
                    ids.fresh(),
                    List.of(Markers.element(Marker.DISPLAYED, id), XmlElement.of(Ns.HINTS, "store"))));
        }
    }

    /** The stream is gone: whether the rooms have what they did not send back is not known. */
    void fail(XmppException cause) {
        List<Pending> lost = List.copyOf(underway.values());
        underway.clear();
        lost.forEach(pending -> {
            pending.timer().cancel();
            pending.promise().completeExceptionally(cause);
        });
    }

    void end() {
        ended = true;
        fail(Session.ended());
    }
}
