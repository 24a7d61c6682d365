package ai.openclaw.xmpp.openclaw.bridge;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Which answers the host is being told, and whether it took those that it was told. Belongs to the account's executor. */
final class CardTellings {

    private final Map<String, CompletionStage<Cards.Outcome>> underway = new HashMap<>();
    private final Map<String, Boolean> told = new HashMap<>();

    /** What will become of the answer that the host is being told, if it is. */
    @Nullable
    CompletionStage<Cards.Outcome> underway(String cardId) {
        return underway.get(cardId);
    }

    void begin(String cardId, CompletionStage<Cards.Outcome> telling) {
        underway.put(cardId, telling);
    }

    void end(String cardId) {
        underway.remove(cardId);
    }

    void told(String cardId, boolean taken) {
        told.put(cardId, taken);
    }

    /** Whether the host took the answer; empty as long as it is still to be told. */
    Optional<Boolean> taken(String cardId) {
        return Optional.ofNullable(told.get(cardId));
    }

    /** The answer does not count any more, or the question is closed. */
    void forget(String cardId) {
        told.remove(cardId);
    }
}
