package ai.openclaw.xmpp.tck.mutants;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppException.Kind;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import ai.openclaw.xmpp.session.StreamInfo;
import ai.openclaw.xmpp.session.StreamProvider;
import ai.openclaw.xmpp.tck.sim.SimulatedTestServer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Engines that break one rule each. */
enum EngineMutant implements Mutant {

    // Opening.

    BINDS_ANOTHER_RESOURCE("ST-101", "wished", () -> new TamperedStream() {
        @Override
        StanzaStream open(TamperedEngine owner, ConnectRequest request, StanzaStreamListener told) {
            return super.open(owner, Changes.resource(request, "its own"), told);
        }
    }),
    TELLS_NO_FEATURES("ST-102", "the features lack bind", () -> new TamperedStream() {
        @Override
        public StreamInfo info() {
            StreamInfo info = super.info();
            return new StreamInfo(
                    info.server(),
                    info.remoteAddress(),
                    info.tlsVersion(),
                    info.tlsCipher(),
                    info.saslMechanism(),
                    info.channelBinding(),
                    List.of(),
                    info.resumed());
        }
    }),
    TAKES_A_WRONG_PASSWORD_FOR_A_HICCUP("ST-103", "<DISCONNECTED>", Unsure::new),

    // Carrying.

    TELLS_IN_ANOTHER_ORDER("ST-201", "[line 1, line 0", () -> new TamperedStream() {
        private @Nullable Stanza held;

        @Override
        public void onStanza(Stanza stanza) {
            Stanza before = held;
            if (before == null) {
                held = stanza;
            } else {
                held = null;
                super.onStanza(stanza);
                super.onStanza(before);
            }
        }
    }),
    TELLS_TWICE("ST-201", "[line 0, line 0", () -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(stanza);
            super.onStanza(stanza);
        }
    }),
    CALLS_ON_MANY_THREADS("ST-202", "had not returned", () -> new TamperedStream() {
        private final ExecutorService pool = Executors.newCachedThreadPool(EngineMutant::daemon);

        @Override
        public void onStanza(Stanza stanza) {
            pool.execute(() -> super.onStanza(stanza));
        }
    }),
    TELLS_BEFORE_CONNECT_RETURNS("ST-414", "while connect had not returned", () -> new TamperedStream() {
        private final CountDownLatch told = new CountDownLatch(1);

        @Override
        StanzaStream open(TamperedEngine owner, ConnectRequest request, StanzaStreamListener listener) {
            super.open(owner, request, listener);
            if (info().resumed()) {
                EngineMutant.await(told, 5);
            }
            return this;
        }

        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(stanza);
            told.countDown();
        }
    }),
    CALLS_ON_THE_CALLERS_THREAD("ST-204", "on the thread that called", () -> new TamperedStream() {
        @Override
        public void send(Stanza stanza) {
            super.send(stanza);
            onAcknowledged(stanza);
        }
    }),
    ENDS_WHEN_ITS_LISTENER_THROWS("ST-205", "the stream has ended", () -> new TamperedStream() {
        private boolean dead;

        @Override
        public void onStanza(Stanza stanza) {
            try {
                if (!dead) {
                    super.onStanza(stanza);
                }
            } catch (IllegalStateException faulty) {
                dead = true;
                abort();
            }
        }
    }),
    SENDS_IN_ANOTHER_ORDER("ST-206", " 0> but was: <", () -> new TamperedStream() {
        private final ThreadLocal<@Nullable Stanza> held = new ThreadLocal<>();

        @Override
        public void send(Stanza stanza) {
            Stanza before = held.get();
            if (before == null) {
                held.set(stanza);
            } else {
                held.remove();
                super.send(stanza);
                super.send(before);
            }
        }
    }),
    KEEPS_WITHOUT_LIMIT("ST-207", "onClosed was not called", Window.of(40)),
    ANSWERS_BY_ITSELF("ST-208", "Stanza[IQ", () -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(stanza);
            if (Changes.isQuestion(stanza)) {
                send(Changes.answer(stanza, "result"));
            }
        }
    }),
    SWALLOWS_QUESTIONS("ST-208", "a stanza should have come", () -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            if (!Changes.isQuestion(stanza)) {
                super.onStanza(stanza);
            }
        }
    }),
    BECOMES_AVAILABLE_BY_ITSELF("ST-213", "but was: <kept>", () -> new TamperedStream() {
        @Override
        StanzaStream open(TamperedEngine owner, ConnectRequest request, StanzaStreamListener told) {
            StanzaStream stream = super.open(owner, request, told);
            send(Changes.available());
            return stream;
        }
    }),
    LOSES_WHAT_IT_DOES_NOT_KNOW("ST-210", "is not in", () -> new TamperedStream() {
        @Override
        public void send(Stanza stanza) {
            super.send(Changes.without(stanza, each -> each.namespace().startsWith("urn:nobody")));
        }
    }),
    LOSES_THE_LANGUAGE("ST-210", "xml:lang", () -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(Changes.lang(stanza, null));
        }
    }),
    ESCAPES_TWICE("ST-210", "is not in", () -> new TamperedStream() {
        @Override
        public void send(Stanza stanza) {
            super.send(Changes.body(stanza, text -> text.replace("&", "&amp;")));
        }
    }),
    LOSES_EMOJI("ST-210", "is not in", () -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(Changes.body(stanza, text -> text.replaceAll("[^\\u0000-\\uffff]", "?")));
        }
    }),
    CUTS_LONG_TEXT("ST-212", "waited for the message", () -> new TamperedStream() {
        @Override
        public void send(Stanza stanza) {
            super.send(Changes.body(stanza, text -> text.substring(0, Math.min(text.length(), 65_536))));
        }
    }),

    // Ending.

    HANGS_WHEN_CLOSED("ST-302", "close took", () -> new TamperedStream() {
        private final CountDownLatch politelyEnded = new CountDownLatch(1);

        @Override
        public void close() {
            super.close();
            EngineMutant.await(politelyEnded, 3);
        }
    }),
    DOES_NOT_ABORT("ST-303", "onClosed was not called", () -> new TamperedStream() {
        @Override
        public void abort() {
            // It waits for its server.
        }
    }),
    THROWS_WHEN_IT_HAS_ENDED("ST-304", "not connected", () -> new TamperedStream() {
        private volatile boolean ended;

        @Override
        public void send(Stanza stanza) {
            if (ended) {
                throw new IllegalStateException("not connected");
            }
            super.send(stanza);
        }

        @Override
        public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
            ended = true;
            super.onClosed(cause, resume, deliveryUnknown);
        }
    }),
    TAKES_A_LOSS_FOR_ITS_OWN_WISH("ST-305", "RST", () -> new TamperedStream() {
        @Override
        public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
            super.onClosed(null, resume, deliveryUnknown);
        }
    }),
    NEVER_TELLS_A_LOSS("ST-305", "onClosed was not called", () -> new TamperedStream() {
        @Override
        public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
            if (cause == null) {
                super.onClosed(null, resume, deliveryUnknown);
            }
        }
    }),
    TELLS_HALF_A_STANZA("ST-306", "but was: <[Stanza[MESSAGE, type=chat", () -> new TamperedStream() {
        @Override
        public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
            super.onStanza(Changes.message("half of"));
            super.onClosed(cause, resume, deliveryUnknown);
        }
    }),
    TAKES_A_CONFLICT_FOR_A_HICCUP("ST-307", "<CONFLICT>", () -> new TamperedStream() {
        @Override
        public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
            super.onClosed(cause == null ? null : Changes.kind(cause, Kind.DISCONNECTED), resume, deliveryUnknown);
        }
    }),
    TELLS_ITS_END_TWICE("ST-315", "calls of onClosed", () -> new TamperedStream() {
        @Override
        public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
            super.onClosed(cause, resume, deliveryUnknown);
            super.onClosed(cause, resume, deliveryUnknown);
        }
    }),
    CALLS_AFTER_ITS_END("ST-315", "after onClosed", () -> new TamperedStream() {
        @Override
        public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
            super.onClosed(cause, resume, deliveryUnknown);
            super.onStanza(Changes.available());
        }
    }),
    RECONNECTS_BY_ITSELF("ST-316", "connections of the account", () -> new TamperedStream() {
        private @Nullable ConnectRequest last;

        @Override
        StanzaStream open(TamperedEngine owner, ConnectRequest request, StanzaStreamListener told) {
            last = request;
            return super.open(owner, request, told);
        }

        @Override
        public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
            ConnectRequest again = last;
            if (cause == null || again == null) {
                super.onClosed(cause, resume, deliveryUnknown);
            } else {
                daemon(() -> {
                            new TamperedStream().open(engine(), again, new Deaf());
                            super.onClosed(cause, resume, deliveryUnknown);
                        })
                        .start();
            }
        }
    }),

    ENDS_BY_WHAT_A_STRANGER_SENDS("ST-317", "a stanza should have come", () -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            if (stanza.payload().isEmpty()) {
                abort();
            } else {
                super.onStanza(stanza);
            }
        }
    }),

    // Resuming.

    TELLS_NO_ACKNOWLEDGEMENT("ST-401", "an acknowledgement should have come", () -> new TamperedStream() {
        @Override
        public void onAcknowledged(Stanza stanza) {
            // Nobody is told.
        }
    }),
    TAKES_SENT_FOR_ACKNOWLEDGED("ST-408", "told as acknowledged", () -> new TamperedStream() {
        private volatile boolean trusting;

        @Override
        public void send(Stanza stanza) {
            super.send(stanza);
            if (trusting) {
                super.onAcknowledged(stanza);
            }
        }

        @Override
        public void onAcknowledged(Stanza stanza) {
            trusting = true;
            super.onAcknowledged(stanza);
        }
    }),
    NEVER_RESUMES("ST-402", "the stream is a new one", () -> new TamperedStream() {
        @Override
        StanzaStream open(TamperedEngine owner, ConnectRequest request, StanzaStreamListener told) {
            return super.open(owner, Changes.resume(request, ResumeState.NONE), told);
        }
    }),
    ACKNOWLEDGES_WHAT_ARRIVES("ST-403", "a stanza should have come", () -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            real().acknowledge(stanza);
            super.onStanza(stanza);
        }

        @Override
        public void acknowledge(Stanza stanza) {
            // Done already, long before anything was safe.
        }
    }),
    HEARS_ALL_AGAIN("ST-404", "<four> but was: <one>", () -> new TamperedStream() {
        @Override
        public void acknowledge(Stanza stanza) {
            // Never counted.
        }
    }),
    LOSES_WHAT_WAS_UNDER_WAY("ST-405", "lost 2, new]> but was: <[", Window.of(1)),
    SENDS_ALL_AGAIN("ST-406", "arrived", () -> new TamperedStream() {
        @Override
        StanzaStream open(TamperedEngine owner, ConnectRequest request, StanzaStreamListener told) {
            StanzaStream stream = super.open(owner, request, told);
            owner.memory().forEach(stanza -> real().send(stanza));
            return stream;
        }

        @Override
        public void send(Stanza stanza) {
            engine().memory().add(stanza);
            super.send(stanza);
        }
    }),
    RESUMES_ONLY_ONCE("ST-407", "there is nothing to resume", () -> new TamperedStream() {
        @Override
        public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
            super.onClosed(cause, info().resumed() ? ResumeState.NONE : resume, deliveryUnknown);
        }
    }),
    NAMES_NOTHING_AS_LOST("ST-408", "but was: <[]>", () -> new TamperedStream() {
        @Override
        public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
            super.onClosed(cause, resume, List.of());
        }
    }),
    SENDS_THE_OLD_ON_A_NEW_STREAM("ST-409", "of the old stream", () -> new TamperedStream() {
        @Override
        StanzaStream open(TamperedEngine owner, ConnectRequest request, StanzaStreamListener told) {
            StanzaStream stream = super.open(owner, request, told);
            if (!info().resumed()) {
                owner.memory().forEach(stanza -> real().send(stanza));
            }
            return stream;
        }

        @Override
        public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
            engine().memory().addAll(deliveryUnknown);
            super.onClosed(cause, resume, deliveryUnknown);
        }
    }),
    LEAVES_SOMETHING_TO_RESUME("ST-410", "ResumeState.NONE", () -> new TamperedStream() {
        @Override
        public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
            super.onClosed(cause, resume == ResumeState.NONE ? new Left() : resume, deliveryUnknown);
        }
    }),

    LOSES_ONE_AT_A_RESUMPTION("ST-412", "in ", () -> new TamperedStream() {
        private boolean lost;

        @Override
        public void onStanza(Stanza stanza) {
            if (info().resumed() && !lost) {
                lost = true;
                acknowledge(stanza);
            } else {
                super.onStanza(stanza);
            }
        }
    }),
    TELLS_IN_ANOTHER_ORDER_WHEN_RESUMED("ST-413", "in ", () -> new TamperedStream() {
        private @Nullable Stanza held;
        private boolean done;

        @Override
        public void onStanza(Stanza stanza) {
            Stanza before = held;
            if (done || !info().resumed()) {
                super.onStanza(stanza);
            } else if (before == null) {
                held = stanza;
            } else {
                done = true;
                super.onStanza(stanza);
                super.onStanza(before);
            }
        }
    }),

    // Purposes.

    SPEAKS_FOR_THE_WHOLE_COMPONENT("ST-504", "anybody@component.localhost", () -> new TamperedStream() {
        @Override
        public void send(Stanza stanza) {
            Jid from = stanza.from();
            super.send(from == null ? stanza : Changes.from(stanza, from.domainJid()));
        }
    }),
    TAKES_A_WRONG_SECRET_FOR_A_HICCUP("ST-505", "<DISCONNECTED>", Unsure::new);

    /** Takes whatever goes wrong for a hiccup. */
    private static final class Unsure extends TamperedStream {
        @Override
        StanzaStream open(TamperedEngine owner, ConnectRequest request, StanzaStreamListener told) {
            try {
                return super.open(owner, request, told);
            } catch (XmppException failed) {
                throw Changes.kind(failed, Kind.DISCONNECTED);
            }
        }
    }

    /** Something to resume that no server knows. */
    private record Left() implements ResumeState {}

    /** Hears nothing. */
    private static final class Deaf implements StanzaStreamListener {
        @Override
        public void onStanza(Stanza stanza) {}

        @Override
        public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {}
    }

    /** Has so many stanzas under way at most; the others wait in a queue of its own, and die with it. */
    private static final class Window extends TamperedStream {
        private final int size;
        private final Deque<Stanza> waiting = new ArrayDeque<>();
        private int underway;

        private Window(int size) {
            this.size = size;
        }

        static Supplier<TamperedStream> of(int size) {
            return () -> new Window(size);
        }

        @Override
        public synchronized void send(Stanza stanza) {
            waiting.add(stanza);
            pass();
        }

        private void pass() {
            while (underway < size && !waiting.isEmpty()) {
                underway++;
                super.send(waiting.remove());
            }
        }

        @Override
        public void onAcknowledged(Stanza stanza) {
            synchronized (this) {
                underway--;
                pass();
            }
            super.onAcknowledged(stanza);
        }
    }

    private final String rule;
    private final String seen;
    private final Supplier<TamperedStream> streams;

    EngineMutant(String rule, String seen, Supplier<TamperedStream> streams) {
        this.rule = rule;
        this.seen = seen;
        this.streams = streams;
    }

    @Override
    public String rule() {
        return rule;
    }

    @Override
    public String seen() {
        return seen;
    }

    @Override
    public Class<?> suite() {
        return BrokenEngine.class;
    }

    /** The mutant, above the simulated engine. */
    StreamProvider on(SimulatedTestServer simulated) {
        return new TamperedEngine(
                name(), simulated.engine(), simulated.server().scheduler().environment(), streams);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "mutant");
        thread.setDaemon(true);
        return thread;
    }

    private static void await(CountDownLatch latch, int seconds) {
        try {
            if (latch.await(seconds, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
