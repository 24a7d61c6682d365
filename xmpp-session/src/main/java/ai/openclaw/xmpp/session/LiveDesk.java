package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.live.LiveEnd;
import ai.openclaw.xmpp.live.LiveText;
import ai.openclaw.xmpp.live.LiveTexts;
import ai.openclaw.xmpp.session.codec.LiveCorrections;
import ai.openclaw.xmpp.session.codec.Ns;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Texts that grow. What is shown is written down before it is sent, so that it does not stay half for ever. Loop thread, but for the API's methods. */
final class LiveDesk implements LiveTexts {

    private static final Logger LOG = LoggerFactory.getLogger(LiveDesk.class);

    static final Duration PACE = Duration.ofSeconds(1);
    static final Duration GRACE = Duration.ofMinutes(2);
    private static final Duration MAX_AGE = Duration.ofHours(24);

    /** How far a text has come. */
    private enum Stage {
        /** The client is asked what it takes, or it is being written down: nothing was sent. */
        BEGINNING,
        /** The first text is on its way. */
        SENDING,
        SHOWN,
        /** Nobody is at it: the process before this one left it, or its end could not be sent. */
        LEFT
    }

    private static final class Growing {
        Preview preview;
        String wanted;
        Stage stage;
        Instant last;
        final CompletableFuture<Boolean> begun = new CompletableFuture<>();
        final CompletableFuture<Void> sent = new CompletableFuture<>();
        Loop.@Nullable Timer timer;
        boolean busy;

        /** No more is shown before the end. */
        boolean still;

        /** What was tried to be the end of it, if anything was. */
        @Nullable
        LiveEnd end;

        Growing(Preview preview, String wanted, Stage stage) {
            this.preview = preview;
            this.wanted = wanted;
            this.stage = stage;
            this.last = preview.at();
        }

        void stop() {
            still = true;
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
        }
    }

    private final Jid account;
    private final Wire wire;
    private final Directory directory;
    private final RoomBook rooms;
    private final Outgoing outgoing;
    private final PreviewBook book;
    private final Loop loop;
    private final Ids ids;
    private final Map<String, Growing> growing = new LinkedHashMap<>();
    private final Recent<String, Growing> settled = new Recent<>(Preview.MAX);
    private final Recent<String, SentMessage> finished = new Recent<>(1000);
    private final Recent<String, Boolean> refused = new Recent<>(1000);
    private Loop.@Nullable Timer grace;
    private boolean ended;

    LiveDesk(
            Jid account,
            Wire wire,
            Directory directory,
            RoomBook rooms,
            Outgoing outgoing,
            PreviewBook book,
            Loop loop,
            Ids ids) {
        this.account = account;
        this.wire = wire;
        this.directory = directory;
        this.rooms = rooms;
        this.outgoing = outgoing;
        this.book = book;
        this.loop = loop;
        this.ids = ids;
    }

    /** The book is open. */
    void open() {
        Instant oldest = loop.now().minus(MAX_AGE);
        for (Preview left : book.left()) {
            if (left.at().isBefore(oldest)) {
                LOG.warn("a text to {} was begun a day ago and not finished; it stays as it is", left.to());
                forget(left.key());
            } else {
                growing.put(left.key(), new Growing(left, left.shown(), Stage.LEFT));
            }
        }
    }

    /** There is a stream: who began something has a while to go on with it. */
    void online() {
        if (grace == null && growing.values().stream().anyMatch(each -> each.stage == Stage.LEFT)) {
            grace = loop.after(GRACE, this::settleWhatIsLeft);
        }
    }

    /** Its end could not be sent, or nobody knows whether it was: what is shown must not stay half. */
    private void leave(Growing which) {
        which.stage = Stage.LEFT;
        if (!ended && wire.isOpen()) {
            online();
        }
    }

