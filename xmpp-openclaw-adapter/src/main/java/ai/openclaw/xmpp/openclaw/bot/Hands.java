package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.openclaw.bot.Places.Place;
import ai.openclaw.xmpp.openclaw.bridge.Operations;
import ai.openclaw.xmpp.openclaw.rpc.RpcErrors;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.Disposition;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what agents want done. Thread-safe. */
final class Hands {

    /** With pauses of 1, 2, 4 and 8 s between them, while the account is online. */
    private static final int MAX_ATTEMPTS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Hands.class);

    private final Operations operations;
    private final Online online;
    private final Places places;
    private final String defaultAccount;
    private final Path outgoing;

    /**
     * Hands for an agent.
     *
     * @param defaultAccount the account that is meant if an action names none
     * @param outgoing the only directory whose files are sent
     */
    Hands(Operations operations, Online online, Places places, String defaultAccount, Path outgoing) {
        this.operations = operations;
        this.online = online;
        this.places = places;
        this.defaultAccount = defaultAccount;
        this.outgoing = outgoing;
    }

    /** What the action is about: an event's place, or what the action itself says. */
    private record Where(
            String account,
            @Nullable String kind,
            String to,
            @Nullable Place place) {}

    /** What has the same lane is done in order; one account does not wait for another, also where the same person writes to both. */
    String lane(Action action) {
        return action.to() != null
                ? account(action) + " " + action.to()
                : places.find(String.valueOf(action.re()))
                        .map(place -> place.accountId() + " " + place.conversation())
                        .orElse("");
    }

    private String account(Action action) {
        return action.account() == null ? defaultAccount : action.account();
    }

    /** Does it; the map is for the agent that wants to know what came of it. */
    CompletionStage<Map<String, ?>> perform(Action action) {
        try {
            return switch (action.action()) {
                case "reply", "send", "media" -> say(action);
                case "react" -> react(action);
                case "typing" -> typing(action);
                case "edit" -> edit(action);
                case "unsend" -> unsend(action);
                default -> CompletableFuture.completedFuture(Map.of());
            };
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** Says one text as the answer to an event, which is done with then, unless that could not be said now. */
    CompletionStage<Disposition> answer(String event, String text) {
        return perform(Action.reply(event, text)).handle((sent, failure) -> {
            if (failure != null && isToComeAgain(failure)) {
                throw new CompletionException(RpcErrors.unwrap(failure));
            }
            if (failure != null) {
                LOG.warn("an answer was not sent: {}", RpcErrors.unwrap(failure).getMessage());
            }
            return new Disposition("adopted", null);
        });
    }

    /** Whether what could not be said now may be said later; what is refused stays refused. */
    static boolean isToComeAgain(Throwable failure) {
        return RpcErrors.unwrap(failure) instanceof XmppException known
                && known.kind().isRetryable();
    }

    /** Shows the person of an event that the agent writes, or does so no longer. */
    void typing(String event, boolean writes) {
        perform(Action.typing(event, writes ? "composing" : "active"));
    }

    private Where where(Action action) {
        if (action.to() != null) {
            return new Where(account(action), action.kind(), action.to(), null);
        }
        Place place = place(String.valueOf(action.re()));
        return new Where(place.accountId(), place.kind(), place.address(), place);
    }

    private Place place(String event) {
        return places.find(event)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no event \"" + event + "\" (any more); name the address by to instead"));
    }

    private CompletionStage<Map<String, ?>> say(Action action) {
        Where where = where(action);
        Place place = where.place();
        @Nullable String replyTo = place != null && action.quote() ? place.messageId() : action.replyTo();
        Requests.Send request = new Requests.Send(
                where.account(),
                where.kind(),
                where.to(),
                action.text(),
                file(action),
                place == null ? action.thread() : place.thread(),
                replyTo == null ? null : new Requests.ReplyTo(replyTo, place != null),
                place == null ? null : place.nextKey(),
                null);
        return (place == null ? operations.send(request) : insist(request, 1))
                .thenApply(sent -> Map.of("id", sent.id(), "ids", sent.ids(), "timestamp", sent.timestamp()));
    }

    /** An answer is kept until the account is online and in its rooms again, so that the agent is not asked twice. Its key makes it one. */
    private CompletionStage<Answers.Sent> insist(Requests.Send answer, int attempt) {
        return operations
                .send(answer)
                .handle((sent, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(sent);
                    }
                    boolean later = isToComeAgain(failure)
                            || RpcErrors.unwrap(failure) instanceof XmppException known
                                    && known.kind() == XmppException.Kind.STATE;
                    if (!later || attempt >= MAX_ATTEMPTS) {
                        return CompletableFuture.<Answers.Sent>failedFuture(failure);
                    }
                    return CompletableFuture.runAsync(
                                    () -> {}, CompletableFuture.delayedExecutor(1L << (attempt - 1), TimeUnit.SECONDS))
                            .thenCompose(paused -> online.of(String.valueOf(answer.accountId())))
                            .thenCompose(there -> insist(answer, attempt + 1));
                })
                .thenCompose(Function.identity());
    }

    private Requests.@Nullable OutgoingFile file(Action action) {
        if (action.path() != null) {
            return new Requests.OutgoingFile(own(action.path()), action.name(), action.contentType(), null);
        }
        return action.url() == null ? null : new Requests.OutgoingFile(null, null, null, action.url());
    }

    /** Nothing is sent that was not put there to be sent: an agent may have been talked into naming any file (H-52). */
    private String own(String path) {
        try {
            Path real = outgoing.resolve(path).toRealPath();
            if (real.startsWith(outgoing.toRealPath())) {
                return real.toString();
            }
        } catch (IOException | InvalidPathException unreadable) {
            throw new IllegalArgumentException("there is no file \"" + path + "\" in " + outgoing, unreadable);
        }
        throw new IllegalArgumentException("only files in " + outgoing + " are sent; put a copy there");
    }

    private CompletionStage<Map<String, ?>> react(Action action) {
        Where where = where(action);
        @Nullable
        String id = action.id() == null && where.place() != null ? where.place().messageId() : action.id();
        Requests.React request = new Requests.React(where.account(), where.kind(), where.to(), id, action.emoji());
        return (action.remove() ? operations.removeReaction(request) : operations.addReaction(request))
                .thenApply(set -> Map.of("emojis", set.emojis()));
    }

    private CompletionStage<Map<String, ?>> typing(Action action) {
        Where where = where(action);
        @Nullable String kind = where.kind() == null ? "direct" : where.kind();
        String state = action.state() == null ? "composing" : action.state();
        return operations
                .chatState(new Requests.SetChatState(where.account(), kind, where.to(), state))
                .thenApply(done -> Map.of());
    }

    private CompletionStage<Map<String, ?>> edit(Action action) {
        Where where = where(action);
        return operations
                .edit(new Requests.Edit(where.account(), where.kind(), where.to(), action.id(), action.text()))
                .thenApply(done -> Map.of("id", done.id()));
    }

    private CompletionStage<Map<String, ?>> unsend(Action action) {
        Where where = where(action);
        return operations
                .retract(new Requests.Retract(where.account(), where.kind(), where.to(), action.id()))
                .thenApply(done -> Map.of());
    }
}
