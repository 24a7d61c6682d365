package ai.openclaw.xmpp.tck.sim;

import org.jspecify.annotations.Nullable;

/**
 * How a room is set up (XEP-0045 §4.2).
 *
 * @param membersOnly whether only members enter
 * @param moderated whether only those with voice speak
 * @param nonAnonymous whether everybody sees real JIDs; else moderators only
 * @param archived whether the room has an archive, where the server offers one
 * @param password what one must know to enter, or {@code null}
 * @param maxOccupants how many may be in it
 * @param history how many messages a newcomer is given unless they ask for fewer
 */
public record RoomSettings(
        boolean membersOnly,
        boolean moderated,
        boolean nonAnonymous,
        boolean archived,
        @Nullable String password,
        int maxOccupants,
        int history) {

    /** Open to all, semi-anonymous, archived. */
    public static final RoomSettings OPEN = new RoomSettings(false, false, false, true, null, 1000, 20);

    /** A copy for members only, or not. */
    public RoomSettings withMembersOnly(boolean on) {
        return new RoomSettings(on, moderated, nonAnonymous, archived, password, maxOccupants, history);
    }

    /** A copy where only those with voice speak, or all. */
    public RoomSettings withModerated(boolean on) {
        return new RoomSettings(membersOnly, on, nonAnonymous, archived, password, maxOccupants, history);
    }

    /** A copy that shows real JIDs to everybody, or to moderators only. */
    public RoomSettings withNonAnonymous(boolean on) {
        return new RoomSettings(membersOnly, moderated, on, archived, password, maxOccupants, history);
    }

    /** A copy with or without archive. */
    public RoomSettings withArchived(boolean on) {
        return new RoomSettings(membersOnly, moderated, nonAnonymous, on, password, maxOccupants, history);
    }

    /** A copy with another password, or none. */
    public RoomSettings withPassword(@Nullable String secret) {
        return new RoomSettings(membersOnly, moderated, nonAnonymous, archived, secret, maxOccupants, history);
    }

    /** A copy for so many. */
    public RoomSettings withMaxOccupants(int most) {
        return new RoomSettings(membersOnly, moderated, nonAnonymous, archived, password, most, history);
    }

    /** A copy with another length of history. */
    public RoomSettings withHistory(int messages) {
        return new RoomSettings(membersOnly, moderated, nonAnonymous, archived, password, maxOccupants, messages);
    }
}
