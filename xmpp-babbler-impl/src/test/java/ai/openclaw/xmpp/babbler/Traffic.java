package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One side of numbered traffic: sends its numbers to the other side while it has a stream, comes back when the stream is cut, and keeps
 * what it hears. All on one thread of its own.
 */
final class Traffic implements AutoCloseable {

    private final SessionConfig config;
    private final boolean slowToAcknowledge;
    private final ScheduledExecutorService loop = new ScheduledThreadPoolExecutor(
            1,
            task -> {
                Thread thread = new Thread(task, "traffic");
                thread.setDaemon(true);
                return thread;
            },
            // What still comes when the test is over.
            new ThreadPoolExecutor.DiscardPolicy());

    /** What was sent and is neither confirmed nor known to be lost. */
    private final Deque<Stanza> outstanding = new ArrayDeque<>();

    private ScheduledFuture<?> talk;
    private Jid peer;
    private StanzaStream stream;
    private int generation;
    private int toConfirm;

    // For the test, which reads them from its own thread.
    final List<Integer> heard = new ArrayList<>();
    final List<String> faults = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    private int sent;
    private int resumed;
    private int begun;
    private int repeated;

    Traffic(SessionConfig config, boolean slowToAcknowledge) {
        this.config = config.withConnectTimeout(Duration.ofSeconds(15));
        this.slowToAcknowledge = slowToAcknowledge;
    }

    <T> T ask(java.util.concurrent.Callable<T> question) throws Exception {
        return loop.submit(question).get(60, TimeUnit.SECONDS);
    }

    Jid open() throws Exception {
        return ask(() -> {
            connect(ResumeState.NONE);
            return stream.address();
        });
    }

    private void connect(ResumeState resume) {
        int mine = ++generation;
        for (int attempt = 0; stream == null; attempt++) {
            try {
                stream = new BabblerProvider().connect(ConnectRequest.login(config, resume), new Ears(mine));
            } catch (XmppException failed) {
                failures.add(failed.getMessage());
                if (attempt == 2) {
                    throw failed;
                }
            }
        }
        if (stream.info().resumed()) {
            resumed++;
            // The engine sends again what was under way; what came too late for the cut stream is ours to send.
            outstanding.stream().skip(toConfirm).forEach(stream::send);
        } else {
            begun++;
            outstanding.forEach(stream::send);
        }
    }

    /** Sends a number every so many milliseconds. */
    void talkTo(Jid other, int milliseconds) {
        loop.execute(() -> peer = other);
        talk = loop.scheduleWithFixedDelay(() -> say(0), 0, milliseconds, TimeUnit.MILLISECONDS);
    }

    /** Sends the next number, in a message of at least that size. */
    void say(int size) {
        loop.execute(() -> {
            if (peer == null || stream == null) {
                return;
            }
            Stanza stanza = new Stanza(
                    Stanza.Kind.MESSAGE,
                    "chat",
                    null,
                    peer,
                    String.valueOf(sent++),
                    null,
                    List.of(XmlElement.of("jabber:client", "body", "x".repeat(size))));
            outstanding.add(stanza);
            stream.send(stanza);
        });
    }

    /** Sends no more numbers by itself. */
    void hush() {
        talk.cancel(false);
    }

    void abort() {
        loop.execute(() -> stream.abort());
    }

    /** How often a stream was resumed, how often begun anew, and how many stanzas came again that were not safe before. */
    List<Integer> counts() throws Exception {
        return ask(() -> List.of(resumed, begun, repeated));
    }

    /** For the message of a failure. */
    String state() throws Exception {
        return ask(() -> config.jid() + " sent " + sent + " (" + outstanding.size() + " open, "
                + (outstanding.isEmpty() ? "" : outstanding.peek().id()) + "), heard " + heard.size() + " up to "
                + (heard.isEmpty() ? -1 : heard.get(heard.size() - 1)) + ", resumed " + resumed + ", begun " + begun
                + ", again " + repeated + ", faults " + faults.subList(0, Math.min(5, faults.size()))
                + ", not connected " + failures + ", ends " + ends);
    }

    int sent() throws Exception {
        return ask(() -> sent);
    }

    int outstanding() throws Exception {
        return ask(outstanding::size);
    }

    @Override
    public void close() {
        loop.execute(() -> {
            generation++;
            if (stream != null) {
                stream.close();
            }
        });
        loop.shutdown();
    }

    private final class Ears implements StanzaStreamListener {
        private final int mine;

        Ears(int mine) {
            this.mine = mine;
        }

        @Override
        public void onStanza(Stanza stanza) {
            if (slowToAcknowledge) {
                loop.schedule(() -> take(stanza), 3, TimeUnit.MILLISECONDS);
            } else {
                loop.execute(() -> take(stanza));
            }
        }

        private void take(Stanza stanza) {
            if (mine != generation || stanza.kind() != Stanza.Kind.MESSAGE) {
                return;
            }
            if ("error".equals(stanza.type())) {
                faults.add("bounced: " + stanza.id());
                return;
            }
            int number = Integer.parseInt(stanza.id());
            if (heard.contains(number)) {
                repeated++;
            } else {
                heard.add(number);
            }
            stream.acknowledge(stanza);
        }

        @Override
        public void onAcknowledged(Stanza stanza) {
            loop.execute(() -> {
                if (outstanding.poll() != stanza) {
                    faults.add("confirmed out of order: " + stanza.id());
                }
            });
        }

        @Override
        public void onClosed(XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
            loop.execute(() -> {
                if (mine != generation) {
                    return;
                }
                stream = null;
                List<Stanza> begin = new ArrayList<>(outstanding).subList(0, deliveryUnknown.size());
                if (!begin.equals(deliveryUnknown)) {
                    faults.add("unknown is " + deliveryUnknown.size() + " of " + outstanding.size());
                }
                toConfirm = deliveryUnknown.size();
                ends.add(cause.getMessage() + (resume == ResumeState.NONE ? ", for good" : ""));
                connect(resume);
            });
        }
    }
}
