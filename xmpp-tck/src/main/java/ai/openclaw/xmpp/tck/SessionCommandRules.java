package ai.openclaw.xmpp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.command.AdHocCommand;
import ai.openclaw.xmpp.command.CommandCall;
import ai.openclaw.xmpp.command.CommandStep;
import ai.openclaw.xmpp.command.Form;
import ai.openclaw.xmpp.command.FormField;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.tck.lab.Peer;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/** Ad-hoc commands: seen and run only by whom they are for, step by step, once. */
abstract class SessionCommandRules extends SessionServiceRules {

    private static final String COMMANDS = "http://jabber.org/protocol/commands";
    private static final String ITEMS = "http://jabber.org/protocol/disco#items";
    private static final String FORM = "jabber:x:data";
    private static final String NODE = "order";

    /** A session that serves a command to some: a form, and the end; keeps what its handler is given. */
    private XmppSession serving(Queue<CommandCall> calls, Jid... customers) {
        XmppSession session = online(account(), new SessionRecorder());
        session.commands()
                .register(new AdHocCommand(
                        NODE,
                        "Order something",
                        who -> CompletableFuture.completedFuture(
                                Stream.of(customers).anyMatch(who::equals)),
                        call -> {
                            calls.add(call);
                            return CompletableFuture.completedFuture(
                                    call.step() == 0
                                            ? CommandStep.last(Form.of("Order", FormField.text("what", "What", true)))
                                            : CommandStep.done("ordered"));
                        }));
        return session;
    }

    private static Stanza list(Peer peer, XmppSession session) {
        return peer.ask(address(session), "get", XmlElement.of(ITEMS, "query").with("node", COMMANDS));
    }

    private static XmlElement command() {
        return XmlElement.of(COMMANDS, "command").with("node", NODE);
    }

    private static XmlElement complete(String id) {
        return command()
                .with("sessionid", id)
                .with("action", "complete")
                .with(XmlElement.of(FORM, "x")
                        .with("type", "submit")
                        .with(XmlElement.of(FORM, "field")
                                .with("var", "what")
                                .with(XmlElement.of(FORM, "value", "tea"))));
    }

    private static XmlElement result(Stanza answer) {
        assertEquals("result", answer.type(), answer.toString());
        return answer.child(COMMANDS, "command").orElseThrow();
    }

    private static String begin(Peer peer, XmppSession session) {
        XmlElement form = result(peer.ask(address(session), "set", command()));
        assertEquals("executing", form.attribute("status"));
        return String.valueOf(form.attribute("sessionid"));
    }

    @Tag("H-57")
    @Rule(
            id = "SE-541",
            spec = "XEP-0050 §2.2",
            text = "A command MUST be listed to and run by only those whom its access admits.",
            intent = "A menu for everybody is a remote control for everybody.")
    final void servesOnlyWhoIsAdmitted() {
        Peer alice = peer("alice");
        Peer mallory = peer("mallory");
        Queue<CommandCall> calls = new ConcurrentLinkedQueue<>();
        XmppSession session = serving(calls, alice.address());
        List<XmlElement> listed =
                list(alice, session).child(ITEMS, "query").orElseThrow().children();
        assertEquals(
                List.of(NODE),
                listed.stream().map(item -> item.attribute("node")).toList());
        assertEquals(
                List.of(),
                list(mallory, session).child(ITEMS, "query").orElseThrow().children());
        assertEquals("error", mallory.ask(address(session), "set", command()).type(), "a stranger ran it");
        assertEquals(0, calls.size());
    }

    @Rule(
            id = "SE-542",
            spec = "XEP-0050 §2.4",
            text = "A command MUST go from form to form to its end, and its handler be given what was filled in.",
            intent = "That is what a form is for.")
    final void runsACommandToItsEnd() {
        Peer alice = peer("alice");
        Queue<CommandCall> calls = new ConcurrentLinkedQueue<>();
        XmppSession session = serving(calls, alice.address());
        XmlElement end = result(alice.ask(address(session), "set", complete(begin(alice, session))));
        assertEquals("completed", end.attribute("status"));
        assertTrue(end.child(COMMANDS, "note").isPresent(), end.toString());
        calls.remove();
        CommandCall last = calls.remove();
        assertEquals(Map.of("what", List.of("tea")), last.values());
        assertEquals(alice.address(), last.from());
    }

    @Tag("H-57")
    @Rule(
            id = "SE-543",
            spec = "XEP-0050 §5",
            text = "A running command MUST go on only for the full JID that began it.",
            intent = "Whoever learns the id would finish in another's name.")
    final void goesOnOnlyForWhoBeganIt() {
        Peer alice = peer("alice");
        Peer mallory = peer("mallory");
        // Both are admitted: it is the id that must not serve another.
        Queue<CommandCall> calls = new ConcurrentLinkedQueue<>();
        XmppSession session = serving(calls, alice.address(), mallory.address());
        String id = begin(alice, session);
        assertEquals(
                "error", mallory.ask(address(session), "set", complete(id)).type(), "it went on for somebody else");
        assertEquals(1, calls.size());
        assertEquals(
                "completed",
                result(alice.ask(address(session), "set", complete(id))).attribute("status"));
    }

    @Tag("H-57")
    @Rule(
            id = "SE-544",
            spec = "XEP-0050 §4.4",
            text = "A step of a command that has ended MUST be refused.",
            intent = "What was ordered once is not ordered again by whoever repeats it.")
    final void isNotReplayed() {
        Peer alice = peer("alice");
        Queue<CommandCall> calls = new ConcurrentLinkedQueue<>();
        XmppSession session = serving(calls, alice.address());
        String id = begin(alice, session);
        result(alice.ask(address(session), "set", complete(id)));
        assertEquals("error", alice.ask(address(session), "set", complete(id)).type(), "it was done again");
        assertEquals(2, calls.size());
    }
}
