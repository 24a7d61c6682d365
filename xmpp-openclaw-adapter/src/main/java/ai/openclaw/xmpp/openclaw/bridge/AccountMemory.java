package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.spi.AccountState;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * What an account keeps in memory over its restarts: the host restarts a channel whenever its settings change, just when somebody
 * asks why.
 *
 * @param executor the account's: one task at a time
 * @param decisions its latest decisions; belong to the executor, and so do
 * @param counts how much was said
 * @param states an account's state, beside its session
 */
record AccountMemory(
        Executor executor,
        Decisions decisions,
        Throttle.Counts counts,
        Function<Jid, CompletionStage<AccountState>> states) {

    static AccountMemory of(Executor threads, Clock clock, Function<Jid, CompletionStage<AccountState>> states) {
        return new AccountMemory(new SerialExecutor(threads), new Decisions(clock), Throttle.Counts.begin(), states);
    }
}
