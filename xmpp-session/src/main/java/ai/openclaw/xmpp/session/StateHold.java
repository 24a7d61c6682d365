package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateStore;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Takes hold of the account's state, and tries again for as long as somebody else has it. Loop thread only. */
final class StateHold {

    private final StateStore store;
    private final Jid account;
    private final Loop loop;
    private final RandomGenerator random;
    private @Nullable AccountState state;
    private int failures;
    private boolean closed;

    StateHold(StateStore store, Jid account, Loop loop, RandomGenerator random) {
        this.store = store;
        this.account = account;
        this.loop = loop;
        this.random = random;
    }

    /**
     * Begins.
     *
     * @param open reads what is needed of the state
     * @param then runs once that is done
     * @param problem hears why it is not done yet
     */
    void take(Function<AccountState, CompletionStage<?>> open, Runnable then, Consumer<XmppException> problem) {
        if (closed) {
            return;
        }
        store.hold(account)
                .whenComplete((held, refused) -> loop.execute(() -> {
                    if (refused != null) {
                        again(refused, open, then, problem);
                    } else if (closed) {
                        held.close();
                    } else {
                        state = held;
                        open.apply(held)
                                .whenComplete((opened, failure) -> loop.execute(() -> {
                                    if (failure != null) {
                                        held.close();
                                        again(failure, open, then, problem);
                                    } else if (!closed) {
                                        then.run();
                                    }
                                }));
                    }
                }));
    }

    private void again(
            Throwable failure,
            Function<AccountState, CompletionStage<?>> open,
            Runnable then,
            Consumer<XmppException> problem) {
        if (!closed) {
            problem.accept(cause(failure));
            loop.after(Retry.backoff(failures++, random), () -> take(open, then, problem));
        }
    }

    /** What a store's stage failed with. */
    static XmppException cause(Throwable failure) {
        Throwable cause = Calls.cause(failure);
        return cause instanceof XmppException known
                ? known
                : new XmppException(XmppException.Kind.STATE, "the store failed: " + cause, cause);
    }

    void close() {
        closed = true;
        if (state != null) {
            state.close();
        }
    }
}
