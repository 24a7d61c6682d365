package ai.openclaw.xmpp.tck.mutants;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.SessionInfo;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppException.Kind;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sessions whose life, questions or roster break one rule each. */
enum SessionMutant implements TamperedWith {

    // Life.

    TELLS_A_STATE_TWICE("SE-101", "ONLINE ONLINE", Tampering.above(() -> new TamperedSession() {
        @Override
        public void onState(XmppSession session, SessionState state, @Nullable XmppException cause) {
            super.onState(session, state, cause);
            if (state == SessionState.ONLINE) {
                super.onState(session, state, cause);
            }
        }
    })),
    TRIES_A_WRONG_PASSWORD_AGAIN("SE-102", "connections", Tampering.below(() -> new TamperedStream() {
        @Override
        StanzaStream open(TamperedEngine owner, ConnectRequest request, StanzaStreamListener told) {
            try {
                return super.open(owner, request, told);
            } catch (XmppException refused) {
                return super.open(owner, request, told);
            }
        }
    })),
    CALLS_ON_MANY_THREADS("SE-103", "had not returned", Tampering.above(() -> new TamperedSession() {
        @Override
        public CompletionStage<Void> onMessage(XmppSession session, Message message) {
            return CompletableFuture.supplyAsync(() -> super.onMessage(session, message), SessionMutant::onANewThread)
                    .thenCompose(stage -> stage);
        }
    })),
    CALLS_ON_THE_CALLERS_THREAD("SE-104", "on a caller's thread", Tampering.above(() -> new TamperedSession() {
        @Override
        public CompletionStage<SentMessage> send(OutgoingMessage message) {
            onReceipt(this, message.to(), "early");
            return super.send(message);
        }
    })),
    DIES_WHEN_ITS_LISTENER_THROWS("SE-105", "the session has ended", Tampering.above(() -> new TamperedSession() {
        @Override
        public CompletionStage<Void> onMessage(XmppSession session, Message message) {
            try {
                return super.onMessage(session, message);
            } catch (IllegalStateException faulty) {
                real().close();
                return CompletableFuture.completedFuture(null);
            }
        }
    })),
    HANGS_WHEN_CLOSED("SE-106", "close took", Tampering.above(() -> new TamperedSession() {
        private final CountDownLatch politelyClosed = new CountDownLatch(1);

        @Override
        public void close() {
            super.close();
            waitFor(politelyClosed);
        }
    })),
    CALLS_AFTER_CLOSED("SE-107", "after CLOSED", Tampering.above(() -> new TamperedSession() {
        @Override
        public void onState(XmppSession session, SessionState state, @Nullable XmppException cause) {
            super.onState(session, state, cause);
            if (state == SessionState.CLOSED) {
                super.onReceipt(session, account(), "late");
            }
        }
    })),
    CANNOT_BE_CLOSED_FROM_A_CALL("SE-108", "the state CLOSED", Tampering.above(() -> new TamperedSession() {
        private final ThreadLocal<Boolean> calling = ThreadLocal.withInitial(() -> false);

        @Override
        public CompletionStage<Void> onMessage(XmppSession session, Message message) {
            calling.set(true);
            try {
                return super.onMessage(session, message);
            } finally {
                calling.set(false);
            }
        }

        @Override
        public void close() {
            if (!calling.get()) {
                super.close();
            }
        }
    })),
    GIVES_UP_AT_FIRST("SE-109", "the session is CLOSED instead", Tampering.below(() -> new TamperedStream() {
        @Override
        StanzaStream open(TamperedEngine owner, ConnectRequest request, StanzaStreamListener told) {
            try {
                return super.open(owner, request, told);
            } catch (XmppException failed) {
                throw Changes.kind(failed, Kind.CONFIGURATION);
            }
        }
    })),
    STAYS_DOWN("SE-110", "CLOSED instead of RECONNECTING", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
            super.onClosed(cause == null ? null : Changes.kind(cause, Kind.CONFIGURATION), resume, deliveryUnknown);
        }
    })),
    COMES_BACK_AT_ONCE("SE-110", "would storm the server", Tampering.impatience()),
    FIGHTS_FOR_ITS_RESOURCE("SE-111", "not equal but was: <openclaw>", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
            super.onClosed(cause == null ? null : Changes.kind(cause, Kind.DISCONNECTED), resume, deliveryUnknown);
        }
    })),
    NAMES_AN_OLD_STREAMS_ADDRESS(
            "SE-111", "not equal but was: <openclaw>", Tampering.above(() -> new TamperedSession() {
                private volatile @Nullable SessionInfo first;

                @Override
                public void onState(XmppSession session, SessionState state, @Nullable XmppException cause) {
                    if (state == SessionState.ONLINE && first == null) {
                        first = super.info().orElse(null);
                    }
                    super.onState(session, state, cause);
                }

                @Override
                public Optional<SessionInfo> info() {
                    return Optional.ofNullable(first);
                }
            })),

    // Questions, roster.

    ANSWERS_TWICE("SE-401", "Stanza[IQ", Tampering.below(() -> new TamperedStream() {
        @Override
        public void send(Stanza stanza) {
            super.send(stanza);
            if (stanza.kind() == Stanza.Kind.IQ && !Changes.isQuestion(stanza)) {
                super.send(stanza);
            }
        }
    })),
    BELIEVES_WHOEVER_ANSWERS("SE-402", "<true> but was: <false>", Tampering.below(() -> new TamperedStream() {
        private final Map<String, Jid> asked = new ConcurrentHashMap<>();

        @Override
        public void send(Stanza stanza) {
            if (Changes.isQuestion(stanza) && stanza.id() != null && stanza.to() != null) {
                asked.put(stanza.id(), stanza.to());
            }
            super.send(stanza);
        }

        @Override
        public void onStanza(Stanza stanza) {
            Jid whom = stanza.hasType("result") && stanza.id() != null ? asked.get(stanza.id()) : null;
            super.onStanza(whom == null ? stanza : Changes.from(stanza, whom));
        }
    })),
    BELIEVES_A_STRANGERS_ROSTER("SE-403", "but was: <result>", Tampering.below(() -> new TamperedStream() {
        private @Nullable Jid stranger;

        @Override
        public void onStanza(Stanza stanza) {
            boolean push = stanza.hasType("set")
                    && stanza.child("jabber:iq:roster", "query").isPresent();
            if (push) {
                stranger = stanza.from();
            }
            super.onStanza(push ? Changes.from(stanza, address().bare()) : stanza);
        }

        @Override
        public void send(Stanza stanza) {
            boolean answer = stanza.hasType("result") && address().bare().equals(stanza.to());
            super.send(
                    answer
                            ? new Stanza(stanza.kind(), "result", null, stranger, stanza.id(), null, List.of())
                            : stanza);
        }
    })),
    LETS_EVERYBODY_SEE_IT("SE-404", "subscribed", Tampering.above(() -> new TamperedSession() {
        @Override
        public void onSubscriptionRequest(XmppSession session, Jid from) {
            roster().approve(from);
            super.onSubscriptionRequest(session, from);
        }
    })),
    ANSWERS_ANSWERS("SE-405", "Stanza[IQ", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(stanza);
            if (stanza.kind() == Stanza.Kind.IQ && stanza.hasType("error")) {
                send(Changes.answer(stanza, "error"));
            }
        }
    })),
    FORGETS_ROSTER_CHANGES("SE-406", "friend@localhost", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            if (stanza.hasType("set")
                    && stanza.child("jabber:iq:roster", "query").isPresent()) {
                acknowledge(stanza);
            } else {
                super.onStanza(stanza);
            }
        }
    }));

    private final String rule;
    private final String seen;
    private final Tampering tampering;

    SessionMutant(String rule, String seen, Tampering tampering) {
        this.rule = rule;
        this.seen = seen;
        this.tampering = tampering;
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
    public Tampering tampering() {
        return tampering;
    }

    private static void onANewThread(Runnable task) {
        Thread thread = new Thread(task, "mutant");
        thread.setDaemon(true);
        thread.start();
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            if (latch.await(3, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
