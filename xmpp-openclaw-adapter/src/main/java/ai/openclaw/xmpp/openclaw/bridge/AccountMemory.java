package ai.openclaw.xmpp.openclaw.bridge;

import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What an account keeps in memory over its restarts: the host restarts a channel whenever its settings change, just when somebody
 * asks why.
 *
 * @param executor the account's: one task at a time
 * @param decisions its latest decisions; belong to the executor, and so do
 * @param counts how much was said
 */
record AccountMemory(Executor executor, Decisions decisions, Throttle.Counts counts) {

    static AccountMemory of(Executor threads, Clock clock) {
        return new AccountMemory(new SerialExecutor(threads), new Decisions(clock), Throttle.Counts.begin());
    }
}
