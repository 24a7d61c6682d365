package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.command.AdHocCommand;
import ai.openclaw.xmpp.command.CommandAccess;
import ai.openclaw.xmpp.command.CommandAction;
import ai.openclaw.xmpp.command.CommandCall;
import ai.openclaw.xmpp.command.CommandResult;
import ai.openclaw.xmpp.command.CommandStep;
import ai.openclaw.xmpp.command.Form;
import ai.openclaw.xmpp.command.FormField;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.session.codec.AdHoc;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that we serve: who gets to see and run them, and how they go from step to step. */
@Tag("XEP-0050")
class CommandsTest {

    private static final String ALICE = "alice@example.org/phone";
    private static final Form FIRST = Form.of("First", FormField.text("what", "What", true));
    private static final Form SECOND = Form.of("Second", FormField.text("why", "Why", false));

    private World world;
    private final List<CommandCall> calls = new ArrayList<>();
    private Function<CommandCall, CompletionStage<CommandStep>> handler = call -> now(
            switch (call.step()) {
                case 0 -> CommandStep.next(FIRST);
                case 1 -> CommandStep.last(SECOND);
                default -> CommandStep.done("ordered");
            });
    private CommandAccess access =
            who -> CompletableFuture.completedFuture(who.bare().equals(Jid.of("alice@example.org")));
    private int number;

    private static CompletionStage<CommandStep> now(CommandStep step) {
        return CompletableFuture.completedFuture(step);
    }

    @BeforeEach
    void start() {
        world = new World().start();
        world.session
                .commands()
                .register(new AdHocCommand("order", "Order something", who -> access.admits(who), call -> {
                    calls.add(call);
                    return handler.apply(call);
                }));
        world.stream().sent.clear();
    }

    private Stanza ask(String from, String type, String payload) {
        String id = "q" + number++;
        world.stream()
                .say("<iq type='" + type + "' id='" + id + "' from='" + from + "' to='bot@example.org/openclaw'>"
                        + payload + "</iq>");
        List<Stanza> answers = answers(id);
        assertEquals(1, answers.size(), "exactly one answer");
        return answers.get(0);
    }

    private List<Stanza> answers(String id) {
        return world.stream().sent.stream()
                .filter(stanza -> id.equals(stanza.id()))
                .toList();
    }

    private static String command(String more, String content) {
        return "<command xmlns='" + Ns.COMMANDS + "' node='order' " + more + ">" + content + "</command>";
    }

    private static String submit(String name, String value) {
        return "<x xmlns='jabber:x:data' type='submit'><field var='" + name + "'><value>" + value
                + "</value></field></x>";
    }

    private String begin(String from) {
        return sessionOf(ask(from, "set", command("action='execute'", "")));
    }

    private static String sessionOf(Stanza answer) {
        assertTrue(answer.hasType("result"), text(answer));
        return String.valueOf(answer.payload().get(0).attribute("sessionid"));
    }

    private static String text(Stanza stanza) {
        return XmlWriter.forStream(stanza);
    }

    private static void refused(Stanza answer, String condition, String specific) {
        assertTrue(answer.hasType("error"), text(answer));
        XmlElement error = answer.payload().get(0);
        assertTrue(error.child(Ns.STANZAS, condition).isPresent(), text(answer));
        assertEquals(
                !specific.isEmpty(),
                !specific.isEmpty() && error.child(Ns.COMMANDS, specific).isPresent(),
                text(answer));
    }

    private String list(String from) {
        return text(ask(from, "get", "<query xmlns='" + Ns.DISCO_ITEMS + "' node='" + Ns.COMMANDS + "'/>"));
    }

    private Stanza info(String from, String node) {
        return ask(from, "get", "<query xmlns='" + Ns.DISCO_INFO + "' node='" + node + "'/>");
    }

    @Test
    void goesFromFormToFormToTheEnd() {
        Stanza first = ask(ALICE, "set", command("", ""));
        String session = sessionOf(first);
        assertTrue(text(first).contains("status='executing'"), text(first));
        assertTrue(text(first).contains("<actions execute='next'><next/></actions>"), text(first));
        Stanza second = ask(ALICE, "set", command("sessionid='" + session + "' action='next'", submit("what", "tea")));
        assertTrue(text(second).contains("<actions execute='complete'><prev/><complete/></actions>"), text(second));
        Stanza end =
                ask(ALICE, "set", command("sessionid='" + session + "' action='complete'", submit("why", "thirst")));
        assertTrue(text(end).contains("status='completed'"), text(end));
        assertTrue(text(end).contains("<note type='info'>ordered</note>"), text(end));
        assertEquals(List.of(0, 1, 2), calls.stream().map(CommandCall::step).toList());
        assertEquals(
                Map.of("what", List.of("tea"), "why", List.of("thirst")),
                calls.get(2).values());
        assertEquals(Jid.of(ALICE), calls.get(2).from());
    }

