package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.ReplyReference;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a message answers (XEP-0461). Runs on the account's executor.
 *
 * @param sent what we said
 * @param heard what we heard
 * @param references which message is meant
 */
record Replies(SentMessages sent, HeardMessages heard, References references) {

    /** What is to be answered; empty if it cannot be named, and need not. */
    CompletionStage<Optional<References.Meant>> meant(Requests.@Nullable ReplyTo reply, Place place) {
        @Nullable String id = reply == null ? null : reply.id();
        if (reply == null || id == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return Boolean.TRUE.equals(reply.ifKnown())
                ? references.find(place, id).exceptionally(unreadable -> Optional.empty())
                : references.need(place, id).thenApply(Optional::of);
    }

    /** The reference, with the beginning of what is answered for clients that do not know of answers: only of the same conversation (H-31). */
    @Nullable
    ReplyReference reference(References.Meant meant, Place place) {
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
}
