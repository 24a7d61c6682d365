package ai.openclaw.xmpp.command;

import ai.openclaw.xmpp.Jid;
import java.util.concurrent.CompletionStage;

/** Who may see and run a command. Asked anew for each listing and each step. */
@FunctionalInterface
public interface CommandAccess {

    /**
     * Whether somebody may. Called on the session's thread: do not block. A failure is a no.
     *
     * @param who the full JID that the server vouches for; never an occupant of a room that we are in, whom nobody vouches for
     */
    CompletionStage<Boolean> admits(Jid who);
}
