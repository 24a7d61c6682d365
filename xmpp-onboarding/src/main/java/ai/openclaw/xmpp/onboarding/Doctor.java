package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.archive.ArchivePreferences;
import ai.openclaw.xmpp.policy.AccessRules;
import ai.openclaw.xmpp.policy.DmPolicy;
import ai.openclaw.xmpp.policy.GroupPolicy;
import ai.openclaw.xmpp.policy.RoomRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges an account as it is: its settings, what a try-out of its server found, its rooms, and the host's settings around it. A pure
 * function; who calls it gathers the facts.
 */
public final class Doctor {

    private final String settings;
    private final Patient patient;
    private final List<Finding> findings = new ArrayList<>();

    /** How bad it is. */
    public enum Level {
        /** Somebody is not answered, or hears what is not for them. */
        ERROR,
        /** Works, and will surprise. */
        WARN,
        /** Good to know. */
        INFO
    }

    /**
     * One thing that was found.
     *
     * @param what what is the matter, a sentence
     * @param cure what to do about it, a sentence; {@code null} where nothing needs to be done
     */
    public record Finding(
            Level level, String what, @Nullable String cure) {
        public Finding {
            Objects.requireNonNull(level, "level");
            Objects.requireNonNull(what, "what");
        }
    }

    /**
     * A room that the account is, or should be, in.
     *
     * @param problem why it is not inside; {@code null} if it is
     * @param hidesRealJids whether the account does not see who is behind the nicks
     */
    public record RoomFacts(Jid room, @Nullable String problem, boolean hidesRealJids) {
        public RoomFacts {
            Objects.requireNonNull(room, "room");
        }
    }

    /**
     * Settings of the host; {@code null}, empty or {@code false} where it has none, so its defaults hold.
     *
     * @param visibleReplies whether answers show in rooms by themselves: {@code messages.groupChat.visibleReplies}, else
     *     {@code messages.visibleReplies}
     * @param dmScope {@code session.dmScope}
     * @param sessionReset the mode that holds for the channel, of {@code session.resetByChannel.xmpp} or {@code session.reset}
     * @param ownerAllowFrom {@code commands.ownerAllowFrom}
     * @param commandsAllowFrom {@code commands.allowFrom.xmpp}
     * @param execApprovals whether {@code approvals.exec} brings questions into the chat
     * @param passwordIsPlain whether the account's password is in the configuration as text
     */
    public record HostSettings(
            @Nullable String visibleReplies,
            @Nullable String dmScope,
            @Nullable String sessionReset,
            List<String> ownerAllowFrom,
            List<String> commandsAllowFrom,
            boolean execApprovals,
            boolean passwordIsPlain) {
        public HostSettings {
            ownerAllowFrom = List.copyOf(ownerAllowFrom);
            commandsAllowFrom = List.copyOf(commandsAllowFrom);
        }
    }

    /**
     * Whom to examine.
     *
     * @param settings the path of the account's settings with a dot behind it, such as {@code channels.xmpp.}
     * @param access who may talk to the agent
     * @param rooms the rooms
     * @param server what a try-out of the account found
     * @param archive what the server keeps of the account's messages; {@code null} if it has no archive, or does not say
     * @param storeProblem why the state cannot be written; {@code null} if it can
     * @param waiting messages that came and that nobody has taken
     * @param host the host's settings; {@code null} if there is no host, so an agent is spoken of instead
     */
    public record Patient(
            String settings,
            AccessRules access,
            List<RoomFacts> rooms,
            ServerCheck.Result server,
            @Nullable ArchivePreferences archive,
            @Nullable String storeProblem,
            long waiting,
            @Nullable HostSettings host) {
        public Patient {
            Objects.requireNonNull(settings, "settings");
            Objects.requireNonNull(access, "access");
            Objects.requireNonNull(server, "server");
            rooms = List.copyOf(rooms);
        }
    }

    /** Past this the host is not just busy. */
    private static final int MANY = 20;

    private static final Set<String> WEAK = Set.of("PLAIN", "SCRAM-SHA-1");

