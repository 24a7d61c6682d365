package ai.openclaw.xmpp.muc;

import ai.openclaw.xmpp.Jid;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What an occupant may do to a room and to others in it, as far as its role and affiliation reach: a room that does not allow it fails
 * the stage with {@code STANZA_ERROR}. Where we are not in the room it fails with {@code STATE}, else as {@link
 * ai.openclaw.xmpp.XmppSession} says. A person's JID without a localpart throws {@code IllegalArgumentException}.
 */
public interface Moderation {

    /**
     * Sets what the room is about (XEP-0045 §8.1).
     *
     * @param subject the new subject; an empty one takes it away
     * @return completes when the room has told it to everybody
     */
    CompletionStage<Void> setSubject(Jid room, String subject);

    /**
     * Asks somebody in, through the room (XEP-0045 §7.8.2). Completes when this is with the stream: that the room does not allow it is told
     * by {@link ai.openclaw.xmpp.XmppListener#onUndelivered} only, and whether the person comes is theirs.
     *
     * @param person the bare JID of whom to ask
     * @param reason for that person; or {@code null}
     */
    CompletionStage<Void> invite(Jid room, Jid person, @Nullable String reason);

    /**
     * Gives an occupant another role (XEP-0045 §8.3 to §8.5, §9.6); {@link Role#NONE} removes them from the room (§8.2), from which they
     * may come back.
     *
     * @param nick who is meant; the nick is anybody's choice, so look at {@link Occupant} for who has it now
     * @param reason for those concerned; or {@code null}
     */
    CompletionStage<Void> setRole(Jid room, String nick, Role role, @Nullable String reason);

    /**
     * Gives somebody another affiliation, whether they are inside or not (XEP-0045 §9.1 to §9.3, §10.3 to §10.6); {@link
     * Affiliation#OUTCAST} bans them.
     *
     * @param person a JID, of which the bare one counts
     * @param reason for those concerned; or {@code null}
     */
    CompletionStage<Void> setAffiliation(Jid room, Jid person, Affiliation affiliation, @Nullable String reason);

    /**
     * Who has an affiliation (XEP-0045 §9.2, §9.5), with {@link Affiliation#OUTCAST} who is banned.
     *
     * @param affiliation any but {@link Affiliation#NONE}
     * @return bare JIDs, in the room's order, at most 1000
     */
    CompletionStage<List<Jid>> affiliated(Jid room, Affiliation affiliation);
}
