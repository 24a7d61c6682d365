package ai.openclaw.xmpp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.tck.lab.Ability;
import ai.openclaw.xmpp.tck.lab.Account;
import ai.openclaw.xmpp.tck.lab.Link;
import ai.openclaw.xmpp.tck.lab.Peer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;

/** Streams that are resumed (XEP-0198): what is counted, what comes again, what does not. */
abstract class StreamResumptionRules extends StreamEndingRules {

    private static final String HINT_COUNT =
            "h is the number of stanzas that acknowledge() was called for, not of those that came";

    private static List<String> bodies(List<Stanza> stanzas) {
        return stanzas.stream()
                .map(stanza -> String.valueOf(Peer.bodyOf(stanza)))
                .toList();
    }

    /** Cuts the stream and waits for its end. */
    private static StreamRecorder.End cut(Account account, StreamRecorder recorder) {
        account.link().cut();
        StreamRecorder.End end = recorder.awaitEnd();
        assertNotEquals(ResumeState.NONE, end.resume(), "there is nothing to resume");
        return end;
    }

    private StanzaStream resume(Account account, StreamRecorder.End end, StreamRecorder recorder) {
        StanzaStream stream = open(account.config(), end.resume(), recorder);
        assertTrue(stream.info().resumed(), "the stream is a new one, it was not resumed");
        return stream;
    }

