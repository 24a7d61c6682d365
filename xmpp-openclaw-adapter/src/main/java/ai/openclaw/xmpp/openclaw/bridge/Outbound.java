package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.ChatState;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.MessageThread;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.ReplyReference;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.media.FileInfo;
import ai.openclaw.xmpp.media.MediaFile;
import ai.openclaw.xmpp.openclaw.bridge.SentMessages.Saying;
import ai.openclaw.xmpp.openclaw.config.AccountConfig;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the host wants said. Runs on the account's executor, and so do its stages. */
final class Outbound {

    private final XmppSession session;
    private final Supplier<AccountConfig> config;
    private final Path stateDir;
    private final SentMessages sent;
    private final HeardMessages heard;
    private final References references;
    private final Amendments amendments;
    private final PrivatePartners partners;
    private final Ears ears;
    private final Clock clock;
    private final Executor executor;
    private volatile @Nullable Instant lastAt;

    Outbound(
            XmppSession session,
            Supplier<AccountConfig> config,
            Path stateDir,
            SentMessages sent,
            HeardMessages heard,
            References references,
            PrivatePartners partners,
            Ears ears,
            Clock clock,
            Executor executor) {
        this.session = session;
        this.config = config;
        this.stateDir = stateDir;
        this.sent = sent;
        this.heard = heard;
        this.references = references;
        this.amendments = new Amendments(session, this, sent, references, executor);
        this.partners = partners;
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
     * @param wrote hears what we do where
     */
    record Ears(Consumer<Jid> answered, Completion completion, BiConsumer<Jid, ChatState> wrote) {}

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

    /** Where something is said. */
    record Place(ChatKind kind, Jid to) {
        Jid conversation() {
            return kind == ChatKind.ROOM_PRIVATE ? to : to.bare();
        }
    }

    CompletionStage<Answers.Sent> send(Requests.Send request) {
        return send(request, this::chunks, QuickResponses.of(request.responses()));
    }

    /** The same with a text that is sent as it is and in one message, with more in it. */
    CompletionStage<Answers.Sent> sendWhole(Requests.Send request, List<XmlElement> more) {
        return send(request, (text, reserved) -> List.of(TextChunker.clean(text)), more);
    }

    private interface Cut {
        List<String> of(String text, int reserved);
    }

    private CompletionStage<Answers.Sent> send(Requests.Send request, Cut cut, List<XmlElement> more) {
        String text = request.text() == null ? "" : request.text();
        Requests.@Nullable OutgoingFile media = request.media();
        if (cut.of(text, 0).isEmpty() && media == null) {
            throw new IllegalArgumentException("message.send needs a text or a file");
        }
        return place(request.kind(), request.to())
                .thenComposeAsync(place -> context(request, place), executor)
                .thenComposeAsync(context -> send(request, context, cut, more), executor);
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
                        answered(request.replyTo(), place),
                        (thread, meant) -> new Context(
                                place,
                                thread,
                                meant.map(known -> reply(known, place)).orElse(null)),
                        executor);
    }

