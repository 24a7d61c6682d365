package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.command.AdHocCommand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The commands that we serve, in the order in which they came. Any thread. */
final class CommandTable {

    static final int MAX = 500;

    private final Map<String, AdHocCommand> byNode = new LinkedHashMap<>();

    /** Serves it from now on, instead of one with the same node if there is one. */
    void put(AdHocCommand command) {
        synchronized (byNode) {
            if (!byNode.containsKey(command.node()) && byNode.size() >= MAX) {
                throw new IllegalStateException(MAX + " commands are served already");
            }
            byNode.put(command.node(), command);
        }
    }

    void remove(String node) {
        synchronized (byNode) {
            byNode.remove(node);
        }
    }

    Optional<AdHocCommand> find(@Nullable String node) {
        synchronized (byNode) {
            return node == null ? Optional.empty() : Optional.ofNullable(byNode.get(node));
        }
    }

    List<AdHocCommand> all() {
        synchronized (byNode) {
            return List.copyOf(byNode.values());
        }
    }
}