    private Doctor(Patient patient) {
        this.patient = patient;
        this.settings = patient.settings();
    }

    /** What is the matter, the worst first; empty if nothing is. */
    public static List<Finding> examine(Patient patient) {
        Doctor doctor = new Doctor(patient);
        doctor.server();
        doctor.archive();
        doctor.state();
        doctor.people();
        doctor.rooms();
        HostSettings host = patient.host();
        if (host != null) {
            doctor.conversations(host);
            doctor.commands(host);
        }
        return doctor.findings.stream()
                .sorted((one, other) -> one.level().compareTo(other.level()))
                .toList();
    }

    private void found(Level level, String what, @Nullable String cure) {
        findings.add(new Finding(level, what, cure));
    }

    private void server() {
        ServerCheck.Result found = patient.server();
        ServerCheck.Problem problem = found.error();
        if (problem != null) {
            String domain =
                    found.jid() == null ? "the JID's domain" : found.jid().domain();
            found(
                    Level.ERROR,
                    Failures.title(problem.kind()) + ": " + problem.message(),
                    Failures.advice(problem.kind(), domain));
            return;
        }
        for (String lack : found.lacks()) {
            found(Level.WARN, "The server lacks " + lack + ".", "Ask the server's administrator to switch it on.");
        }
        if (found.sasl() != null && WEAK.contains(found.sasl())) {
            found(
                    Level.WARN,
                    "The password is proved by " + found.sasl() + ", because the server offers nothing stronger.",
                    "Ask the server's administrator for SCRAM-SHA-256; then set " + settings
                            + "sasl to refuse what is weaker.");
        }
    }

    /** Without an archive at all the server lacks it. */
    private void archive() {
        ArchivePreferences archive = patient.archive();
        if (archive != null && archive.byDefault() == ArchivePreferences.Default.NEVER) {
            found(
                    Level.WARN,
                    "The server's archive keeps "
                            + (archive.always().isEmpty() ? "nothing" : "only what is said with listed addresses")
                            + " of the account's direct chats, so the agent finds little or no history.",
                    "Log in to the account with another client and let the archive keep messages (XEP-0441: default \"always\" or"
                            + " \"roster\"), unless that is meant.");
        }
    }

    private void state() {
        if (patient.storeProblem() != null) {
            found(
                    Level.ERROR,
                    "Messages are not handed over, because the state cannot be written: " + patient.storeProblem(),
                    "Make room on the disk, and see that the state directory can be written to.");
        }
        String taker = patient.host() == null ? "agent" : "host";
        if (patient.waiting() >= MANY) {
            found(
                    Level.WARN,
                    patient.waiting() + " messages wait for the " + taker + " to take them.",
                    "See the " + taker + "'s log: it answers late, or with errors.");
        }
    }

    private void people() {
        AccessRules access = patient.access();
        boolean open = access.dmPolicy() == DmPolicy.OPEN;
        if (open && access.allowFrom().isEmpty() && patient.host() != null) {
            found(
                    Level.WARN,
                    "Everybody on the XMPP network may write to the agent, and " + settings
                            + "allowFrom does not say so; OpenClaw's own checks expect it to.",
                    "Set " + settings + "allowFrom to [\"*\"] if that is meant, else " + settings
                            + "dmPolicy to \"pairing\".");
        } else if (open && (access.allowFrom().everybody() || access.allowFrom().isEmpty())) {
            found(
                    Level.INFO,
                    "Everybody on the XMPP network may write to the agent.",
                    "If that is not meant, set " + settings + "dmPolicy to \"pairing\".");
        } else if (open) {
            found(
                    Level.WARN,
                    settings + "dmPolicy is \"open\", but only those in " + settings + "allowFrom are answered.",
                    "Add \"*\" there if everybody is meant, else set " + settings + "dmPolicy to \"allowlist\".");
        }
        if (access.dmPolicy() == DmPolicy.ALLOWLIST && access.allowFrom().isEmpty()) {
            found(
                    Level.ERROR,
                    "Nobody may write to the agent directly: " + settings + "dmPolicy is \"allowlist\", and " + settings
                            + "allowFrom is empty.",
                    "Add people to " + settings + "allowFrom, or set " + settings + "dmPolicy to \"pairing\".");
        }
    }

