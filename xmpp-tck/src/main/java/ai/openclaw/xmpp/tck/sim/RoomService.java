package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The service that rooms are at. Server's loop only. */
final class RoomService {

    /** A room and what happens in it. */
    record Parts(Room room, RoomEntrance entrance, RoomSpeech speech, RoomModeration moderation, RoomQueries queries) {

        static Parts of(Room room) {
            RoomPresences presences = new RoomPresences(room);
            RoomEntrance entrance = new RoomEntrance(room, presences);
            RoomSpeech speech = new RoomSpeech(room);
            RoomModeration moderation = new RoomModeration(room, presences, entrance, speech);
            return new Parts(room, entrance, speech, moderation, new RoomQueries(room, moderation));
        }
    }

    private final Realm realm;
    private final Jid jid;
    private final Map<Jid, Parts> rooms = new LinkedHashMap<>();

    RoomService(Realm realm, Jid jid) {
        this.realm = realm;
        this.jid = jid;
    }

    Jid jid() {
        return jid;
    }

    boolean serves(Jid address) {
        return address.domain().equals(jid.domain());
    }

    Optional<Parts> find(Jid room) {
        return Optional.ofNullable(rooms.get(room.bare()));
    }

    List<Parts> all() {
        return List.copyOf(rooms.values());
    }

    Parts create(Jid room, RoomSettings settings) {
        Parts parts = Parts.of(new Room(realm, room, settings));
        if (rooms.putIfAbsent(room, parts) != null) {
            throw new IllegalArgumentException("there is a room " + room + " already");
        }
        return parts;
    }

    void remove(Room room) {
        rooms.remove(room.jid());
    }

    /** A room that nobody needs any more goes. */
    void tidy(Room room) {
        if (!room.isPersistent() && room.occupants().isEmpty()) {
            remove(room);
        }
    }

    /** The service has died and come back: nobody is in a room, and nobody was told. */
    void forgetOccupants() {
        for (Parts parts : all()) {
            parts.room().forgetOccupants();
            tidy(parts.room());
        }
    }

    void handle(Stanza stanza) {
        Jid to = Objects.requireNonNull(stanza.to());
        if (to.local() == null) {
            service(stanza);
            return;
        }
        @Nullable Parts parts = rooms.get(to.bare());
        boolean created = false;
        if (parts == null && stanza.kind() == Stanza.Kind.PRESENCE && stanza.type() == null && !to.isBare()) {
            if (!realm.settings().mayCreateRooms()) {
                realm.router().refuse(stanza, "cancel", "not-allowed");
                return;
            }
            if (stanza.child(Ns.MUC, "x").isPresent()) {
                parts = create(to.bare(), realm.settings().newRooms());
                parts.room().locked(realm.settings().roomLocking());
                parts.room().affiliation(Objects.requireNonNull(stanza.from()).bare(), Affiliation.OWNER);
                created = true;
            }
        }
        if (parts == null) {
            if (!stanza.hasType("unavailable")) {
                realm.router().refuse(stanza, "cancel", "item-not-found");
            }
            return;
        }
        switch (stanza.kind()) {
            case PRESENCE -> parts.entrance().presence(stanza, created);
            case MESSAGE -> parts.speech().message(stanza);
            case IQ -> parts.queries().iq(stanza);
        }
    }

    private void service(Stanza stanza) {
        if (stanza.kind() != Stanza.Kind.IQ || !Copies.isQuestion(stanza)) {
            if (stanza.kind() == Stanza.Kind.MESSAGE) {
                realm.router().refuse(stanza, "cancel", "service-unavailable");
            }
            return;
        }
        XmlElement asked = stanza.payload().get(0);
        if (asked.is(Ns.DISCO_INFO, "query")) {
            realm.router()
                    .route(Copies.result(
                            stanza,
                            Disclosures.info()
                                    .with(Disclosures.identity("conference", "text", "Rooms"))
                                    .with(Disclosures.features(Ns.DISCO_INFO, Ns.DISCO_ITEMS, Ns.MUC))));
        } else if (asked.is(Ns.DISCO_ITEMS, "query")) {
            XmlElement items = XmlElement.of(Ns.DISCO_ITEMS, "query");
            for (Jid room : rooms.keySet()) {
                items = items.with(XmlElement.of(Ns.DISCO_ITEMS, "item").with("jid", room.toString()));
            }
            realm.router().route(Copies.result(stanza, items));
        } else if (asked.is(Ns.PING, "ping")) {
            realm.router().route(Copies.result(stanza));
        } else {
            realm.router().refuse(stanza, "cancel", "service-unavailable");
        }
    }
}
