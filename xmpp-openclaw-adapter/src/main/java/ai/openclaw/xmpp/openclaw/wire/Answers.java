package ai.openclaw.xmpp.openclaw.wire;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Results of the methods that the plugin calls. */
public final class Answers {

    private Answers() {}

    /** Of {@code initialize}. */
    public record Initialized(int protocol, String name, String version) {}

    /** Of {@code account.start}. */
    public record Started(boolean started) {}

    /** Of {@code account.stop}. */
    public record Stopped(boolean stopped) {}

    /** Of methods that have nothing to tell. */
    public record Ok(boolean ok) {}

    /** Of {@code message.send}. */
    public record Sent(String id, String referenceId, List<String> ids, String timestamp) {}

    /** Of {@code message.edit}. */
    public record Id(String id) {}

    /** Of {@code reaction.add} and {@code reaction.remove}. */
    public record Emojis(List<String> emojis) {}

    /** Of {@code marker.set}; why nobody is told if they are not. */
    public record Marked(boolean marked, @Nullable String reason) {}

    /** Of {@code status}. */
    public record Statuses(List<Status> accounts) {}

    /** How an account fares. {@code error} is what is wrong now, {@code lastError} why the stream was lost last. */
    public record Status(
            String accountId,
            String state,
            String since,
            String jid,
            @Nullable String server,
            @Nullable String tls,
            @Nullable String sasl,
            List<RoomStatus> rooms,
            @Nullable String lastInboundAt,
            @Nullable String lastOutboundAt,
            @Nullable Problem error,
            @Nullable Problem lastError,
            @Nullable String storeProblem,
            @Nullable Long inboxWaiting,
            @Nullable Map<String, Long> counters) {}

    /** How a room fares. */
    public record RoomStatus(
            String jid, String nick, String state, @Nullable String problem) {}

    /** What went wrong. */
    public record Problem(String kind, String message, boolean retryable) {}

    /** Of {@code explain}. */
    public record Explained(List<Decided> decisions) {}

    /** What was decided of one thing, and why. {@code host} is what became of it, {@code null} as long as nobody knows. */
    public record Decided(
            String at,
            String kind,
            String sender,
            String conversation,
            String eventId,
            List<String> messageIds,
            String admission,
            String reason,
            String text,
            @Nullable HostSaid host) {}

    /** What the host did with it. */
    public record HostSaid(String disposition, @Nullable String reason) {}

    /** Of {@code doctor}. */
    public record Findings(List<Finding> findings) {}

    /** What is the matter, and what to do about it. */
    public record Finding(
            String level, String what, @Nullable String cure) {}

    /** Of {@code probe}. */
    public record ProbeResult(
            boolean ok,
            long elapsedMs,
            @Nullable String jid,
            @Nullable String server,
            @Nullable String tls,
            @Nullable String sasl,
            List<String> features,
            List<Service> services,
            List<String> lacks,
            @Nullable Problem error) {}

    /** A component of a server. */
    public record Service(String jid, String category, String type) {}

    /** Of {@code directory.peers}, {@code directory.rooms} and {@code directory.members}. */
    public record Directory(List<Entry> entries) {}

    /** Somebody, or a room. */
    public record Entry(
            String id,
            @Nullable String name,
            @Nullable String affiliation,
            @Nullable String role) {}

    /** Of {@code wizard.run}. */
    public record WizardResult(
            @Nullable Boolean cancelled,
            @Nullable JsonObject config,
            @Nullable List<HostPatch> hostPatch) {
        /** Without its content: there may be a password in it. */
        @Override
        public String toString() {
            return "WizardResult";
        }
    }

    /** A setting of the host that should be changed. */
    public record HostPatch(String path, JsonElement value, String why) {}
}
