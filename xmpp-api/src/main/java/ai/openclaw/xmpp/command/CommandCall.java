package ai.openclaw.xmpp.command;

import ai.openclaw.xmpp.Jid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A step that somebody takes.
 *
 * @param from the full JID of whoever runs the command
 * @param step how many forms are filled in; 0 at the beginning
 * @param values what was filled in, of all forms by the field's name: checked against the forms, and untrusted nevertheless. A field that
 *     was left out is not there
 */
public record CommandCall(Jid from, int step, Map<String, List<String>> values) {
    public CommandCall {
        Objects.requireNonNull(from, "from");
        Map<String, List<String>> copy = new LinkedHashMap<>();
        values.forEach((name, given) -> copy.put(name, List.copyOf(given)));
        values = java.util.Collections.unmodifiableMap(copy);
    }

    /** A field's only value, or the first; empty if it was left out or has no text. */
    public Optional<String> value(String name) {
        return values.getOrDefault(name, List.of()).stream().findFirst().filter(text -> !text.isEmpty());
    }

    /** Without what was filled in. */
    @Override
    public String toString() {
        return "CommandCall[" + from + ", step " + step + "]";
    }
}
