package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.StanzaError;
import ai.openclaw.xmpp.session.codec.Elements;
import ai.openclaw.xmpp.session.codec.MucStatus;
import java.util.Set;

/** Why we are not in a room, in words, and whether waiting helps. */
final class Refusals {

    /** A nick may be free in a while, and a room that its maker still sets up is not found. */
    private static final Set<String> PASSING = Set.of(
            "conflict",
            "item-not-found",
            "remote-server-not-found",
            "remote-server-timeout",
            "resource-constraint",
            "internal-server-error",
            "recipient-unavailable");

    private Refusals() {}

    static String problem(Jid room, String nick, StanzaError error) {
        return switch (error.condition()) {
            case "not-authorized" -> room + " wants a password, or another one: set the room's password";
            case "forbidden" -> "we are banned from " + room + ": ask its owner to lift the ban";
            case "registration-required" -> room + " lets only members in: ask its owner to make us a member";
            case "conflict" ->
                "the nick \"" + nick + "\" and those like it are taken in " + room + ": set another nick";
            case "item-not-found" -> "there is no room " + room + ", or it is not open yet: check the address";
            case "not-allowed" -> room + " does not exist and we may not create it: check the address";
            case "service-unavailable" -> room + " is full, or there is no room service at that address";
            case "not-acceptable" -> room + " wants a registered nick: set the nick that is registered for us";
            case "jid-malformed" -> "the nick \"" + nick + "\" is not allowed in " + room + ": set another nick";
            case "remote-server-not-found", "remote-server-timeout" ->
                room.domain() + " cannot be reached from our server";
            default -> room + " does not let us in: " + Queries.describe(error);
        };
    }

    static boolean passes(StanzaError error) {
        return error.type().equals("wait") || PASSING.contains(error.condition());
    }

    /** Why we were removed. */
    static String removal(Jid room, MucStatus status) {
        String reason = status.reason() == null ? "" : " (" + Elements.line(status.reason()) + ")";
        if (status.destroyed()) {
            return room + " was destroyed" + reason;
        }
        if (status.has(MucStatus.TROUBLE)) {
            return room + " lost us to a technical problem" + reason;
        }
        if (status.has(MucStatus.BANNED)) {
            return "we were banned from " + room + reason + ": ask its owner to lift the ban";
        }
        if (status.has(MucStatus.KICKED)) {
            return "a moderator removed us from " + room + reason + ": join again by hand";
        }
        if (status.has(MucStatus.AFFILIATION_LOST) || status.has(MucStatus.MEMBERS_ONLY_NOW)) {
            return room + " lets only members in now" + reason + ": ask its owner to make us a member";
        }
        return room + " has closed our place" + reason;
    }

    /** Whether somebody wanted us out: then we stay out. */
    static boolean isMeant(MucStatus status) {
        return status.destroyed()
                || !status.has(MucStatus.TROUBLE)
                        && (status.has(MucStatus.BANNED)
                                || status.has(MucStatus.KICKED)
                                || status.has(MucStatus.AFFILIATION_LOST)
                                || status.has(MucStatus.MEMBERS_ONLY_NOW));
    }
}
