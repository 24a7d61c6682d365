package ai.openclaw.xmpp.archive;

import ai.openclaw.xmpp.Jid;
import java.util.Objects;
import java.util.Set;

/**
 * What the server keeps of an account's messages (XEP-0441).
 *
 * @param byDefault for addresses in neither list
 * @param always with whom everything is kept
 * @param never with whom nothing is kept
 */
public record ArchivePreferences(Default byDefault, Set<Jid> always, Set<Jid> never) {

    /** What is kept with addresses in neither list. */
    public enum Default {
        /** Everything. */
        ALWAYS,
        /** Nothing. */
        NEVER,
        /** What is said with contacts. */
        ROSTER
    }

    public ArchivePreferences {
        Objects.requireNonNull(byDefault, "byDefault");
        always = Set.copyOf(always);
        never = Set.copyOf(never);
    }
}