    private CompletionStage<Answers.Sent> send(Requests.Send request, Context context, Cut cut, List<XmlElement> more) {
        String text = request.text() == null ? "" : request.text();
        Requests.@Nullable OutgoingFile media = request.media();
        Place place = context.place();
        @Nullable ReplyReference reply = context.reply();
        String quote = reply == null || reply.quote() == null ? "" : reply.quote();
        List<String> texts = cut.of(text, quote.length());
        Saying saying = new Saying(context.thread());
        List<SentMessage> done = new ArrayList<>();
        CompletionStage<?> last = CompletableFuture.completedFuture(null);
        for (int i = 0; i < texts.size(); i++) {
            int index = i;
            last = last.thenComposeAsync(
                    ignored -> {
                        Place now = now(place, request.key());
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

    /** What is to be answered; empty if it cannot be named, and need not. */
    private CompletionStage<Optional<References.Meant>> answered(Requests.@Nullable ReplyTo reply, Place place) {
        @Nullable String id = reply == null ? null : reply.id();
        if (reply == null || id == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return Boolean.TRUE.equals(reply.ifKnown())
                ? references.find(place, id).exceptionally(unreadable -> Optional.empty())
                : references.need(place, id).thenApply(Optional::of);
    }

    /** The reference, with the beginning of what is answered for clients that do not know of answers: only of the same conversation (H-31). */
    private @Nullable ReplyReference reply(References.Meant meant, Place place) {
        @Nullable String id = meant.id();
        if (id == null) {
            return null;
        }
        @Nullable
        String quote = sent.excerpt(place.conversation(), id)
                .or(() -> heard.find(place.conversation(), id)
                        .filter(message -> !message.withdrawn)
                        .map(message -> message.excerpt)
                        .filter(text -> !text.isEmpty()))
                .orElse(null);
        return new ReplyReference(id, Jid.parse(meant.author()).orElse(null), quote);
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
            now(context.place(), request.key());
            shared = shared(media);
        } catch (RuntimeException refused) {
            shared = CompletableFuture.failedFuture(refused);
        }
        return shared.thenComposeAsync(
                        file -> {
                            Place now = now(context.place(), request.key());
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
                    throw new CompletionException(fileFailed(failure, !done.isEmpty()));
                });
    }

    private CompletionStage<SharedFile> shared(Requests.OutgoingFile media) {
        if (media.path() == null) {
            if (media.url() == null) {
                throw new IllegalArgumentException("media needs a path or a url");
            }
            return CompletableFuture.completedFuture(new SharedFile(media.url(), null));
        }
        MediaFile file = ownFile(media);
        FileInfo info = SharedFile.info(file);
        return session.media().upload(file).thenApply(uri -> new SharedFile(uri.toASCIIString(), info));
    }

    /** Only files of the state directory are read: the plugin puts there what the host allows to be sent. */
    private MediaFile ownFile(Requests.OutgoingFile media) {
        try {
            Path path = Path.of(String.valueOf(media.path()));
            Path real = path.toRealPath();
            if (!real.startsWith(stateDir.toRealPath()) || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new XmppException(
                        XmppException.Kind.CONFIGURATION,
                        "a file outside of the state directory is never sent; put a copy into it");
            }
            String name = media.name() == null ? String.valueOf(real.getFileName()) : media.name();
            String type = media.contentType() == null ? "application/octet-stream" : media.contentType();
            return new MediaFile(real, name, type, Files.size(real));
        } catch (IOException | InvalidPathException e) {
            throw new XmppException(XmppException.Kind.CONFIGURATION, "the file to be sent cannot be read", e);
        }
    }

    private static RuntimeException fileFailed(Throwable failure, boolean textSent) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof XmppException known)) {
            return cause instanceof RuntimeException unchecked ? unchecked : new CompletionException(cause);
        }
        String message =
                (textSent ? "the text was sent, the file was not: " : "the file was not sent: ") + known.getMessage();
        return known.stanzaError()
                .map(error -> new XmppException(message, error))
                .orElseGet(() -> new XmppException(known.kind(), message, known));
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

    CompletionStage<Answers.Emojis> addReaction(Requests.React request) {
        String emoji = need(request.emoji(), "emoji");
        return react(request, (place, id) -> session.addReaction(place.kind(), place.to(), id, emoji));
    }

    CompletionStage<Answers.Emojis> removeReaction(Requests.React request) {
        @Nullable String emoji = request.emoji();
        return react(
                request,
                (place, id) -> emoji == null
                        ? session.react(place.kind(), place.to(), id, Set.of()).thenApply(done -> Set.of())
                        : session.removeReaction(place.kind(), place.to(), id, emoji));
    }

    private interface Change {
        CompletionStage<Set<String>> of(Place place, String id);
    }

    private CompletionStage<Answers.Emojis> react(Requests.React request, Change change) {
        String id = need(request.id(), "id");
        return place(request.kind(), request.to())
                .thenComposeAsync(
                        named -> references
                                .need(named, id)
                                .thenComposeAsync(meant -> change.of(now(named, null), nameable(meant)), executor),
                        executor)
                .thenApply(emojis -> new Answers.Emojis(List.copyOf(emojis)));
    }

    /** Tells whose message that is that it was read, and all before it (XEP-0333). */
    CompletionStage<Answers.Marked> markDisplayed(Requests.SetMarker request) {
        String id = need(request.id(), "id");
        return place(request.kind(), request.to())
                .thenComposeAsync(
                        place -> references.need(place, id).thenApplyAsync(meant -> marked(place, meant), executor),
                        executor);
    }

    private Answers.Marked marked(Place place, References.Meant meant) {
        String id = nameable(meant);
        if (!config.get().markers()) {
            return new Answers.Marked(false, "the setting markers is off");
        }
        // Only a nick is known there, and somebody else may have it by now.
        if (place.kind() == ChatKind.ROOM_PRIVATE || meant.isOurs() || !meant.markable()) {
            return new Answers.Marked(false, "nobody asked to be told that it was read");
        }
        session.markDisplayed(place.kind(), place.to().bare(), id);
        return new Answers.Marked(true, null);
    }

    private static String nameable(References.Meant meant) {
        if (meant.id() == null) {
            throw new IllegalArgumentException("that was no message in the chat: nothing can refer to it");
        }
        return meant.id();
    }

    void chatState(Requests.SetChatState request) {
        ChatState state;
        try {
            state = ChatState.valueOf(need(request.state(), "state").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("state is composing, paused or active, not " + request.state());
        }
        @Nullable ChatKind kind = Kinds.of(request.kind());
        Target target = Target.parse(need(request.to(), "to"));
        if (config.get().typing()) {
            Place place = now(settled(target, kind == null ? target.kind() : kind), null);
            session.chatState(place.kind(), place.to(), state);
            ears.wrote().accept(place.conversation(), state);
        }
    }

    /** Where that is, see {@link #send}. */
    CompletionStage<Place> where(@Nullable String kindWord, @Nullable String to) {
        return place(kindWord, to);
    }

    /** Room or person: by what was said, the rooms that we are or were in, and what the address says of itself (R20). */
    CompletionStage<Place> place(@Nullable String kindWord, @Nullable String to) {
        @Nullable ChatKind said = Kinds.of(kindWord);
        Target target = Target.parse(need(to, "to"));
        @Nullable ChatKind kind = said == null ? target.kind() : said;
        if (kind != null
                || target.jid().local() == null
                || session.rooms().find(target.jid().bare()).isPresent()) {
            return CompletableFuture.completedFuture(settled(target, kind));
        }
        return session.rooms()
                .isRoom(target.jid())
                .handleAsync(
                        (room, unknown) -> settled(target, unknown == null && room ? ChatKind.ROOM : ChatKind.DIRECT),
                        executor);
    }

    private Place settled(Target target, @Nullable ChatKind kind) {
        Jid jid = target.jid();
        boolean knownRoom = session.rooms().find(jid.bare()).isPresent();
        boolean inRoom = kind == null ? knownRoom : kind != ChatKind.DIRECT || (knownRoom && !jid.isBare());
        if (!inRoom) {
            return new Place(ChatKind.DIRECT, jid);
        }
        return new Place(jid.isBare() ? ChatKind.ROOM : ChatKind.ROOM_PRIVATE, jid);
    }

    /** Where that is at this moment. Asked directly before each stanza: an occupant may leave while a long answer is sent. */
    Place now(Place place, @Nullable String key) {
        return place.kind() == ChatKind.ROOM_PRIVATE
                ? new Place(place.kind(), partners.addressNow(session.rooms(), place.to(), key))
                : place;
    }

    static <T> T need(@Nullable T value, String name) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }
}
