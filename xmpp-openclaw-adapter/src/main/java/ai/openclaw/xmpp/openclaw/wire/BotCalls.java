package ai.openclaw.xmpp.openclaw.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters and results of the methods that only the stand-alone bot has, for the commands that talk to it. */
public final class BotCalls {

    private BotCalls() {}

    /** Of {@code pairing.list}; without an account all are meant. */
    public record ListPairings(@Nullable String accountId) implements ForAccount {}

    /** Of {@code pairing.approve} and {@code pairing.deny}; without an account the code is looked for in all. */
    public record PairingCode(
            @Nullable String accountId, @Nullable String code) implements ForAccount {
        /** Without the code. */
        @Override
        public String toString() {
            return "PairingCode[" + accountId + "]";
        }
    }

    /** Of {@code pairing.revoke}; without an account all are meant. */
    public record PairedPerson(
            @Nullable String accountId, @Nullable String jid) implements ForAccount {}

    /** The result of {@code pairing.list}. */
    public record Pairings(List<PendingPairing> pending, List<ApprovedPairing> approved) {}

    /** Somebody who waits to be let in. */
    public record PendingPairing(String accountId, String jid, String code, String since, String until) {
        /** Without the code. */
        @Override
        public String toString() {
            return "PendingPairing[" + accountId + ", " + jid + "]";
        }
    }

    /** Somebody who was let in. */
    public record ApprovedPairing(String accountId, String jid, String since) {}

    /** The result of what was decided about people. */
    public record Decided(List<Person> people) {}

    /** Somebody at an account. */
    public record Person(String accountId, String jid) {}

    /** The result of {@code bot.status}. */
    public record BotStatus(AgentStatus agent, List<Answers.Status> accounts) {}

    /** The result of {@code bot.doctor}. */
    public record Examined(List<Patient> accounts) {}

    /** What was found of an account, the worst first. */
    public record Patient(String accountId, List<Answers.Finding> findings) {}

    /** How the agent fares: {@code state} is {@code running}, {@code starting}, {@code waiting} (to be started again) or {@code stopped}. */
    public record AgentStatus(
            String command,
            String state,
            @Nullable Long pid,
            int restarts,
            int waiting,
            @Nullable String problem) {}
}
