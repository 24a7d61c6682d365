package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.openclaw.wire.BotCalls;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The owner's decisions about who is let in, over the stores of all accounts. Wrong codes are counted, whatever they were meant for; after
 * too many no code is looked at for a while. Thread-safe.
 */
final class PairingDesk {

    static final int MAX_WRONG = 10;
    static final Duration PAUSE = Duration.ofMinutes(10);

    private final Map<String, PairingStore> stores;
    private final Clock clock;
    private final Turns turns;

    // Used in turns only.
    private int wrong;
    private Instant pausedUntil = Instant.MIN;

    PairingDesk(Map<String, PairingStore> stores, Clock clock, Executor threads) {
        this.stores = new TreeMap<>(stores);
        this.clock = clock;
        this.turns = new Turns(threads);
    }

    PairingStore store(@Nullable String accountId) {
        PairingStore store = accountId == null ? null : stores.get(accountId);
        if (store == null) {
            throw new XmppException(
                    XmppException.Kind.STATE,
                    "there is no account \"" + accountId + "\" here; there is " + String.join(", ", stores.keySet()));
        }
        return store;
    }

    private Map<String, PairingStore> asked(@Nullable String accountId) {
        return accountId == null ? stores : Map.of(accountId, store(accountId));
    }

    /** The people of an account's store. */
    CompletionStage<List<String>> people(String accountId) {
        return store(accountId)
                .look()
                .thenApply(book ->
                        book.approved().keySet().stream().map(Jid::toString).toList());
    }

    CompletionStage<BotCalls.Pairings> list(BotCalls.ListPairings request) {
        List<BotCalls.PendingPairing> pending = new ArrayList<>();
        List<BotCalls.ApprovedPairing> approved = new ArrayList<>();
        CompletionStage<?> all = CompletableFuture.completedFuture(null);
        for (Map.Entry<String, PairingStore> entry : asked(request.accountId()).entrySet()) {
            String account = entry.getKey();
            all = all.thenCompose(before -> entry.getValue().look()).thenAccept(book -> {
                book.requests().values().stream()
                        .sorted(Comparator.comparing(PairingBook.Request::since))
                        .map(waiting -> new BotCalls.PendingPairing(
                                account,
                                waiting.person().toString(),
                                waiting.code(),
                                waiting.since().toString(),
                                waiting.until().toString()))
                        .forEach(pending::add);
                book.approved().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey(Comparator.comparing(Jid::toString)))
                        .map(person -> new BotCalls.ApprovedPairing(
                                account,
                                person.getKey().toString(),
                                person.getValue().toString()))
                        .forEach(approved::add);
            });
        }
        return all.thenApply(done -> new BotCalls.Pairings(pending, approved));
    }

    /** Lets in who has the code; fails if nobody has, the same way whether there never was one or its time is over. */
    CompletionStage<BotCalls.Decided> approve(BotCalls.PairingCode request) {
        return byCode(request, PairingStore::approve);
    }

    /** Refuses who has the code; fails as {@link #approve} does. */
    CompletionStage<BotCalls.Decided> deny(BotCalls.PairingCode request) {
        return byCode(request, PairingStore::deny);
    }

    private CompletionStage<BotCalls.Decided> byCode(
            BotCalls.PairingCode request, BiFunction<PairingStore, String, CompletionStage<Optional<Jid>>> decide) {
        String code = request.code();
        if (code == null || code.isBlank()) {
            throw new IllegalArgumentException("code is missing");
        }
        Map<String, PairingStore> stores = asked(request.accountId());
        return turns.next(() -> {
            Instant now = clock.instant();
            if (now.isBefore(pausedUntil)) {
                throw new XmppException(
                        XmppException.Kind.STATE,
                        MAX_WRONG + " codes in a row were wrong, so no code is looked at until "
                                + pausedUntil.truncatedTo(ChronoUnit.SECONDS));
            }
            List<BotCalls.Person> found = new ArrayList<>();
            CompletionStage<?> all = CompletableFuture.completedFuture(null);
            for (Map.Entry<String, PairingStore> entry : stores.entrySet()) {
                all = all.thenCompose(before -> decide.apply(entry.getValue(), code))
                        .thenAccept(person -> person.ifPresent(
                                jid -> found.add(new BotCalls.Person(entry.getKey(), jid.toString()))));
            }
            return all.thenApply(done -> counted(found, now));
        });
    }

    private BotCalls.Decided counted(List<BotCalls.Person> found, Instant now) {
        if (!found.isEmpty()) {
            wrong = 0;
            return new BotCalls.Decided(found);
        }
        wrong++;
        if (wrong >= MAX_WRONG) {
            wrong = 0;
            pausedUntil = now.plus(PAUSE);
        }
        throw new XmppException(
                XmppException.Kind.STATE,
                "nobody waits with that code; codes live one hour, \"pairing list\" shows those that wait");
    }

    /** Takes approvals back; fails if there is none. */
    CompletionStage<BotCalls.Decided> revoke(BotCalls.PairedPerson request) {
        Jid person = Jid.of(String.valueOf(request.jid()));
        List<BotCalls.Person> found = new ArrayList<>();
        CompletionStage<?> all = CompletableFuture.completedFuture(null);
        for (Map.Entry<String, PairingStore> entry : asked(request.accountId()).entrySet()) {
            all = all.thenCompose(before -> entry.getValue().revoke(person)).thenAccept(there -> {
                if (there) {
                    found.add(new BotCalls.Person(entry.getKey(), person.bare().toString()));
                }
            });
        }
        return all.thenApply(done -> {
            if (found.isEmpty()) {
                throw new XmppException(
                        XmppException.Kind.STATE,
                        person.bare() + " was not approved; people of allowFrom are in the configuration, not here");
            }
            return new BotCalls.Decided(found);
        });
    }
}
