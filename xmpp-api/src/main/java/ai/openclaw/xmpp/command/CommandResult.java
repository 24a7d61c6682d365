package ai.openclaw.xmpp.command;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a command stands that we run at somebody else's; all of it is what that one says.
 *
 * @param sessionId names the running command in the next step; {@code null} if it gave none
 * @param completed whether it has ended, by our cancelling too
 * @param actions what can be done next, beside cancelling
 * @param form to be filled in, or what came out; {@code null} for none
 * @param note a line for the person, or {@code null}
 */
public record CommandResult(
        @Nullable String sessionId,
        boolean completed,
        Set<CommandAction> actions,
        @Nullable Form form,
        @Nullable String note) {
    public CommandResult {
        actions = Set.copyOf(Objects.requireNonNull(actions, "actions"));
    }

    /** Without what is said. */
    @Override
    public String toString() {
        return "CommandResult[" + (completed ? "completed" : "executing") + "]";
    }
}