    @Rule(
            id = "ST-401",
            spec = "XEP-0198 §4",
            text = "onAcknowledged MUST come for each stanza that the server has, once, in the order of sending.",
            intent = "The outbox knows by it that a message needs no second try.",
            check = "the engine asks (<r/>) by itself, within seconds of sending",
            needs = Ability.RESUMPTION)
    final void tellsWhatTheServerHas() {
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account().config(), recorder);
        List<Stanza> sent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Stanza stanza = message(server().domain(), "number " + i);
            sent.add(stanza);
            stream.send(stanza);
        }
        List<Stanza> told = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            told.add(recorder.nextAcknowledged());
        }
        assertEquals(sent, told);
    }

    @Rule(
            id = "ST-402",
            spec = "XEP-0198 §5",
            text =
                    "A lost stream MUST be resumed where the state of the last one is handed in: same address, resumed, no bind.",
            intent = "Rooms, presence and what was under way stay.",
            needs = Ability.RESUMPTION)
    final void resumes() {
        Account account = account();
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account.config(), recorder);
        StreamRecorder next = new StreamRecorder();
        StanzaStream resumed = resume(account, cut(account, recorder), next);
        assertEquals(stream.address(), resumed.address());
        Peer peer = peer();
        resumed.send(message(peer.address(), "here again"));
        assertEquals(stream.address(), peer.awaitBody("here again").from());
        peer.say(resumed.address(), "welcome");
        assertEquals("welcome", next.nextBody());
    }

    @Tag("C-10")
    @Rule(
            id = "ST-403",
            spec = "XEP-0198 §4",
            text = "Only acknowledged stanzas MUST count as handled: after a cut the others come again, in order.",
            intent = "What was not yet written down when the process or the network died is not lost.",
            check = HINT_COUNT,
            needs = Ability.RESUMPTION)
    final void hearsAgainWhatWasNotAcknowledged() {
        Account account = account();
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account.config(), recorder);
        Peer peer = peer();
        for (String body : List.of("one", "two", "three")) {
            peer.say(stream.address(), body);
        }
        stream.acknowledge(recorder.next());
        assertEquals(List.of("two", "three"), recorder.nextBodies(2));
        StreamRecorder next = new StreamRecorder();
        StanzaStream resumed = resume(account, cut(account, recorder), next);
        peer.say(resumed.address(), "four");
        assertEquals(List.of("two", "three", "four"), next.nextBodies(3));
    }

    @Tag("C-10")
    @Rule(
            id = "ST-404",
            spec = "XEP-0198 §5",
            text = "What was acknowledged MUST NOT come again after a resumption.",
            intent = "Else a bot answers twice.",
            check = {HINT_COUNT, "h stands in <resume/>, also for what the server does not know of yet"},
            needs = Ability.RESUMPTION)
    final void hearsNothingTwice() {
        Account account = account();
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account.config(), recorder);
        Peer peer = peer();
        for (String body : List.of("one", "two", "three")) {
            peer.say(stream.address(), body);
        }
        stream.acknowledge(recorder.next());
        stream.acknowledge(recorder.next());
        stream.acknowledge(recorder.next());
        StreamRecorder.End end = cut(account, recorder);
        StreamRecorder next = new StreamRecorder();
        StanzaStream resumed = resume(account, end, next);
        peer.say(resumed.address(), "four");
        assertEquals("four", next.nextBody());
        assertEquals(List.of(), next.untaken());
    }

    @Tag("R15")
    @Rule(
            id = "ST-414",
            spec = "XEP-0198 §5",
            text = "What comes again at a resumption MUST be told when connect has given the stream to its caller.",
            intent = "It comes at once; a listener that does not know its stream cannot acknowledge.",
            check = "stanzas that come behind <resumed/> are kept until connect returns",
            needs = Ability.RESUMPTION)
    final void tellsWhatComesAgainAfterConnect() throws Exception {
        Account account = account();
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account.config(), recorder);
        peer().say(stream.address(), "again");
        recorder.next();
        account.link().cut();
        StreamRecorder.End end = recorder.awaitEnd();
        assumeTrue(!end.resume().equals(ResumeState.NONE), "the engine does not resume streams");
        CompletableFuture<StanzaStream> given = new CompletableFuture<>();
        CompletableFuture<Boolean> known = new CompletableFuture<>();
        StreamRecorder next = new StreamRecorder().reacting(stanza -> {
            try {
                given.get(3, TimeUnit.SECONDS);
                known.complete(true);
            } catch (TimeoutException never) {
                known.complete(false);
            } catch (Exception broken) {
                known.completeExceptionally(broken);
            }
        });
        given.complete(resume(account, end, next));
        assertTrue(known.get(10, TimeUnit.SECONDS), "a stanza was told while connect had not returned");
        assertEquals("again", next.nextBody());
    }

    @Tag("C-10")
    @Rule(
            id = "ST-411",
            strength = Strength.MAY,
            spec = "XEP-0198 §5",
            text = "What is acknowledged after the stream was cut MAY count for its resumption.",
            intent = "A slow disk does not make the server send again what has just been written down.",
            check = HINT_COUNT,
            needs = Ability.RESUMPTION)
    final void countsWhatIsAcknowledgedLate() {
        Account account = account();
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account.config(), recorder);
        Peer peer = peer();
        peer.say(stream.address(), "one");
        Stanza one = recorder.next();
        StreamRecorder.End end = cut(account, recorder);
        stream.acknowledge(one);
        StreamRecorder next = new StreamRecorder();
        StanzaStream resumed = resume(account, end, next);
        peer.say(resumed.address(), "two");
        assertEquals("two", next.nextBody());
    }

    @Tag("C-10")
    @Rule(
            id = "ST-405",
            spec = "XEP-0198 §5",
            text =
                    "Stanzas of ours that the server did not get MUST be sent again by the resumed stream, once, in order, before new ones.",
            intent = "Nothing lost by a cut.",
            needs = Ability.RESUMPTION)
    final void sendsAgainWhatTheServerDidNotGet() {
        Account account = account();
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account.config(), recorder);
        Peer peer = peer();
        stream.send(message(peer.address(), "arrived"));
        peer.awaitBody("arrived");
        account.link().blackHole();
        stream.send(message(peer.address(), "lost 1"));
        stream.send(message(peer.address(), "lost 2"));
        StreamRecorder.End end = cut(account, recorder);
        account.link().release();
        StanzaStream resumed = resume(account, end, new StreamRecorder());
        resumed.send(message(peer.address(), "new"));
        List<String> heard = new ArrayList<>();
        while (!heard.contains("new")) {
            heard.add(String.valueOf(Peer.bodyOf(peer.await("a message", stanza -> Peer.bodyOf(stanza) != null))));
        }
        assertEquals(List.of("lost 1", "lost 2", "new"), heard);
    }

    @Tag("C-10")
    @Rule(
            id = "ST-406",
            spec = "XEP-0198 §5",
            text =
                    "Stanzas of ours that the server has got MUST NOT be sent again, though its acknowledgement was lost.",
            intent = "Nothing doubled by a cut.",
            check = "the h of <resumed/> is taken into account before anything is sent again",
            needs = Ability.RESUMPTION)
    final void doesNotSendAgainWhatTheServerHas() {
        Account account = account();
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account.config(), recorder);
        Peer peer = peer();
        // Whatever the server says next, the acknowledgement first of all, breaks off.
        account.link().cutInTheMiddleOfAStanza(Link.Direction.TO_CLIENT);
        stream.send(message(peer.address(), "arrived"));
        peer.awaitBody("arrived");
        StreamRecorder.End end = cut(account, recorder);
        StanzaStream resumed = resume(account, end, new StreamRecorder());
        resumed.send(message(peer.address(), "new"));
        peer.awaitBody("new");
        assertEquals(List.of(), bodies(peer.untaken(Peer.hasBody("arrived"))));
    }

    @Rule(
            id = "ST-407",
            spec = "XEP-0198 §5",
            text = "A stream MUST be resumable again and again, each stanza told and delivered once.",
            intent = "Trains have many tunnels.",
            check = "the counters go on after a resumption, they do not begin anew",
            needs = Ability.RESUMPTION)
    final void resumesAgainAndAgain() {
        Account account = account();
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account.config(), recorder);
        Peer peer = peer();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 5; i++) {
                stream.send(message(peer.address(), round + " out " + i));
                peer.say(stream.address(), round + " in " + i);
            }
            for (int i = 0; i < 5; i++) {
                Stanza stanza = recorder.next();
                assertEquals(round + " in " + i, Peer.bodyOf(stanza));
                stream.acknowledge(stanza);
                peer.awaitBody(round + " out " + i);
            }
            StreamRecorder next = new StreamRecorder();
            stream = resume(account, cut(account, recorder), next);
            recorder = next;
        }
        assertEquals(List.of(), peer.untaken(stanza -> Peer.bodyOf(stanza) != null));
        assertEquals(List.of(), recorder.untaken());
    }

    /** What was said both ways, and what was heard of it: by us those that were acknowledged, and the rest. */
    private record Traffic(int said, List<String> heard, int sent, List<String> arrived) {}

    private static List<String> numbered(String way, int count) {
        return IntStream.range(0, count).mapToObj(i -> way + " " + i).toList();
    }

    /** Talks both ways at once while the stream is cut and resumed five times. */
    private Traffic traffic() throws InterruptedException {
        Account account = account();
        Peer peer = peer();
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account.config(), recorder);
        Jid address = stream.address();
        CountDownLatch enough = new CountDownLatch(1);
        AtomicInteger said = new AtomicInteger();
        Thread speaking = new Thread(
                () -> {
                    try {
                        // Not more than servers keep for who does not acknowledge: Prosody's limit is 256.
                        while (said.get() < 200 && !enough.await(5, TimeUnit.MILLISECONDS)) {
                            peer.say(address, "in " + said.getAndIncrement());
                        }
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                },
                "speaking");
        speaking.start();
        int sent = 0;
        List<String> heard = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 30; i++) {
                stream.send(message(peer.address(), "out " + sent++));
                Stanza stanza = recorder.next();
                heard.add(String.valueOf(Peer.bodyOf(stanza)));
                stream.acknowledge(stanza);
            }
            // What was not acknowledged comes again.
            StreamRecorder next = new StreamRecorder();
            stream = resume(account, cut(account, recorder), next);
            recorder = next;
        }
        enough.countDown();
        speaking.join(5000);
        while (heard.size() < said.get()) {
            heard.add(recorder.nextBody());
        }
        heard.addAll(bodies(recorder.untaken()));
        List<String> arrived = new ArrayList<>();
        stream.send(message(peer.address(), "the end"));
        while (!arrived.contains("the end")) {
            arrived.add(String.valueOf(Peer.bodyOf(peer.await("a message", each -> Peer.bodyOf(each) != null))));
        }
        arrived.remove("the end");
        return new Traffic(said.get(), heard, sent, arrived);
    }

    @Tag("C-10")
    @Rule(
            id = "ST-412",
            spec = "XEP-0198 §5",
            text =
                    "Under traffic both ways, cuts MUST neither lose nor double a stanza, and ours arrive in the order they were sent.",
            intent = "Real cuts come in the middle of something.",
            check = {
                "what is sent again goes before what is new, also before what was sent while the stream was resumed",
                "nothing is sent between <resume/> and <resumed/>",
                "what came before <resumed/> is told and counted like everything else"
            },
            needs = Ability.RESUMPTION)
    final void losesAndDoublesNothingUnderTraffic() throws Exception {
        Traffic traffic = traffic();
        assertEquals(numbered("out", traffic.sent()), traffic.arrived());
        List<String> sorted = traffic.heard().stream()
                .sorted(Comparator.comparingInt(body -> Integer.parseInt(body.substring("in ".length()))))
                .toList();
        assertEquals(numbered("in", traffic.said()), sorted);
    }

    @Tag("C-27")
    @Rule(
            id = "ST-413",
            spec = "RFC 6120 §10.1",
            text = "Under traffic both ways, cuts MUST NOT change the order of what comes.",
            intent = "A conversation whose lines change places is nonsense.",
            check = "compare with the order on the wire: some servers change it themselves",
            needs = {Ability.RESUMPTION, Ability.ORDER_ACROSS_RESUMPTION})
    final void hearsInOrderUnderTraffic() throws Exception {
        Traffic traffic = traffic();
        assertEquals(numbered("in", traffic.said()), traffic.heard());
    }

    @Rule(
            id = "ST-408",
            text =
                    "onClosed MUST name the stanzas of ours that the server did not acknowledge, in order, and no others.",
            intent = "If the resumption fails, the outbox has to find out what became of them.",
            needs = Ability.RESUMPTION)
    final void namesWhatMayBeLost() {
        Account account = account();
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account.config(), recorder);
        stream.send(message(server().domain(), "acknowledged"));
        recorder.nextAcknowledged();
        account.link().blackHole();
        Stanza first = message(server().domain(), "unknown 1");
        Stanza second = message(server().domain(), "unknown 2");
        stream.send(first);
        stream.send(second);
        assertEquals(List.of(first, second), cut(account, recorder).deliveryUnknown());
        assertEquals(
                List.of(), recorder.untakenAcknowledged(), "told as acknowledged, though the server has not got it");
    }

    @Tag("C-10")
    @Rule(
            id = "ST-409",
            spec = "XEP-0198 §5",
            text =
                    "Where the server no longer knows the stream, connect MUST give a new one, and send nothing of the old one by itself.",
            intent = "Whether it is sent again, and under which ids, only the outbox can know.",
            check = "after <failed/> the engine binds as if there were nothing to resume",
            needs = {Ability.RESUMPTION, Ability.CONFLICT})
    final void beginsAnewWhenTheServerHasForgotten() {
        Account account = account();
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = open(account.config(), recorder);
        Peer peer = peer();
        account.link().blackHole();
        stream.send(message(peer.address(), "of the old stream"));
        StreamRecorder.End end = cut(account, recorder);
        account.link().release();
        server().logIn(account.config()).close();
        StanzaStream fresh = open(account.config(), end.resume(), new StreamRecorder());
        assertFalse(fresh.info().resumed(), "resumed, though another client had replaced the stream");
        assertEquals(account.jid().withResource(account.config().resource()), fresh.address());
        fresh.send(message(peer.address(), "of the new stream"));
        peer.awaitBody("of the new stream");
        assertEquals(List.of(), bodies(peer.untaken(Peer.hasBody("of the old stream"))));
    }

    @Rule(
            id = "ST-410",
            spec = "XEP-0198 §5",
            text = "After close there MUST be nothing to resume, after abort there is.",
            intent = "Who logs out is gone for the others; who drops a dead connection wants to go on.",
            needs = Ability.RESUMPTION)
    final void leavesNothingBehindWhenClosed() {
        Account account = account();
        StreamRecorder closed = new StreamRecorder();
        open(account.config(), closed).close();
        assertSame(ResumeState.NONE, closed.awaitEnd().resume());
        StreamRecorder aborted = new StreamRecorder();
        StanzaStream stream = open(account.config(), aborted);
        account.link().blackHole();
        stream.abort();
        StreamRecorder.End end = aborted.awaitEnd();
        account.link().release();
        assertEquals(
                stream.address(), resume(account, end, new StreamRecorder()).address());
    }
}
