package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import org.jspecify.annotations.Nullable;

/** The wire's words for {@link ChatKind}. */
final class Kinds {

    private Kinds() {}

    static String word(ChatKind kind) {
        return switch (kind) {
            case DIRECT -> "direct";
            case ROOM -> "room";
            case ROOM_PRIVATE -> "roomPrivate";
        };
    }

    /** {@code null} stays {@code null}: not said. */
    static @Nullable ChatKind of(@Nullable String word) {
        if (word == null) {
            return null;
        }
        return switch (word) {
            case "direct" -> ChatKind.DIRECT;
            case "room" -> ChatKind.ROOM;
            case "roomPrivate" -> ChatKind.ROOM_PRIVATE;
            default -> throw new IllegalArgumentException("kind is direct, room or roomPrivate, not " + word);
        };
    }
}
