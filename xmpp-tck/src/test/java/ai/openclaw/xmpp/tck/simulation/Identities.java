package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.Reaction;
import ai.openclaw.xmpp.muc.Occupant;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.tck.sim.SimulatedRoom;
import ai.openclaw.xmpp.tck.sim.SimulatedServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who is behind a nick: what the session says against what is so. */
final class Identities {

    private final Journal journal;
    private final Ledger ledger;
    private final SimulatedServer server;
    private final Jid account;
    private final Map<String, Jid> byOccupantId = new HashMap<>();

    Identities(Journal journal, Ledger ledger, SimulatedServer server, Jid account) {
        this.account = account;
        this.journal = journal;
        this.ledger = ledger;
        this.server = server;
    }

    void check(Message message) {
        Optional<Jid> author = Ledger.number(message.body()).stream()
                .boxed()
                .flatMap(number -> ledger.find(number).stream())
                .map(Ledger.Said::author)
                .findFirst();
        if (author.isEmpty()) {
            return;
        }
        if (message.kind() == ChatKind.DIRECT) {
            if (!message.from().bare().equals(author.get())) {
                journal.broken(
                        Invariant.SENDER, message.body() + " of " + author.get() + " comes from " + message.from());
            }
        } else {
            check(message.from(), message.occupant(), author.get(), message.body());
        }
    }

    void check(Reaction reaction) {
        // The id of a reaction's message says who reacts: see Chatter.
        String id = reaction.messageId();
        int at = id.indexOf(" by ");
        if (at > 0 && reaction.kind() != ChatKind.DIRECT) {
            check(reaction.from(), reaction.occupant(), Jid.of(id.substring(at + 4)), "a reaction");
        }
    }

    private void check(Jid from, @Nullable Occupant occupant, Jid author, String what) {
        if (occupant == null) {
            journal.broken(Invariant.SENDER, what + ": nobody is known behind " + from);
            return;
        }
        boolean open = server.findRoom(from.bare())
                .map(room -> room.settings().nonAnonymous())
                .orElse(false);
        Jid real = occupant.realJid();
        if (real == null ? open : !real.equals(author)) {
            journal.broken(Invariant.SENDER, what + " of " + author + " has " + real + " behind " + from);
        }
        if (occupant.occupantId() != null) {
            Jid before = byOccupantId.putIfAbsent(from.bare() + " " + occupant.occupantId(), author);
            if (before != null && !before.equals(author)) {
                journal.broken(Invariant.SENDER, what + " of " + author + " has the occupant-id of " + before);
            }
        }
    }

    /**
     * Whether the session's table is that of the room; empty if it is, else what differs.
     *
     * @param more whether there may be more in it: who asks to enter while what the room said before is still underway cannot tell the
     *     two apart
     */
    Optional<String> difference(Room view, SimulatedRoom room, boolean more) {
        List<String> seen =
                view.occupants().stream().map(Occupant::nick).sorted().toList();
        List<String> there = room.nicks().stream().sorted().toList();
        if (more ? !seen.containsAll(there) : !seen.equals(there)) {
            return Optional.of(view.jid() + " has " + there + " inside, and we see " + seen);
        }
        Map<String, Jid> wrong = new TreeMap<>();
        for (Occupant occupant : view.occupants()) {
            Jid real = occupant.realJid();
            if (real != null
                    && there.contains(occupant.nick())
                    && !real.equals(account)
                    && !room.nickOf(real).filter(occupant.nick()::equals).isPresent()) {
                wrong.put(occupant.nick(), real);
            }
        }
        return wrong.isEmpty() ? Optional.empty() : Optional.of(view.jid() + ": wrong people behind nicks: " + wrong);
    }
}
