package ai.openclaw.xmpp.openclaw.wire;

import org.jspecify.annotations.Nullable;

/** Parameters and results of the methods about rooms and targets. */
public final class RoomCalls {

    private RoomCalls() {}

    /** Of {@code target.resolve}. */
    public record Resolve(
            @Nullable String accountId, @Nullable String query) implements ForAccount {}

    /** Whom a target means: {@code kind} is {@code direct}, {@code room} or {@code roomPrivate}. */
    public record Resolved(String to, String kind, @Nullable String name) {}

    /** Of {@code room.join}. */
    public record Join(
            @Nullable String accountId,
            @Nullable String room,
            @Nullable String nick) implements ForAccount {}

    /** Of {@code room.leave} and {@code room.info}. */
    public record Named(
            @Nullable String accountId, @Nullable String room) implements ForAccount {}

    /** Of {@code room.subject}. */
    public record Subject(
            @Nullable String accountId,
            @Nullable String room,
            @Nullable String subject) implements ForAccount {
        /** Without what is said. */
        @Override
        public String toString() {
            return "Subject[" + accountId + ", " + room + "]";
        }
    }

    /** Of {@code room.invite}, {@code room.role} and {@code room.affiliation}: {@code member} is a JID or a nick. */
    public record Member(
            @Nullable String accountId,
            @Nullable String room,
            @Nullable String member,
            @Nullable String role,
            @Nullable String affiliation,
            @Nullable String reason)
            implements ForAccount {}

    /** A room as it is now. */
    public record Info(
            String jid,
            String nick,
            String state,
            @Nullable String problem,
            @Nullable String subject,
            int occupants) {
        /** Without what is said. */
        @Override
        public String toString() {
            return "Info[" + jid + ", " + state + "]";
        }
    }
}
