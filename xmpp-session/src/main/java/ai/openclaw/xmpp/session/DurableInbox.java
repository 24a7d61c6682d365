package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inbox in the account's state. One step at a time, each for all that waits: look the names up, decide, write, tell. A message that
 * comes while another is being written is judged only after that one, so copies are caught however close they follow.
 */
final class DurableInbox implements Inbox {

    private static final Logger LOG = LoggerFactory.getLogger(DurableInbox.class);

    static final String INBOX = "inbox";
    static final String EVENTS = "events";
    static final String NAMES = "names";
    private static final String META = "meta";
    private static final String LAST = "last-number";

    /** What one step takes together. */
    private static final int MAX_GROUP = 100;

    /** What may wait for the store, and what may wait for the application: past that nothing more is taken from the server. */
    static final int MAX_PENDING = 2000;

    private static final long MAX_PENDING_SIZE = 8L << 20;
    static final int MAX_UNDONE = 10_000;

    /** A message that waits for its step. */
    record Pending(Message message, Names names, String text, CompletableFuture<Optional<Entry>> promise) {
        /** Without the text: it is the message, as it is written down. */
        @Override
        public String toString() {
            return "Pending[" + message + "]";
        }
    }

    /** What to write, and what to say then. */
    private record Step(StateBatch batch, Runnable then) {}

    private final Loop loop;
    private final RandomGenerator random;
    private final Consumer<@Nullable XmppException> trouble;
    private final Consumer<XmppException> full;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final List<Long> settled = new ArrayList<>();
    private final Forgetting forgetting;
    private @Nullable AccountState state;
    private long pendingSize;
    private long undone;

    /** What waits, for other threads to see. */
    private volatile long waiting;

    private long last;
    private int failures;
    private boolean busy;

    /**
     * Not yet open.
     *
     * @param trouble hears that the store cannot be used; no problem means that it can be again
     * @param full hears that a message was not taken for want of room: the server should keep the next ones
     */
    DurableInbox(
            Loop loop,
            RandomGenerator random,
            Consumer<@Nullable XmppException> trouble,
            Consumer<XmppException> full) {
        this.loop = loop;
        this.random = random;
        this.trouble = trouble;
        this.full = full;
        this.forgetting = new Forgetting(loop, this::next);
    }

    /** Opens the book; nothing may be asked of it before that is complete. */
    CompletionStage<Void> open(AccountState opened) {
        return opened.find(META, List.of(LAST))
                .thenCombine(opened.size(INBOX), (meta, size) ->
                        (Runnable) () -> begin(opened, meta.getOrDefault(LAST, key(0)), size))
                .thenAccept(loop::execute);
    }

    private void begin(AccountState opened, String lastKey, long size) {
        state = opened;
        last = number(lastKey);
        undone = size;
        forgetting.begin();
        next();
    }

    /** Writes down what is done, and nothing more. What waits is not taken. */
    void close() {
        forgetting.end();
        if (state != null && !settled.isEmpty()) {
            StateBatch batch = new StateBatch();
            settle(batch);
            state.write(batch);
        }
        state = null;
    }

    static String key(long number) {
        return String.format("%016x", number);
    }

    private static long number(String key) {
        return Long.parseLong(key, 16);
    }

    @Override
    public CompletionStage<Optional<Entry>> commit(Message message) {
        if (undone + pending.size() >= MAX_UNDONE || pending.size() >= MAX_PENDING || pendingSize > MAX_PENDING_SIZE) {
            XmppException refusal = new XmppException(
                    XmppException.Kind.DISCONNECTED,
                    failures > 0
                            ? "too many messages wait for the store to be writable; the server keeps the next ones"
                            : "too many messages wait for the application; the server keeps the next ones");
            full.accept(refusal);
            return CompletableFuture.failedFuture(refusal);
        }
        Pending arrived =
                new Pending(message, Names.of(message), StoredMessage.write(message), new CompletableFuture<>());
        pending.add(arrived);
        pendingSize += arrived.text().length();
        next();
        return arrived.promise();
    }

    @Override
    public void done(Entry entry) {
        undone--;
        settled.add(entry.number());
        next();
    }

    @Override
    public CompletionStage<Page> after(long number, int limit) {
        CompletableFuture<Page> promise = new CompletableFuture<>();
        if (state != null) {
            state.page(INBOX, key(number), limit)
                    .whenComplete((page, failure) -> loop.execute(() -> {
                        if (failure != null) {
                            promise.completeExceptionally(StateHold.cause(failure));
                        } else {
                            promise.complete(new Page(
                                    entries(page),
                                    page.isEmpty() ? number : number(page.lastKey()),
                                    page.size() == limit));
                        }
                    }));
        }
        return promise;
    }

    private List<Entry> entries(SortedMap<String, String> page) {
        List<Entry> entries = new ArrayList<>();
        page.forEach((key, text) -> {
            long number = number(key);
            StoredMessage.read(text)
                    .ifPresentOrElse(message -> entries.add(new Entry(number, message, text.length())), () -> {
                        LOG.error("message {} in the state cannot be read; it is given up", number);
                        undone--;
                        settled.add(number);
                    });
        });
        return entries;
    }

