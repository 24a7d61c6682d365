package ai.openclaw.xmpp.openclaw.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters and results of the methods around the host's commands and questions, of both sides. */
public final class MenuCalls {

    private MenuCalls() {}

    /** Of {@code menu.set}: the host's commands, in place of those before. */
    public record Menu(@Nullable String accountId, @Nullable List<MenuCommand> commands) implements ForAccount {}

    /** A command of the host. */
    public record MenuCommand(
            @Nullable String name,
            @Nullable String description,
            @Nullable List<MenuArgument> args) {}

    /** What a command can be given; {@code choices} are left out where anything can be written. */
    public record MenuArgument(
            @Nullable String name,
            @Nullable String description,
            boolean required,
            @Nullable List<Choice> choices) {}

    /** A choice. */
    public record Choice(@Nullable String value, @Nullable String label) {}

    /** The answer to {@code menu.run}: what the host did, and what it said as far as it said it in time. */
    public record Ran(
            @Nullable String disposition,
            @Nullable String reason,
            @Nullable String text) {
        /** Without what was said. */
        @Override
        public String toString() {
            return "Ran[" + disposition + "]";
        }
    }

    /** Of {@code card.open}: a question that some people may answer, once. */
    public record OpenCard(
            @Nullable String accountId,
            @Nullable String cardId,
            @Nullable String kind,
            @Nullable String to,
            @Nullable String thread,
            @Nullable String title,
            @Nullable String text,
            @Nullable List<CardChoice> choices,
            @Nullable List<String> approvers,
            @Nullable String expiresAt)
            implements ForAccount {
        /** Without what is asked. */
        @Override
        public String toString() {
            return "OpenCard[" + accountId + ", " + cardId + "]";
        }
    }

    /**
     * One answer to a question.
     *
     * @param value what the host calls it
     * @param label what people read
     * @param command the text that means the same, or {@code null}
     * @param emojis reactions that mean the same
     */
    public record CardChoice(
            @Nullable String value,
            @Nullable String label,
            @Nullable String command,
            @Nullable List<String> emojis) {}

    /** Of {@code card.close}: the question is over; {@code text} takes its place. */
    public record CloseCard(
            @Nullable String accountId,
            @Nullable String cardId,
            @Nullable String text) implements ForAccount {
        /** Without what is said. */
        @Override
        public String toString() {
            return "CloseCard[" + accountId + ", " + cardId + "]";
        }
    }

    /** Of {@code card.answer}: {@code sender} is one of the question's approvers. */
    public record CardAnswer(String accountId, String cardId, String choice, String sender) {}

    /** Whether an answer counts; if not, whether the question is still open. */
    public record CardAnswered(
            boolean accepted, boolean open, @Nullable String reason) {}
}
