package ai.openclaw.xmpp.onboarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.archive.ArchivePreferences;
import ai.openclaw.xmpp.onboarding.Doctor.Finding;
import ai.openclaw.xmpp.onboarding.Doctor.HostSettings;
import ai.openclaw.xmpp.onboarding.Doctor.Level;
import ai.openclaw.xmpp.onboarding.Doctor.Patient;
import ai.openclaw.xmpp.onboarding.Doctor.RoomFacts;
import ai.openclaw.xmpp.policy.AcceptSubscriptions;
import ai.openclaw.xmpp.policy.AccessRules;
import ai.openclaw.xmpp.policy.DmPolicy;
import ai.openclaw.xmpp.policy.Gate;
import ai.openclaw.xmpp.policy.GroupPolicy;
import ai.openclaw.xmpp.policy.JidList;
import ai.openclaw.xmpp.policy.RoomRules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DoctorTest {

    private static final Jid ROOM = Jid.of("lab@rooms.example.org");
    private static final JidList ALICE = JidList.parse(List.of("alice@example.org"));
    private static final HostSettings GOOD_HOST = new HostSettings(
            "automatic",
            "per-channel-peer",
            "none",
            List.of("xmpp:alice@example.org"),
            List.of("alice@example.org"),
            true,
            false);
    private static final ServerCheck.Result GOOD_SERVER = server("SCRAM-SHA-256", List.of(), null);

    private DmPolicy dmPolicy = DmPolicy.PAIRING;
    private JidList allowFrom = JidList.EMPTY;
    private GroupPolicy groupPolicy = GroupPolicy.OPEN;
    private JidList groupAllowFrom = JidList.EMPTY;
    private Map<Jid, RoomRules> rooms = Map.of();
    private List<RoomFacts> roomFacts = List.of(new RoomFacts(ROOM, null, false));
    private ServerCheck.Result server = GOOD_SERVER;
    private @Nullable ArchivePreferences archive;
    private @Nullable String storeProblem;
    private long waiting;
    private @Nullable HostSettings host = GOOD_HOST;

    private static ServerCheck.Result server(
            @Nullable String sasl, List<String> lacks, ServerCheck.@Nullable Problem problem) {
        return new ServerCheck.Result(
                5,
                Jid.of("bot@example.org/probe-1"),
                "xmpp://example.org:5222",
                "TLSv1.3",
                sasl,
                List.of(),
                List.of(),
                lacks,
                List.of(),
                problem);
    }

    private List<Finding> findings() {
        return Doctor.examine(new Patient(
                "channels.xmpp.",
                new AccessRules(
                        dmPolicy,
                        allowFrom,
                        groupPolicy,
                        groupAllowFrom,
                        rooms,
                        RoomRules.DEFAULT,
                        Gate.DISABLED,
                        Gate.DISABLED,
                        AcceptSubscriptions.ALL),
                roomFacts,
                server,
                archive,
                storeProblem,
                waiting,
                host));
    }

    private Finding only(Level level, String what, @Nullable String cure) {
        List<Finding> findings = findings();
        assertEquals(1, findings.size(), findings.toString());
        Finding found = findings.get(0);
        assertEquals(level, found.level(), found.toString());
        assertTrue(found.what().contains(what), found.toString());
        if (cure == null) {
            assertNull(found.cure());
        } else {
            assertNotNull(found.cure());
            assertTrue(found.cure().contains(cure), found.toString());
        }
        return found;
    }

    @Test
    @Tag("XEP-0441")
    void warnsOfAnArchiveThatKeepsNothing() {
        for (ArchivePreferences.Default kept :
                List.of(ArchivePreferences.Default.ALWAYS, ArchivePreferences.Default.ROSTER)) {
            archive = new ArchivePreferences(kept, Set.of(), Set.of());
            healthy();
        }
        archive = new ArchivePreferences(ArchivePreferences.Default.NEVER, Set.of(), Set.of());
        only(Level.WARN, "keeps nothing", "XEP-0441");
        archive =
                new ArchivePreferences(ArchivePreferences.Default.NEVER, Set.of(Jid.of("alice@example.org")), Set.of());
        only(Level.WARN, "only what is said with listed addresses", "XEP-0441");
    }

    private void healthy() {
        assertEquals(List.of(), findings());
    }

    @Test
    void findsNothingWhereNothingIsWrong() {
        healthy();
        host = null;
        healthy();
    }

    @Test
    void tellsWhyTheServerCannotBeUsed() {
        server = server(
                null,
                List.of(),
                new ServerCheck.Problem(XmppException.Kind.AUTHENTICATION, "the server refused the password", null));
        only(Level.ERROR, "The login is refused: the server refused the password", "is the password right?");
    }

    @Test
    void tellsWhatTheServerLacks() {
        server = server("SCRAM-SHA-256", List.of("an archive (XEP-0313): something may be lost"), null);
        only(Level.WARN, "The server lacks an archive (XEP-0313)", "administrator");
        server = server("PLAIN", List.of(), null);
        only(Level.WARN, "proved by PLAIN", "channels.xmpp.sasl");
        server = server(null, List.of(), null);
        healthy();
    }

    @Test
    void tellsOfTheStateAndOfWhatWaits() {
        storeProblem = "no space left";
        only(Level.ERROR, "no space left", "disk");
        storeProblem = null;
        waiting = 19;
        healthy();
        waiting = 20;
        only(Level.WARN, "20 messages wait for the host", "host's log");
        host = null;
        only(Level.WARN, "20 messages wait for the agent", "agent's log");
    }

    @Test
    void tellsWhoMayWrite() {
        dmPolicy = DmPolicy.OPEN;
        only(Level.WARN, "Everybody on the XMPP network", "channels.xmpp.allowFrom to [\"*\"]");
        host = null;
        only(Level.INFO, "Everybody on the XMPP network", "channels.xmpp.dmPolicy to \"pairing\"");
        host = GOOD_HOST;
        allowFrom = JidList.parse(List.of("*"));
        only(Level.INFO, "Everybody on the XMPP network", "pairing");
        allowFrom = ALICE;
        only(Level.WARN, "only those in channels.xmpp.allowFrom", "\"allowlist\"");
        dmPolicy = DmPolicy.ALLOWLIST;
        healthy();
        allowFrom = JidList.EMPTY;
        only(Level.ERROR, "Nobody may write", "channels.xmpp.allowFrom");
        dmPolicy = DmPolicy.DISABLED;
        healthy();
    }

    @Test
    void tellsWhichRoomsAreNotAnswered() {
        roomFacts = List.of(new RoomFacts(ROOM, "it lets only members in", false));
        only(Level.ERROR, "not in lab@rooms.example.org: it lets only members in", null);
        roomFacts = List.of(new RoomFacts(ROOM, null, false));
        groupPolicy = GroupPolicy.ALLOWLIST;
        only(Level.WARN, "the room has no entry", "channels.xmpp.mucRooms[\"lab@rooms.example.org\"]");
        rooms = Map.of(ROOM, RoomRules.DEFAULT);
        healthy();
        groupPolicy = GroupPolicy.DISABLED;
        only(Level.WARN, "groupPolicy is \"disabled\"", "channels.xmpp.rooms");
    }

    @Test
    void tellsThatAListNeedsRealJids() {
        roomFacts = List.of(new RoomFacts(ROOM, null, true));
        healthy();
        groupAllowFrom = ALICE;
        only(Level.ERROR, "hides who its people are", ".trustRoom: true");
        groupAllowFrom = JidList.EMPTY;
        rooms = Map.of(ROOM, new RoomRules(true, true, ALICE, false));
        only(Level.ERROR, "hides who its people are", "make the bot a moderator");
        rooms = Map.of(ROOM, new RoomRules(true, true, ALICE, true));
        healthy();
    }

    private static HostSettings host(
            @Nullable String visibleReplies, @Nullable String dmScope, @Nullable String sessionReset) {
        return new HostSettings(
                visibleReplies,
                dmScope,
                sessionReset,
                GOOD_HOST.ownerAllowFrom(),
                GOOD_HOST.commandsAllowFrom(),
                true,
                false);
    }

    @Tag("C-61")
    @Test
    void tellsThatAnswersInRoomsAreHeldBack() {
        host = host("message_tool", "per-peer", null);
        only(Level.ERROR, "held back", "messages.groupChat.visibleReplies to \"automatic\"");
        roomFacts = List.of();
        healthy();
        roomFacts = List.of(new RoomFacts(ROOM, null, false));
        host = host(null, "per-account-channel-peer", null);
        healthy();
    }

    @Tag("C-60")
    @Test
    void tellsThatTheAgentForgetsEveryDay() {
        host = host("automatic", "per-channel-peer", "daily");
        only(Level.WARN, "Once a day", "session.resetByChannel.xmpp");
        host = host("automatic", "per-channel-peer", "idle");
        healthy();
    }

    @Test
    void tellsThatAllShareOneConversation() {
        host = host("automatic", null, null);
        only(Level.ERROR, "one conversation", "session.dmScope to \"per-channel-peer\"");
        host = host("automatic", "main", null);
        only(Level.ERROR, "one conversation", "session.dmScope");
        dmPolicy = DmPolicy.DISABLED;
        healthy();
    }

    private static HostSettings commands(List<String> owner, List<String> allowed, boolean approvals, boolean plain) {
        return new HostSettings("automatic", "per-channel-peer", null, owner, allowed, approvals, plain);
    }

    @Test
    void tellsWhoMayUseCommands() {
        List<String> alice = List.of("xmpp:alice@example.org");
        host = commands(List.of(), List.of(), true, false);
        only(Level.WARN, "first person whose pairing is approved", "commands.ownerAllowFrom");
        host = commands(alice, List.of(), true, false);
        only(Level.WARN, "Only the owner may use commands", "commands.allowFrom");
        host = commands(alice, alice, false, false);
        only(Level.WARN, "waits for up to half an hour", "approvals.exec");
        host = commands(alice, alice, true, true);
        only(Level.INFO, "password stands in the configuration", "channels.xmpp.password");
        dmPolicy = DmPolicy.ALLOWLIST;
        allowFrom = ALICE;
        host = commands(List.of(), List.of(), true, false);
        healthy();
    }

    @Test
    void theWorstComesFirst() {
        host = new HostSettings("message_tool", null, "daily", List.of(), List.of(), false, true);
        storeProblem = "no space left";
        List<Level> levels = findings().stream().map(Finding::level).toList();
        assertEquals(levels.stream().sorted().toList(), levels);
        assertEquals(7, levels.size());
    }
}