    private void rooms() {
        AccessRules access = patient.access();
        for (RoomFacts room : patient.rooms()) {
            RoomRules own = access.room(room.room());
            String entry = settings + "mucRooms[\"" + room.room() + "\"]";
            boolean listed = access.rooms().containsKey(room.room());
            if (room.problem() != null) {
                found(Level.ERROR, "The bot is not in " + room.room() + ": " + room.problem(), null);
            } else if (access.groupPolicy() == GroupPolicy.DISABLED) {
                found(
                        Level.WARN,
                        "The bot is in " + room.room() + " and answers nobody there: " + settings
                                + "groupPolicy is \"disabled\".",
                        "Set it to \"allowlist\" or \"open\", or take the room out of " + settings + "rooms.");
            } else if (access.groupPolicy() == GroupPolicy.ALLOWLIST && !listed) {
                found(
                        Level.WARN,
                        "The bot is in " + room.room() + " and answers nobody there: " + settings
                                + "groupPolicy is \"allowlist\", and the room has no entry.",
                        "Add " + entry + ".");
            } else if (room.hidesRealJids()
                    && !own.trustRoom()
                    && !(own.users().isEmpty() && access.groupAllowFrom().isEmpty())) {
                found(
                        Level.ERROR,
                        room.room() + " hides who its people are, and a list says who is answered: so nobody is.",
                        "Make the room non-anonymous, make the bot a moderator, or set " + entry + ".trustRoom: true.");
            }
        }
    }

    private boolean mayWriteDirectly() {
        return patient.access().dmPolicy() != DmPolicy.DISABLED;
    }

    private void conversations(HostSettings host) {
        if (mayWriteDirectly() && (host.dmScope() == null || host.dmScope().equals("main"))) {
            found(
                    Level.ERROR,
                    "All direct chats are one conversation: one person sees what the agent was told by another.",
                    "Set session.dmScope to \"per-channel-peer\".");
        }
        if (!patient.rooms().isEmpty() && "message_tool".equals(host.visibleReplies())) {
            found(
                    Level.ERROR,
                    "Answers in rooms are held back unless the model sends them by a tool.",
                    "Set messages.groupChat.visibleReplies to \"automatic\".");
        }
        if ("daily".equals(host.sessionReset())) {
            found(
                    Level.WARN,
                    "Once a day the agent forgets its conversations, in the middle of a chat if there is one.",
                    "Set session.resetByChannel.xmpp to {mode: \"none\"}, or to {mode: \"idle\", idleMinutes: …}.");
        }
    }

    private void commands(HostSettings host) {
        boolean owner = !host.ownerAllowFrom().isEmpty();
        if (!owner && patient.access().dmPolicy() == DmPolicy.PAIRING) {
            found(
                    Level.WARN,
                    "The first person whose pairing is approved becomes the owner of the agent's commands.",
                    "Set commands.ownerAllowFrom to [\"xmpp:\" and your JID] before you approve anybody.");
        }
        if (owner && host.commandsAllowFrom().isEmpty()) {
            found(
                    Level.WARN,
                    "Only the owner may use commands such as /status; others get no answer to them.",
                    "Set commands.allowFrom to {\"xmpp\": [their JIDs]}, the owner's among them: that list alone counts then.");
        }
        if (!host.execApprovals()) {
            found(
                    Level.WARN,
                    "When a command needs an approval, the agent says nothing and waits for up to half an hour.",
                    "Set commands.ownerAllowFrom, or execApprovals.approvers of the account, to who is to be asked; or approvals.exec to"
                            + " {enabled: true, mode: \"session\"}: then it asks in the chat.");
        }
        if (host.passwordIsPlain()) {
            found(
                    Level.INFO,
                    "The bot's password stands in the configuration as text.",
                    "Put it where the host's secrets are, and set " + settings
                            + "password to a reference, such as {source: \"env\", provider: \"default\", id: \"XMPP_PASSWORD\"}.");
        }
    }
}
