package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Errors;
import ai.openclaw.xmpp.session.codec.MucStatus;
import ai.openclaw.xmpp.session.codec.Ns;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How we stand with our rooms, read off the stream alone. */
final class RoomTruth {

    /** A later answer to our wish to enter may come too late for the session. */
    private static final Duration IN_TIME = Duration.ofSeconds(28);

    private static final class Standing {
        private @Nullable Instant asked;
        private boolean inside;
        private boolean late;
        private boolean live;
        private boolean doubted;
        private @Nullable MucStatus removed;
        private @Nullable String nick;
        private @Nullable String refusal;
        private Instant changed = Instant.MIN;
    }

    private final Journal journal;
    private final Map<Jid, Standing> rooms = new HashMap<>();

    RoomTruth(Journal journal) {
        this.journal = journal;
    }

    private Standing of(Jid room) {
        return rooms.computeIfAbsent(room.bare(), key -> new Standing());
    }

    /** A new stream: we are nowhere. */
    void newStream() {
        rooms.values().forEach(standing -> {
            standing.asked = null;
            standing.inside = false;
            standing.live = false;
            standing.changed = journal.now();
        });
    }

    /** The application wants a room, perhaps again. */
    void wanted(Jid room) {
        of(room).removed = null;
    }

    /** The application leaves a room; what still comes from there is nobody's. */
    void left(Jid room) {
        of(room).late = true;
    }

    /** With what words somebody wanted us out; empty if nobody did, or the application wanted us back since. */
    Optional<MucStatus> removed(Jid room) {
        return Optional.ofNullable(of(room).removed);
    }

    /** With what error the room has answered our last wish to enter. */
    Optional<String> refusal(Jid room) {
        return Optional.ofNullable(of(room).refusal);
    }

    /** Whether what is said in the room now is for us. */
    boolean isLive(Jid room) {
        return of(room).live;
    }

    boolean isInside(Jid room) {
        return of(room).inside;
    }

    /** Whether the session may have taken our entering for failed. */
    boolean isLate(Jid room) {
        return of(room).late;
    }

    /** Whether we are outside, and the session must have heard of it. */
    boolean isSurelyOutside(Jid room) {
        Standing standing = of(room);
        return !standing.inside && standing.changed.isBefore(journal.now());
    }

    void sent(Stanza stanza) {
        Jid to = stanza.to();
        if (to == null || !rooms.containsKey(to.bare())) {
            return;
        }
        Standing standing = of(to);
        if (stanza.kind() == Stanza.Kind.PRESENCE && stanza.hasType("unavailable")) {
            standing.inside = false;
            standing.live = false;
            standing.changed = journal.now();
        } else if (stanza.kind() == Stanza.Kind.PRESENCE
                && stanza.child(Ns.MUC, "x").isPresent()) {
            entering(to, standing);
        } else if (stanza.kind() == Stanza.Kind.MESSAGE && stanza.hasType("groupchat") && isSurelyOutside(to)) {
            journal.broken(Invariant.INSIDE, "we speak in " + to + " and are not inside");
        }
    }

    private void entering(Jid to, Standing standing) {
        if (standing.live && !standing.doubted && !standing.late) {
            journal.broken(Invariant.REJOIN, "we enter " + to + " and are inside");
        } else if (standing.removed != null && standing.changed.isBefore(journal.now())) {
            journal.broken(Invariant.REJOIN, "we enter " + to + " and were sent out");
        }
        boolean unanswered = standing.asked != null && standing.refusal == null;
        standing.asked = journal.now();
        standing.refusal = null;
        // Who enters where they are stays inside, unless the room has said that they are not.
        standing.inside &= !standing.doubted;
        standing.late = standing.inside || unanswered;
        standing.live = false;
        standing.nick = to.resource();
        standing.changed = journal.now();
    }

    void came(Stanza stanza) {
        Jid from = stanza.from();
        if (from == null || !rooms.containsKey(from.bare())) {
            return;
        }
        Standing standing = of(from);
        switch (stanza.kind()) {
            case PRESENCE -> presence(from, stanza, standing);
            case MESSAGE -> {
                boolean subject = stanza.child(Ns.CLIENT, "subject").isPresent()
                        && stanza.child(Ns.CLIENT, "body").isEmpty();
                if (subject && standing.inside) {
                    standing.live = true;
                } else if (stanza.hasType("error")) {
                    standing.doubted = true;
                }
            }
            case IQ -> standing.doubted |= stanza.hasType("error");
        }
    }

    private void presence(Jid from, Stanza stanza, Standing standing) {
        MucStatus status = MucStatus.read(stanza.payload());
        if (stanza.hasType("error")) {
            standing.refusal = Errors.read(stanza.payload()).condition();
        } else if (stanza.hasType("unavailable")) {
            gone(from, status, standing);
        } else if (stanza.type() == null
                && status.has(MucStatus.SELF)
                && (standing.inside || Objects.equals(standing.nick, from.resource()))) {
            if (!standing.inside) {
                standing.inside = true;
                Instant asked = standing.asked;
                standing.late |=
                        asked == null || Duration.between(asked, journal.now()).compareTo(IN_TIME) > 0;
                standing.doubted = false;
            }
            standing.nick = from.resource();
            standing.asked = null;
        }
    }

    private void gone(Jid from, MucStatus status, Standing standing) {
        boolean ours = status.has(MucStatus.SELF)
                || from.resource() != null && from.resource().equals(standing.nick);
        boolean meant = status.destroyed()
                || !status.has(MucStatus.TROUBLE)
                        && (status.has(MucStatus.KICKED)
                                || status.has(MucStatus.BANNED)
                                || status.has(MucStatus.AFFILIATION_LOST)
                                || status.has(MucStatus.MEMBERS_ONLY_NOW));
        if (!ours || !standing.inside && !meant) {
            return;
        }
        if (status.has(MucStatus.NEW_NICK)) {
            standing.nick = status.newNick();
            return;
        }
        standing.inside = false;
        standing.live = false;
        standing.changed = journal.now();
        if (meant && standing.removed == null) {
            standing.removed = status;
        }
    }
}
