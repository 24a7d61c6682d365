package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.ChatState;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.openclaw.config.AccountConfig;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the host wants told without words: reactions (XEP-0444), markers (XEP-0333) and chat states (XEP-0085). Runs on the account's executor,
 * and so do its stages.
 *
 * @param references which message is meant
 * @param wrote hears what we do where
 */
record Signals(
        XmppSession session,
        Supplier<AccountConfig> config,
        Destinations destinations,
        References references,
        BiConsumer<Jid, ChatState> wrote,
        Executor executor) {

    CompletionStage<Answers.Emojis> addReaction(Requests.React request) {
        String emoji = Needed.field(request.emoji(), "emoji");
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
        String id = Needed.field(request.id(), "id");
        return destinations
                .find(request.kind(), request.to())
                .thenComposeAsync(
                        named -> references
                                .need(named, id)
                                .thenComposeAsync(
                                        meant -> change.of(destinations.now(named, null), nameable(meant)), executor),
                        executor)
                .thenApply(emojis -> new Answers.Emojis(List.copyOf(emojis)));
    }

    /** Tells whose message that is that it was read, and all before it (XEP-0333). */
    CompletionStage<Answers.Marked> markDisplayed(Requests.SetMarker request) {
        String id = Needed.field(request.id(), "id");
        return destinations
                .find(request.kind(), request.to())
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
            state = ChatState.valueOf(Needed.field(request.state(), "state").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("state is composing, paused or active, not " + request.state());
        }
        @Nullable ChatKind kind = Kinds.of(request.kind());
        Target target = Target.parse(Needed.field(request.to(), "to"));
        if (config.get().typing()) {
            Place place = destinations.now(destinations.settled(target, kind == null ? target.kind() : kind), null);
            session.chatState(place.kind(), place.to(), state);
            wrote.accept(place.conversation(), state);
        }
    }
}