    @Test
    void goesBackToWhatWasFilledIn() {
        String session = begin(ALICE);
        ask(ALICE, "set", command("sessionid='" + session + "' action='next'", submit("what", "tea")));
        Stanza back = ask(ALICE, "set", command("sessionid='" + session + "' action='prev'", ""));
        assertTrue(text(back).contains("First"), text(back));
        assertTrue(text(back).contains("<value>tea</value>"), text(back));
        refused(
                ask(ALICE, "set", command("sessionid='" + session + "' action='prev'", "")),
                "bad-request",
                "bad-action");
        ask(ALICE, "set", command("sessionid='" + session + "'", submit("what", "coffee")));
        ask(ALICE, "set", command("sessionid='" + session + "'", ""));
        assertEquals(
                Map.of("what", List.of("coffee")), calls.get(calls.size() - 1).values());
    }

    @Test
    void isGivenUp() {
        String session = begin(ALICE);
        Stanza answer = ask(ALICE, "set", command("sessionid='" + session + "' action='cancel'", ""));
        assertTrue(text(answer).contains("status='canceled'"), text(answer));
        refused(ask(ALICE, "set", command("sessionid='" + session + "'", "")), "bad-request", "bad-sessionid");
    }

    @Test
    void isShownToWhomItIsFor() {
        assertTrue(list(ALICE).contains("node='order'"), list(ALICE));
        assertTrue(text(info(ALICE, "order")).contains("type='command-node'"));
        assertTrue(text(info(ALICE, Ns.COMMANDS)).contains("type='command-list'"));
        assertTrue(text(ask(ALICE, "get", "<query xmlns='" + Ns.DISCO_INFO + "'/>"))
                .contains(Ns.COMMANDS));
    }

    @Tag("H-57")
    @ParameterizedTest
    @ValueSource(strings = {"mallory@evil.example/x", "example.org", "bot@example.org/other"})
    void whoIsNotAdmittedLearnsNothing(String from) {
        access = who -> CompletableFuture.completedFuture(
                !who.bare().equals(Jid.of("mallory@evil.example")) && who.local() != null);
        assertFalse(list(from).contains("order"), list(from));
        refused(info(from, "order"), "item-not-found", "");
        refused(info(from, Ns.COMMANDS), "item-not-found", "");
        Stanza refused = ask(from, "set", command("", ""));
        refused(refused, "forbidden", "");
        Stanza unknown = ask(from, "set", command("", "").replace("'order'", "'nothing'"));
        assertEquals(refused.payload(), unknown.payload(), "what there is shows");
        assertEquals(List.of(), calls);
    }

    @Tag("H-57")
    @Test
    void anOccupantIsNobody() {
        Jid room = Jid.of("team@rooms.example.org");
        access = who -> CompletableFuture.completedFuture(true);
        world.session.rooms().join(RoomConfig.of(room, "bot"));
        world.run();
        refused(ask(room + "/alice", "set", command("", "")), "forbidden", "");
        assertFalse(list(room + "/alice").contains("order"));
        assertEquals(List.of(), calls);
    }

    @Tag("H-57")
    @Test
    void whoIsAdmittedNoLongerIsRefusedInTheMiddle() {
        String session = begin(ALICE);
        access = who -> CompletableFuture.completedFuture(false);
        refused(ask(ALICE, "set", command("sessionid='" + session + "'", submit("what", "tea"))), "forbidden", "");
        assertEquals(1, calls.size());
    }

    @Tag("H-57")
    @Test
    void nobodyIsAdmittedWhereThatCannotBeTold() {
        access = who -> CompletableFuture.failedFuture(new IllegalStateException("no list"));
        refused(ask(ALICE, "set", command("", "")), "forbidden", "");
        access = who -> {
            throw new IllegalStateException("faulty");
        };
        refused(ask(ALICE, "set", command("", "")), "forbidden", "");
        assertFalse(list(ALICE).contains("order"));
    }

    @Tag("H-57")
    @Test
    void goesOnForNobodyElse() {
        access = who -> CompletableFuture.completedFuture(true);
        String session = begin(ALICE);
        String go = command("sessionid='" + session + "' action='next'", submit("what", "tea"));
        refused(ask("mallory@evil.example/x", "set", go), "bad-request", "bad-sessionid");
        refused(ask("alice@example.org/laptop", "set", go), "bad-request", "bad-sessionid");
        refused(ask("mallory@evil.example/x", "set", go.replace("next", "cancel")), "bad-request", "bad-sessionid");
        assertTrue(ask(ALICE, "set", go).hasType("result"), "it still runs");
        assertEquals(2, calls.size());
    }

