package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.MessageThread;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.ReplyReference;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.openclaw.bridge.SentMessages.Saying;
import ai.openclaw.xmpp.openclaw.config.AccountConfig;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the host wants said. Runs on the account's executor, and so do its stages. */
final class Outbound {

    private final XmppSession session;
    private final Supplier<AccountConfig> config;
    private final Destinations destinations;
    private final Replies replies;
    private final OwnFiles files;
    private final SentMessages sent;
    private final References references;
    private final Amendments amendments;
    private final Ears ears;
    private final Clock clock;
    private final Executor executor;
    private volatile @Nullable Instant lastAt;

    Outbound(
            XmppSession session,
            Supplier<AccountConfig> config,
            Destinations destinations,
            Replies replies,
            OwnFiles files,
            SentMessages sent,
            References references,
            Ears ears,
            Clock clock,
            Executor executor) {
        this.session = session;
        this.config = config;
        this.destinations = destinations;
        this.replies = replies;
        this.files = files;
        this.sent = sent;
        this.references = references;
        this.amendments = new Amendments(session, destinations, this::chunks, sent, references, executor);
        this.ears = ears;
        this.clock = clock;
        this.executor = executor;
    }

    /** Completes what was shown of a text; empty if it is to be sent like any other, {@code null} if nothing can have been shown. */
    interface Completion {
        @Nullable
        CompletionStage<Optional<SentMessage>> of(Requests.Send request, OutgoingMessage message);
    }

    /**
     * Who takes part in what is said.
     *
     * @param answered hears which conversation was answered
     * @param completion has shown texts before they were complete
     */
    record Ears(Consumer<Jid> answered, Completion completion) {}

    /** From any thread. */
    @Nullable
    Instant lastAt() {
        return lastAt;
    }

    boolean isOnline() {
        return session.state() == SessionState.ONLINE;
    }

    /** Changes what was said. */
    Amendments amendments() {
        return amendments;
    }

    CompletionStage<Answers.Sent> send(Requests.Send request) {
        return send(request, this::chunks, QuickResponses.of(request.responses()));
    }

    /** The same with a text that is sent as it is and in one message, with more in it. */
    CompletionStage<Answers.Sent> sendWhole(Requests.Send request, List<XmlElement> more) {
        return send(request, (text, reserved) -> List.of(TextChunker.clean(text)), more);
    }

    private CompletionStage<Answers.Sent> send(Requests.Send request, Cut cut, List<XmlElement> more) {
        String text = request.text() == null ? "" : request.text();
        Requests.@Nullable OutgoingFile media = request.media();
        requireContent(media != null || !TextChunker.clean(text).isBlank());
        return destinations
                .find(request.kind(), request.to())
                .thenComposeAsync(place -> context(request, place), executor)
                .thenComposeAsync(context -> send(request, context, cut, more), executor);
    }

    private static void requireContent(boolean there) {
        if (!there) {
            throw new IllegalArgumentException("message.send needs a text or a file");
        }
    }

    /** What a message is said in: where, in which thread, and what it answers. */
    private record Context(
            Place place,
            @Nullable MessageThread thread,
            @Nullable ReplyReference reply) {}

    private CompletionStage<Context> context(Requests.Send request, Place place) {
        return references
                .thread(place, request.thread())
                .thenCombineAsync(
                        replies.meant(request.replyTo(), place),
                        (thread, meant) -> new Context(
                                place,
                                thread,
                                meant.map(known -> replies.reference(known, place))
                                        .orElse(null)),
                        executor);
    }

    private CompletionStage<Answers.Sent> send(Requests.Send request, Context context, Cut cut, List<XmlElement> more) {
        String text = request.text() == null ? "" : request.text();
        Requests.@Nullable OutgoingFile media = request.media();
        Place place = context.place();
        @Nullable ReplyReference reply = context.reply();
        String quote = reply == null || reply.quote() == null ? "" : reply.quote();
        List<String> texts = cut.of(text, quote.length());
        requireContent(media != null || !texts.isEmpty());
        Saying saying = new Saying(context.thread());
        List<SentMessage> done = new ArrayList<>();
        CompletionStage<?> last = CompletableFuture.completedFuture(null);
        for (int i = 0; i < texts.size(); i++) {
            int index = i;
            last = last.thenComposeAsync(
                    ignored -> {
                        Place now = destinations.now(place, request.key());
                        OutgoingMessage.Builder message =
                                draft(request, context, now, index).body(texts.get(index));
                        if (index == texts.size() - 1) {
                            more.forEach(message::payload);
                        }
                        OutgoingMessage built = message.build();
                        return index > 0
                                ? deliver(now, built, saying, saying.texts, done)
                                : noted(begin(request, built), now, built.body(), saying, saying.texts, done);
                    },
                    executor);
        }
        if (media != null) {
            last = last.thenComposeAsync(
                    ignored -> share(request, context, media, texts.size(), saying, done), executor);
        }
        return last.thenApplyAsync(
                ignored -> {
                    ears.answered().accept(place.conversation());
                    return answer(done);
                },
                executor);
    }

