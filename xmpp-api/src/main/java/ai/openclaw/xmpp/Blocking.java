package ai.openclaw.xmpp;

import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Whom the server keeps away from the account (XEP-0191): nothing of theirs gets through, and they see nothing of ours. Addresses may be bare
 * or full JIDs, domains, or a resource at a domain.
 */
public interface Blocking {

    /**
     * Who is blocked. Asked for once per stream; then kept by what the server tells of changes.
     *
     * @return at most 10,000 addresses; fails with {@code STANZA_ERROR} if the server cannot block
     */
    CompletionStage<Set<Jid>> list();

    /**
     * Blocks an address; completes when the server has it.
     *
     * @return fails with {@code CONFIGURATION} for the account itself and for its own server: nothing would get through any more
     */
    CompletionStage<Void> block(Jid address);

    /** Lets an address through again; completes when the server has it. Does nothing to one that is not blocked. */
    CompletionStage<Void> unblock(Jid address);
}
