package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.muc.Invitation;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.muc.Rooms;
import ai.openclaw.xmpp.session.codec.Invitations;
import ai.openclaw.xmpp.session.codec.MucStatus;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** All rooms that we want to be in. Loop thread only, but for the API's methods. */
final class RoomBook implements Rooms {

    private final RoomEntry.Shared shared;
    private final Announcer announcer;
    private final RoomsSeen seen;
    private final RoomModeration moderation;
    private final Map<Jid, RoomEntry> rooms = new LinkedHashMap<>();
    private final Set<RoomEntry> changed = new LinkedHashSet<>();
    private volatile Map<Jid, Room> views = Map.of();
    /** Where we are inside still, if the stream goes on, and are not to be any more. */
    private final Set<Jid> farewells = new LinkedHashSet<>();

    private boolean online;
    private boolean ended;

    RoomBook(RoomEntry.Shared shared, Announcer announcer, RoomsSeen seen) {
        this.shared = shared;
        this.announcer = announcer;
        this.seen = seen;
        this.moderation = new RoomModeration(this, shared);
    }

    /** The room of that address, if we want to be in it. */
    Optional<RoomEntry> entry(Jid jid) {
        return Optional.ofNullable(rooms.get(jid.bare()));
    }

    /** The room of that address, if we are in it. */
    Optional<RoomEntry> joined(Jid jid) {
        return entry(jid).filter(RoomEntry::isJoined);
    }

    /** Our presence says something else now. */
    void announce() {
        rooms.values().stream().filter(RoomEntry::isJoined).forEach(RoomEntry::announce);
    }

    /** The session is online on a new stream: every room is entered again. */
    void online() {
        online = true;
        List.copyOf(rooms.values()).forEach(RoomEntry::enter);
    }

    /** The stream goes on where it was cut: we never left. */
    void resumed() {
        farewells.forEach(self -> shared.wire()
                .sendIfOpen(Stanzas.presence("unavailable", self, shared.ids().fresh(), List.of())));
        farewells.clear();
        if (rooms.values().stream().anyMatch(RoomEntry::isDue)) {
            // The answer comes behind all that the server kept for us: only then we know where we are.
            shared.queries()
                    .get(null, Queries.ping())
                    .whenComplete((pong, failure) -> List.copyOf(rooms.values()).forEach(RoomEntry::resumed));
        }
    }

    /** The stream is lost, and will not be resumed. */
    void disconnected() {
        online = false;
        farewells.clear();
        rooms.values().forEach(RoomEntry::disconnected);
        publish();
        moderation.disconnected();
    }

    /** It is over. */
    void end(XmppException cause) {
        ended = true;
        disconnected();
        rooms.values().forEach(room -> room.fail(cause));
    }

    /** Takes a presence, if it comes from one of our rooms. */
    boolean presence(Jid from, Stanza presence) {
        Optional<RoomEntry> room = entry(from);
        room.ifPresent(entry -> entry.presence(from, presence));
        return room.isPresent();
    }

    /** Takes what the room itself says: subjects, changes of settings. Tells whether that was all there is in the message. */
    boolean service(RoomEntry room, Stanza message) {
        boolean spoken = message.child(Ns.CLIENT, "body").isPresent();
        Optional<XmlElement> subject = message.child(Ns.CLIENT, "subject");
        if (subject.isPresent() && !spoken) {
            room.subject(subject.get().text());
            if (room.self().equals(message.from())) {
                moderation.told(room.jid(), message.id(), subject.get().text());
            }
            return true;
        }
        boolean fromRoom = message.from() != null && message.from().isBare();
        if (fromRoom && MucStatus.read(message.payload()).has(MucStatus.CONFIG_CHANGED)) {
            room.reconfigured();
        }
        return fromRoom;
    }

