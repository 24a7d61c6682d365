package ai.openclaw.xmpp.openclaw.wire;

import org.jspecify.annotations.Nullable;

/** What the host asks about answers that are shown while they are written, see {@code docs/protocol.md}. */
public final class PreviewCalls {

    private PreviewCalls() {}

    /** Of {@code preview.update}. */
    public record Update(
            @Nullable String accountId,
            @Nullable String kind,
            @Nullable String to,
            @Nullable String key,
            @Nullable String text,
            @Nullable String thread,
            Requests.@Nullable ReplyTo replyTo)
            implements ForAccount {
        /** Without what is said. */
        @Override
        public String toString() {
            return "Update[" + accountId + ", " + key + "]";
        }
    }

    /** Of {@code preview.finish}. */
    public record Finish(
            @Nullable String accountId,
            @Nullable String key,
            @Nullable Boolean interrupted) implements ForAccount {}

    /** The answer to both. */
    public record Shown(boolean shown) {}
}
