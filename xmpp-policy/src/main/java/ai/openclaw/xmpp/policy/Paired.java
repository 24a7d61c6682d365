package ai.openclaw.xmpp.policy;

import ai.openclaw.xmpp.Jid;
import java.util.Set;

/**
 * Who was paired.
 *
 * @param accounts their bare JIDs
 * @param readable whether that is known at all
 */
public record Paired(Set<Jid> accounts, boolean readable) {

    /** Nobody. */
    public static final Paired NONE = new Paired(Set.of(), true);

    /** The store could not be read: then nobody counts as paired, and nobody is asked to pair. */
    public static final Paired UNREADABLE = new Paired(Set.of(), false);

    public Paired {
        accounts = Set.copyOf(accounts);
    }

    /** These accounts. */
    public static Paired of(Set<Jid> accounts) {
        return new Paired(accounts, true);
    }

    boolean contains(Jid sender) {
        return accounts.contains(sender.bare());
    }
}
