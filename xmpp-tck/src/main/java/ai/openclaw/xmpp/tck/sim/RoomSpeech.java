package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.Role;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Elements;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What is said in a room: to all, to one, and to those outside who are asked in (XEP-0045 §7.4, §7.5, §7.8, §8.1). Server's loop only. */
final class RoomSpeech {

    private final Room room;

    RoomSpeech(Room room) {
        this.room = room;
    }

    void message(Stanza message) {
        if (message.hasType("error")) {
            return;
        }
        Optional<RoomOccupant> speaker = room.of(message.from());
        boolean toRoom = Objects.requireNonNull(message.to()).isBare();
        Optional<XmlElement> x = message.child(Ns.MUC_USER, "x");
        Optional<XmlElement> decline = x.flatMap(e -> e.child(Ns.MUC_USER, "decline"));
        if (toRoom && decline.isPresent()) {
            decline(message, decline.get());
        } else if (speaker.isEmpty()) {
            refuse(message, "modify", "not-acceptable");
        } else if (toRoom && x.flatMap(e -> e.child(Ns.MUC_USER, "invite")).isPresent()) {
            invite(speaker.get(), message, x.get());
        } else if (toRoom && message.hasType("groupchat")) {
            toAll(speaker.get(), message);
        } else if (!toRoom && !message.hasType("groupchat")) {
            toOne(speaker.get(), message);
        } else {
            refuse(message, "modify", "bad-request");
        }
    }

    private void refuse(Stanza message, String type, String condition) {
        room.realm().router().refuse(message, type, condition);
    }

    private void toAll(RoomOccupant speaker, Stanza message) {
        boolean subject = message.child(Ns.CLIENT, "subject").isPresent() && !Copies.hasBody(message);
        if (speaker.role() == Role.VISITOR
                || subject
                        && speaker.role() != Role.MODERATOR
                        && room.settings().moderated()) {
            refuse(message, "auth", "forbidden");
            return;
        }
        say(speaker.address(), speaker.account(), message);
    }

    /** Brings a message to everybody inside, and keeps it. */
    void say(Jid from, Jid account, Stanza given) {
        Stanza clean = Copies.without(
                Copies.withoutIdsBy(given, room.jid()),
                child -> child.is(Ns.OCCUPANT_ID, "occupant-id") || child.is(Ns.MUC_USER, "x"));
        Stanza message = Copies.addressed(clean, from, room.jid());
        Optional<XmlElement> id = room.occupantId(account);
        if (id.isPresent()) {
            message = Copies.with(message, id.get());
        }
        if (message.child(Ns.CLIENT, "subject").isPresent() && !Copies.hasBody(message)) {
            room.subject(message);
        } else {
            message = kept(message);
        }
        toEverybody(message);
    }

    private Stanza kept(Stanza message) {
        boolean worth =
                (Copies.hasBody(message) || Copies.hints(message, "store")) && !Copies.hints(message, "no-store");
        if (!worth) {
            return message;
        }
        Stanza kept = message;
        Jid from = Objects.requireNonNull(message.from());
        if (room.isArchived()) {
            String id = room.archive().add(message, from);
            kept = Copies.with(message, Copies.stanzaId(room.jid(), id));
        }
        if (Copies.hasBody(message)) {
            room.remember(new Archive.Entry(room.realm().freshId(), room.realm().now(), from, kept));
        }
        return kept;
    }

    void toEverybody(Stanza message) {
        for (RoomOccupant occupant : room.occupants()) {
            for (Jid session : occupant.sessions()) {
                room.send(Copies.addressed(message, message.from(), session));
            }
        }
    }

    private void toOne(RoomOccupant speaker, Stanza message) {
        Optional<RoomOccupant> listener =
                room.byNick(Objects.requireNonNull(message.to()).resource());
        if (listener.isEmpty()) {
            refuse(message, "cancel", "item-not-found");
            return;
        }
        Stanza clean =
                Copies.without(message, child -> child.is(Ns.OCCUPANT_ID, "occupant-id") || child.is(Ns.MUC_USER, "x"));
        Stanza marked = Copies.with(clean, XmlElement.of(Ns.MUC_USER, "x"));
        Optional<XmlElement> id = room.occupantId(speaker.account());
        Stanza told = id.isPresent() ? Copies.with(marked, id.get()) : marked;
        for (Jid session : listener.get().sessions()) {
            room.send(Copies.addressed(told, speaker.address(), session));
        }
    }

    /** The room hands invitations on (XEP-0045 §7.8.2); an admin's makes its reader a member. */
    private void invite(RoomOccupant inviter, Stanza message, XmlElement x) {
        for (XmlElement invite : x.children()) {
            Optional<Jid> guest = Elements.jid(invite, "to").map(Jid::bare);
            if (!invite.is(Ns.MUC_USER, "invite") || guest.isEmpty()) {
                continue;
            }
            if (room.settings().membersOnly() && !room.isAdmin(inviter.account())) {
                refuse(message, "auth", "forbidden");
                continue;
            }
            if (room.settings().membersOnly() && !room.isMember(guest.get())) {
                room.affiliation(guest.get(), Affiliation.MEMBER);
            }
            XmlElement told = invite.with("to", null)
                    .with("from", inviter.sessions().get(0).toString());
            XmlElement payload = XmlElement.of(Ns.MUC_USER, "x").with(told);
            if (room.settings().password() != null) {
                payload = payload.with(
                        XmlElement.of(Ns.MUC_USER, "password", room.settings().password()));
            }
            room.send(Copies.message(null, room.jid(), guest.get(), room.realm().freshId(), List.of(payload)));
        }
    }

    /** Who was asked in and does not come lets the inviter know (XEP-0045 §7.8.2). */
    private void decline(Stanza message, XmlElement decline) {
        Jid guest = Objects.requireNonNull(message.from()).bare();
        XmlElement told = decline.with("to", null).with("from", guest.toString());
        Elements.jid(decline, "to").map(Jid::bare).map(room::ofAccount).ifPresent(inviters -> {
            for (RoomOccupant inviter : inviters) {
                for (Jid session : inviter.sessions()) {
                    room.send(Copies.message(
                            null,
                            room.jid(),
                            session,
                            room.realm().freshId(),
                            List.of(XmlElement.of(Ns.MUC_USER, "x").with(told))));
                }
            }
        });
    }
}
