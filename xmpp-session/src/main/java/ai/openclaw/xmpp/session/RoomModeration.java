package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.StanzaError;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.Moderation;
import ai.openclaw.xmpp.muc.Role;
import ai.openclaw.xmpp.session.codec.RoomRequests;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What we ask of rooms that we are in. Loop thread only, but for the API's methods. */
final class RoomModeration implements Moderation {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A subject that the room has neither told to everybody nor refused. */
    private record Pending(Jid room, String subject, CompletableFuture<@Nullable Void> promise, Loop.Timer timer) {}

    private final RoomBook rooms;
    private final RoomEntry.Shared shared;
    private final Map<String, Pending> subjects = new LinkedHashMap<>();

    RoomModeration(RoomBook rooms, RoomEntry.Shared shared) {
        this.rooms = rooms;
        this.shared = shared;
    }

    @Override
    public CompletionStage<Void> setSubject(Jid room, String subject) {
        Objects.requireNonNull(subject, "subject");
        return inside(room, () -> {
            CompletableFuture<@Nullable Void> promise = new CompletableFuture<>();
            String id = shared.ids().fresh();
            XmlElement element = RoomRequests.subject(subject);
            subjects.put(
                    id,
                    new Pending(
                            room.bare(), element.text(), promise, shared.loop().after(PATIENCE, () -> late(id))));
            shared.wire().send(Stanzas.message("groupchat", room.bare(), id, List.of(element)));
            return promise;
        });
    }

    private void late(String id) {
        Pending pending = subjects.remove(id);
        if (pending != null) {
            pending.promise()
                    .completeExceptionally(new XmppException(
                            XmppException.Kind.TIMEOUT,
                            pending.room() + " did not take the subject within " + PATIENCE.toSeconds() + " s"));
        }
    }

    /** The room has told its people our subject; not every room keeps the id of who set it. */
    void told(Jid room, @Nullable String id, String subject) {
        String ours = id != null && subjects.containsKey(id)
                ? id
                : subjects.entrySet().stream()
                        .filter(each -> each.getValue().room().equals(room)
                                && each.getValue().subject().equals(subject))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(null);
        Pending pending = pending(room, ours);
        if (pending != null) {
            pending.promise().complete(null);
        }
    }

    /** Somebody refused a message. */
    void refused(Jid from, @Nullable String id, StanzaError error) {
        Pending pending = pending(from.bare(), id);
        if (pending != null) {
            pending.promise()
                    .completeExceptionally(
                            new XmppException(from.bare() + " refused the subject: " + Queries.describe(error), error));
        }
    }

    private @Nullable Pending pending(Jid room, @Nullable String id) {
        Pending pending = id == null ? null : subjects.get(id);
        if (pending == null || !pending.room().equals(room)) {
            return null;
        }
        subjects.remove(id);
        pending.timer().cancel();
        return pending;
    }

    /** The stream is lost: whether the rooms have the subjects is not known. */
    void disconnected() {
        List<Pending> lost = List.copyOf(subjects.values());
        subjects.clear();
        lost.forEach(pending -> {
            pending.timer().cancel();
            pending.promise().completeExceptionally(Wire.lost());
        });
    }

    @Override
    public CompletionStage<Void> invite(Jid room, Jid person, @Nullable String reason) {
        requirePerson(person);
        return inside(room, () -> {
            shared.wire()
                    .send(Stanzas.message(
                            null, room.bare(), shared.ids().fresh(), List.of(RoomRequests.invite(person, reason))));
            return CompletableFuture.completedFuture(null);
        });
    }

    @Override
    public CompletionStage<Void> setRole(Jid room, String nick, Role role, @Nullable String reason) {
        Objects.requireNonNull(nick, "nick");
        Objects.requireNonNull(role, "role");
        return inside(room, () -> set(room, RoomRequests.role(nick, role, reason)));
    }

    @Override
    public CompletionStage<Void> setAffiliation(
            Jid room, Jid person, Affiliation affiliation, @Nullable String reason) {
        requirePerson(person);
        Objects.requireNonNull(affiliation, "affiliation");
        return inside(room, () -> set(room, RoomRequests.affiliation(person, affiliation, reason)));
    }

    @Override
    public CompletionStage<List<Jid>> affiliated(Jid room, Affiliation affiliation) {
        if (affiliation == Affiliation.NONE) {
            throw new IllegalArgumentException("a room keeps no list of those without an affiliation");
        }
        return inside(
                room,
                () -> shared.queries()
                        .get(room.bare(), RoomRequests.affiliated(affiliation))
                        .thenApply(answer -> RoomRequests.listed(answer, affiliation)));
    }

    private static void requirePerson(Jid person) {
        if (person.local() == null) {
            throw new IllegalArgumentException("a person is written user@server, not " + person);
        }
    }

    private CompletableFuture<@Nullable Void> set(Jid room, XmlElement query) {
        return shared.queries().set(room.bare(), query).thenApply(done -> null);
    }

    /** Runs a question on the loop, if we are in the room. */
    private <T extends @Nullable Object> CompletionStage<T> inside(Jid room, Supplier<CompletableFuture<T>> question) {
        Objects.requireNonNull(room, "room");
        CompletableFuture<T> promise = new CompletableFuture<>();
        shared.loop().execute(() -> {
            if (rooms.joined(room).isEmpty()) {
                promise.completeExceptionally(
                        new XmppException(XmppException.Kind.STATE, "we are not in the room " + room.bare()));
            } else if (!shared.wire().isOpen()) {
                promise.completeExceptionally(Wire.offline());
            } else {
                Calls.ask(question).whenComplete((answer, failure) -> {
                    if (failure != null) {
                        promise.completeExceptionally(Calls.cause(failure));
                    } else {
                        promise.complete(answer);
                    }
                });
            }
        });
        return promise.minimalCompletionStage();
    }
}
