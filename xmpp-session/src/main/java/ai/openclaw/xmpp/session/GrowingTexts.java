package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.live.LiveEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which texts grow, what became of those that did, and what is written down of them. Loop thread only. */
final class GrowingTexts {

    private static final Logger LOG = LoggerFactory.getLogger(GrowingTexts.class);
    private static final Duration MAX_AGE = Duration.ofHours(24);
    private static final int REMEMBERED = 1000;

    private final PreviewBook book;
    private final Map<String, GrowingText> growing = new LinkedHashMap<>();

    /** Those that were given an end which may still become another one. */
    private final Recent<String, GrowingText> settled = new Recent<>(Preview.MAX);

    private final Recent<String, SentMessage> finished = new Recent<>(REMEMBERED);

    /** Those that were not shown, or are not any more. */
    private final Recent<String, Boolean> refused = new Recent<>(REMEMBERED);

    GrowingTexts(PreviewBook book) {
        this.book = book;
    }

    /** The book is open: takes over what the process before left. */
    void open(Instant now) {
        Instant oldest = now.minus(MAX_AGE);
        for (Preview left : book.left()) {
            if (left.at().isBefore(oldest)) {
                LOG.warn("a text to {} was begun a day ago and not finished; it stays as it is", left.to());
                forget(left.key());
            } else {
                GrowingText text = new GrowingText(left, left.shown(), GrowingText.Stage.LEFT);
                text.end = left.complete() ? LiveEnd.of(left.shown()) : null;
                growing.put(left.key(), text);
            }
        }
    }

    Optional<GrowingText> find(String key) {
        return Optional.ofNullable(growing.get(key));
    }

    /** One that grows, or was settled and may still be finished. */
    Optional<GrowingText> findUnfinished(String key) {
        return find(key).or(() -> settled.find(key));
    }

    boolean isGrowing(GrowingText text) {
        return growing.get(text.key()) == text;
    }

    /** Whether a text of that name was shown, or could not be; there is no second one. */
    boolean isOver(String key) {
        return refused.contains(key)
                || finished.contains(key)
                || settled.find(key).isPresent();
    }

    boolean isFull() {
        return growing.size() >= Preview.MAX;
    }

    boolean isRefused(String key) {
        return refused.contains(key);
    }

    /** Those that nobody is at. */
    List<GrowingText> left() {
        return growing.values().stream().filter(GrowingText::isLeft).toList();
    }

    void add(GrowingText text) {
        growing.put(text.key(), text);
    }

    CompletableFuture<Void> write(Preview preview) {
        return book.put(preview);
    }

    /** It will not be shown. */
    void giveUp(GrowingText text) {
        growing.remove(text.key(), text);
        refused.put(text.key(), true);
        text.begun.complete(false);
    }

    /** It is not shown any more, or was not: there is nothing to finish. */
    void drop(GrowingText text) {
        text.stop();
        growing.remove(text.key(), text);
        refused.put(text.key(), true);
        forget(text.key());
    }

    /** It has an end. */
    void ended(GrowingText text) {
        growing.remove(text.key(), text);
        forget(text.key());
    }

    /** The end that it was given may become another one. */
    void settle(String key, GrowingText text) {
        settled.put(key, text);
    }

    /** That is what it became. */
    void finish(String key, SentMessage message) {
        finished.put(key, message);
    }

    /** Nothing changes it any more. */
    void seal(String key) {
        settled.remove(key);
    }

    Optional<SentMessage> finished(String key) {
        return finished.find(key);
    }

    /** Takes it out of the book. */
    void forget(String key) {
        book.remove(key).exceptionally(failure -> {
            LOG.debug("a text that is finished stays in the book", failure);
            return null;
        });
    }

    void end() {
        growing.values().forEach(GrowingText::stop);
        growing.clear();
    }
}
