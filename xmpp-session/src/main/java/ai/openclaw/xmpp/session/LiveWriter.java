package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.live.LiveText;
import ai.openclaw.xmpp.session.codec.LiveCorrections;
import ai.openclaw.xmpp.session.codec.Ns;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Shows texts while they grow: a message, then corrections of it at a pace, each written down before it is sent; and only to clients that say
 * that they take corrections. Loop thread only.
 */
final class LiveWriter {

    /** At most one correction of a text in that time. */
    static final Duration PACE = Duration.ofSeconds(1);

    private final Wire wire;
    private final Directory directory;
    private final Outgoing outgoing;
    private final GrowingTexts texts;
    private final Loop loop;
    private final Ids ids;

    LiveWriter(Wire wire, Directory directory, Outgoing outgoing, GrowingTexts texts, Loop loop, Ids ids) {
        this.wire = wire;
        this.directory = directory;
        this.outgoing = outgoing;
        this.texts = texts;
        this.loop = loop;
        this.ids = ids;
    }

    /** Begins to show a new text. */
    void begin(GrowingText begun, LiveText text) {
        texts.add(begun);
        corrects(begun.to()).whenComplete((takes, failure) -> {
            if (!takes || !texts.isGrowing(begun)) {
                texts.giveUp(begun);
                return;
            }
            begun.preview = begun.preview.showing(begun.wanted);
            texts.write(begun.preview).whenComplete((written, problem) -> {
                if (problem != null || !texts.isGrowing(begun) || !wire.isOpen()) {
                    texts.forget(begun.key());
                    texts.giveUp(begun);
                } else {
                    first(begun, text);
                }
            });
        });
    }

    /** Whether that client says that it takes corrections. Asked before each: it may have gone. */
    private CompletableFuture<Boolean> corrects(Jid client) {
        return directory
                .info(client)
                .handle((info, unknown) -> unknown == null && info.features().contains(Ns.CORRECT));
    }

    private void first(GrowingText begun, LiveText text) {
        Preview preview = begun.preview;
        begun.stage = GrowingText.Stage.SENDING;
        begun.last = loop.now();
        CompletableFuture<SentMessage> sending = new CompletableFuture<>();
        outgoing.send(
                LiveCorrections.first(OutgoingMessage.to(preview.to())
                        .body(preview.shown())
                        .key("live:" + preview.key())
                        .thread(preview.thread())
                        .reply(text.reply())),
                sending);
        // What can never be sent has failed already.
        begun.begun.complete(
                !sending.handle((done, failure) -> Outgoing.isUnfit(failure)).getNow(false));
        sending.whenComplete((done, failure) -> {
            begun.stage = GrowingText.Stage.SHOWN;
            if (isRefused(failure)) {
                // They do not have it, and so nothing to be corrected.
                texts.drop(begun);
            } else {
                show(begun);
            }
            begun.sent.complete(null);
        });
    }

    private static boolean isRefused(@Nullable Throwable failure) {
        return Outgoing.isUnfit(failure)
                || failure instanceof XmppException known && known.kind() == XmppException.Kind.STANZA_ERROR;
    }

    /** Shows what is wanted, if it is time; else when it is. */
    void show(GrowingText text) {
        if (!text.hasMore()) {
            return;
        }
        Duration left = Duration.between(loop.now(), text.last.plus(PACE));
        if (!left.isNegative() && !left.isZero()) {
            // A clock that was put back is no reason to wait for as long.
            text.timer = loop.after(left.compareTo(PACE) < 0 ? left : PACE, () -> {
                text.timer = null;
                show(text);
            });
            return;
        }
        text.busy = true;
        corrects(text.to()).whenComplete((takes, failure) -> {
            if (!takes || text.still || !wire.isOpen()) {
                text.busy = false;
                // Without a stream the next text is tried on the next one.
                text.still |= !takes && wire.isOpen();
                return;
            }
            Preview next = text.preview.showing(text.wanted);
            texts.write(next).whenComplete((written, problem) -> {
                text.busy = false;
                if (problem != null) {
                    text.still = true;
                } else if (!text.still) {
                    text.preview = next;
                    text.last = loop.now();
                    wire.sendIfOpen(Stanzas.message(
                            "chat",
                            next.to(),
                            ids.fresh(),
                            LiveCorrections.between(next.shown(), next.id(), next.thread())));
                    show(text);
                }
            });
        });
    }
}
