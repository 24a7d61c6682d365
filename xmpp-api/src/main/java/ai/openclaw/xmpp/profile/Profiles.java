package ai.openclaw.xmpp.profile;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Presence;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The account's own profile, and others'. All methods may be called from any thread; stages complete on the session's. */
public interface Profiles {

    /**
     * Asks for somebody's vCard: the one of XEP-0054, else that of XEP-0292.
     *
     * @param entity an account, by whichever of its addresses; an occupant of a room that we are in; or a service
     * @return what they say of themselves, untrusted and cut to a bounded size; fails with {@code STANZA_ERROR} if there is none, or
     *     none for us
     */
    CompletionStage<VCard> of(Jid entity);

    /**
     * Asks when somebody was last active (XEP-0012).
     *
     * @param entity an account: since when it is offline; a client's full JID: since when it is idle; a server: since when it runs
     * @return what they say, untrusted; fails with {@code STANZA_ERROR} where they do not tell, as to who may not see their presence
     */
    CompletionStage<LastActivity> lastActivity(Jid entity);

    /**
     * Shows who we are, in every way that the server takes: vCard (XEP-0054, XEP-0292), avatar (XEP-0084, XEP-0153) and nick
     * (XEP-0172). What the account shows already is not sent again; what the profile leaves open stays as it is, as do fields of the
     * vCard that it has no word for. A server that cannot keep a part, or does not want to, is no failure: the result says so.
     *
     * @return fails with {@code DISCONNECTED} if the stream is lost meanwhile, {@code STATE} after the end
     */
    CompletionStage<PublishedProfile> publish(OwnProfile profile);

    /** Shows whether we are busy, and nothing of since when we are not: see {@link #presence(Presence.Show, String, Instant)}. */
    default void presence(Presence.Show show, @Nullable String status) {
        presence(show, status, null);
    }

    /**
     * Shows whether we are busy, to contacts; rooms hear nothing of it. Kept for later streams; until it is called we are
     * {@code AVAILABLE}. The same as before is not sent again, and news of {@code idleSince} alone every five minutes at most: till then
     * contacts see what it was.
     *
     * @param status words for people, of which the first 200 characters count; or {@code null} for none
     * @param idleSince since when there has been nothing to do (XEP-0319), told to the second; or {@code null} if there is something, or
     *     nobody needs to know
     */
    void presence(Presence.Show show, @Nullable String status, @Nullable Instant idleSince);
}
