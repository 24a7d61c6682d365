package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Rooms where a list asks for real JIDs that are hidden from us: nobody passes, and the owner is told once each. Bounded. Changed by the
 * account's executor only, read by any thread.
 */
final class HiddenRooms {

    private static final int MAX = 100;

    private volatile Map<Jid, String> problems = Map.of();

    /**
     * Somebody was refused because nobody can tell who it is.
     *
     * @param believed whether the room's word would count
     * @return what the owner is to be told, if that is new
     */
    Optional<String> refused(Jid room, boolean believed) {
        if (problems.containsKey(room)) {
            return Optional.empty();
        }
        String trust = "set mucRooms.\"" + room + "\".trustRoom to true to answer everybody in it";
        String problem = believed
                ? room
                        + " hides who its people are, and a list says who may talk to the agent there, so nobody is answered: make the room"
                        + " show real JIDs (non-anonymous), or make the bot a moderator of it, or " + trust
                : room
                        + " is on a service that is in no setting, so what it says of its people does not count, and a list says who may talk"
                        + " to the agent: nobody is answered. Add the room to rooms if you trust its service, or "
                        + trust;
        Map<Jid, String> more = new LinkedHashMap<>(problems);
        if (more.size() == MAX) {
            more.remove(more.keySet().iterator().next());
        }
        more.put(room, problem);
        problems = more;
        return Optional.of(problem);
    }

    /**
     * Somebody was recognised there.
     *
     * @return whether that is news
     */
    boolean recognised(Jid room) {
        if (!problems.containsKey(room)) {
            return false;
        }
        Map<Jid, String> fewer = new LinkedHashMap<>(problems);
        fewer.remove(room);
        problems = fewer;
        return true;
    }

    /** The settings have changed: what is still wrong will be seen again. */
    void forget() {
        problems = Map.of();
    }

    Optional<String> problem(Jid room) {
        return Optional.ofNullable(problems.get(room));
    }

    /** The latest. */
    Optional<String> latest() {
        return problems.values().stream().reduce((first, second) -> second);
    }
}
