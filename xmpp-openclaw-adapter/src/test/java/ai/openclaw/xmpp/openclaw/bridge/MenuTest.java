package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.openclaw.wire.HostCalls.InboundMessage;
import ai.openclaw.xmpp.openclaw.wire.MenuCalls;
import ai.openclaw.xmpp.tck.sim.Person;
import com.google.gson.Gson;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host's commands and questions as a client's menu (XEP-0050). */
@Tag("XEP-0050")
class MenuTest {

    private static final String COMMANDS = "http://jabber.org/protocol/commands";
    private static final String NODE = "https://openclaw.ai/xmpp/command#";
    private static final String QUESTIONS = "https://openclaw.ai/xmpp/questions";

    @TempDir
    Path directory;

    private SimulatedAccount account;
    private Person alice;
    private Person mallory;
    private int number;

    @BeforeEach
    void start() {
        account = new SimulatedAccount(directory, "bot@example.org");
        account.start("{dmPolicy: 'allowlist', allowFrom: ['alice@example.org']}");
        alice = account.server.person("alice");
        mallory = account.server.person("mallory");
        account.server.person("carol");
        set(
                "{name: 'status', description: 'Shows the state'}, {name: 'model', args: [{name: 'model', required: true, choices: [{value: 'fast'}]}, {name: 'why'}]},"
                        + " {name: 'not a name'}, {}");
    }

    private void set(String commands) {
        MenuCalls.Menu menu =
                new Gson().fromJson("{accountId: 'default', commands: [" + commands + "]}", MenuCalls.Menu.class);
        account.bridge().with(parts -> {
            parts.menu().set(menu);
            return CompletableFuture.completedFuture(true);
        });
        account.pass(1);
    }

    /** What the bot answers to a question of that kind. */
    private String ask(Person who, String type, String payload) {
        String id = "q" + number++;
        account.sent.clear();
        account.send(who, "<iq type='" + type + "' id='" + id + "' to='bot@example.org/openclaw'>" + payload + "</iq>");
        List<String> answers = account.sent("id='" + id + "'");
        assertEquals(1, answers.size(), account.sent.toString());
        return answers.get(0);
    }

    private String list(Person who) {
        return ask(who, "get", "<query xmlns='http://jabber.org/protocol/disco#items' node='" + COMMANDS + "'/>");
    }

    private String run(Person who, String node, String more, String fields) {
        return ask(
                who,
                "set",
                "<command xmlns='" + COMMANDS + "' node='" + node + "' " + more + ">"
                        + (fields.isEmpty() ? "" : "<x xmlns='jabber:x:data' type='submit'>" + fields + "</x>")
                        + "</command>");
    }

    private static String field(String name, String value) {
        return "<field var='" + name + "'><value>" + value + "</value></field>";
    }

    private static String session(String answer) {
        Matcher id = Pattern.compile("sessionid='([^']+)'").matcher(answer);
        assertTrue(id.find(), answer);
        return "sessionid='" + id.group(1) + "'";
    }

    @Test
    void listsTheHostsCommandsToWhoMayTalk() {
        String listed = list(alice);
        assertTrue(listed.contains("/status: Shows the state") && listed.contains(NODE + "model"), listed);
        assertFalse(listed.contains("not a name"), listed);
        set("{name: 'help'}");
        assertTrue(list(alice).contains(NODE + "help"), "the new list");
        assertFalse(list(alice).contains(NODE + "status"), "and not the old one");
    }

    @Test
    void runsOneAsIfItHadBeenWritten() {
        String answer = run(alice, NODE + "status", "action='execute'", "");
        assertTrue(answer.contains("status='completed'") && answer.contains("it ran"), answer);
        InboundMessage command = account.host.commands.get(0);
        assertEquals("/status", command.text());
        assertEquals("direct:alice@example.org", command.lane());
        assertEquals("alice@example.org", command.sender().jid());
        assertEquals(List.of(), account.texts());
    }

    @Tag("XEP-0004")
    @Test
    void asksForArguments() {
        String form = run(alice, NODE + "model", "", "");
        assertTrue(form.contains("type='list-single'") && form.contains("<required/>"), form);
        String refused = run(alice, NODE + "model", session(form), field("model", "evil /new"));
        assertTrue(refused.contains("bad-payload"), refused);
        run(alice, NODE + "model", session(form), field("model", "fast") + field("why", "it is late"));
        assertEquals("/model fast it is late", account.host.commands.get(0).text());
    }

    @Tag("H-57")
    @Test
    void whoMayNotTalkSeesNothingAndRunsNothing() {
        assertFalse(list(mallory).contains("status"));
        assertTrue(run(mallory, NODE + "status", "", "").contains("forbidden"));
        assertTrue(run(mallory, QUESTIONS, "", "").contains("forbidden"));
        assertEquals(List.of(), account.host.commands);
        account.take("{dmPolicy: 'disabled'}");
        assertFalse(list(alice).contains("status"));
        assertTrue(run(alice, NODE + "status", "", "").contains("forbidden"));
        assertEquals(List.of(), account.host.commands);
    }

    @Tag("H-57")
    @Test
    void aStrangerToBePairedIsOfferedNoCodeForIt() {
        account.take("{dmPolicy: 'pairing'}");
        assertTrue(run(mallory, NODE + "status", "", "").contains("forbidden"));
        assertEquals(List.of(), account.host.requests);
    }

