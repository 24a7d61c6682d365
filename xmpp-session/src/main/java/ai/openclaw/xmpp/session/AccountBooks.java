package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** All that is kept in the account's state, see {@code docs/state.md}. Loop thread only. */
final class AccountBooks {

    private static final Duration MAX_AGE = Duration.ofDays(30);
    private static final Duration FORGET_EVERY = Duration.ofHours(1);

    private final Loop loop;
    private final StateHold hold;
    private final DurableInbox inbox;
    private final PreviewBook previews;
    private final AgedBook reactions;
    private final AgedBook rooms;
    private final AgedBook caps;
    private final AgedBook withdrawn;
    private Loop.@Nullable Timer timer;

    /**
     * Not yet open.
     *
     * @param trouble hears that the store cannot be used; no problem means that it can be again
     * @param full hears that a message was not taken for want of room
     */
    AccountBooks(
            StateStore store,
            Jid account,
            Loop loop,
            RandomGenerator random,
            Consumer<@Nullable XmppException> trouble,
            Consumer<XmppException> full) {
        this.loop = loop;
        this.hold = new StateHold(store, account, loop, random);
        this.inbox = new DurableInbox(loop, random, trouble, full);
        this.previews = new PreviewBook(loop);
        this.reactions = new AgedBook("reactions", MAX_AGE, 10_000, loop);
        this.rooms = new AgedBook("rooms", MAX_AGE, 10_000, loop);
        this.caps = new AgedBook("caps", MAX_AGE, 1000, loop);
        this.withdrawn = new AgedBook("withdrawn", MAX_AGE, 10_000, loop);
    }

    DurableInbox inbox() {
        return inbox;
    }

    /** Texts that are shown and not finished. */
    PreviewBook previews() {
        return previews;
    }

    /** Our own reactions to others' messages. */
    AgedBook reactions() {
        return reactions;
    }

    /** Rooms that we were in. */
    AgedBook rooms() {
        return rooms;
    }

    /** What clients of a kind say about themselves. */
    AgedBook caps() {
        return caps;
    }

    /** What people took back before it was handed over. */
    AgedBook withdrawn() {
        return withdrawn;
    }

    private List<AgedBook> aged() {
        return List.of(reactions, rooms, caps, withdrawn);
    }

    /**
     * Opens them, and tries again for as long as that fails.
     *
     * @param then runs once they are open; nothing may be asked of them before
     * @param problem hears why they are not open yet
     */
    void open(Runnable then, Consumer<XmppException> problem) {
        hold.take(
                this::openAll,
                () -> {
                    then.run();
                    forget();
                },
                problem);
    }

    private CompletionStage<Void> openAll(AccountState state) {
        aged().forEach(book -> book.open(state));
        return previews.open(state).thenCompose(read -> inbox.open(state));
    }

    private void forget() {
        aged().forEach(AgedBook::forget);
        timer = loop.after(FORGET_EVERY, this::forget);
    }

    /** Finishes what was begun and lets go of the state. */
    void close() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        inbox.close();
        previews.close();
        aged().forEach(AgedBook::close);
        hold.close();
    }
}
