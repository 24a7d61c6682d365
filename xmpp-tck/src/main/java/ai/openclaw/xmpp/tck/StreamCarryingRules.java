package ai.openclaw.xmpp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ServerAddress.Transport;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.tck.lab.Ability;
import ai.openclaw.xmpp.tck.lab.Account;
import ai.openclaw.xmpp.tck.lab.Peer;
import ai.openclaw.xmpp.tck.lab.ScriptedServer;
import ai.openclaw.xmpp.tck.lab.ServerKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;

/** Stanzas both ways, and nothing else. */
abstract class StreamCarryingRules extends StreamOpeningRules {

    private static final String PING = "<iq type='get' id='early' from='localhost'><ping xmlns='urn:xmpp:ping'/></iq>";
    private static final int MANY = 200;

    private SessionConfig scripted(ScriptedServer server) {
        return server.config(Transport.DIRECT_TLS, ServerKey.ofLocalhost().trusted());
    }

    @Rule(
            id = "ST-201",
            spec = "RFC 6120 §10.1",
            text = "Stanzas MUST be sent in the order of the calls, and told in the order of the stream.",
            intent = "A conversation whose lines change places is nonsense; XEP-0198 counts.",
            check = {"one queue and one writer", "no pool of threads between the parser and the listener"})
    final void keepsTheOrderBothWays() {
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account().config(), recorder);
        Peer peer = peer();
        List<String> bodies =
                IntStream.range(0, MANY).mapToObj(i -> "line " + i).toList();
        for (String body : bodies) {
            stream.send(message(peer.address(), body));
            peer.say(stream.address(), body);
        }
        assertEquals(bodies, recorder.nextBodies(MANY));
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            heard.add(Peer.bodyOf(peer.await("a message", stanza -> Peer.bodyOf(stanza) != null)));
        }
        assertEquals(bodies, heard);
    }

    @Rule(
            id = "ST-202",
            text = "Calls to the listener MUST come one at a time, whatever the threads.",
            intent = "Listeners need no locks; two calls at once corrupt what they keep.",
            check = "the message names both threads")
    final void callsTheListenerSerially() {
        CountDownLatch never = new CountDownLatch(1);
        StreamRecorder recorder = new StreamRecorder().reacting(stanza -> {
            try {
                // Long enough for another thread to come in between, if there is one.
                assertFalse(never.await(1, TimeUnit.MILLISECONDS));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        StanzaStream stream = open(account().config(), recorder);
        Peer one = peer();
        Peer other = peer();
        for (int i = 0; i < 50; i++) {
            one.say(stream.address(), "one " + i);
            other.question(stream.address(), "get", XmlElement.of("urn:xmpp:ping", "ping"));
            stream.send(message(one.address(), "out " + i));
        }
        for (int i = 0; i < 100; i++) {
            stream.acknowledge(recorder.next());
        }
        stream.close();
        recorder.awaitEnd();
        assertEquals(List.of(), recorder.wrong());
    }

    @Tag("R15")
    @Rule(
            id = "ST-203",
            text = "No call MUST come before connect has given the stream to its caller; what came early is told then.",
            intent =
                    "The first stanzas come in the same packet as the bind result; a listener that does not know its stream cannot answer.",
            check = {
                "early stanzas are kept and told on a thread of the engine's",
                "not told inside connect: its caller would wait for itself"
            },
            needs = Ability.SOCKETS)
    final void callsNobodyBeforeConnectReturns() throws Exception {
        ScriptedServer server = script(dialogue -> {
            dialogue.bind("", PING + "<message id='second'/>");
            dialogue.listen();
        });
        CompletableFuture<StanzaStream> given = new CompletableFuture<>();
        CompletableFuture<Boolean> known = new CompletableFuture<>();
        StreamRecorder recorder = new StreamRecorder().reacting(stanza -> {
            try {
                given.get(3, TimeUnit.SECONDS);
                known.complete(true);
            } catch (TimeoutException never) {
                known.complete(false);
            } catch (Exception broken) {
                known.completeExceptionally(broken);
            }
        });
        given.complete(open(scripted(server), recorder));
        assertTrue(known.get(10, TimeUnit.SECONDS), "a stanza was told while connect had not returned");
        assertEquals("early", recorder.next().id());
        assertEquals("second", recorder.next().id());
    }

    @Rule(
            id = "ST-204",
            text =
                    "Calls to the listener MUST come on threads of the engine's, never on one that calls connect, send, close or abort.",
            intent = "Else a caller that holds what the listener wants waits for ever.")
    final void callsTheListenerOnItsOwnThreads() {
        if (server().abilities().contains(Ability.SOCKETS)) {
            ScriptedServer server = script(dialogue -> {
                dialogue.bind("", PING);
                dialogue.listen();
            });
            assertCallsOnItsOwnThreads(scripted(server), stream -> {});
        }
        Peer peer = peer();
        assertCallsOnItsOwnThreads(account().config(), stream -> peer.say(stream.address(), "hello"));
    }

    private void assertCallsOnItsOwnThreads(SessionConfig config, Consumer<StanzaStream> makesTheServerSpeak) {
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(config, recorder);
        makesTheServerSpeak.accept(stream);
        recorder.next();
        stream.send(message(stream.address(), "to myself"));
        stream.close();
        stream.abort();
        recorder.awaitEnd();
        assertFalse(
                recorder.threads().contains(Thread.currentThread()),
                "the listener was called on the thread that called connect or close");
    }

    @Rule(
            id = "ST-205",
            text = "A listener that throws MUST NOT end the stream or lose the stanzas behind.",
            intent = "A fault in a bot's code costs one message, not the connection.")
    final void survivesAListenerThatThrows() {
        StreamRecorder recorder = new StreamRecorder().reacting(stanza -> {
            if ("bad".equals(Peer.bodyOf(stanza))) {
                throw new IllegalStateException("as the test wants it");
            }
        });
        StanzaStream stream = open(account().config(), recorder);
        Peer peer = peer();
        for (String body : List.of("good", "bad", "better")) {
            peer.say(stream.address(), body);
        }
        assertEquals(List.of("good", "bad", "better"), recorder.nextBodies(3));
        stream.send(message(peer.address(), "still here"));
        peer.awaitBody("still here");
    }

    @Rule(
            id = "ST-206",
            text = "send MUST take calls from many threads, and keep the order of each.",
            intent = "One writer a thread is what applications have.")
    final void keepsTheOrderOfEachThread() throws Exception {
        StanzaStream stream = open(account().config(), new StreamRecorder());
        Peer peer = peer();
        List<Thread> senders = IntStream.range(0, 4)
                .mapToObj(number -> new Thread(
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                stream.send(message(peer.address(), number + " " + i));
                            }
                        },
                        "sender-" + number))
                .toList();
        senders.forEach(Thread::start);
        int[] next = new int[4];
        for (int i = 0; i < 400; i++) {
            String body = String.valueOf(Peer.bodyOf(peer.await("a message", each -> Peer.bodyOf(each) != null)));
            int sender = Integer.parseInt(body.substring(0, 1));
            assertEquals(sender + " " + next[sender]++, body);
        }
        for (Thread sender : senders) {
            sender.join(1000);
        }
    }

    @Rule(
            id = "ST-207",
            text = "send MUST NOT wait for the network; past 8 MiB that wait for it the stream ends with DISCONNECTED.",
            intent = "A peer that takes nothing must not take all memory, nor the thread that serves everybody else.")
    final void boundsWhatWaitsForTheNetwork() {
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = openWhereNobodyReads(recorder);
        Stanza large = message(stream.address(), "x".repeat(100_000));
        long begin = System.nanoTime();
        // 8 MiB and whatever the machine's own buffers hold.
        for (int i = 0; i < 600 && !recorder.hasEnded(); i++) {
            stream.send(large);
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(taken.toSeconds() < 10, () -> "sending took " + taken);
        XmppException cause = recorder.awaitEnd(Duration.ofSeconds(5)).cause();
        assertEquals(XmppException.Kind.DISCONNECTED, cause == null ? null : cause.kind());
    }

    private StanzaStream openWhereNobodyReads(StreamRecorder recorder) {
        if (server().abilities().contains(Ability.SOCKETS)) {
            ScriptedServer server = script(dialogue -> {
                dialogue.bind("", "");
                dialogue.ignore();
            });
            return open(scripted(server), recorder);
        }
        Account account = account();
        StanzaStream stream = open(account.config(), recorder);
        account.link().stall();
        return stream;
    }

    @Tag("C-77")
    @Rule(
            id = "ST-208",
            spec = "RFC 6120 §8.2.3",
            text = "The engine MUST NOT answer an IQ: all of them go to the listener.",
            intent = "Two answers to one question, one of them wrong, is what libraries with opinions give.",
            check = "the library's own handlers for ping, version, disco, time and unknown payloads are off")
    final void answersNoQuestion() {
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account().config(), recorder);
        Peer peer = peer();
        List<XmlElement> questions = List.of(
                XmlElement.of("urn:xmpp:ping", "ping"),
                XmlElement.of("jabber:iq:version", "query"),
                XmlElement.of("http://jabber.org/protocol/disco#info", "query"),
                XmlElement.of("urn:xmpp:time", "time"),
                XmlElement.of("urn:nobody:knows", "this"));
        for (XmlElement question : questions) {
            peer.question(stream.address(), "get", question);
        }
        for (XmlElement question : questions) {
            Stanza asked = recorder.next();
            assertEquals(Stanza.Kind.IQ, asked.kind());
            assertEquals(List.of(question), asked.payload());
        }
        stream.send(message(peer.address(), "behind all answers"));
        peer.awaitBody("behind all answers");
        assertEquals(List.of(), peer.untaken(stanza -> stanza.kind() == Stanza.Kind.IQ));
    }

    @Rule(
            id = "ST-209",
            spec = "RFC 6121 §4.2",
            text =
                    "The engine MUST NOT send presence, nor anything else that nobody asked it to send, once it is bound.",
            intent =
                    "With presence the server delivers what it kept, and rooms and contacts are told: that is decided above.",
            needs = Ability.SOCKETS)
    final void saysNothingByItself() throws Exception {
        CompletableFuture<String> before = new CompletableFuture<>();
        ScriptedServer server = script(dialogue -> {
            dialogue.bind("", "");
            before.complete(dialogue.hear("^(.*?)<message").group(1));
            dialogue.listen();
        });
        StanzaStream stream = open(scripted(server), new StreamRecorder());
        stream.send(message(stream.address(), "mine"));
        assertEquals("", before.get(10, TimeUnit.SECONDS).strip());
    }

    @Tag("H-13")
    @Tag("H-53")
    @Rule(
            id = "ST-210",
            spec = "RFC 6120 §8, §11",
            text =
                    "Payloads MUST pass unchanged both ways, known or not: names, attributes, text with all that XML escapes, emoji, xml:lang.",
            intent = "Extensions that the engine never heard of work above it; text stays text.",
            check = {
                "unknown elements are not dropped, not even inside known ones",
                "text is escaped once, and never parsed twice",
                "xml:lang of the stanza is neither lost nor made up"
            })
    final void keepsPayloadsAsTheyAre() {
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account().config(), recorder);
        Peer peer = peer();
        List<XmlElement> payload = List.of(
                XmlElement.of("jabber:client", "body", "</body><x> & \"quotes\" 'too' ]]> ünïcödé 🎉\n\tnext line"),
                XmlElement.of("urn:nobody:knows", "odd")
                        .with("plain", "a<b>&\"'")
                        .with("{urn:another}attribute", "value")
                        .with(XmlElement.of("urn:nobody:knows", "inner", "text"))
                        .withText(" between ")
                        .with(XmlElement.of("urn:deeper", "deeper", "\n text \n"))
                        .with(XmlElement.of("", "without-namespace")),
                XmlElement.of("urn:xmpp:reply:0", "reply").with("to", "a@b").with("id", "1"));
        Stanza out = new Stanza(Stanza.Kind.MESSAGE, "chat", null, peer.address(), "<id&'\">", "de-AT", payload);
        stream.send(out);
        assertSame(out, peer.await("the odd message", stanza -> "<id&'\">".equals(stanza.id())));
        Stanza in = new Stanza(Stanza.Kind.MESSAGE, "chat", null, stream.address(), "<in&'\">", "de-AT", payload);
        peer.send(in);
        assertSame(in, recorder.next());
    }

    private static void assertSame(Stanza sent, Stanza got) {
        assertEquals(sent.id(), got.id());
        assertEquals(sent.type(), got.type());
        assertEquals(sent.lang(), got.lang(), "xml:lang");
        for (XmlElement element : sent.payload()) {
            assertTrue(got.payload().contains(element), () -> element + "\n  is not in " + got.payload());
        }
    }

    @Tag("H-32")
    @Rule(
            id = "ST-211",
            spec = "RFC 6120 §8.1.2",
            text = "A stanza whose address cannot be parsed MUST be passed over, and the stream lives.",
            intent = "Nobody decides about a sender that is none; one stranger must not end a session.",
            needs = Ability.SOCKETS)
    final void passesOverAnAddressThatIsNone() {
        ScriptedServer server = script(dialogue -> {
            dialogue.bind("", "");
            for (String from : List.of("a@localhost", "@@localhost//", "a b@ü..", "b@localhost")) {
                dialogue.say("<message from='" + from + "'><body>from " + from + "</body></message>");
            }
            dialogue.listen();
        });
        StreamRecorder recorder = new StreamRecorder();
        open(scripted(server), recorder);
        assertEquals(List.of("from a@localhost", "from b@localhost"), recorder.nextBodies(2));
    }

    @Rule(
            id = "ST-212",
            text = "A stanza of less than 1 MiB MUST pass, both ways.",
            intent = "Limits stop attacks, not long answers.")
    final void carriesLargeStanzas() {
        StreamRecorder recorder = new StreamRecorder();
        Account account = account();
        StanzaStream stream = open(account.config(), recorder);
        Peer peer = peer();
        String large = "🎉<&".repeat(40_000);
        stream.send(message(peer.address(), large));
        peer.awaitBody(large);
        peer.say(stream.address(), large);
        assertEquals(large, recorder.nextBody());
    }

    @Rule(
            id = "ST-213",
            spec = "RFC 6121 §4.2, XEP-0160",
            text = "A stream MUST NOT become available by itself: what waits for the account stays with its server.",
            intent = "Messages that come before anybody above is ready to hear them are lost.",
            check = "no initial presence, whatever the library calls its login",
            needs = Ability.OFFLINE)
    final void leavesWithTheServerWhatWaits() {
        Account account = account();
        Peer peer = peer();
        peer.say(account.jid(), "kept");
        peer.sync();
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account.config(), recorder);
        stream.send(message(stream.address(), "to myself"));
        assertEquals("to myself", recorder.nextBody());
        stream.send(new Stanza(Stanza.Kind.PRESENCE, null, null, null, null, null, List.of()));
        assertEquals("kept", recorder.nextBody());
    }
}
