package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands messages over, one at a time in each conversation, again after a failure. Loop thread only. */
final class Lanes {

    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    /** With pauses of up to a minute that is about a quarter of an hour; what still fails then fails for its own sake. */
    static final int MAX_ATTEMPTS = 20;

    /** A limit for the memory of what waits behind an application that does not answer. */
    static final int MAX_WAITING = 10_000;

    private final Inbox inbox;
    private final Function<Message, CompletionStage<Void>> application;
    private final Loop loop;
    private final RandomGenerator random;
    private final Map<String, Deque<Inbox.Entry>> lanes = new HashMap<>();
    private int waiting;

    Lanes(Inbox inbox, Function<Message, CompletionStage<Void>> application, Loop loop, RandomGenerator random) {
        this.inbox = inbox;
        this.application = application;
        this.loop = loop;
        this.random = random;
    }

    void add(Inbox.Entry entry) {
        if (waiting >= MAX_WAITING) {
            LOG.error(
                    "{} messages wait for the application; one from {} is dropped",
                    waiting,
                    entry.message().from().bare());
            inbox.done(entry);
            return;
        }
        waiting++;
        String key = entry.message().kind() + "\n" + entry.message().conversation();
        Deque<Inbox.Entry> lane = lanes.computeIfAbsent(key, k -> new ArrayDeque<>());
        lane.add(entry);
        if (lane.size() == 1) {
            handOver(key, lane, entry, 1);
        }
    }

    private void handOver(String key, Deque<Inbox.Entry> lane, Inbox.Entry entry, int attempt) {
        application
                .apply(entry.message())
                .whenComplete((done, error) -> loop.execute(() -> settled(key, lane, entry, attempt, error)));
    }

    private void settled(
            String key,
            Deque<Inbox.Entry> lane,
            Inbox.Entry entry,
            int attempt,
            @org.jspecify.annotations.Nullable Throwable error) {
        if (error != null && attempt < MAX_ATTEMPTS) {
            Duration pause = Retry.backoff(attempt - 1, random);
            LOG.warn(
                    "a message from {} was not taken (attempt {}); it comes again in {} s",
                    entry.message().from().bare(),
                    attempt,
                    pause.toSeconds(),
                    error);
            loop.after(pause, () -> handOver(key, lane, entry, attempt + 1));
            return;
        }
        if (error != null) {
            LOG.error(
                    "a message from {} was not taken {} times; it is given up",
                    entry.message().from().bare(),
                    attempt,
                    error);
        }
        inbox.done(entry);
        waiting--;
        lane.remove();
        Inbox.Entry next = lane.peek();
        if (next == null) {
            lanes.remove(key);
        } else {
            handOver(key, lane, next, 1);
        }
    }
}