    private void settleWhatIsLeft() {
        grace = null;
        growing.values().stream()
                .filter(each -> each.stage == Stage.LEFT)
                .map(each -> each.preview.key())
                .toList()
                .forEach(key -> settleNow(key, true).exceptionally(failure -> {
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
        growing.values().forEach(Growing::stop);
        growing.clear();
    }

    // Growing.

    @Override
    public CompletionStage<Boolean> update(LiveText text) {
        Objects.requireNonNull(text, "text");
        return onLoop(() -> grow(text));
    }

    private CompletableFuture<Boolean> grow(LiveText text) {
        Growing known = growing.get(text.key());
        if (known == null) {
            return begin(text);
        }
        if (known.stage == Stage.LEFT) {
            known.stage = Stage.SHOWN;
            known.end = null;
        }
        known.wanted = text.text();
        show(known);
        return known.stage == Stage.BEGINNING
                ? known.begun
                : CompletableFuture.completedFuture(!known.still && wire.isOpen());
    }

    private CompletableFuture<Boolean> begin(LiveText text) {
        String key = text.key();
        boolean possible = wire.isOpen()
                && !text.text().isBlank()
                && !text.to().isBare()
                && rooms.entry(text.to()).isEmpty()
                && growing.size() < Preview.MAX
                && !refused.contains(key)
                && !finished.contains(key)
                && settled.find(key).isEmpty();
        if (!possible) {
            return CompletableFuture.completedFuture(false);
        }
        Preview preview =
                new Preview(key, Ids.ofKey(account, "live:" + key), text.to(), text.thread(), loop.now(), text.text());
        Growing begun = new Growing(preview, text.text(), Stage.BEGINNING);
        growing.put(key, begun);
        corrects(text.to()).whenComplete((takes, failure) -> {
            if (!takes || !isGrowing(begun)) {
                giveUp(begun);
                return;
            }
            begun.preview = begun.preview.showing(begun.wanted);
            book.put(begun.preview).whenComplete((written, problem) -> {
                if (problem != null || !isGrowing(begun) || !wire.isOpen()) {
                    forget(key);
                    giveUp(begun);
                } else {
                    first(begun, text);
                }
            });
        });
        return begun.begun;
    }

    private boolean isGrowing(Growing which) {
        return growing.get(which.preview.key()) == which;
    }

    private void giveUp(Growing which) {
        growing.remove(which.preview.key(), which);
        refused.put(which.preview.key(), true);
        which.begun.complete(false);
    }

    /** Whether that client says that it takes corrections. Asked before each: it may have gone. */
    private CompletableFuture<Boolean> corrects(Jid client) {
        return directory
                .info(client)
                .handle((info, unknown) -> unknown == null && info.features().contains(Ns.CORRECT));
    }

    private void first(Growing begun, LiveText text) {
        Preview preview = begun.preview;
        begun.stage = Stage.SENDING;
        begun.last = loop.now();
        CompletableFuture<SentMessage> sending = new CompletableFuture<>();
        try {
            outgoing.send(
                    LiveCorrections.first(OutgoingMessage.to(preview.to())
                            .body(preview.shown())
                            .key("live:" + preview.key())
                            .thread(preview.thread())
                            .reply(text.reply())),
                    sending);
        } catch (RuntimeException refusedByEngine) {
            LOG.debug("a text cannot be shown", refusedByEngine);
            drop(begun);
            begun.begun.complete(false);
            begun.sent.complete(null);
            return;
        }
        begun.begun.complete(true);
        sending.whenComplete((done, failure) -> {
            begun.stage = Stage.SHOWN;
            if (failure instanceof XmppException known && known.kind() == XmppException.Kind.STANZA_ERROR) {
                // They do not have it, and so nothing to be corrected.
                drop(begun);
            } else {
                show(begun);
            }
            begun.sent.complete(null);
        });
    }

    private void drop(Growing which) {
        which.stop();
        growing.remove(which.preview.key(), which);
        refused.put(which.preview.key(), true);
        forget(which.preview.key());
    }

    /** Shows what is wanted, if it is time; else when it is. */
    private void show(Growing which) {
        boolean due = which.stage == Stage.SHOWN
                && !which.busy
                && !which.still
                && which.timer == null
                && !which.wanted.equals(which.preview.shown());
        if (!due) {
            return;
        }
        Duration left = Duration.between(loop.now(), which.last.plus(PACE));
        if (!left.isNegative() && !left.isZero()) {
            which.timer = loop.after(left, () -> {
                which.timer = null;
                show(which);
            });
            return;
        }
        which.busy = true;
        corrects(which.preview.to()).whenComplete((takes, failure) -> {
            if (!takes || which.still || !wire.isOpen()) {
                which.busy = false;
                // Without a stream the next text is tried on the next one.
                which.still |= !takes && wire.isOpen();
                return;
            }
            Preview next = which.preview.showing(which.wanted);
            book.put(next).whenComplete((written, problem) -> {
                which.busy = false;
                if (problem != null) {
                    which.still = true;
                } else if (!which.still) {
                    which.preview = next;
                    which.last = loop.now();
                    wire.sendIfOpen(Stanzas.message(
                            "chat",
                            next.to(),
                            ids.fresh(),
                            LiveCorrections.between(next.shown(), next.id(), next.thread())));
                    show(which);
                }
            });
        });
    }

    // The end.

    @Override
    public CompletionStage<Optional<SentMessage>> finish(String key, LiveEnd end) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(end, "end");
        return onLoop(() -> finishNow(key, end));
    }

    private CompletableFuture<Optional<SentMessage>> finishNow(String key, LiveEnd end) {
        Optional<SentMessage> before = finished.find(key);
        if (before.isPresent()) {
            return CompletableFuture.completedFuture(before);
        }
        Growing which = growing.getOrDefault(key, settled.find(key).orElse(null));
        return which == null
                ? CompletableFuture.completedFuture(Optional.empty())
                : last(which, end, "live-end:" + key).thenApply(sent -> {
                    sent.ifPresent(message -> finished.put(key, message));
                    settled.remove(key);
                    return sent;
                });
    }

    @Override
    public CompletionStage<Boolean> settle(String key, boolean interrupted) {
        Objects.requireNonNull(key, "key");
        return onLoop(() -> settleNow(key, interrupted));
    }

    private CompletableFuture<Boolean> settleNow(String key, boolean interrupted) {
        Growing which = growing.get(key);
        if (which == null) {
            return CompletableFuture.completedFuture(false);
        }
        String text = interrupted ? which.wanted.stripTrailing() + "\n\n" + INTERRUPTED : which.wanted;
        LiveEnd end = which.end == null ? LiveEnd.of(text) : which.end;
        return last(which, end, "live-settled:" + key).thenApply(sent -> {
            if (sent.isPresent()) {
                settled.put(key, which);
            }
            return sent.isPresent();
        });
    }

    @Override
    public CompletionStage<Optional<SentMessage>> resume(Jid to, LiveEnd end) {
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(end, "end");
        return onLoop(() -> growing.values().stream()
                .filter(each -> each.stage == Stage.LEFT)
                .filter(each -> each.preview.to().bare().equals(to.bare()))
                .filter(each -> end.text().startsWith(each.preview.shown().strip()))
                .max(Comparator.comparing(each -> each.preview.at()))
                .map(each -> finishNow(each.preview.key(), end))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    }

    /** Makes it that text, for good; empty if nothing was sent of it. */
    private CompletableFuture<Optional<SentMessage>> last(Growing which, LiveEnd end, String key) {
        Preview preview = which.preview;
        if (which.stage == Stage.BEGINNING) {
            drop(which);
            which.begun.complete(false);
            return CompletableFuture.completedFuture(Optional.empty());
        }
        if (which.stage == Stage.SENDING) {
            return which.sent.thenCompose(sent -> refused.contains(preview.key())
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : last(which, end, key));
        }
        which.end = end;
        Optional<XmppException> obstacle = outgoing.obstacle(ChatKind.DIRECT, preview.to());
        if (obstacle.isPresent()) {
            leave(which);
            return CompletableFuture.failedFuture(obstacle.get());
        }
        which.stage = Stage.SHOWN;
        which.stop();
        SentMessage message = new SentMessage(preview.id(), preview.id(), loop.now());
        CompletableFuture<SentMessage> sending = new CompletableFuture<>();
        OutgoingMessage.Builder draft = OutgoingMessage.to(preview.to())
                .body(end.text())
                .key(key)
                .thread(preview.thread())
                .reply(end.reply())
                .replaces(preview.id());
        end.payload().forEach(draft::payload);
        try {
            outgoing.send(LiveCorrections.last(draft), sending);
        } catch (RuntimeException refusedByEngine) {
            // It would be so again; what was shown was not refused.
            which.end = null;
            which.wanted = preview.shown();
            sending.completeExceptionally(refusedByEngine);
        }
        return sending.handle((sent, failure) -> {
                    if (failure == null) {
                        growing.remove(preview.key(), which);
                        forget(preview.key());
                        return CompletableFuture.completedFuture(Optional.of(message));
                    }
                    if (failure instanceof XmppException known && known.kind() == XmppException.Kind.STANZA_ERROR) {
                        drop(which);
                    } else {
                        leave(which);
                    }
                    return CompletableFuture.<Optional<SentMessage>>failedFuture(failure);
                })
                .thenCompose(done -> done);
    }

    private void forget(String key) {
        book.remove(key).exceptionally(failure -> {
            LOG.debug("a text that is finished stays in the book", failure);
            return null;
        });
    }

    private <T> CompletionStage<T> onLoop(Supplier<CompletableFuture<T>> task) {
        CompletableFuture<T> promise = new CompletableFuture<>();
        loop.execute(() -> {
            if (ended) {
                promise.completeExceptionally(Session.ended());
                return;
            }
            CompletableFuture<T> done;
            try {
                done = task.get();
            } catch (RuntimeException failure) {
                promise.completeExceptionally(failure);
                return;
            }
            done.whenComplete((result, failure) -> {
                if (failure != null) {
                    promise.completeExceptionally(ProfilePublisher.cause(failure));
                } else {
                    promise.complete(result);
                }
            });
        });
        return promise.minimalCompletionStage();
    }
}