    /** How many messages came and have not been taken yet. From any thread. */
    long waiting() {
        return waiting;
    }

    private void next() {
        waiting = undone + pending.size();
        if (busy || state == null) {
            return;
        }
        if (!pending.isEmpty()) {
            busy = true;
            List<Pending> group = new ArrayList<>();
            while (group.size() < MAX_GROUP && !pending.isEmpty()) {
                Pending taken = pending.remove();
                pendingSize -= taken.text().length();
                group.add(taken);
            }
            lookUp(state, group);
        } else if (!settled.isEmpty()) {
            busy = true;
            StateBatch batch = new StateBatch();
            settle(batch);
            write(state, new Step(batch, () -> {}));
        } else if (forgetting.isDue()) {
            busy = true;
            attempt(
                    state,
                    open -> forgetting.batch(open, last),
                    batch -> write(state, new Step(batch, () -> forgetting.forgot(batch))));
        }
    }

    private void settle(StateBatch batch) {
        settled.forEach(number -> batch.remove(INBOX, key(number)));
        settled.clear();
    }

    private void lookUp(AccountState open, List<Pending> group) {
        Set<String> names = new LinkedHashSet<>();
        group.forEach(waiting -> names.addAll(waiting.names().names()));
        attempt(
                open,
                from -> from.find(NAMES, names)
                        .thenCompose(known -> from.find(EVENTS, new LinkedHashSet<>(known.values()))
                                .thenApply(events -> new Known(known, events))),
                known -> write(open, decide(group, known)));
    }

    /** Reads, again and again if need be; {@code then} runs on the loop. */
    private <T> void attempt(
            @Nullable AccountState open, Function<AccountState, CompletionStage<T>> reading, Consumer<T> then) {
        if (open == null) {
            return;
        }
        reading.apply(open)
                .whenComplete((found, failure) -> loop.execute(() -> {
                    if (state == null) {
                        return;
                    }
                    if (failure != null) {
                        later(failure, () -> attempt(open, reading, then));
                    } else {
                        then.accept(found);
                    }
                }));
    }

    /** The very same is written again until it is there: a write that failed may have left something behind. */
    private void write(@Nullable AccountState open, Step step) {
        if (open == null) {
            return;
        }
        CompletionStage<?> written =
                step.batch().isEmpty() ? CompletableFuture.completedFuture(null) : open.write(step.batch());
        written.whenComplete((ignored, failure) -> loop.execute(() -> {
            if (state == null) {
                return;
            }
            if (failure != null) {
                later(failure, () -> write(open, step));
                return;
            }
            if (failures > 0) {
                failures = 0;
                trouble.accept(null);
            }
            busy = false;
            step.then().run();
            next();
        }));
    }

    private void later(Throwable failure, Runnable again) {
        if (failures == 0) {
            trouble.accept(StateHold.cause(failure));
        }
        loop.after(Retry.backoff(failures++, random), () -> {
            if (state != null) {
                again.run();
            }
        });
    }

    /** What the names of a group stand for. */
    private static final class Known {
        private final Map<String, String> numbers;
        private final Map<String, Event> events = new HashMap<>();

        Known(Map<String, String> numbers, Map<String, String> texts) {
            this.numbers = new HashMap<>(numbers);
            texts.forEach((number, text) -> Event.read(text).ifPresent(event -> events.put(number, event)));
        }

        /** The number of the event that a message is a copy of. */
        Optional<String> original(Names names) {
            return names.names().stream()
                    .flatMap(name -> Optional.ofNullable(numbers.get(name)).stream())
                    .filter(number -> {
                        Event event = events.get(number);
                        return event != null && !event.isDistinctFrom(names);
                    })
                    .findFirst();
        }

        @Nullable
        Event event(String number) {
            return events.get(number);
        }

        void put(StateBatch batch, String number, Event event) {
            events.put(number, event);
            batch.put(EVENTS, number, event.text());
            for (String name : event.names()) {
                if (!number.equals(numbers.put(name, number))) {
                    batch.put(NAMES, name, number);
                }
            }
        }
    }

    private Step decide(List<Pending> group, Known known) {
        StateBatch batch = new StateBatch();
        Map<Pending, Optional<Entry>> outcomes = new LinkedHashMap<>();
        for (Pending waiting : group) {
            Optional<String> original = known.original(waiting.names());
            @Nullable Event event = original.map(known::event).orElse(null);
            if (original.isPresent() && event != null) {
                // A later copy may know ids that the first one did not.
                Event more = event.with(waiting.names());
                if (!more.equals(event)) {
                    known.put(batch, original.get(), more);
                }
                outcomes.put(waiting, Optional.empty());
            } else {
                String number = key(++last);
                batch.put(INBOX, number, waiting.text());
                batch.put(META, LAST, number);
                if (!waiting.names().names().isEmpty()) {
                    known.put(batch, number, Event.of(loop.now(), waiting.names()));
                }
                outcomes.put(
                        waiting,
                        Optional.of(new Entry(
                                last, waiting.message(), waiting.text().length())));
                undone++;
            }
        }
        settle(batch);
        forgetting.added(group.size());
        return new Step(
                batch,
                () -> outcomes.forEach((waiting, outcome) -> waiting.promise().complete(outcome)));
    }
}
