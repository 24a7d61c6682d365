package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.live.LiveEnd;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A text that is shown and not finished: what is seen of it, what is wanted, and how far it has come. Loop thread only. */
final class GrowingText {

    /** How far a text has come. */
    enum Stage {
        /** The client is asked what it takes, or it is being written down: nothing was sent. */
        BEGINNING,
        /** The first text is on its way. */
        SENDING,
        SHOWN,
        /** Nobody is at it: the process before this one left it, or its end could not be sent. */
        LEFT
    }

    /** What is seen of it, as it is written down. */
    Preview preview;

    /** What is to be seen. */
    String wanted;

    Stage stage;

    /** When it was shown last. */
    Instant last;

    /** Whether it is shown at all. */
    final CompletableFuture<Boolean> begun = new CompletableFuture<>();

    /** The first text has arrived, or was refused. */
    final CompletableFuture<Void> sent = new CompletableFuture<>();

    /** Until more may be shown. */
    Loop.@Nullable Timer timer;

    /** More is being written down and shown. */
    boolean busy;

    /** No more is shown before the end. */
    boolean still;

    /** What was tried to be the end of it, if anything was. */
    @Nullable
    LiveEnd end;

    GrowingText(Preview preview, String wanted, Stage stage) {
        this.preview = preview;
        this.wanted = wanted;
        this.stage = stage;
        this.last = preview.at();
    }

    String key() {
        return preview.key();
    }

    Jid to() {
        return preview.to();
    }

    boolean isLeft() {
        return stage == Stage.LEFT;
    }

    /** Whether it differs from what is seen, and nothing stands in the way of showing it but the pace. */
    boolean hasMore() {
        return stage == Stage.SHOWN && !busy && !still && timer == null && !wanted.equals(preview.shown());
    }

    void stop() {
        still = true;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
