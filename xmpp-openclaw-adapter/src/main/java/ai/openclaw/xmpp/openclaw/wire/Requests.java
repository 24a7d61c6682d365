package ai.openclaw.xmpp.openclaw.wire;

import com.google.gson.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters of the methods that the plugin calls. What is missing on the wire is {@code null}, also where that is an error. */
public final class Requests {

    private Requests() {}

    /** Of methods without parameters. */
    public record None() {}

    /** Of {@code initialize}. */
    public record Initialize(
            int protocol, @Nullable Party host, @Nullable String stateDir) {}

    /** A program and its version. */
    public record Party(@Nullable String name, @Nullable String version) {}

    /** Of {@code account.start}. */
    public record AccountStart(
            @Nullable String accountId, @Nullable JsonObject config) implements ForAccount {
        /** Without the configuration: there is a password in it. */
        @Override
        public String toString() {
            return "AccountStart[" + accountId + "]";
        }
    }

    /** Of {@code account.stop} and {@code status}. */
    public record Account(@Nullable String accountId) implements ForAccount {}

    /** Of {@code message.send}; {@code responses} are answers that clients offer as buttons. */
    public record Send(
            @Nullable String accountId,
            @Nullable String kind,
            @Nullable String to,
            @Nullable String text,
            @Nullable OutgoingFile media,
            @Nullable String thread,
            @Nullable ReplyTo replyTo,
            @Nullable String key,
            @Nullable List<MenuCalls.Choice> responses,
            @Nullable String preview)
            implements ForAccount {
        /** One that completes no preview. */
        public Send(
                @Nullable String accountId,
                @Nullable String kind,
                @Nullable String to,
                @Nullable String text,
                @Nullable OutgoingFile media,
                @Nullable String thread,
                @Nullable ReplyTo replyTo,
                @Nullable String key,
                @Nullable List<MenuCalls.Choice> responses) {
            this(accountId, kind, to, text, media, thread, replyTo, key, responses, null);
        }

        /** Without what is said. */
        @Override
        public String toString() {
            return "Send[" + accountId + ", " + key + "]";
        }
    }

    /** A file to share: either {@code path} with the rest, or {@code url}. */
    public record OutgoingFile(
            @Nullable String path,
            @Nullable String name,
            @Nullable String contentType,
            @Nullable String url) {}

    /** The message that is answered. With {@code ifKnown} it is answered without a word of that if nothing is known of it. */
    public record ReplyTo(@Nullable String id, @Nullable Boolean ifKnown) {}

    /** Of {@code message.edit}. */
    public record Edit(
            @Nullable String accountId,
            @Nullable String kind,
            @Nullable String to,
            @Nullable String id,
            @Nullable String text)
            implements ForAccount {
        /** Without what is said. */
        @Override
        public String toString() {
            return "Edit[" + accountId + ", " + id + "]";
        }
    }

    /** Of {@code message.retract}. */
    public record Retract(
            @Nullable String accountId,
            @Nullable String kind,
            @Nullable String to,
            @Nullable String id) implements ForAccount {}

    /** Of {@code reaction.add} and {@code reaction.remove}. */
    public record React(
            @Nullable String accountId,
            @Nullable String kind,
            @Nullable String to,
            @Nullable String id,
            @Nullable String emoji)
            implements ForAccount {}

    /** Of {@code agent.state}. */
    public record AgentState(
            @Nullable String accountId, @Nullable Boolean able) implements ForAccount {}

    /** Of {@code inbound.next}. */
    public record Next(@Nullable String accountId, @Nullable String eventId) implements ForAccount {}

    /** Of {@code marker.set}. */
    public record SetMarker(
            @Nullable String accountId,
            @Nullable String kind,
            @Nullable String to,
            @Nullable String id) implements ForAccount {}

    /** Of {@code chatstate.set}. */
    public record SetChatState(
            @Nullable String accountId,
            @Nullable String kind,
            @Nullable String to,
            @Nullable String state) implements ForAccount {}

    /** Of {@code pairing.changed}. */
    public record PairingChanged(
            @Nullable String accountId, @Nullable List<String> entries) implements ForAccount {}

    /** Of {@code explain}. */
    public record Explain(
            @Nullable String accountId,
            @Nullable String query,
            @Nullable Integer limit) implements ForAccount {}

    /** Of {@code doctor}. */
    public record Doctor(
            @Nullable String accountId, @Nullable JsonObject hostSettings) implements ForAccount {}

    /** Of {@code probe}. */
    public record Probe(
            @Nullable String accountId, @Nullable JsonObject config) implements ForAccount {
        /** Without the configuration: there is a password in it. */
        @Override
        public String toString() {
            return "Probe[" + accountId + "]";
        }
    }

    /** Of {@code directory.peers}, {@code directory.rooms} (of those with that {@code member} in them) and {@code directory.members}. */
    public record Directory(
            @Nullable String accountId,
            @Nullable String query,
            @Nullable Integer limit,
            @Nullable String room,
            @Nullable String member)
            implements ForAccount {}

    /** Of {@code wizard.run}. */
    public record Wizard(
            @Nullable JsonObject current, @Nullable JsonObject env) {
        /** Without its content: there may be a password in it. */
        @Override
        public String toString() {
            return "Wizard";
        }
    }
}
