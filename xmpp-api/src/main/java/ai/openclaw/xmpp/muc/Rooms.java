package ai.openclaw.xmpp.muc;

import ai.openclaw.xmpp.Jid;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of a session. A room that was joined once is joined again on each new stream, until it is left, puts us out (a kick, a ban) or
 * ends.
 */
public interface Rooms {

    /**
     * Enters a room without asking for history (XEP-0045 §7.2.13), as soon as there is a stream. A room that is not there is made, with the
     * service's usual settings (§10.1.2). Where the nick is taken {@code nick-2} and so on are tried, five in all.
     *
     * @return the room, once it has confirmed us (status 110) and sent its subject. Fails with {@code STANZA_ERROR} if it refuses us, with
     *     {@code TIMEOUT} if it has not let us in after 30 s, although we go on trying, with {@code STATE} if we leave or are put out meanwhile
     */
    CompletionStage<Room> join(RoomConfig config);

    /** Leaves a room and forgets it; never fails. Does nothing if it is not one of them. */
    CompletionStage<Void> leave(Jid room);

    /**
     * Tells the room that we do not follow its invitation (XEP-0045 §7.8.2). A direct one cannot be declined (XEP-0249): then, and while
     * there is no stream, nothing happens. It shows the inviter that we are online: decline people you know, ignore the others.
     *
     * @param reason why, for the inviter; or {@code null}
     */
    void decline(Invitation invitation, @Nullable String reason);

    /** All rooms that we want to be in, joined or not, as they looked last. */
    List<Room> list();

    /**
     * Whether an address is a room's, however it looks: if it is one of these rooms, or one that we were in during the last 30 days (with a
     * store that is kept also before a restart), or if it says so when asked (XEP-0045 §6.4). A resource does not matter.
     *
     * @return fails as a question does if nobody answers for the address, or the server refuses to
     */
    CompletionStage<Boolean> isRoom(Jid address);

    /** Subjects, invitations, roles and affiliations. */
    Moderation moderation();

    /** The room of that JID, of which the bare one counts; empty if we do not want to be in it. */
    Optional<Room> find(Jid room);
}
