package ai.openclaw.xmpp.command;

import java.util.Objects;

/**
 * A command for others to run.
 *
 * @param node its name for programs, at most 256 characters
 * @param name its name for people
 * @param access who may see and run it
 * @param handler what it does
 */
public record AdHocCommand(String node, String name, CommandAccess access, CommandHandler handler) {
    public AdHocCommand {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(handler, "handler");
        if (node.isBlank() || node.length() > 256) {
            throw new IllegalArgumentException("a command's node has 1 to 256 characters");
        }
    }
}
