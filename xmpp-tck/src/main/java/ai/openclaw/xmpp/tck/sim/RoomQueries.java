package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.Role;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Elements;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What a room answers, and the questions between its occupants that it carries (XEP-0045 §6.4, §17.4). Server's loop only. */
final class RoomQueries {

    /** A question that is underway between two occupants: what it was, and which client must answer. */
    private record Carried(Stanza question, Jid client) {}

    private final Room room;
    private final RoomModeration moderation;
    private final Map<String, Carried> carried = new LinkedHashMap<>();

    RoomQueries(Room room, RoomModeration moderation) {
        this.room = room;
        this.moderation = moderation;
    }

    void iq(Stanza iq) {
        Jid to = Objects.requireNonNull(iq.to());
        if (!to.isBare()) {
            if (Copies.isQuestion(iq)) {
                toOccupant(iq, to);
            } else {
                answered(iq);
            }
        } else if (Copies.isQuestion(iq)) {
            toRoom(iq);
        }
    }

    private void answer(Stanza question, XmlElement... payload) {
        room.send(Copies.result(question, payload));
    }

    private void refuse(Stanza question, String type, String condition) {
        room.realm().router().refuse(question, type, condition);
    }

    private void toRoom(Stanza question) {
        XmlElement asked = question.payload().get(0);
        switch (asked.namespace()) {
            case Ns.DISCO_INFO -> answer(question, info());
            case Ns.DISCO_ITEMS -> answer(question, XmlElement.of(Ns.DISCO_ITEMS, "query"));
            case Ns.PING -> answer(question);
            case Ns.MAM -> archive(question);
            case Names.MUC_ADMIN -> admin(question, asked);
            case Ns.MUC_OWNER -> owner(question, asked);
            default -> refuse(question, "cancel", "service-unavailable");
        }
    }

