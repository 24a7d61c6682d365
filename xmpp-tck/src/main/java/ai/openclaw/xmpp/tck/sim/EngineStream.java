package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.Loop;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import ai.openclaw.xmpp.session.StreamInfo;
import ai.openclaw.xmpp.session.xml.LeftOut;
import ai.openclaw.xmpp.session.xml.StanzaSplitter;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream of the simulated engine. Its state belongs to the server's loop; its public methods may be called from anywhere. */
final class EngineStream implements StanzaStream {

    private static final Logger LOG = LoggerFactory.getLogger(EngineStream.class);

    static final long MAX_WAITING = 8L << 20;
    private static final long MASK = 0xFFFF_FFFFL;
    private static final Duration POLITENESS = Duration.ofMillis(900);

    private final Loop loop;
    private final SimulatedLink link;
    private final StanzaStreamListener listener;
    private final Jid address;
    private final StreamInfo info;
    private final @Nullable String resumeId;
    private final boolean counts;
    private final Deque<Stanza> unacknowledged = new ArrayDeque<>();
    /** What came and is not counted yet; true for what the listener must acknowledge first. */
    private final Deque<Boolean> arrived = new ArrayDeque<>();

    private final List<Runnable> early = new ArrayList<>();
    private final List<String> cut = new ArrayList<>();
    private final CountDownLatch gone = new CountDownLatch(1);
    private @Nullable StanzaSplitter text;
    private long acknowledged;
    private long handled;
    private long toldHandled;
    private boolean telling;
    private boolean asking;
    private boolean live;
    private boolean closing;
    private boolean ended;

    /**
     * A stream that has just been bound.
     *
     * @param management the server's bookkeeping, or {@code null} without XEP-0198
     * @param resumed what an earlier stream left, if this one goes on with it
     */
    EngineStream(
            Loop loop,
            SimulatedLink link,
            StanzaStreamListener listener,
            Jid address,
            StreamInfo info,
            @Nullable StreamManagement management,
            @Nullable EngineResume resumed) {
        this.loop = loop;
        this.link = link;
        this.listener = listener;
        this.address = address;
        this.info = info;
        this.counts = management != null;
        this.resumeId = management != null && management.isResumable() ? management.id() : null;
        if (resumed != null && management != null) {
            handled = resumed.handled().getAsLong();
            toldHandled = handled;
            acknowledged = resumed.acknowledged();
            unacknowledged.addAll(resumed.unacknowledged());
            onServerHandled(management.handled());
            List.copyOf(unacknowledged).forEach(link::send);
            ask();
        }
    }

    /** Connecting is done: the listener hears, first what came meanwhile. */
    void goLive() {
        live = true;
        List<Runnable> kept = List.copyOf(early);
        early.clear();
        kept.forEach(this::tell);
    }

    private void tell(Runnable event) {
        if (!live) {
            early.add(event);
            return;
        }
        try {
            event.run();
        } catch (RuntimeException faulty) {
            LOG.error("the listener of {} failed; the stream goes on", address, faulty);
        }
    }

    // What arrives.

    void onStanza(Stanza sent, int bytes) {
        if (ended) {
            return;
        }
        Stanza stanza = Limits.broken(sent, bytes)
                .map(why -> LeftOut.standIn(sent, why))
                .orElse(sent);
        arrived.add(true);
        tell(() -> listener.onStanza(stanza));
    }

    /** A stanza with a malformed address: nobody hears of it, but it counts like any other, in its turn. */
    private void onNonsense() {
        arrived.add(false);
        countWhatNeedsNoWord();
    }

    private void countWhatNeedsNoWord() {
        while (!arrived.isEmpty() && !arrived.element()) {
            arrived.remove();
            handled = handled + 1 & MASK;
        }
    }

    /** Text, as it would be on a real stream: under all its limits. Half a stanza waits for its other half. */
    void onText(String xml) {
        try {
            if (text == null) {
                text = StanzaSplitter.forStream(new Cut());
                feed(text, "<stream>");
            }
            feed(text, xml);
            for (String element : List.copyOf(cut)) {
                XmlReader.stanza(XmlReader.readOrLeaveOut(element))
                        .ifPresentOrElse(known -> onStanza(known, element.length()), this::onNonsense);
            }
        } catch (XmlRefusedException refused) {
            fail("the server sends what must not be on a stream: " + refused.getMessage());
        } finally {
            cut.clear();
        }
    }

