package ai.openclaw.xmpp.command;

import java.util.concurrent.CompletionStage;

/** Does what a command is for. */
@FunctionalInterface
public interface CommandHandler {

    /**
     * One step. Called on the session's thread: do not block. Within a minute it must complete, else the caller is told that it failed; a
     * failure is told without its reason.
     *
     * @return the next form to fill in, or the end
     */
    CompletionStage<CommandStep> step(CommandCall call);
}