    private XmlElement info() {
        RoomSettings settings = room.settings();
        XmlElement query = Disclosures.info()
                .with(Disclosures.identity("conference", "text", room.jid().local()))
                .with(Disclosures.features(
                        Ns.MUC,
                        Ns.DISCO_INFO,
                        settings.membersOnly() ? "muc_membersonly" : "muc_open",
                        settings.moderated() ? "muc_moderated" : "muc_unmoderated",
                        settings.nonAnonymous() ? "muc_nonanonymous" : "muc_semianonymous",
                        settings.password() != null ? "muc_passwordprotected" : "muc_unsecured",
                        room.isPersistent() ? "muc_persistent" : "muc_temporary",
                        "http://jabber.org/protocol/muc#self-ping-optimization"));
        if (room.isArchived()) {
            query = query.with(Disclosures.features(Ns.MAM, Ns.SID));
        }
        if (room.realm().settings().occupantIds()) {
            query = query.with(Disclosures.features(Ns.OCCUPANT_ID));
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("muc#roominfo_occupants", Integer.toString(room.occupants().size()));
        return query.with(Disclosures.form("result", Names.MUC_INFO, facts));
    }

    private void archive(Stanza question) {
        Jid asker = Objects.requireNonNull(question.from());
        boolean allowed = room.of(asker).isPresent() || room.isMember(asker.bare());
        if (!room.isArchived()) {
            refuse(question, "cancel", "service-unavailable");
        } else if (!allowed && room.settings().membersOnly() || room.affiliation(asker.bare()) == Affiliation.OUTCAST) {
            refuse(question, "auth", "forbidden");
        } else {
            new ArchiveQuery(room.archive(), question).answer(room::send);
        }
    }

    private void admin(Stanza question, XmlElement query) {
        Jid asker = Objects.requireNonNull(question.from());
        boolean admin = room.isAdmin(asker.bare());
        Optional<RoomOccupant> actor = room.of(asker);
        boolean moderator =
                actor.filter(occupant -> occupant.role() == Role.MODERATOR).isPresent();
        Optional<XmlElement> item = query.children().stream()
                .filter(child -> child.is(Names.MUC_ADMIN, "item"))
                .findFirst();
        if (item.isEmpty()) {
            refuse(question, "modify", "bad-request");
        } else if (!admin && !moderator) {
            refuse(question, "auth", "forbidden");
        } else if (question.hasType("get")) {
            answer(question, list(item.get()));
        } else if (item.get().attribute("role") != null) {
            setRole(question, item.get(), actor);
        } else if (admin) {
            setAffiliation(question, item.get(), actor);
        } else {
            refuse(question, "auth", "forbidden");
        }
    }

    private XmlElement list(XmlElement asked) {
        XmlElement list = XmlElement.of(Names.MUC_ADMIN, "query");
        for (Map.Entry<Jid, Affiliation> entry : room.affiliations().entrySet()) {
            String word = RoomPresences.word(entry.getValue());
            if (word.equals(asked.attribute("affiliation"))) {
                list = list.with(XmlElement.of(Names.MUC_ADMIN, "item")
                        .with("affiliation", word)
                        .with("jid", entry.getKey().toString()));
            }
        }
        for (RoomOccupant occupant : room.occupants()) {
            String word = RoomPresences.word(occupant.role());
            if (word.equals(asked.attribute("role"))) {
                list = list.with(XmlElement.of(Names.MUC_ADMIN, "item")
                        .with("role", word)
                        .with("nick", occupant.nick()));
            }
        }
        return list;
    }

    private void setRole(Stanza question, XmlElement item, Optional<RoomOccupant> actor) {
        Optional<RoomOccupant> target = room.byNick(item.attribute("nick"));
        Optional<Role> role = constant(Role.class, item.attribute("role"));
        if (target.isEmpty() || role.isEmpty()) {
            refuse(question, "cancel", "item-not-found");
            return;
        }
        if (room.isAdmin(target.get().account())
                && !room.isAdmin(Objects.requireNonNull(question.from()).bare())) {
            refuse(question, "cancel", "not-allowed");
            return;
        }
        if (role.get() == Role.NONE) {
            moderation.kick(target.get(), actor.map(RoomOccupant::nick).orElse(null), reason(item));
        } else {
            moderation.role(target.get(), role.get());
        }
        answer(question);
    }

    private void setAffiliation(Stanza question, XmlElement item, Optional<RoomOccupant> actor) {
        Optional<Jid> account = Elements.jid(item, "jid")
                .map(Jid::bare)
                .or(() -> room.byNick(item.attribute("nick")).map(RoomOccupant::account));
        Optional<Affiliation> affiliation = constant(Affiliation.class, item.attribute("affiliation"));
        if (account.isEmpty() || affiliation.isEmpty()) {
            refuse(question, "modify", "bad-request");
            return;
        }
        moderation.affiliation(
                account.get(), affiliation.get(), actor.map(RoomOccupant::nick).orElse(null), reason(item));
        answer(question);
    }

    private static @org.jspecify.annotations.Nullable String reason(XmlElement item) {
        return item.child(Names.MUC_ADMIN, "reason").map(XmlElement::text).orElse(null);
    }

    private static <E extends Enum<E>> Optional<E> constant(
            Class<E> type, @org.jspecify.annotations.Nullable String word) {
        for (E constant : type.getEnumConstants()) {
            if (RoomPresences.word(constant).equals(word)) {
                return Optional.of(constant);
            }
        }
        return Optional.empty();
    }

    private void owner(Stanza question, XmlElement query) {
        Jid asker = Objects.requireNonNull(question.from()).bare();
        if (room.affiliation(asker) != Affiliation.OWNER) {
            refuse(question, "auth", "forbidden");
            return;
        }
        Optional<XmlElement> destroy = query.child(Ns.MUC_OWNER, "destroy");
        Optional<XmlElement> form = query.child(Ns.DATA_FORM, "x");
        if (question.hasType("get")) {
            answer(question, XmlElement.of(Ns.MUC_OWNER, "query").with(RoomForm.of(room)));
        } else if (destroy.isPresent()) {
            answer(question);
            moderation.destroy(
                    Elements.jid(destroy.get(), "jid").orElse(null),
                    destroy.get()
                            .child(Ns.MUC_OWNER, "reason")
                            .map(XmlElement::text)
                            .orElse(null));
        } else if (form.isPresent() && "cancel".equals(form.get().attribute("type"))) {
            answer(question);
            if (room.isLocked()) {
                moderation.destroy(null, null);
            }
        } else if (form.isPresent()) {
            boolean wasLocked = room.isLocked();
            room.locked(false);
            RoomSettings changed = RoomForm.read(form.get(), room);
            answer(question);
            if (!wasLocked || !changed.equals(room.settings())) {
                moderation.configure(changed);
            }
        } else {
            refuse(question, "modify", "bad-request");
        }
    }

    /** To somebody inside. A ping to oneself the room answers itself (XEP-0410 §4); a vCard is the account's, not the client's. */
    private void toOccupant(Stanza question, Jid to) {
        Optional<RoomOccupant> asker = room.of(question.from());
        Optional<RoomOccupant> target = room.byNick(to.resource());
        if (asker.isEmpty()) {
            refuse(question, "cancel", "not-acceptable");
        } else if (target.isEmpty()) {
            refuse(question, "cancel", "item-not-found");
        } else if (target.get() == asker.get() && question.payload().get(0).is(Ns.PING, "ping")) {
            answer(question);
        } else {
            Jid session = target.get().sessions().get(0);
            Jid client = question.payload().get(0).is(Ns.VCARD, "vCard") ? session.bare() : session;
            String id = room.realm().freshId();
            carried.put(id, new Carried(question, client));
            room.send(new Stanza(
                    Stanza.Kind.IQ,
                    question.type(),
                    asker.get().address(),
                    client,
                    id,
                    question.lang(),
                    question.payload()));
        }
    }

    /** An occupant's client answers a question that came through the room. */
    private void answered(Stanza answer) {
        Carried underway = answer.id() == null ? null : carried.get(answer.id());
        if (underway != null && underway.client().equals(answer.from())) {
            carried.remove(answer.id());
            Stanza question = underway.question();
            room.send(new Stanza(
                    Stanza.Kind.IQ,
                    answer.type(),
                    question.to(),
                    question.from(),
                    question.id(),
                    answer.lang(),
                    answer.payload()));
        }
    }
}