    private static void feed(StanzaSplitter splitter, String xml) throws XmlRefusedException {
        byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
        splitter.feed(bytes, 0, bytes.length);
    }

    private final class Cut implements StanzaSplitter.Sink {
        @Override
        public void onOpen(String startTag) {}

        @Override
        public void onElement(String element) {
            cut.add(element);
        }

        @Override
        public void onClose() {
            onServerEnd(null);
        }
    }

    void onRequest() {
        if (!ended && counts) {
            link.sendHandled(handled);
            toldHandled = handled;
        }
    }

    void onServerHandled(long serverHandled) {
        long more = serverHandled - acknowledged & MASK;
        if (ended) {
            return;
        }
        if (more > unacknowledged.size()) {
            fail("the server acknowledges more than was sent");
            return;
        }
        for (long i = 0; i < more; i++) {
            Stanza stanza = unacknowledged.remove();
            tell(() -> listener.onAcknowledged(stanza));
        }
        acknowledged = serverHandled;
    }

    void onServerEnd(@Nullable StreamError error) {
        if (closing) {
            end(null, ResumeState.NONE);
        } else if (error == null) {
            end(
                    new XmppException(XmppException.Kind.DISCONNECTED, "the simulated server has ended the stream"),
                    ResumeState.NONE);
        } else {
            XmppException.Kind kind = error.condition().equals("conflict")
                    ? XmppException.Kind.CONFLICT
                    : error.condition().equals("not-authorized")
                            ? XmppException.Kind.AUTHENTICATION
                            : XmppException.Kind.DISCONNECTED;
            end(
                    new XmppException(
                            kind,
                            "the simulated server has ended the stream: " + error.condition() + " (" + error.text()
                                    + ")"),
                    ResumeState.NONE);
        }
    }

    void onReset() {
        end(closing ? null : SimulatedLink.reset(address), resumeState());
    }

    private void fail(String why) {
        if (!ended) {
            end(new XmppException(XmppException.Kind.DISCONNECTED, why), resumeState());
        }
    }

    private ResumeState resumeState() {
        return resumeId == null || closing
                ? ResumeState.NONE
                : new EngineResume(resumeId, address, () -> handled, acknowledged, List.copyOf(unacknowledged));
    }

    private void end(@Nullable XmppException cause, ResumeState resume) {
        if (ended) {
            return;
        }
        ended = true;
        List<Stanza> unknown = List.copyOf(unacknowledged);
        link.clientDropped();
        tell(() -> listener.onClosed(cause, resume, unknown));
        gone.countDown();
    }

    // What the session does.

    @Override
    public Jid address() {
        return address;
    }

    @Override
    public StreamInfo info() {
        return info;
    }

    @Override
    public void send(Stanza stanza) {
        loop.execute(() -> {
            if (ended || closing) {
                return;
            }
            if (counts) {
                unacknowledged.add(stanza);
                ask();
            }
            link.send(stanza);
            if (link.waiting() > MAX_WAITING) {
                fail("more than " + MAX_WAITING + " bytes wait for the network");
            }
        });
    }

    /** One question for all that is sent at one moment. */
    private void ask() {
        if (!asking) {
            asking = true;
            loop.execute(() -> {
                asking = false;
                if (!ended) {
                    link.sendRequest();
                }
            });
        }
    }

    @Override
    public void acknowledge(Stanza stanza) {
        loop.execute(() -> {
            if (arrived.isEmpty()) {
                throw new IllegalStateException("acknowledged, but never arrived: " + stanza);
            }
            arrived.remove();
            handled = handled + 1 & MASK;
            countWhatNeedsNoWord();
            if (counts && !ended && !telling) {
                telling = true;
                loop.execute(this::tellHandled);
            }
        });
    }

    private void tellHandled() {
        telling = false;
        if (!ended && handled != toldHandled) {
            link.sendHandled(handled);
            toldHandled = handled;
        }
    }

    @Override
    public void close() {
        loop.execute(() -> {
            if (!ended && !closing) {
                closing = true;
                link.sendEnd();
                loop.after(POLITENESS, () -> end(null, ResumeState.NONE));
            }
        });
        if (loop.isCurrent()) {
            return;
        }
        try {
            boolean inTime = gone.await(POLITENESS.toMillis() * 2, TimeUnit.MILLISECONDS);
            LOG.debug("the stream of {} has ended, {}", address, inTime ? "politely" : "or will soon");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void abort() {
        loop.execute(() -> end(null, resumeState()));
    }
}