    @Override
    public CompletionStage<Room> join(RoomConfig config) {
        Objects.requireNonNull(config, "config");
        CompletableFuture<Room> promise = new CompletableFuture<>();
        shared.loop().execute(() -> {
            if (ended) {
                promise.completeExceptionally(Session.ended());
                return;
            }
            RoomEntry[] made = new RoomEntry[1];
            RoomEntry room = rooms.computeIfAbsent(config.room(), jid -> {
                made[0] = new RoomEntry(config, shared, () -> changed(jid));
                return made[0];
            });
            boolean same = made[0] == null && room.config().equals(config) && !room.isIdle();
            room.configure(config);
            changed(config.room());
            room.whenJoined().whenComplete((view, error) -> {
                if (error != null) {
                    promise.completeExceptionally(error);
                } else {
                    promise.complete(view);
                }
            });
            if (online && !same) {
                room.settle();
            }
        });
        return promise.minimalCompletionStage();
    }

    @Override
    public CompletionStage<Void> leave(Jid room) {
        Objects.requireNonNull(room, "room");
        CompletableFuture<Void> promise = new CompletableFuture<>();
        shared.loop().execute(() -> {
            RoomEntry entry = rooms.remove(room.bare());
            if (entry != null) {
                if (online && !shared.wire().isOpen() && !entry.isIdle()) {
                    farewells.add(entry.self());
                }
                entry.leave();
                Room view = entry.view();
                publish();
                announcer.tell((to, s) -> to.onRoom(s, view));
            }
            promise.complete(null);
        });
        return promise.minimalCompletionStage();
    }

    @Override
    public void decline(Invitation invitation, @Nullable String reason) {
        Objects.requireNonNull(invitation, "invitation");
        if (!invitation.direct()) {
            shared.loop()
                    .execute(() -> shared.wire()
                            .sendIfOpen(Stanzas.message(
                                    null,
                                    invitation.room(),
                                    shared.ids().fresh(),
                                    Invitations.decline(invitation, reason))));
        }
    }

    @Override
    public RoomModeration moderation() {
        return moderation;
    }

    @Override
    public List<Room> list() {
        return List.copyOf(views.values());
    }

    @Override
    public Optional<Room> find(Jid room) {
        return Optional.ofNullable(views.get(room.bare()));
    }

    @Override
    public CompletionStage<Boolean> isRoom(Jid address) {
        Jid bare = address.bare();
        CompletableFuture<Boolean> promise = new CompletableFuture<>();
        shared.loop().execute(() -> {
            if (ended) {
                promise.completeExceptionally(Session.ended());
            } else if (rooms.containsKey(bare)) {
                promise.complete(true);
            } else {
                seen.isRoom(bare).whenComplete((is, failure) -> {
                    if (failure != null) {
                        promise.completeExceptionally(StateHold.cause(failure));
                    } else {
                        promise.complete(is);
                    }
                });
            }
        });
        return promise.minimalCompletionStage();
    }

    /** A thousand presences on entering are one change for the listener. */
    private void changed(Jid jid) {
        RoomEntry room = rooms.get(jid);
        if (room != null && changed.add(room) && changed.size() == 1) {
            shared.loop().execute(this::tell);
        }
    }

    private void tell() {
        List<RoomEntry> told =
                changed.stream().filter(room -> rooms.get(room.jid()) == room).toList();
        changed.clear();
        // Whatever happens in one room must not cost as much as all rooms have people.
        Map<Jid, Room> all = new LinkedHashMap<>(views);
        told.forEach(room -> all.put(room.jid(), room.view()));
        views = all;
        for (RoomEntry room : told) {
            if (room.isJoined()) {
                seen.inside(room.jid());
            }
            Room view = Objects.requireNonNull(all.get(room.jid()));
            announcer.tell((to, s) -> to.onRoom(s, view));
        }
    }

    private void publish() {
        Map<Jid, Room> all = new LinkedHashMap<>();
        rooms.forEach((jid, room) -> all.put(jid, room.view()));
        views = all;
    }
}
