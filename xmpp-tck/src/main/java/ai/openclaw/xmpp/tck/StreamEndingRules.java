package ai.openclaw.xmpp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ServerAddress.Transport;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppException.Kind;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.xml.StanzaSplitter;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;

/** How streams end. */
abstract class StreamEndingRules extends StreamCarryingRules {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofSeconds(2);

    /** For the scheduling of a machine that does much else at once. */
    private static final Duration SLACK = Duration.ofMillis(500);

    private static Duration time(Runnable what) {
        long begin = System.nanoTime();
        what.run();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static void assertWithin(Duration limit, Duration taken, String what) {
        assertTrue(taken.compareTo(limit.plus(SLACK)) <= 0, () -> what + " took " + taken + ", the limit is " + limit);
    }

    private static void assertEndsOnce(StreamRecorder recorder, StanzaStream stream) {
        recorder.awaitEnd(SOON);
        stream.close();
        stream.abort();
        assertEquals(1, recorder.ends(), "calls of onClosed");
        assertEquals(List.of(), recorder.wrong());
    }

    @Rule(
            id = "ST-301",
            spec = "RFC 6120 §4.4",
            text = "close MUST end the stream with its closing tag; onClosed comes once, last, without a cause.",
            intent = "The server frees the resource at once; nobody takes our own wish for a loss.",
            needs = Ability.SOCKETS)
    final void closesPolitely() throws Exception {
        CountDownLatch said = new CountDownLatch(1);
        ScriptedServer server = script(dialogue -> {
            dialogue.bind("", "");
            dialogue.hear("</stream:stream>");
            said.countDown();
            dialogue.say("</stream:stream>");
        });
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream =
                open(server.config(Transport.DIRECT_TLS, ServerKey.ofLocalhost().trusted()), recorder);
        stream.close();
        assertTrue(said.await(2, TimeUnit.SECONDS), "the closing tag did not come");
        assertNull(recorder.awaitEnd(SOON).cause());
        assertEndsOnce(recorder, stream);
    }

    @Tag("C-03")
    @Rule(
            id = "ST-302",
            text = "close MUST return within 1 s, even in a black hole, and be idempotent.",
            intent = "A bot that is told to stop stops, whatever the network does.",
            check = {
                "no wait for the other side's closing tag without a limit",
                "TLS's own goodbye can block: close the socket below it"
            })
    final void closesInABlackHole() {
        Account account = account();
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account.config(), recorder);
        account.link().blackHole();
        stream.send(message(stream.address(), "into nothing"));
        assertWithin(CLOSE_LIMIT, time(stream::close), "close");
        assertNull(recorder.awaitEnd(SOON).cause());
        assertWithin(Duration.ZERO, time(stream::close), "the second close");
        assertEndsOnce(recorder, stream);
    }

