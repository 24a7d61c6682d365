package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.live.LiveEnd;
import ai.openclaw.xmpp.live.LiveText;
import ai.openclaw.xmpp.live.LiveTexts;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Texts that grow: what the application asks for, brought to those who show them and those who end them. Loop thread, but for the API's
 * methods.
 */
final class LiveDesk implements LiveTexts {

    private final Jid account;
    private final Wire wire;
    private final RoomBook rooms;
    private final Loop loop;
    private final Calls calls;
    private final GrowingTexts texts;
    private final LiveWriter writer;
    private final LiveEndings endings;

    LiveDesk(
            Jid account,
            Wire wire,
            Directory directory,
            RoomBook rooms,
            Outgoing outgoing,
            PreviewBook book,
            Calls calls,
            Ids ids) {
        this.account = account;
        this.wire = wire;
        this.rooms = rooms;
        this.loop = calls.loop();
        this.calls = calls;
        this.texts = new GrowingTexts(book);
        this.writer = new LiveWriter(wire, directory, outgoing, texts, loop, ids);
        this.endings = new LiveEndings(wire, outgoing, texts, loop);
    }

    /** The book is open. */
    void open() {
        texts.open(loop.now());
    }

    /** There is a stream. */
    void online() {
        endings.online();
    }

    void end() {
        endings.end();
        texts.end();
    }

    @Override
    public CompletionStage<Boolean> update(LiveText text) {
        Objects.requireNonNull(text, "text");
        return calls.on(
                () -> texts.find(text.key()).map(known -> grow(known, text)).orElseGet(() -> begin(text)));
    }

    private CompletableFuture<Boolean> grow(GrowingText known, LiveText text) {
        if (known.isLeft()) {
            known.stage = GrowingText.Stage.SHOWN;
            known.end = null;
        }
        known.wanted = text.text();
        writer.show(known);
        return known.stage == GrowingText.Stage.BEGINNING
                ? known.begun
                : CompletableFuture.completedFuture(!known.still && wire.isOpen());
    }

    private CompletableFuture<Boolean> begin(LiveText text) {
        String key = text.key();
        boolean possible = wire.isOpen()
                && !text.text().isBlank()
                && !text.to().isBare()
                && rooms.entry(text.to()).isEmpty()
                && !texts.isFull()
                && !texts.isOver(key);
        if (!possible) {
            return CompletableFuture.completedFuture(false);
        }
        Preview preview = new Preview(
                key, Ids.ofKey(account, "live:" + key), text.to(), text.thread(), loop.now(), text.text(), false);
        GrowingText begun = new GrowingText(preview, text.text(), GrowingText.Stage.BEGINNING);
        writer.begin(begun, text);
        return begun.begun;
    }

    @Override
    public CompletionStage<Optional<SentMessage>> finish(String key, LiveEnd end) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(end, "end");
        return calls.on(() -> endings.finish(key, end));
    }

    @Override
    public CompletionStage<Boolean> settle(String key, boolean interrupted) {
        Objects.requireNonNull(key, "key");
        return calls.on(() -> endings.settle(key, interrupted));
    }

    @Override
    public CompletionStage<Optional<SentMessage>> resume(Jid to, LiveEnd end) {
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(end, "end");
        return calls.on(() -> texts.left().stream()
                .filter(each -> each.to().bare().equals(to.bare()))
                .filter(each -> end.text().startsWith(each.preview.shown().strip()))
                .max(Comparator.comparing(each -> each.preview.at()))
                .map(each -> endings.finish(each.key(), end))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    }
}
