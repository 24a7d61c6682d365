package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.policy.Admission;
import ai.openclaw.xmpp.policy.Decision;
import ai.openclaw.xmpp.policy.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Says why in one sentence, and names the setting that would change it. The switch has no default: a new reason does not compile
 * without its sentence.
 */
final class Explanations {

    private final String settings;

    /**
     * Of one account.
     *
     * @param accountId its id, for the path of its settings
     */
    Explanations(String accountId) {
        this.settings = settings(accountId);
    }

    /** Where an account's settings stand, with a dot behind it. */
    static String settings(String accountId) {
        return accountId.equals("default") ? "channels.xmpp." : "channels.xmpp.accounts." + accountId + ".";
    }

    String of(Matter matter, Decision decision) {
        String sender = Shown.address(matter.sender());
        boolean inRoom = isRoom(matter);
        return switch (decision.reason()) {
            case SENDER_LISTED -> sender + " is in " + lists(matter) + ".";
            case SENDER_PAIRED -> sender + " was approved by pairing; `openclaw xmpp pairing revoke` takes that back.";
            case OPEN_TO_ALL -> openToAll(matter);
            case ROOM_TRUSTED ->
                "The room hides the real JID of " + sender + ", and " + room(matter, "trustRoom")
                        + " lets its people pass as a whole.";
            case HARMLESS -> "It asks for nothing that could be refused.";
            case NOT_MENTIONED ->
                "The message does not address the bot, so it is kept as context for its next turn; "
                        + room(matter, "requireMention") + ": false lets it answer unasked.";
            case DM_DISABLED ->
                "Direct contact is switched off by " + settings + "dmPolicy: \"disabled\"; set it to \"pairing\" or"
                        + " \"allowlist\" to let people in.";
            case SENDER_NOT_LISTED ->
                inRoom
                        ? sender + " is not in " + lists(matter) + "; add " + sender + " there to let them in."
                        : sender + " is not in " + lists(matter) + hintOfPolicy(matter, sender);
            case NOT_PAIRED -> notPaired(decision, sender);
            case PAIRING_UNREADABLE ->
                "The host did not say who is paired, so nobody was let in on a guess; see the host's log, or add "
                        + sender + " to " + settings + "allowFrom.";
            case SENDER_HIDDEN -> hidden(matter, sender);
            case ROOMS_DISABLED ->
                "Rooms are switched off by " + settings + "groupPolicy: \"disabled\"; set it to \"allowlist\" or"
                        + " \"open\" to answer in them.";
            case ROOM_DISABLED ->
                "This room is switched off by " + room(matter, "enabled") + ": false; remove that to answer in it.";
            case ROOM_NOT_LISTED ->
                "Only rooms with an entry are answered (" + settings + "groupPolicy: \"allowlist\"); add "
                        + room(matter, null) + " to answer in this one.";
            case ROOM_PRIVATE_DISABLED ->
                "Private messages through rooms are switched off; set " + settings
                        + "mucPrivateMessages to \"allowlist\" or \"open\" to take them.";
            case INVITES_DISABLED ->
                "Invitations are switched off; set " + settings
                        + "invites to \"allowlist\" or \"open\" to follow them.";
            case RATE_LIMITED -> limited(matter, sender);
            case BOT_LOOP ->
                sender + " and the bot answered each other too often without a pause; it goes on after one of a"
                        + " minute, with partners who say that they are bots of ten; " + settings
                        + "limits.turnsInARow and botTurnsInARow say how often.";
        };
    }

    private String limited(Matter matter, String sender) {
        return isRoom(matter)
                ? "More came from " + sender + " or in this room than " + settings + "limits.messagesPerMinute or "
                        + settings + "limits.roomMessagesPerMinute let through."
                : "More came from " + sender + " than " + settings + "limits.messagesPerMinute lets through.";
    }

    private String openToAll(Matter matter) {
        return switch (matter.facts().kind()) {
            case ROOM_PRIVATE_MESSAGE ->
                "Everybody may write privately through rooms (" + settings + "mucPrivateMessages: \"open\").";
            case INVITE -> "Everybody's invitations are followed (" + settings + "invites: \"open\").";
            default ->
                isRoom(matter)
                        ? "Everybody in this room may talk to the bot; " + room(matter, "users") + " or " + settings
                                + "groupAllowFrom would name who."
                        : "Everybody may write to the bot (" + settings + "dmPolicy and allowFrom let all in).";
        };
    }

    private String hintOfPolicy(Matter matter, String sender) {
        String or = matter.facts().kind() == Kind.ROOM_PRIVATE_MESSAGE
                        || matter.facts().kind() == Kind.INVITE
                ? ""
                : ", or set " + settings + "dmPolicy to \"pairing\" to offer strangers a code";
        return "; add " + sender + " there to let them in" + or + ".";
    }

    private String notPaired(Decision decision, String sender) {
        String what = decision.admission() == Admission.PAIRING_REQUIRED
                ? sender + " is a stranger and must be approved first"
                : sender + " is a stranger, and only people who may write may do this";
        return what + " (" + settings + "dmPolicy: \"pairing\"); see `openclaw xmpp pairing list`, or add " + sender
                + " to " + settings + "allowFrom.";
    }

    private String hidden(Matter matter, String sender) {
        return switch (matter.facts().kind()) {
            case ROOM_PRIVATE_MESSAGE ->
                "The room hides the real JID of " + sender + ", which " + settings
                        + "mucPrivateMessages: \"allowlist\" needs; make the room non-anonymous or the bot a moderator.";
            case INVITE ->
                "The invitation does not show the inviter's real JID, which " + settings
                        + "invites: \"allowlist\" needs; let them invite directly.";
            default ->
                "The room hides the real JID of " + sender
                        + ", which a list of senders needs; make the room non-anonymous, make the bot a moderator, or"
                        + " set " + room(matter, "trustRoom") + ": true.";
        };
    }

    /** The lists that were looked in. */
    private String lists(Matter matter) {
        return isRoom(matter) ? room(matter, "users") + " or " + settings + "groupAllowFrom" : settings + "allowFrom";
    }

    private static boolean isRoom(Matter matter) {
        Kind kind = matter.facts().kind();
        return matter.facts().room() != null && (kind == Kind.ROOM_MESSAGE || kind == Kind.REACTION);
    }

    private String room(Matter matter, @Nullable String field) {
        @Nullable Jid room = matter.facts().room();
        String entry = settings + "mucRooms[\"" + (room == null ? "*" : room.bare()) + "\"]";
        return field == null ? entry : entry + "." + field;
    }
}
