package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.ReplyReference;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.live.LiveEnd;
import ai.openclaw.xmpp.live.LiveText;
import ai.openclaw.xmpp.openclaw.config.AccountConfig;
import ai.openclaw.xmpp.openclaw.wire.PreviewCalls;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers that are shown while the model writes them, to people only: in a room everybody would see each correction, and who comes later
 * none. Runs on the account's executor.
 */
final class Previews {

    private final XmppSession session;
    private final Supplier<AccountConfig> config;
    private final References references;

    Previews(XmppSession session, Supplier<AccountConfig> config, References references) {
        this.session = session;
        this.references = references;
        this.config = config;
    }

    /** {@code preview.update}. */
    CompletionStage<PreviewCalls.Shown> update(PreviewCalls.Update request) {
        String key = Needed.field(request.key(), "key");
        String said = Needed.field(request.text(), "text");
        Target target = Target.parse(Needed.field(request.to(), "to"));
        @Nullable ChatKind kind = Kinds.of(request.kind());
        Optional<String> first = firstMessage(said);
        boolean possible = config.get().appearance().liveText()
                && (kind == null || kind == ChatKind.DIRECT)
                && target.kind() != ChatKind.ROOM
                && first.isPresent();
        if (!possible) {
            return CompletableFuture.completedFuture(new PreviewCalls.Shown(false));
        }
        Place place = new Place(ChatKind.DIRECT, target.jid());
        Requests.@Nullable ReplyTo reply = request.replyTo();
        @Nullable String answered = reply == null ? null : reply.id();
        CompletionStage<Optional<References.Meant>> meant = answered == null
                ? CompletableFuture.completedFuture(Optional.empty())
                : references.find(place, answered).exceptionally(unreadable -> Optional.empty());
        return references
                .thread(place, request.thread())
                .thenCombine(
                        meant,
                        (thread, known) -> new LiveText(
                                key,
                                target.jid(),
                                first.get(),
                                thread,
                                known.flatMap(Previews::reference).orElse(null)))
                .thenCompose(text -> session.liveTexts().update(text))
                .thenApply(PreviewCalls.Shown::new);
    }

    private static Optional<ReplyReference> reference(References.Meant meant) {
        return Optional.ofNullable(meant.id())
                .map(id -> ReplyReference.of(id, Jid.parse(meant.author()).orElse(null)));
    }

    /** What is too long for one message is shown up to there; the rest comes with the final answer. */
    private Optional<String> firstMessage(String text) {
        AccountConfig now = config.get();
        List<String> texts = new TextChunker(now.textChunkLimit(), now.cutAtParagraphs())
                .chunks(Styling.of(TextChunker.clean(text)));
        return texts.stream().findFirst();
    }

    /** {@code preview.finish}. */
    CompletionStage<PreviewCalls.Shown> finish(PreviewCalls.Finish request) {
        return session.liveTexts()
                .settle(Needed.field(request.key(), "key"), Boolean.TRUE.equals(request.interrupted()))
                .thenApply(PreviewCalls.Shown::new);
    }

    /**
     * Makes a text the end of what was shown of it: of the preview that the request names, or of one that was left when the gateway ended in
     * the middle of a turn which it now does again.
     *
     * @return the message, or empty if the text is to be sent like any other; {@code null} if nothing can have been shown of it
     */
    @Nullable
    CompletionStage<Optional<SentMessage>> complete(Requests.Send request, OutgoingMessage message) {
        @Nullable String preview = request.preview();
        boolean again = preview == null
                && message.payload().isEmpty()
                && config.get().appearance().liveText();
        if (message.kind() != ChatKind.DIRECT || preview == null && !again) {
            return null;
        }
        LiveEnd end = new LiveEnd(message.body(), message.payload(), message.reply());
        return preview == null
                ? session.liveTexts().resume(message.to(), end)
                : session.liveTexts().finish(preview, end);
    }
}