    @Tag("H-57")
    @Test
    void idsAreLongAndEachOnesOwn() {
        String one = begin(ALICE);
        String two = begin(ALICE);
        assertNotEquals(one, two);
        assertEquals(32, one.length());
    }

    @Tag("H-57")
    @Test
    void isNotReplayedAfterItsEnd() {
        handler = call -> now(call.step() == 0 ? CommandStep.last(FIRST) : CommandStep.done("ordered"));
        String session = begin(ALICE);
        String complete = command("sessionid='" + session + "' action='complete'", submit("what", "tea"));
        assertTrue(ask(ALICE, "set", complete).hasType("result"));
        refused(ask(ALICE, "set", complete), "bad-request", "bad-sessionid");
        assertEquals(2, calls.size());
    }

    @Tag("H-57")
    @Test
    void noStageIsSkipped() {
        String session = begin(ALICE);
        refused(
                ask(ALICE, "set", command("sessionid='" + session + "' action='complete'", submit("what", "tea"))),
                "bad-request",
                "bad-action");
        refused(
                ask(ALICE, "set", command("sessionid='" + session + "' action='next'", "")),
                "bad-request",
                "bad-payload");
        refused(
                ask(ALICE, "set", command("sessionid='" + session + "' action='dance'", submit("what", "tea"))),
                "bad-request",
                "malformed-action");
        refused(ask(ALICE, "set", command("action='complete'", submit("what", "tea"))), "bad-request", "bad-action");
        assertEquals(1, calls.size());
    }

    @Tag("H-57")
    @Test
    void endsWhenItIsLeftAlone() {
        String session = begin(ALICE);
        world.pass(CommandRuns.IDLE.minusSeconds(1));
        assertTrue(ask(ALICE, "set", command("sessionid='" + session + "'", submit("what", "tea")))
                .hasType("result"));
        world.pass(CommandRuns.IDLE.plusSeconds(1));
        refused(ask(ALICE, "set", command("sessionid='" + session + "'", "")), "bad-request", "bad-sessionid");
    }

    @Tag("H-57")
    @Test
    void endsWithItsStream() {
        String session = begin(ALICE);
        world.stream().lose(XmppException.Kind.DISCONNECTED);
        world.pass(Duration.ofSeconds(20));
        refused(ask(ALICE, "set", command("sessionid='" + session + "'", "")), "bad-request", "bad-sessionid");
    }

    @Tag("H-57")
    @Test
    void oneStepAtATime() {
        CompletableFuture<CommandStep> pending = new CompletableFuture<>();
        handler = call -> call.step() == 0 ? now(CommandStep.last(FIRST)) : pending;
        String session = begin(ALICE);
        String complete = command("sessionid='" + session + "' action='complete'", submit("what", "tea"));
        world.stream().say("<iq type='set' id='slow' from='" + ALICE + "'>" + complete + "</iq>");
        refused(ask(ALICE, "set", complete), "unexpected-request", "");
        refused(
                ask(ALICE, "set", command("sessionid='" + session + "' action='cancel'", "")),
                "unexpected-request",
                "");
        pending.complete(CommandStep.done("ordered"));
        world.run();
        assertTrue(answers("slow").get(0).hasType("result"));
        assertEquals(2, calls.size());
    }

    @Tag("H-57")
    @Test
    void oneWhoBeginsWithoutEndLosesTheOldestAndTakesNobodysPlace() {
        access = who -> CompletableFuture.completedFuture(true);
        String others = begin("bob@example.org/b");
        String oldest = begin(ALICE);
        for (int i = 0; i < CommandRuns.MAX_EACH; i++) {
            begin("alice@example.org/" + i);
        }
        refused(
                ask(ALICE, "set", command("sessionid='" + oldest + "'", submit("what", "tea"))),
                "bad-request",
                "bad-sessionid");
        assertTrue(ask("bob@example.org/b", "set", command("sessionid='" + others + "'", submit("what", "tea")))
                .hasType("result"));
    }

    @Tag("H-57")
    @Test
    void noMoreRunThanTheLimit() {
        access = who -> CompletableFuture.completedFuture(true);
        for (int i = 0; i < CommandRuns.MAX; i++) {
            begin("user" + i + "@example.org/x");
        }
        refused(ask(ALICE, "set", command("", "")), "resource-constraint", "");
    }

