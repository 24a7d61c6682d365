package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.spi.AccountState;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * What an account keeps in memory over its restarts: the host restarts a channel whenever its settings change, just when somebody
 * asks why.
 *
 * @param executor the account's: one task at a time
 * @param decisions its latest decisions; belong to the executor, and so do
 * @param counts how much was said
 * @param states an account's state, beside its session
 * @param later runs what is due after a while
 */
record AccountMemory(
        Executor executor,
        Decisions decisions,
        Throttle.Counts counts,
        Function<Jid, CompletionStage<AccountState>> states,
        Later later) {

    /** Runs a task after a while, on any thread. */
    interface Later {
        void after(Duration delay, Runnable task);
    }

    static AccountMemory of(Executor threads, Clock clock, Function<Jid, CompletionStage<AccountState>> states) {
        return of(
                threads,
                clock,
                states,
                (delay, task) -> CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, threads)
                        .execute(task));
    }

    static AccountMemory of(
            Executor threads, Clock clock, Function<Jid, CompletionStage<AccountState>> states, Later later) {
        return new AccountMemory(
                new SerialExecutor(threads), new Decisions(clock), Throttle.Counts.begin(), states, later);
    }
}
