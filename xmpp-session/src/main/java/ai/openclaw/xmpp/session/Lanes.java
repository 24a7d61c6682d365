package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands messages over, one at a time in each conversation unless the application asks for the next one, again after a failure. Only so many are in memory; the others wait in the
 * inbox. What an earlier process left there comes first, once it can be answered. Loop thread only.
 */
final class Lanes {

    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    /** With pauses of up to a minute that is about a quarter of an hour; what still fails then fails for its own sake. */
    static final int MAX_ATTEMPTS = 20;

    /** Limits for the memory of what waits behind an application that does not answer. */
    static final int MAX_WAITING = 256;

    /** So many at once of one conversation. */
    private static final int MAX_AT_ONCE = 20;

    private static final long MAX_WAITING_SIZE = 2L << 20;
    private static final int PAGE = 32;

    /** A room that does not let us in within that is not waited for: the application decides what to do with its messages. */
    private static final Duration ROOM_PATIENCE = Duration.ofSeconds(60);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** A conversation. */
    private static final class Lane {
        final Deque<Inbox.Entry> entries = new ArrayDeque<>();

        /** How many of them, from the first on, the application has and has not settled. */
        int handed;

        /** Whether it wants one more meanwhile. */
        boolean more;

        /** The first that it does not have. */
        Optional<Inbox.Entry> next() {
            return entries.stream().skip(handed).findFirst();
        }
    }

    private final Inbox inbox;
    private final Consumer<Inbox.Entry> found;
    private final Function<Message, CompletionStage<Void>> application;
    private final Predicate<Message> answerable;
    private final Loop loop;
    private final RandomGenerator random;
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private @Nullable Instant onlineSince;
    private long lastTaken;
    private int waiting;
    private long waitingSize;
    private int failedReads;

    /** More is in the inbox than was taken from it. */
    private boolean behind = true;

    private boolean reading;
    private boolean looking;
    private boolean ended;

    /**
     * Nothing to hand over yet.
     *
     * @param found hears of what is read from the inbox, before anything of it is handed over
     * @param answerable whether an answer to a message that an earlier process left could be sent now
     */
    Lanes(
            Inbox inbox,
            Consumer<Inbox.Entry> found,
            Function<Message, CompletionStage<Void>> application,
            Predicate<Message> answerable,
            Loop loop,
            RandomGenerator random) {
        this.inbox = inbox;
        this.found = found;
        this.application = application;
        this.answerable = answerable;
        this.loop = loop;
        this.random = random;
    }

    /** The inbox is open: what an earlier process left in it is read. */
    void open() {
        read();
    }

    /** The session is online, now or again: what was left can be answered, in rooms as soon as we are inside. */
    void online() {
        if (onlineSince == null) {
            onlineSince = loop.now();
            startAnswerable();
        }
    }

    /** Nothing more is handed over. */
    void end() {
        ended = true;
    }

    /** Takes what was just written down. */
    void add(Inbox.Entry entry) {
        if (behind) {
            // It comes with those before it.
            return;
        }
        if (isFull()) {
            LOG.warn("{} messages wait for the application; more wait in the inbox", waiting);
            behind = true;
            return;
        }
        start(put(entry));
    }

    /** The application has that message, and wants to see the next one of its conversation before it settles this. */
    void more(Message message) {
        String key = key(message);
        Lane lane = lanes.get(key);
        if (lane != null && lane.handed > 0 && lane.handed < MAX_AT_ONCE) {
            lane.more = true;
            start(key);
        }
    }

    private static String key(Message message) {
        return message.kind() + "\n" + message.conversation();
    }

    private boolean isFull() {
        return waiting >= MAX_WAITING || waitingSize >= MAX_WAITING_SIZE;
    }

    private String put(Inbox.Entry entry) {
        waiting++;
        waitingSize += entry.size();
        lastTaken = entry.number();
        String key = key(entry.message());
        lanes.computeIfAbsent(key, k -> new Lane()).entries.add(entry);
        return key;
    }

    private void read() {
        if (!behind || reading || ended || waiting > MAX_WAITING / 2 || waitingSize > MAX_WAITING_SIZE / 2) {
            return;
        }
        reading = true;
        inbox.after(lastTaken, PAGE).whenComplete((page, failure) -> {
            reading = false;
            if (failure != null) {
                LOG.warn("the inbox cannot be read: {}", failure.getMessage());
                loop.after(Retry.backoff(failedReads++, random), this::read);
                return;
            }
            failedReads = 0;
            page.entries().forEach(found);
            page.entries().forEach(this::put);
            lastTaken = page.through();
            behind = page.more();
            startAnswerable();
            read();
        });
    }

    /** Starts what has been left, as far as it can be answered, and looks again soon. */
    private void startAnswerable() {
        if (onlineSince == null || ended) {
            return;
        }
        boolean patient = Duration.between(onlineSince, loop.now()).compareTo(ROOM_PATIENCE) < 0;
        boolean left = false;
        for (Map.Entry<String, Lane> lane : new ArrayList<>(lanes.entrySet())) {
            Inbox.Entry head = lane.getValue().entries.peek();
            if (head != null && lane.getValue().handed == 0) {
                if (!patient || answerable.test(head.message())) {
                    start(lane.getKey());
                } else {
                    left = true;
                }
            }
        }
        if (left && !looking) {
            looking = true;
            loop.after(LOOK_AGAIN, () -> {
                looking = false;
                startAnswerable();
            });
        }
    }

    private void start(String key) {
        Lane lane = lanes.get(key);
        if (lane == null || ended || lane.handed > 0 && !lane.more) {
            return;
        }
        Optional<Inbox.Entry> next = lane.next();
        if (next.isPresent()) {
            lane.handed++;
            lane.more = false;
            handOver(key, lane, next.get(), 1);
        } else if (lane.handed == 0) {
            lanes.remove(key);
        }
    }

    private void handOver(String key, Lane lane, Inbox.Entry entry, int attempt) {
        if (!ended) {
            application
                    .apply(entry.message())
                    .whenComplete((done, error) -> loop.execute(() -> settled(key, lane, entry, attempt, error)));
        }
    }

    private void settled(String key, Lane lane, Inbox.Entry entry, int attempt, @Nullable Throwable error) {
        if (error != null && attempt < MAX_ATTEMPTS) {
            Duration pause = Retry.backoff(attempt - 1, random);
            LOG.warn(
                    "message {} from {} was not taken (attempt {}); it comes again in {} s",
                    entry.message().referenceId(),
                    entry.message().from().bare(),
                    attempt,
                    pause.toSeconds(),
                    error);
            loop.after(pause, () -> handOver(key, lane, entry, attempt + 1));
            return;
        }
        if (error != null) {
            LOG.error(
                    "message {} from {} was not taken {} times; it is given up",
                    entry.message().referenceId(),
                    entry.message().from().bare(),
                    attempt,
                    error);
        }
        inbox.done(entry);
        waiting--;
        waitingSize -= entry.size();
        lane.entries.remove(entry);
        if (--lane.handed == 0) {
            lane.more = false;
            start(key);
        }
        read();
    }
}