    @Tag("H-57")
    @Test
    void whoAsksFasterThanIsAnsweredHasToWait() {
        CompletableFuture<Boolean> verdict = new CompletableFuture<>();
        access = who ->
                who.bare().equals(Jid.of("alice@example.org")) ? verdict : CompletableFuture.completedFuture(true);
        for (int i = 0; i < 8; i++) {
            world.stream().say("<iq type='set' id='wait" + i + "' from='" + ALICE + "'>" + command("", "") + "</iq>");
        }
        refused(ask(ALICE, "set", command("", "")), "resource-constraint", "");
        assertTrue(ask("bob@example.org/b", "set", command("", "")).hasType("result"), "others need not");
        verdict.complete(true);
        world.run();
        assertTrue(answers("wait7").get(0).hasType("result"));
        assertTrue(ask(ALICE, "set", command("", "")).hasType("result"));
    }

    @Tag("H-57")
    @Test
    void howManyClientsSomebodyHasMakesNoDifference() {
        access = who -> new CompletableFuture<>();
        for (int i = 0; i < 8; i++) {
            world.stream()
                    .say("<iq type='set' id='wait" + i + "' from='alice@example.org/" + i + "'>" + command("", "")
                            + "</iq>");
        }
        refused(ask(ALICE, "set", command("", "")), "resource-constraint", "");
    }

    @Tag("H-57")
    @Test
    void noMoreQuestionsAreOpenThanTheLimit() {
        access = who -> new CompletableFuture<>();
        for (int i = 0; i < 200; i++) {
            world.stream()
                    .say("<iq type='set' id='wait" + i + "' from='user" + i % 25 + "@example.org/x'>" + command("", "")
                            + "</iq>");
        }
        refused(ask(ALICE, "set", command("", "")), "resource-constraint", "");
        world.pass(CommandGate.PATIENCE.plusSeconds(1));
        access = who -> CompletableFuture.completedFuture(true);
        assertTrue(ask(ALICE, "set", command("", "")).hasType("result"));
    }

    @Tag("H-57")
    @Test
    void whereAllRunThatMayOneLosesTheirOwnOldest() {
        access = who -> CompletableFuture.completedFuture(true);
        String oldest = begin(ALICE);
        for (int i = 1; i < CommandRuns.MAX; i++) {
            begin("user" + i + "@example.org/x");
        }
        String latest = begin(ALICE);
        refused(
                ask(ALICE, "set", command("sessionid='" + oldest + "'", submit("what", "tea"))),
                "bad-request",
                "bad-sessionid");
        assertTrue(ask(ALICE, "set", command("sessionid='" + latest + "'", submit("what", "tea")))
                .hasType("result"));
    }

    @Tag("H-57")
    @Test
    void goesOnAsNoOtherCommand() {
        world.session.commands().register(new AdHocCommand("open", "Open the door", who -> access.admits(who), call -> {
            throw new IllegalStateException("never begun");
        }));
        String session = begin(ALICE);
        String other =
                command("sessionid='" + session + "'", submit("what", "tea")).replace("'order'", "'open'");
        refused(ask(ALICE, "set", other), "bad-request", "bad-sessionid");
        assertTrue(ask(ALICE, "set", command("sessionid='" + session + "'", submit("what", "tea")))
                .hasType("result"));
    }

    @Test
    void aFaultyHandlerIsToldWithoutItsReasonAndASlowOneAfterAWhile() {
        handler = call -> {
            throw new IllegalStateException("the password is sesame");
        };
        Stanza answer = ask(ALICE, "set", command("", ""));
        refused(answer, "internal-server-error", "");
        assertFalse(text(answer).contains("sesame"));
        handler = call -> new CompletableFuture<>();
        world.stream().say("<iq type='set' id='slow' from='" + ALICE + "'>" + command("", "") + "</iq>");
        assertEquals(List.of(), answers("slow"));
        world.pass(CommandRuns.PATIENCE.plusSeconds(1));
        refused(answers("slow").get(0), "internal-server-error", "");
    }

    @Test
    void isServedNoLonger() {
        String session = begin(ALICE);
        world.session.commands().unregister("order");
        refused(ask(ALICE, "set", command("sessionid='" + session + "'", submit("what", "x"))), "forbidden", "");
        assertFalse(list(ALICE).contains("order"));
    }

