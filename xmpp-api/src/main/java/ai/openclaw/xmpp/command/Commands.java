package ai.openclaw.xmpp.command;

import ai.openclaw.xmpp.Jid;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Ad-hoc commands (XEP-0050): those that we serve, and those of others. All methods may be called from any thread; none blocks.
 *
 * <p>What we serve: a command is listed to, described to and run by only those whom its access admits, and by nobody through a room. A
 * running command is bound to the full JID that began it and to an id that cannot be guessed; it ends 10 minutes after its last step,
 * and when a stream ends that is not resumed. One account has at most 5 running, the session 200.
 */
public interface Commands {

    /**
     * Serves a command, in place of one with the same node.
     *
     * @throws IllegalStateException if 500 are served already
     */
    void register(AdHocCommand command);

    /** Serves a command no longer; those who run it are refused at their next step. */
    void unregister(String node);

    /**
     * The commands that an entity shows us, by node with their names; 500 at most.
     *
     * @return fails as {@link ai.openclaw.xmpp.XmppSession#query} does
     */
    CompletionStage<Map<String, String>> list(Jid entity);

    /**
     * Takes a step with somebody else's command.
     *
     * @param sessionId the running command's, or {@code null} to begin
     * @param values what is filled in, by field
     * @return fails as {@link ai.openclaw.xmpp.XmppSession#query} does
     */
    CompletionStage<CommandResult> execute(
            Jid entity,
            String node,
            @Nullable String sessionId,
            CommandAction action,
            Map<String, List<String>> values);
}