    /** Sends a first text, or completes what was shown of it. */
    private CompletionStage<SentMessage> begin(Requests.Send request, OutgoingMessage message) {
        @Nullable
        CompletionStage<Optional<SentMessage>> shown = ears.completion().of(request, message);
        return shown == null
                ? session.send(message)
                : shown.thenComposeAsync(
                        known -> known.<CompletionStage<SentMessage>>map(CompletableFuture::completedFuture)
                                .orElseGet(() -> session.send(message)),
                        executor);
    }

    /** A text in as many messages as it needs, the first of them with room for so much more. */
    List<String> chunks(String text, int reserved) {
        return new TextChunker(
                        Math.max(100, config.get().textChunkLimit() - 2 * reserved),
                        config.get().cutAtParagraphs())
                .chunks(Styling.of(TextChunker.clean(text)));
    }

    private static OutgoingMessage.Builder draft(Requests.Send request, Context context, Place place, int index) {
        return OutgoingMessage.to(place.kind(), place.to())
                .key(request.key() == null || index == 0 ? request.key() : request.key() + "/" + index)
                .requestReceipt(place.kind() == ChatKind.DIRECT)
                .thread(context.thread())
                .reply(index == 0 ? context.reply() : null);
    }

    private CompletionStage<SentMessage> deliver(
            Place place, OutgoingMessage message, Saying saying, List<SentMessage> part, List<SentMessage> done) {
        return noted(session.send(message), place, message.body(), saying, part, done);
    }

    private CompletionStage<SentMessage> noted(
            CompletionStage<SentMessage> sending,
            Place place,
            String body,
            Saying saying,
            List<SentMessage> part,
            List<SentMessage> done) {
        return sending.thenApplyAsync(
                result -> {
                    part.add(result);
                    sent.add(place.kind(), place.conversation(), result, saying, body);
                    done.add(result);
                    lastAt = clock.instant();
                    return result;
                },
                executor);
    }

    /** The file comes after the text: clients show it in place only if the body is nothing but its address (C-52). */
    private CompletionStage<SentMessage> share(
            Requests.Send request,
            Context context,
            Requests.OutgoingFile media,
            int index,
            Saying saying,
            List<SentMessage> done) {
        CompletionStage<SharedFile> shared;
        try {
            // Nothing is uploaded for somebody who has left.
            destinations.now(context.place(), request.key());
            shared = files.shared(media);
        } catch (RuntimeException refused) {
            shared = CompletableFuture.failedFuture(refused);
        }
        return shared.thenComposeAsync(
                        file -> {
                            Place now = destinations.now(context.place(), request.key());
                            // A quote before the address would hide the file from clients.
                            @Nullable ReplyReference reply = context.reply();
                            Context bare = new Context(
                                    now,
                                    context.thread(),
                                    reply == null ? null : ReplyReference.of(reply.id(), reply.to()));
                            OutgoingMessage message = draft(request, bare, now, index)
                                    .body(file.url())
                                    .mediaUrl(file.url())
                                    .file(file.info())
                                    .build();
                            return deliver(now, message, saying, saying.files, done);
                        },
                        executor)
                .exceptionally(failure -> {
                    throw new CompletionException(OwnFiles.failed(failure, !done.isEmpty()));
                });
    }

    private static Answers.Sent answer(List<SentMessage> done) {
        SentMessage last = done.get(done.size() - 1);
        return new Answers.Sent(
                last.id(),
                last.referenceId(),
                done.stream().map(SentMessage::id).toList(),
                last.timestamp().toString());
    }

    /** Whether that is the id of a message that we sent there lately. */
    boolean isOurs(Jid to, String id) {
        return sent.isOurs(to, id) || sent.isOurs(to.bare(), id);
    }
}