    @Test
    void runsOthersCommands() {
        world.answers = question -> {
            String asked = text(question);
            if (asked.contains(Ns.DISCO_ITEMS)) {
                return "<query xmlns='" + Ns.DISCO_ITEMS + "' node='" + Ns.COMMANDS
                        + "'><item jid='example.org' node='ping' name='Ping'/><item jid='example.org' node='x'/></query>";
            }
            return asked.contains("sessionid='s1'") && asked.contains("<value>tea</value>")
                    ? "<command xmlns='" + Ns.COMMANDS + "' node='ping' sessionid='s1' status='completed'>"
                            + "<note type='info'>done</note></command>"
                    : "<command xmlns='" + Ns.COMMANDS + "' node='ping' sessionid='s1' status='executing'>"
                            + "<actions><next/></actions><x xmlns='jabber:x:data' type='form'>"
                            + "<field var='what' type='text-single'/></x></command>";
        };
        Jid other = Jid.of("example.org");
        CompletableFuture<Map<String, String>> listed =
                world.session.commands().list(other).toCompletableFuture();
        world.run();
        assertEquals(Map.of("ping", "Ping", "x", "x"), listed.join());
        CompletableFuture<CommandResult> begun = world.session
                .commands()
                .execute(other, "ping", null, CommandAction.EXECUTE, Map.of())
                .toCompletableFuture();
        world.run();
        assertEquals("what", begun.join().form().fields().get(0).name());
        assertTrue(begun.join().actions().contains(CommandAction.NEXT));
        CompletableFuture<CommandResult> done = world.session
                .commands()
                .execute(other, "ping", begun.join().sessionId(), CommandAction.NEXT, Map.of("what", List.of("tea")))
                .toCompletableFuture();
        world.run();
        assertTrue(done.join().completed());
        assertEquals("done", done.join().note());
    }

    @Tag("H-57")
    @Test
    void whoIsNeverJudgedIsRefusedInTheEndAndBlocksNobody() {
        access = who -> new CompletableFuture<>();
        for (int i = 0; i < 8; i++) {
            world.stream().say("<iq type='set' id='wait" + i + "' from='" + ALICE + "'>" + command("", "") + "</iq>");
        }
        world.stream()
                .say("<iq type='get' id='list' from='bob@example.org/b'><query xmlns='" + Ns.DISCO_ITEMS + "' node='"
                        + Ns.COMMANDS + "'/></iq>");
        world.pass(CommandGate.PATIENCE.plusSeconds(1));
        for (int i = 0; i < 8; i++) {
            refused(answers("wait" + i).get(0), "forbidden", "");
        }
        assertFalse(text(answers("list").get(0)).contains("order"));
        access = who -> CompletableFuture.completedFuture(true);
        assertTrue(ask(ALICE, "set", command("", "")).hasType("result"));
    }

    @Tag("H-57")
    @Test
    void aCommandThatIsNoneIsRefusedNoSoonerThanOneThatIs() {
        CompletableFuture<Boolean> verdict = new CompletableFuture<>();
        access = who -> verdict;
        world.stream()
                .say("<iq type='set' id='none' from='" + ALICE + "'><command xmlns='" + Ns.COMMANDS
                        + "' node='none'/></iq>");
        assertEquals(List.of(), answers("none"));
        verdict.complete(true);
        world.run();
        refused(answers("none").get(0), "forbidden", "");
    }

    @Tag("H-57")
    @Test
    @SuppressWarnings("NullAway") // What no caller should do.
    void noVerdictIsNoAdmission() {
        access = who -> CompletableFuture.completedFuture(null);
        refused(ask(ALICE, "set", command("", "")), "forbidden", "");
        assertEquals(List.of(), calls);
    }

    @Tag("H-11")
    @Test
    void whatOthersSayOfTheirCommandsIsBounded() {
        List<XmlElement> items = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            items.add(AdHoc.item("example.org", "node" + i, "x".repeat(i + 1)));
        }
        Map<String, String> listed =
                AdHoc.list(XmlElement.of(Ns.DISCO_ITEMS, "query").with(items));
        assertEquals(500, listed.size());
        assertEquals("x".repeat(256), listed.get("node255"));
        assertEquals("node256", listed.get("node256"), "a name that is too long is none");
        assertEquals(4000, note(4000).length());
        assertNull(note(4001));
    }

    private static String note(int length) {
        return AdHoc.result(XmlElement.of(Ns.COMMANDS, "command")
                        .with(XmlElement.of(Ns.COMMANDS, "note", "x".repeat(length))))
                .note();
    }

    @Test
    @SuppressWarnings("NullAway") // What no caller should do.
    void aHandlerWithoutAStepIsAFault() {
        handler = call -> CompletableFuture.completedFuture(null);
        refused(ask(ALICE, "set", command("", "")), "internal-server-error", "");
    }
}
