package ai.openclaw.xmpp.archive;

import java.util.concurrent.CompletionStage;

/**
 * The archives of the account and of rooms (XEP-0313), page by page. What is read here is never handed to the listener: it was said before,
 * and nobody waits for an answer to it.
 */
public interface Archive {

    /**
     * One page, oldest message first. Only what the asked archive sends as an answer to this very question is in it, without messages that are
     * larger than a whole page may be.
     *
     * @return fails with {@code STANZA_ERROR} if the archive refuses ({@code item-not-found}: it has no such {@code after} or {@code before} any
     *     more), {@code TIMEOUT} if a part of the page does not come, {@code UNSUPPORTED} if more comes than was asked for or fits (ask for fewer), {@code STATE} if too
     *     many pages are underway
     */
    CompletionStage<ArchivePage> page(ArchiveQuery query);

    /**
     * Which messages the server keeps for the account (XEP-0441).
     *
     * @return fails with {@code STANZA_ERROR} or {@code UNSUPPORTED} if the server does not say, or lists more than 1000 addresses
     */
    CompletionStage<ArchivePreferences> preferences();

    /**
     * Sets which messages the server keeps for the account; at most 1000 addresses in each list.
     *
     * @return what the server made of it, which may be something else; fails with {@code STANZA_ERROR} if it does not allow that
     */
    CompletionStage<ArchivePreferences> preferences(ArchivePreferences wanted);
}
