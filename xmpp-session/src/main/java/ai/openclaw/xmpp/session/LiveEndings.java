package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.live.LiveEnd;
import ai.openclaw.xmpp.live.LiveTexts;
import ai.openclaw.xmpp.session.codec.LiveCorrections;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives growing texts their end, also those that nobody is at any more: none stays half for ever. Loop thread only. */
final class LiveEndings {

    private static final Logger LOG = LoggerFactory.getLogger(LiveEndings.class);

    /** How long whoever began a text has to go on with it, once there is a stream. */
    static final Duration GRACE = Duration.ofMinutes(2);

    private final Wire wire;
    private final Outgoing outgoing;
    private final GrowingTexts texts;
    private final Loop loop;
    private Loop.@Nullable Timer grace;
    private boolean ended;

    LiveEndings(Wire wire, Outgoing outgoing, GrowingTexts texts, Loop loop) {
        this.wire = wire;
        this.outgoing = outgoing;
        this.texts = texts;
        this.loop = loop;
    }

    /** There is a stream: who began something has a while to go on with it. */
    void online() {
        if (grace == null && !texts.left().isEmpty()) {
            grace = loop.after(GRACE, this::settleWhatIsLeft);
        }
    }

    private void settleWhatIsLeft() {
        grace = null;
        List<String> left = texts.left().stream().map(GrowingText::key).toList();
        left.forEach(key -> settle(key, true).exceptionally(failure -> {
            LOG.debug("an unfinished text waits for the next stream", failure);
            return false;
        }));
    }

    void end() {
        ended = true;
        if (grace != null) {
            grace.cancel();
            grace = null;
        }
    }

    /** Makes it the answer; empty if nothing was sent of it. Once finished it stays so. */
    CompletableFuture<Optional<SentMessage>> finish(String key, LiveEnd end) {
        Optional<SentMessage> before = texts.finished(key);
        if (before.isPresent()) {
            return CompletableFuture.completedFuture(before);
        }
        return texts.findUnfinished(key)
                .map(text -> last(text, end, "live-end:" + key).thenApply(sent -> {
                    sent.ifPresent(message -> texts.finish(key, message));
                    texts.seal(key);
                    return sent;
                }))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    /** Leaves it as it is, with a word if it was interrupted; it may still be finished. Tells whether there is such a text. */
    CompletableFuture<Boolean> settle(String key, boolean interrupted) {
        Optional<GrowingText> found = texts.find(key);
        if (found.isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        GrowingText text = found.get();
        String shown = interrupted ? text.wanted.stripTrailing() + "\n\n" + LiveTexts.INTERRUPTED : text.wanted;
        LiveEnd end = text.end == null ? LiveEnd.of(shown) : text.end;
        return last(text, end, "live-settled:" + key).thenApply(sent -> {
            if (sent.isPresent()) {
                texts.settle(key, text);
            }
            return sent.isPresent();
        });
    }

    /** Makes it that text, for good; empty if nothing was sent of it. */
    private CompletableFuture<Optional<SentMessage>> last(GrowingText text, LiveEnd end, String key) {
        Preview preview = text.preview;
        if (text.stage == GrowingText.Stage.BEGINNING) {
            texts.drop(text);
            text.begun.complete(false);
            return CompletableFuture.completedFuture(Optional.empty());
        }
        if (text.stage == GrowingText.Stage.SENDING) {
            return text.sent.thenCompose(sent -> texts.isRefused(preview.key())
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : last(text, end, key));
        }
        text.end = end;
        Optional<XmppException> obstacle = outgoing.obstacle(ChatKind.DIRECT, preview.to());
        if (obstacle.isPresent()) {
            leave(text);
            return CompletableFuture.failedFuture(obstacle.get());
        }
        text.stage = GrowingText.Stage.SHOWN;
        text.stop();
        // If this process ends now, the next one must not put less in its place.
        return texts.write(preview.ending(end.text()))
                .exceptionally(failure -> {
                    LOG.debug("the end of a text is not written down", failure);
                    return null;
                })
                .thenCompose(written -> send(text, end, key));
    }

    private CompletableFuture<Optional<SentMessage>> send(GrowingText text, LiveEnd end, String key) {
        Preview preview = text.preview;
        SentMessage message = new SentMessage(preview.id(), preview.id(), loop.now());
        CompletableFuture<SentMessage> sending = new CompletableFuture<>();
        OutgoingMessage.Builder draft = OutgoingMessage.to(preview.to())
                .body(end.text())
                .key(key)
                .thread(preview.thread())
                .reply(end.reply())
                .replaces(preview.id());
        end.payload().forEach(draft::payload);
        outgoing.send(LiveCorrections.last(draft), sending);
        return sending.handle((sent, failure) -> {
                    if (failure == null) {
                        texts.ended(text);
                        return CompletableFuture.completedFuture(Optional.of(message));
                    }
                    if (failure instanceof XmppException known && known.kind() == XmppException.Kind.STANZA_ERROR) {
                        texts.drop(text);
                    } else {
                        if (Outgoing.isUnfit(failure)) {
                            withoutEnd(text);
                        }
                        leave(text);
                    }
                    return CompletableFuture.<Optional<SentMessage>>failedFuture(failure);
                })
                .thenCompose(done -> done);
    }

    /** Its end would be refused again; what was shown was not. */
    private void withoutEnd(GrowingText text) {
        text.end = null;
        text.wanted = text.preview.shown();
        texts.write(text.preview).exceptionally(failure -> {
            LOG.debug("an end that cannot be sent stays in the book", failure);
            return null;
        });
    }

    /** Its end could not be sent, or nobody knows whether it was: what is shown must not stay half. */
    private void leave(GrowingText text) {
        text.stage = GrowingText.Stage.LEFT;
        if (!ended && wire.isOpen()) {
            online();
        }
    }
}