    @Rule(
            id = "ST-303",
            text = "abort MUST drop the connection at once, even in a black hole; onClosed comes soon, once.",
            intent = "Whoever has found the peer dead does not wait for it.")
    final void abortsAtOnce() {
        Account account = account();
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account.config(), recorder);
        account.link().blackHole();
        assertWithin(Duration.ZERO, time(stream::abort), "abort");
        assertEndsOnce(recorder, stream);
    }

    @Rule(
            id = "ST-304",
            text = "send on a stream that has ended MUST do nothing.",
            intent = "Who sends cannot know that the stream ended a moment ago; the end is told by onClosed alone.")
    final void sendsNothingAfterTheEnd() {
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account().config(), recorder);
        Peer peer = peer();
        stream.close();
        recorder.awaitEnd(SOON);
        stream.send(message(peer.address(), "from the dead"));
        assertEndsOnce(recorder, stream);
        peer.sync();
        assertEquals(List.of(), peer.untaken(Peer.hasBody("from the dead")));
    }

    @Rule(
            id = "ST-305",
            text = "A connection that is reset or ends MUST be told by onClosed with DISCONNECTED, once.",
            intent = "The session reconnects; a loss that is not told leaves it deaf.")
    final void tellsALostConnection() {
        for (boolean reset : List.of(true, false)) {
            Account account = account();
            StreamRecorder recorder = new StreamRecorder();
            StanzaStream stream = open(account.config(), recorder);
            if (reset) {
                account.link().cut();
            } else {
                account.link().finish();
            }
            assertEquals(Kind.DISCONNECTED, kind(recorder.awaitEnd(SOON)), reset ? "RST" : "FIN");
            assertEndsOnce(recorder, stream);
        }
    }

    private static @org.jspecify.annotations.Nullable Kind kind(StreamRecorder.End end) {
        XmppException cause = end.cause();
        return cause == null ? null : cause.kind();
    }

    @Rule(
            id = "ST-306",
            text = "A stanza that breaks off MUST NOT be told.",
            intent = "Half a message is another message.")
    final void tellsNoHalfStanza() {
        Account account = account();
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account.config(), recorder);
        Peer peer = peer();
        account.link().cutInTheMiddleOfAStanza(ai.openclaw.xmpp.tck.lab.Link.Direction.TO_CLIENT);
        peer.say(stream.address(), "half of this");
        assertEquals(Kind.DISCONNECTED, kind(recorder.awaitEnd()));
        assertEquals(List.of(), recorder.untaken());
    }

    @Tag("C-04")
    @Rule(
            id = "ST-307",
            spec = "RFC 6120 §4.9.3.3",
            text = "A stream that another client of the same resource replaced MUST end with CONFLICT.",
            intent = "Coming back under the same resource would kick the other one, for ever and in turns.",
            needs = Ability.CONFLICT)
    final void tellsAConflict() {
        Account account = account();
        StreamRecorder recorder = new StreamRecorder();
        open(account.config(), recorder);
        keep(server().logIn(account.config()));
        assertEquals(Kind.CONFLICT, kind(recorder.awaitEnd()));
    }

    @Rule(
            id = "ST-308",
            spec = "RFC 6120 §4.9",
            text =
                    "A stream error, or a closing tag that we did not ask for, MUST be told by onClosed with DISCONNECTED.",
            intent = "Servers restart; the session comes back.",
            needs = Ability.SOCKETS)
    final void tellsTheServersEnd() {
        for (String end : List.of(
                "<stream:error><system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>",
                "</stream:stream>")) {
            StreamRecorder recorder = afterBind(end);
            assertEquals(Kind.DISCONNECTED, kind(recorder.awaitEnd()), end);
        }
    }

    /** A stream whose server says that after bind, and then a message that must not be heard. */
    private StreamRecorder afterBind(String said) {
        ScriptedServer server = script(dialogue -> {
            dialogue.bind("", "");
            dialogue.say(said);
            dialogue.say("<message from='bot@localhost'><body>too late</body></message>");
            dialogue.listen();
        });
        StreamRecorder recorder = new StreamRecorder();
        open(server.config(Transport.DIRECT_TLS, ServerKey.ofLocalhost().trusted()), recorder);
        return recorder;
    }

    private void assertRefused(String said) {
        StreamRecorder recorder = afterBind(said);
        assertNotNull(recorder.awaitEnd().cause(), "the end has no cause");
        assertEquals(List.of(), recorder.untaken(), "nothing of it may be told");
    }

    @Tag("H-11")
    @Rule(
            id = "ST-309",
            text =
                    "Of a stanza of more than 1 MiB nothing but its addresses MUST be told or kept; an answer MUST come as an error, and what is behind it MUST be heard. One of more than 16 MiB MAY end the stream.",
            intent =
                    "Memory is bounded, whoever writes; and nobody who may write at all can end a stream, again and again with a stanza that waits for us.",
            needs = Ability.SOCKETS)
    final void leavesOutAStanzaThatIsTooLarge() {
        String large = "&apos;".repeat(StanzaSplitter.MAX_BYTES / 6 + 1);
        ScriptedServer server = script(dialogue -> {
            dialogue.bind("", "");
            dialogue.say("<message from='a@localhost' id='1'><body>" + large + "</body></message>");
            dialogue.say("<message id='" + large + "'><body>x</body></message>");
            dialogue.say("<iq from='a@localhost' id='2' type='result'><a xmlns='b'>" + large + "</a></iq>");
            dialogue.say("<message from='a@localhost' id='3'><body>behind</body></message>");
            dialogue.listen();
        });
        StreamRecorder recorder = new StreamRecorder();
        open(server.config(Transport.DIRECT_TLS, ServerKey.ofLocalhost().trusted()), recorder);
        Stanza stanza = recorder.next();
        while (!"3".equals(stanza.id())) {
            if (stanza.kind() == Stanza.Kind.IQ) {
                assertEquals("error", stanza.type());
            } else {
                assertEquals(List.of(), stanza.payload());
            }
            stanza = recorder.next();
        }
        assertEquals("behind", stanza.payload().get(0).text());
    }

    @Tag("H-11")
    @Rule(
            id = "ST-310",
            text =
                    "Of a stanza that is nested deeper than 64, has an element of more than 256 attributes, has more than 20,000 elements, or has names that the parser does not know, nothing but its addresses MUST be told; an answer MUST come as an error, and what is behind it MUST be heard.",
            intent =
                    "Parsers and whoever walks a tree run out of stack and memory; and servers hand all of it on, from whoever may write at all, again and again on each new stream.",
            check = "a stanza that the parser refuses is left out only where it is certain where it ends",
            needs = Ability.SOCKETS)
    final void leavesOutAStanzaThatIsBeyondALimit() {
        int deep = StanzaSplitter.MAX_DEPTH;
        List<String> payloads = List.of(
                "<a>".repeat(deep) + "</a>".repeat(deep),
                "<a " + attributes(StanzaSplitter.MAX_ATTRIBUTES + 1) + "/>",
                "<a/>".repeat(StanzaSplitter.MAX_ELEMENTS),
                "<\uA000/>");
        ScriptedServer server = script(dialogue -> {
            dialogue.bind("", "");
            for (String payload : payloads) {
                dialogue.say("<message from='a@localhost' id='1'>" + payload + "</message>");
                dialogue.say("<iq from='a@localhost' id='2' type='result'>" + payload + "</iq>");
            }
            dialogue.say("<message from='a@localhost' id='3'><body>behind</body></message>");
            dialogue.listen();
        });
        StreamRecorder recorder = new StreamRecorder();
        open(server.config(Transport.DIRECT_TLS, ServerKey.ofLocalhost().trusted()), recorder);
        for (String payload : payloads) {
            String what = payload.substring(0, Math.min(20, payload.length()));
            Stanza message = recorder.next();
            assertEquals("1", message.id(), what);
            assertEquals(List.of(), message.payload(), what);
            Stanza answer = recorder.next();
            assertEquals("2", answer.id(), what);
            assertEquals("error", answer.type(), what);
        }
        assertEquals("behind", recorder.next().payload().get(0).text());
    }

    /** That many attributes, each of another name. */
    private static String attributes(int count) {
        return IntStream.range(0, count).mapToObj(i -> "a" + i + "='1'").collect(Collectors.joining(" "));
    }

    @Tag("H-10")
    @Rule(
            id = "ST-311",
            spec = "RFC 6120 §11.1",
            text = "A document type declaration MUST end the stream with a cause; no entity is expanded or fetched.",
            intent = "Entities read local files and eat all memory.",
            needs = Ability.SOCKETS)
    final void refusesADocumentType() {
        assertRefused(
                "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><message from='a@localhost'><body>&b;</body></message>");
    }

    @Tag("H-10")
    @Rule(
            id = "ST-312",
            spec = "RFC 6120 §11.1",
            text = "A processing instruction MUST end the stream with a cause.",
            intent = "Nobody sends one in good faith.",
            needs = Ability.SOCKETS)
    final void refusesAProcessingInstruction() {
        assertRefused("<?php evil ?>");
    }

    @Tag("H-10")
    @Rule(
            id = "ST-313",
            spec = "RFC 6120 §11.1",
            text = "A comment MUST end the stream with a cause.",
            intent = "What two parsers cut differently is how stanzas are smuggled.",
            needs = Ability.SOCKETS)
    final void refusesAComment() {
        assertRefused("<message from='a@localhost'><body>a<!-- b -->c</body></message>");
    }

    @Tag("H-12")
    @Rule(
            id = "ST-314",
            spec = "RFC 6120 §11.3",
            text = "XML that is not well-formed MUST end the stream with a cause.",
            intent = "Guessing what was meant is how stanzas are smuggled.",
            needs = Ability.SOCKETS)
    final void refusesWhatIsNotWellFormed() {
        assertRefused("<message from='a@localhost'><body>a</subject></message>");
    }

    @Rule(
            id = "ST-315",
            text = "onClosed MUST come exactly once and be the last call, however many threads end the stream at once.",
            intent = "The end starts the next attempt: two ends are two sessions.")
    final void tellsOneEndToMany() throws Exception {
        Account account = account();
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account.config(), recorder);
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<Void>> enders = new ArrayList<>();
        List<Runnable> ways = List.of(stream::close, stream::abort, stream::close, account.link()::cut);
        for (Runnable way : ways) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            enders.add(done);
            new Thread(
                            () -> {
                                try {
                                    go.await();
                                    way.run();
                                    done.complete(null);
                                } catch (Throwable failed) {
                                    done.completeExceptionally(failed);
                                }
                            },
                            "ender")
                    .start();
        }
        go.countDown();
        for (CompletableFuture<Void> done : enders) {
            done.get(5, TimeUnit.SECONDS);
        }
        assertEndsOnce(recorder, stream);
        // Whatever is told a moment later is seen, too.
        peer().sync();
        assertEquals(List.of(), recorder.wrong());
        assertEquals(1, recorder.ends(), "calls of onClosed");
    }

    @Rule(
            id = "ST-316",
            text = "The engine MUST NOT reconnect by itself.",
            intent = "Exactly one place decides about that; two fight for the resource.",
            check = "the library's own reconnection is off")
    final void neverReconnects() {
        Account account = account();
        StreamRecorder recorder = new StreamRecorder();
        open(account.config(), recorder);
        int before = account.link().connections();
        account.link().cut();
        recorder.awaitEnd(SOON);
        // Long enough for who tries again at once; what waits longer is found by ST-307, which it would undo.
        Peer peer = peer();
        peer.sync();
        assertEquals(before, account.link().connections(), "connections of the account");
    }

    @Tag("H-11")
    @Rule(
            id = "ST-317",
            text =
                    "What a server hands on from one client to another MUST NOT end the stream, however deep, wide and oddly named it is.",
            intent =
                    "It waits for us offline, and would end each new stream: one message of a stranger makes a bot deaf.",
            check = "the limits of the parser are not lower than those of servers")
    final void outlivesWhatServersHandOn() {
        assertOutlives(account().config());
    }

    @Tag("H-11")
    @Rule(
            id = "ST-318",
            spec = "RFC 7395 §3.3",
            text = "What a server hands on MUST NOT end a stream over WebSocket either.",
            intent = "There each stanza is cut from a message of its own, by other code.",
            needs = Ability.WEBSOCKET)
    final void outlivesWhatServersHandOnOverWebSocket() {
        assertOutlives(account()
                .config()
                .withServer(server().address(Transport.WEBSOCKET).orElseThrow()));
    }

    private void assertOutlives(SessionConfig config) {
        String name = "n".repeat(1001);
        List<String> payloads = List.of(
                "<a xmlns='urn:x'>".repeat(65) + "</a>".repeat(65),
                "<a xmlns='urn:x' " + attributes(257) + "/>",
                "<" + name + " xmlns='urn:x'/>",
                "<a xmlns='urn:x' " + name + "='1'/>",
                "<a xmlns='urn:" + name + "'/>",
                "<\u3007 xmlns='urn:x'/>");
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(config, recorder);
        Peer peer = peer();
        for (int i = 0; i < payloads.size(); i++) {
            peer.sendText("<message type='chat' to='" + stream.address() + "' id='" + i + "'>" + payloads.get(i)
                    + "</message>");
        }
        peer.say(stream.address(), "behind");
        for (int i = 0; i < payloads.size(); i++) {
            assertEquals(String.valueOf(i), recorder.next().id(), "what came");
        }
        assertEquals("behind", Peer.bodyOf(recorder.next()));
    }
}
