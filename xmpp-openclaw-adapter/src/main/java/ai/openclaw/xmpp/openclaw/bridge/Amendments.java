package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.openclaw.bridge.SentMessages.Saying;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Changes what we said: corrections (XEP-0308) and retractions (XEP-0424). An answer that took several messages is changed as a whole.
 * Runs on the account's executor.
 *
 * @param cut divides a text
 * @param sent what we said
 * @param references which message is meant
 */
record Amendments(
        XmppSession session,
        Destinations destinations,
        Cut cut,
        SentMessages sent,
        References references,
        Executor executor) {

    CompletionStage<Answers.Id> edit(Requests.Edit request) {
        String id = Needed.field(request.id(), "id");
        List<String> texts = cut.of(Needed.field(request.text(), "text"), 0);
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("message.edit needs a text");
        }
        return destinations
                .find(request.kind(), request.to())
                .thenComposeAsync(
                        place -> own(place, id).thenComposeAsync(saying -> edit(place, saying, texts, id), executor),
                        executor);
    }

    private CompletionStage<Answers.Id> edit(Place place, Saying saying, List<String> texts, String id) {
        List<SentMessage> before = List.copyOf(saying.texts.isEmpty() ? saying.files : saying.texts);
        CompletionStage<String> last = CompletableFuture.completedFuture(id);
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            @Nullable SentMessage original = i < before.size() ? before.get(i) : null;
            last = last.thenComposeAsync(ignored -> say(place, saying, original, text), executor);
        }
        for (SentMessage surplus : before.subList(Math.min(texts.size(), before.size()), before.size())) {
            last = last.thenComposeAsync(
                    done -> withdraw(place, surplus)
                            .thenApplyAsync(
                                    gone -> {
                                        saying.texts.remove(surplus);
                                        return done;
                                    },
                                    executor),
                    executor);
        }
        return last.thenApply(Answers.Id::new);
    }

    /** Corrects a message, or says one more where the text has become longer. */
    private CompletionStage<String> say(Place named, Saying saying, @Nullable SentMessage original, String text) {
        Place place = destinations.now(named, null);
        OutgoingMessage message = OutgoingMessage.to(place.kind(), place.to())
                .body(text)
                .thread(saying.thread)
                .replaces(original == null ? null : original.id())
                .build();
        return session.send(message)
                .thenApplyAsync(
                        done -> {
                            if (original == null) {
                                saying.texts.add(done);
                                sent.add(place.kind(), place.conversation(), done, saying, text);
                            } else {
                                sent.corrected(place.kind(), place.conversation(), original, done, saying, text);
                            }
                            return done.id();
                        },
                        executor);
    }

    CompletionStage<Answers.Ok> retract(Requests.Retract request) {
        String id = Needed.field(request.id(), "id");
        return destinations
                .find(request.kind(), request.to())
                .thenComposeAsync(
                        place -> own(place, id).thenComposeAsync(saying -> withdrawAll(place, saying), executor),
                        executor)
                .thenApply(done -> new Answers.Ok(true));
    }

    private CompletionStage<?> withdrawAll(Place place, Saying saying) {
        List<SentMessage> all = new ArrayList<>(saying.texts);
        all.addAll(saying.files);
        CompletionStage<?> last = CompletableFuture.completedFuture(null);
        for (SentMessage message : all) {
            last = last.thenComposeAsync(ignored -> withdraw(place, message), executor);
        }
        return last;
    }

    private CompletionStage<Void> withdraw(Place named, SentMessage message) {
        Place place = destinations.now(named, null);
        return session.retract(place.kind(), place.to(), message.referenceId());
    }

    /**
     * What is meant by an id. Of an earlier process it is known that the message is ours, and not what was said with it: then that message alone
     * is meant. Who is told of a change to somebody else's message ignores it; here it is refused.
     */
    private CompletionStage<Saying> own(Place place, String id) {
        Optional<Saying> ours = sent.saying(place.conversation(), id);
        if (ours.isPresent()) {
            return CompletableFuture.completedFuture(ours.get());
        }
        return references
                .need(place, id)
                .thenComposeAsync(
                        meant -> {
                            if (!meant.isOurs()) {
                                throw new XmppException(
                                        XmppException.Kind.STATE, "only our own messages can be changed");
                            }
                            return references.thread(place, meant.thread()).thenApply(thread -> {
                                Saying alone = new Saying(thread);
                                alone.texts.add(meant.sent());
                                return alone;
                            });
                        },
                        executor);
    }
}
