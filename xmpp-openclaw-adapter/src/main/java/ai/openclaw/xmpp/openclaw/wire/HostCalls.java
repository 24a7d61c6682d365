package ai.openclaw.xmpp.openclaw.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters and results of the methods that the sidecar calls. */
public final class HostCalls {

    private HostCalls() {}

    /**
     * Of {@code inbound.message}. Names, bodies and file names are what strangers wrote. {@code replaces} is the
     * {@code eventId} of a message that was handed over, and that its sender corrects by this one (XEP-0308);
     * {@code ourNick} is what we are called in the room at this moment, {@code null} outside. Unless {@code mayApprove}, nothing in it may count
     * as the answer to an approval.
     */
    public record InboundMessage(
            String accountId,
            String eventId,
            String lane,
            String kind,
            String conversation,
            Sender sender,
            @Nullable String room,
            String replyAddress,
            @Nullable String referenceId,
            String text,
            boolean mentioned,
            @Nullable InThread thread,
            @Nullable ReplyTo replyTo,
            List<IncomingFile> media,
            List<HistoryEntry> history,
            String timestamp,
            @Nullable String replaces,
            @Nullable String ourNick,
            boolean mayApprove) {
        /** Without what was said. */
        @Override
        public String toString() {
            return "InboundMessage[" + accountId + ", " + eventId + "]";
        }
    }

    /**
     * Who sent it. {@code jid} is the bare JID that the server vouches for, {@code null} where a room hides it; {@code id} is that JID, else a
     * pseudonym that no JID can be, the same under every nick where the room tells its people apart.
     */
    public record Sender(
            @Nullable String id,
            @Nullable String jid,
            String address,
            @Nullable String nick,
            @Nullable String occupantId) {}

    /** A thread. */
    public record InThread(String id, @Nullable String parent) {}

    /** The message that was answered. */
    public record ReplyTo(
            String id, @Nullable String to, @Nullable String quote) {
        /** Without the quoted text. */
        @Override
        public String toString() {
            return "ReplyTo[" + id + "]";
        }
    }

    /** A file that was shared; one that was not fetched has {@code error} instead of {@code path}. */
    public record IncomingFile(
            @Nullable String path,
            @Nullable String name,
            @Nullable String contentType,
            @Nullable Long size,
            String url,
            @Nullable String error) {}

    /** What was said in the room before, without a mention. */
    public record HistoryEntry(String sender, String body, String timestamp) {
        /** Without what was said. */
        @Override
        public String toString() {
            return "HistoryEntry[" + sender + ", " + timestamp + "]";
        }
    }

    /** Of {@code inbound.event}; {@code emojis} of a reaction, {@code takenBack} of a retraction. */
    public record InboundEvent(
            String accountId,
            String eventId,
            String lane,
            String type,
            String kind,
            String conversation,
            Sender sender,
            @Nullable String room,
            String messageId,
            @Nullable List<String> emojis,
            @Nullable TakenBack takenBack,
            String timestamp) {}

    /** The message that was taken back, by the {@code eventId} that it was handed over with, and whether a moderator did it. */
    public record TakenBack(String eventId, boolean moderated) {}

    /** What the host did with a message or event. */
    public record Disposition(
            @Nullable String disposition, @Nullable String reason) {}

    /** Of {@code account.state}. */
    public record AccountState(
            String accountId, String state, @Nullable String jid, Answers.@Nullable Problem error) {}

    /** Of {@code pairing.allowFrom}. */
    public record AllowFrom(String accountId) {}

    /** The host's pairing store. */
    public record Entries(@Nullable List<String> entries) {}

    /** Of {@code pairing.request}. */
    public record PairingRequest(String accountId, String eventId, String sender, String replyAddress, String kind) {}

    /** Whether a code was sent now. */
    public record Issued(boolean issued) {}

    /** Of {@code prompt.note}. */
    public record Note(String message, @Nullable String title) {}

    /** Of {@code prompt.text}. */
    public record Text(
            String message,
            @Nullable String placeholder,
            @Nullable String initial,
            boolean sensitive,
            @Nullable String error) {}

    /** Of {@code prompt.select}. */
    public record Select(
            String message, List<Option> options, @Nullable String initial) {}

    /** Of {@code prompt.multiselect}. */
    public record MultiSelect(String message, List<Option> options, List<String> initial) {}

    /** Of {@code prompt.confirm}. */
    public record Confirm(String message, boolean initial) {}

    /** A choice. */
    public record Option(
            String value, String label, @Nullable String hint) {}

    /** The answer to {@code prompt.text} and {@code prompt.select}. */
    public record Value(@Nullable String value) {
        /** Without its content: it may be a password. */
        @Override
        public String toString() {
            return "Value";
        }
    }

    /** The answer to {@code prompt.multiselect}. */
    public record Values(@Nullable List<String> values) {}

    /** The answer to {@code prompt.confirm}. */
    public record YesNo(@Nullable Boolean value) {}
}