    @Test
    void theLimitsOfMessagesHoldHere() {
        account.take("{dmPolicy: 'allowlist', allowFrom: ['alice@example.org'], limits: {messagesPerMinute: 2}}");
        for (int i = 0; i < 4; i++) {
            run(alice, NODE + "status", "", "");
        }
        assertEquals(2, account.host.commands.size());
    }

    @Test
    void tellsThatItWasRefusedOrLost() {
        account.host.ran = command -> CompletableFuture.completedFuture(new MenuCalls.Ran("dropped", "secret", null));
        String refused = run(alice, NODE + "status", "", "");
        assertTrue(refused.contains("type='error'") && refused.contains("refused"), refused);
        assertFalse(refused.contains("secret"), refused);
        account.host.ran = command -> CompletableFuture.failedFuture(new IllegalStateException("secret"));
        String lost = run(alice, NODE + "status", "", "");
        assertTrue(lost.contains("try again") && !lost.contains("secret"), lost);
        account.host.ran = command -> CompletableFuture.completedFuture(new MenuCalls.Ran("adopted", null, null));
        assertTrue(run(alice, NODE + "status", "", "").contains("comes in the chat"));
    }

    private void question(String id, String approver) {
        MenuCalls.OpenCard card = new Gson()
                .fromJson(
                        "{accountId: 'default', cardId: '" + id
                                + "', to: 'carol@example.org', kind: 'direct', title: 'Run "
                                + id
                                + "', text: 'May I?\\nEnv Overrides: PATH', choices: [{value: 'allow-once', label: 'Allow once'},"
                                + " {value: 'deny', label: 'Deny'}], approvers: ['" + approver + "'], expiresAt: '"
                                + account.time.now().plus(Duration.ofMinutes(30)) + "'}",
                        MenuCalls.OpenCard.class);
        CompletionStage<?> asked = account.bridge().with(parts -> parts.cards().open(card));
        account.pass(1);
        asked.toCompletableFuture().join();
    }

    @Test
    void answersAQuestion() {
        assertFalse(list(alice).contains(QUESTIONS), "there is none");
        question("one", "alice@example.org");
        assertTrue(list(alice).contains(QUESTIONS));
        String form = run(alice, QUESTIONS, "", "");
        assertTrue(form.contains("May I?"), form);
        String done = run(alice, QUESTIONS, session(form) + " action='complete'", field("answer", "deny"));
        assertTrue(done.contains("Deny") && done.contains("completed"), done);
        assertEquals("one", account.host.answers.get(0).cardId());
        assertEquals("deny", account.host.answers.get(0).choice());
        assertEquals("alice@example.org", account.host.answers.get(0).sender());
        assertFalse(list(alice).contains(QUESTIONS), "it is answered");
    }

    @Test
    void answersOneOfSeveral() {
        question("one", "alice@example.org");
        question("two", "alice@example.org");
        question("three", "mallory@example.org");
        String which = run(alice, QUESTIONS, "", "");
        assertTrue(which.contains("Run one") && which.contains("Run two") && !which.contains("Run three"), which);
        String refused = run(alice, QUESTIONS, session(which) + " action='next'", field("question", "three"));
        assertTrue(refused.contains("bad-payload"), refused);
        run(alice, QUESTIONS, session(which) + " action='next'", field("question", "two"));
        run(alice, QUESTIONS, session(which) + " action='complete'", field("answer", "allow-once"));
        assertEquals("two", account.host.answers.get(0).cardId());
    }

    @Tag("H-57")
    @Test
    void aFormThatWasLeftOpenAnswersNoOtherQuestion() {
        question("one", "alice@example.org");
        String form = run(alice, QUESTIONS, "", "");
        account.bridge().with(parts -> parts.cards().close(new MenuCalls.CloseCard("default", "one", null)));
        question("two", "alice@example.org");
        String late = run(
                alice,
                QUESTIONS,
                session(form) + " action='complete'",
                field("answer", "allow-once") + field("question", "two"));
        assertTrue(late.contains("no longer open"), late);
        assertEquals(List.of(), account.host.answers);
    }

    @Tag("H-30")
    @Test
    void showsAllThatIsAskedBeforeItIsAnswered() {
        question("one", "alice@example.org");
        String form = run(alice, QUESTIONS, "", "");
        assertTrue(form.contains("<value>May I?</value>") && form.contains("<value>Env Overrides: PATH</value>"), form);
    }

    @Test
    void anApprovalThatIsAskedOfSeveralPeopleIsOneQuestion() {
        for (String card : List.of("to-alice", "to-bob")) {
            MenuCalls.OpenCard open = new Gson()
                    .fromJson(
                            "{accountId: 'default', cardId: '" + card
                                    + "', to: 'carol@example.org', kind: 'direct', title: 'Run ls', text: 'May I?',"
                                    + " choices: [{value: 'deny', label: 'Deny', command: '/approve 1 deny'}],"
                                    + " approvers: ['alice@example.org'], expiresAt: '"
                                    + account.time.now().plus(Duration.ofMinutes(30)) + "'}",
                            MenuCalls.OpenCard.class);
            account.bridge().with(parts -> parts.cards().open(open));
            account.pass(1);
        }
        String form = run(alice, QUESTIONS, "", "");
        run(alice, QUESTIONS, session(form) + " action='complete'", field("answer", "deny"));
        assertEquals(1, account.host.answers.size());
    }
}
