package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateBatch;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One account's pairing over its state. What it says is written; if it cannot be read or written the stages fail, and nobody is let in.
 * Thread-safe.
 */
final class PairingStore {

    private static final int PAGE = 500;

    private final Supplier<CompletionStage<AccountState>> state;
    private final Clock clock;
    private final RandomGenerator random;
    private final Turns turns;

    /** As it is written; {@code null} if that has to be looked up. Used in turns only. */
    private @Nullable PairingBook book;

    /**
     * A store that reads nothing before it is asked.
     *
     * @param state the account's; it may fail and be asked again
     * @param random must not be guessable
     */
    PairingStore(Supplier<CompletionStage<AccountState>> state, Clock clock, RandomGenerator random, Executor threads) {
        this.state = state;
        this.clock = clock;
        this.random = random;
        this.turns = new Turns(threads);
    }

    private record Step<R>(PairingBook book, StateBatch changes, R answer) {}

    /**
     * A stranger wrote.
     *
     * @param event the message's name
     * @return the code to send to them; empty if they get none. The same message gets the same code again: then it is not known whether
     *     they have it
     */
    CompletionStage<Optional<String>> request(Jid person, String event) {
        Jid bare = person.bare();
        return step((known, now) -> {
            StateBatch changes = new StateBatch();
            PairingBook tidy = known.tidied(now, changes);
            PairingBook.@Nullable Request before = tidy.pending(now).get(bare);
            if (before != null && before.event().equals(event)) {
                return new Step<>(tidy, changes, Optional.of(before.code()));
            }
            if (bare.local() == null || !tidy.mayAsk(bare, now)) {
                return new Step<>(tidy, changes, Optional.empty());
            }
            String code = freshCode(tidy, now);
            PairingBook asked = tidy.with(new PairingBook.Request(bare, code, now, event, false), changes);
            return new Step<>(asked, changes, Optional.of(code));
        });
    }

    /** Takes back what {@link #request} did for that message: its code never reached them. Does nothing if it was decided since. */
    CompletionStage<Void> withdraw(Jid person, String event) {
        Jid bare = person.bare();
        return step((known, now) -> {
                    StateBatch changes = new StateBatch();
                    PairingBook.@Nullable Request before = known.pending(now).get(bare);
                    return new Step<>(
                            before != null && before.event().equals(event) ? known.without(bare, changes) : known,
                            changes,
                            Optional.empty());
                })
                .thenAccept(done -> {});
    }

    private String freshCode(PairingBook known, Instant now) {
        String code;
        do {
            code = PairingCodes.fresh(random);
        } while (known.find(code, now).isPresent());
        return code;
    }

    /** Lets in who has that code; empty if nobody has. */
    CompletionStage<Optional<Jid>> approve(String code) {
        return decide(code, (found, changes, known, now) -> known.approve(found.person(), now, changes));
    }

    /** Refuses who has that code; empty if nobody has. */
    CompletionStage<Optional<Jid>> deny(String code) {
        return decide(code, (found, changes, known, now) -> known.with(found.deny(), changes));
    }

    private interface Verdict {
        PairingBook on(PairingBook.Request found, StateBatch changes, PairingBook known, Instant now);
    }

    private CompletionStage<Optional<Jid>> decide(String code, Verdict verdict) {
        String normal = PairingCodes.normal(code);
        return step((known, now) -> {
            StateBatch changes = new StateBatch();
            PairingBook tidy = known.tidied(now, changes);
            Optional<PairingBook.Request> found = tidy.find(normal, now);
            return new Step<>(
                    found.map(request -> verdict.on(request, changes, tidy, now))
                            .orElse(tidy),
                    changes,
                    found.map(PairingBook.Request::person));
        });
    }

    /** Takes an approval back; {@code false} if there was none. */
    CompletionStage<Boolean> revoke(Jid person) {
        Jid bare = person.bare();
        return step((known, now) -> {
            StateBatch changes = new StateBatch();
            boolean there = known.approved().containsKey(bare);
            return new Step<>(there ? known.revoke(bare, changes) : known, changes, there);
        });
    }

    /** What is known now, requests whose time is over left out. */
    CompletionStage<PairingBook> look() {
        return step((known, now) ->
                new Step<>(known, new StateBatch(), new PairingBook(known.pending(now), known.approved())));
    }

    private <R> CompletionStage<R> step(BiFunction<PairingBook, Instant, Step<R>> what) {
        return turns.next(() -> state.get()
                .thenCompose(open -> read(open).thenCompose(known -> {
                    Step<R> step = what.apply(known, clock.instant());
                    if (step.changes().isEmpty()) {
                        return CompletableFuture.completedFuture(step.answer());
                    }
                    // Unless it is written it is not known what is there.
                    book = null;
                    return open.write(step.changes()).thenApply(done -> {
                        book = step.book();
                        return step.answer();
                    });
                })));
    }

    private CompletionStage<PairingBook> read(AccountState open) {
        PairingBook known = book;
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        return pages(open, null, new LinkedHashMap<>()).thenApply(kept -> {
            PairingBook read = PairingBook.of(kept);
            book = read;
            return read;
        });
    }

    private static CompletionStage<Map<String, String>> pages(
            AccountState open, @Nullable String after, Map<String, String> sofar) {
        return open.page(PairingBook.NAME, after, PAGE).thenCompose(page -> {
            sofar.putAll(page);
            return page.size() < PAGE ? CompletableFuture.completedFuture(sofar) : pages(open, page.lastKey(), sofar);
        });
    }
}
