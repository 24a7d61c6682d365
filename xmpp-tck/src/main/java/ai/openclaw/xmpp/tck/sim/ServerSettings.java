package ai.openclaw.xmpp.tck.sim;

import java.time.Duration;
import java.util.Objects;

/**
 * What a simulated server can do.
 *
 * @param streamManagement whether it offers XEP-0198
 * @param resumeTimeout how long it keeps a stream that was lost for resumption; zero: it resumes none
 * @param archive whether accounts and rooms have an archive (XEP-0313), and their messages stanza-ids
 * @param carbons whether it offers XEP-0280
 * @param offline whether it keeps messages for accounts that are away; else they are refused
 * @param occupantIds whether rooms give occupant ids (XEP-0421)
 * @param mayCreateRooms whether anybody may make rooms by entering them
 * @param roomLocking whether a room made so is closed to others until its owner has confirmed its settings (XEP-0045 §10.1)
 * @param newRooms how a room made so is set up
 * @param registration whether anybody may make an account (XEP-0077)
 */
public record ServerSettings(
        boolean streamManagement,
        Duration resumeTimeout,
        boolean archive,
        boolean carbons,
        boolean offline,
        boolean occupantIds,
        boolean mayCreateRooms,
        boolean roomLocking,
        RoomSettings newRooms,
        boolean registration) {

    /** Everything on; lost streams are kept for 5 minutes. */
    public static final ServerSettings ALL = new ServerSettings(
            true, Duration.ofMinutes(5), true, true, true, true, true, true, RoomSettings.OPEN, true);

    public ServerSettings {
        Objects.requireNonNull(resumeTimeout, "resumeTimeout");
        Objects.requireNonNull(newRooms, "newRooms");
    }

    /** What differs most from server to server; the rest as {@link #ALL} has it. */
    public ServerSettings(
            boolean streamManagement,
            Duration resumeTimeout,
            boolean archive,
            boolean carbons,
            boolean offline,
            boolean occupantIds,
            boolean mayCreateRooms) {
        this(
                streamManagement,
                resumeTimeout,
                archive,
                carbons,
                offline,
                occupantIds,
                mayCreateRooms,
                true,
                RoomSettings.OPEN,
                true);
    }

    /** A copy with or without stream management. */
    public ServerSettings withStreamManagement(boolean on) {
        return new ServerSettings(
                on,
                resumeTimeout,
                archive,
                carbons,
                offline,
                occupantIds,
                mayCreateRooms,
                roomLocking,
                newRooms,
                registration);
    }

    /** A copy that keeps lost streams so long. */
    public ServerSettings withResumeTimeout(Duration timeout) {
        return new ServerSettings(
                streamManagement,
                timeout,
                archive,
                carbons,
                offline,
                occupantIds,
                mayCreateRooms,
                roomLocking,
                newRooms,
                registration);
    }

    /** A copy with or without archives. */
    public ServerSettings withArchive(boolean on) {
        return new ServerSettings(
                streamManagement,
                resumeTimeout,
                on,
                carbons,
                offline,
                occupantIds,
                mayCreateRooms,
                roomLocking,
                newRooms,
                registration);
    }

    /** A copy with or without carbons. */
    public ServerSettings withCarbons(boolean on) {
        return new ServerSettings(
                streamManagement,
                resumeTimeout,
                archive,
                on,
                offline,
                occupantIds,
                mayCreateRooms,
                roomLocking,
                newRooms,
                registration);
    }

    /** A copy with or without an offline store. */
    public ServerSettings withOffline(boolean on) {
        return new ServerSettings(
                streamManagement,
                resumeTimeout,
                archive,
                carbons,
                on,
                occupantIds,
                mayCreateRooms,
                roomLocking,
                newRooms,
                registration);
    }

    /** A copy with or without occupant ids. */
    public ServerSettings withOccupantIds(boolean on) {
        return new ServerSettings(
                streamManagement,
                resumeTimeout,
                archive,
                carbons,
                offline,
                on,
                mayCreateRooms,
                roomLocking,
                newRooms,
                registration);
    }

    /** A copy where anybody or nobody may make rooms. */
    public ServerSettings withRoomCreation(boolean on) {
        return new ServerSettings(
                streamManagement,
                resumeTimeout,
                archive,
                carbons,
                offline,
                occupantIds,
                on,
                roomLocking,
                newRooms,
                registration);
    }

    /** A copy where new rooms are locked at first, or open at once. */
    public ServerSettings withRoomLocking(boolean on) {
        return new ServerSettings(
                streamManagement,
                resumeTimeout,
                archive,
                carbons,
                offline,
                occupantIds,
                mayCreateRooms,
                on,
                newRooms,
                registration);
    }

    /** A copy where new rooms are set up like that. */
    public ServerSettings withNewRooms(RoomSettings settings) {
        return new ServerSettings(
                streamManagement,
                resumeTimeout,
                archive,
                carbons,
                offline,
                occupantIds,
                mayCreateRooms,
                roomLocking,
                settings,
                registration);
    }

    /** A copy where anybody or nobody may make an account. */
    public ServerSettings withRegistration(boolean on) {
        return new ServerSettings(
                streamManagement,
                resumeTimeout,
                archive,
                carbons,
                offline,
                occupantIds,
                mayCreateRooms,
                roomLocking,
                newRooms,
                on);
    }
}
