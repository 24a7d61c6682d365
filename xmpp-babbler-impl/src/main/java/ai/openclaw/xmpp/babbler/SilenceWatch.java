package ai.openclaw.xmpp.babbler;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Asks for a sign of life once whenever a connection falls silent. {@code java.net.http} loses the end of a connection that comes while it
 * still hands over what came before: its {@code TransportImpl.acknowledgeReception} throws an {@code InternalError} that nobody hears (seen
 * with JDK 17 and, in the source, 25). Such a connection would count as open until the session's own ping. On one thread.
 */
final class SilenceWatch {

    private static final Duration SILENCE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Executor thread;
    private final Runnable question;
    private final Runnable dead;
    private long heard;
    private long messages;
    private boolean watching;
    private boolean over;

    /**
     * Not yet watching.
     *
     * @param thread runs all that is done here, one after the other; may refuse when the connection is over
     * @param question asks the other side for a sign of life
     * @param dead is run if none came
     */
    SilenceWatch(Executor thread, Runnable question, Runnable dead) {
        this.thread = thread;
        this.question = question;
        this.dead = dead;
    }

    /** Something came: ask once it has become silent again. */
    void message() {
        heard++;
        messages++;
        if (!watching) {
            watching = true;
            later(SILENCE, this::silent);
        }
    }

    /** The sign of life came. */
    void alive() {
        heard++;
    }

    void stop() {
        over = true;
    }

    private void silent(long heardBefore) {
        if (heard != heardBefore) {
            later(SILENCE, this::silent);
            return;
        }
        long asked = messages;
        question.run();
        later(PATIENCE, before -> {
            if (heard == before) {
                dead.run();
            } else if (messages != asked) {
                later(SILENCE, this::silent);
            } else {
                watching = false;
            }
        });
    }

    private void later(Duration delay, LongConsumer check) {
        long now = heard;
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, thread)
                .execute(() -> {
                    if (!over) {
                        check.accept(now);
                    }
                });
    }
}
