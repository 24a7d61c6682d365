package ai.openclaw.xmpp.tck.mutants;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.Retraction;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.StateStores;
import ai.openclaw.xmpp.spi.XmppProvider;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Sessions that break one rule on messages each. */
enum MessageMutant implements TamperedWith {

    // Messages.

    TAKES_OLD_FOR_NEW("SE-201", "not called delayed", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(Changes.without(stanza, each -> each.is("urn:xmpp:delay", "delay")));
        }
    })),
    DOES_NOT_WAIT_FOR_THE_STAGE("SE-202", "<in between> but was: <two>", Tampering.above(() -> new TamperedSession() {
        @Override
        public CompletionStage<Void> onMessage(XmppSession session, Message message) {
            super.onMessage(session, message);
            return CompletableFuture.completedFuture(null);
        }
    })),
    NEVER_DELIVERS_AGAIN("SE-203", "a message was not told", Tampering.above(() -> new TamperedSession() {
        @Override
        public CompletionStage<Void> onMessage(XmppSession session, Message message) {
            return super.onMessage(session, message).exceptionally(failed -> null);
        }
    })),
    DELIVERS_AGAIN_THOUGH_TAKEN(
            "SE-203", "[important, important, important]", Tampering.above(() -> new TamperedSession() {
                private final AtomicInteger times = new AtomicInteger();

                @Override
                public CompletionStage<Void> onMessage(XmppSession session, Message message) {
                    CompletionStage<Void> stage = super.onMessage(session, message);
                    return times.incrementAndGet() > 3
                            ? stage
                            : stage.thenCompose(
                                    taken -> CompletableFuture.failedFuture(new IllegalStateException("forgotten")));
                }
            })),
    TAKES_AN_ERROR_FOR_A_MESSAGE("SE-204", "but was: <bounced>", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(
                    Changes.isMessage(stanza) && stanza.hasType("error")
                            ? Changes.without(Changes.type(stanza, "chat"), each -> each.is(Changes.CLIENT, "error"))
                            : stanza);
        }
    })),
    TAKES_NEWS_FOR_A_MESSAGE("SE-204", "but was: <news>", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(stanza.hasType("headline") ? Changes.type(stanza, "chat") : stanza);
        }
    })),
    BELIEVES_FORGED_CARBONS("SE-205", "but was: <obey mallory>", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(
                    carbon(stanza, "received").isPresent()
                            ? Changes.from(stanza, address().bare())
                            : stanza);
        }
    })),
    ANSWERS_ITS_OWNERS_PHONE("SE-206", "from the phone", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            Optional<XmlElement> sent = carbon(stanza, "sent");
            if (sent.isPresent()) {
                XmlElement inner = sent.get();
                super.onStanza(Changes.payload(
                        Changes.another(stanza, Jid.of(String.valueOf(inner.attribute("to")))),
                        List.copyOf(inner.children())));
            } else {
                super.onStanza(stanza);
            }
        }
    })),
    HEARS_TWICE_WHAT_CAME_WHILE_AWAY("SE-207", "away 1, away 1", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(stanza);
            if (Changes.isMessage(stanza) && engine().attempts() > 1) {
                super.onStanza(Changes.unknown(stanza, stanza.from()));
            }
        }
    })),
    LOSES_WHAT_COMES_AGAIN("SE-208", "a message was not told", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            if (Changes.isMessage(stanza) && info().resumed()) {
                acknowledge(stanza);
            } else {
                super.onStanza(stanza);
            }
        }
    })),
    HAS_ONE_LISTENER_MORE_AFTER_EACH_RECONNECTION(
            "SE-209", "[hello, hello]", Tampering.above(() -> new TamperedSession() {
                private final AtomicInteger listeners = new AtomicInteger();

                @Override
                public void onState(XmppSession session, SessionState state, @Nullable XmppException cause) {
                    super.onState(session, state, cause);
                    if (state == SessionState.ONLINE) {
                        listeners.incrementAndGet();
                    }
                }

                @Override
                public CompletionStage<Void> onMessage(XmppSession session, Message message) {
                    for (int i = 1; i < listeners.get(); i++) {
                        super.onMessage(session, message);
                    }
                    return super.onMessage(session, message);
                }
            })),
    NAMES_ANOTHER_ID("SE-210", "made up", Tampering.above(() -> new TamperedSession() {
        @Override
        public CompletionStage<SentMessage> send(OutgoingMessage message) {
            return super.send(message).thenApply(sent -> new SentMessage("made up", "made up", sent.timestamp()));
        }
    })),
    SENDS_A_KEY_TWICE("SE-211", "SentMessage", Tampering.above(() -> new TamperedSession() {
        @Override
        public CompletionStage<SentMessage> send(OutgoingMessage message) {
            return super.send(OutgoingMessage.to(message.kind(), message.to())
                    .body(message.body())
                    .build());
        }
    })),
    TAKES_REFUSED_FOR_SENT("SE-212", "nothing was thrown", Tampering.above(Hopeful::new)),
    PROMISES_WHEN_CLOSED("SE-213", "nothing was thrown", Tampering.above(Hopeful::new)),
    SAYS_THAT_NOTHING_WAITS("SE-214", "0 wait", Tampering.above(() -> new TamperedSession() {
        @Override
        public long waiting() {
            return 0;
        }
    })),
    NEVER_COUNTS_DOWN("SE-214", "still wait", Tampering.above(() -> new TamperedSession() {
        private long most;

        @Override
        public long waiting() {
            most = Math.max(most, super.waiting());
            return most;
        }
    })),

    // Reactions.

    KNOWS_ONLY_ITS_LAST_REACTION("SE-501", "but was: <[❤️]>", Tampering.above(() -> new TamperedSession() {
        @Override
        public CompletionStage<Set<String>> addReaction(ChatKind kind, Jid to, String messageId, String emoji) {
            return react(kind, to, messageId, Set.of(emoji)).thenApply(done -> Set.of(emoji));
        }
    })),
    FORGETS_ITS_REACTIONS_WHEN_IT_ENDS("SE-501", "but was: <[🎉]>", Tampering.above(() -> new TamperedSession() {
        @Override
        XmppSession open(XmppProvider provider, SessionConfig config, StateStore store, XmppListener told) {
            return super.open(provider, config, StateStores.memory(), told);
        }
    })),
    TAKES_ALL_REACTIONS_AWAY("SE-501", "but was: <[]>", Tampering.above(() -> new TamperedSession() {
        @Override
        public CompletionStage<Set<String>> removeReaction(ChatKind kind, Jid to, String messageId, String emoji) {
            return react(kind, to, messageId, Set.of()).thenApply(done -> Set.of());
        }
    })),
    NAMES_A_ROOMS_MESSAGE_BY_ITS_SENDERS_ID(
            "SE-502", "waited for reactions", Tampering.below(() -> new TamperedStream() {
                @Override
                public void onStanza(Stanza stanza) {
                    super.onStanza(Changes.without(stanza, each -> each.is("urn:xmpp:sid:0", "stanza-id")));
                }
            })),

    // Revisions.

    ANSWERS_THE_SLIP("SE-503", "<to staging> but was: <to prod>", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(Changes.without(stanza, each -> each.is("urn:xmpp:message-correct:0", "replace")));
        }
    })),
    HEARS_OF_NO_RETRACTION("SE-504", "a retraction was not told", Tampering.above(() -> new TamperedSession() {
        @Override
        public void onRetraction(XmppSession session, Retraction retraction) {}
    })),
    READS_WHAT_WAS_TAKEN_BACK("SE-504", "<second> but was: <gone>", Tampering.below(() -> new TamperedStream() {
        private int retractions;

        @Override
        public void onStanza(Stanza stanza) {
            boolean one = stanza.child("urn:xmpp:message-retract:1", "retract").isPresent();
            super.onStanza(
                    one && ++retractions == 1
                            ? Changes.without(stanza, each -> each.is("urn:xmpp:message-retract:1", "retract"))
                            : stanza);
        }
    })),
    NAMES_WHAT_WAS_TAKEN_BACK_OTHERWISE("SE-505", "but was: <another>", Tampering.above(() -> new TamperedSession() {
        @Override
        public void onRetraction(XmppSession session, Retraction told) {
            super.onRetraction(
                    session,
                    new Retraction(told.kind(), told.from(), told.occupant(), "another", told.moderated(), null));
        }
    })),
    TAKES_ANOTHER_BACK("SE-506", "but was: <another>", Tampering.above(() -> new TamperedSession() {
        @Override
        public CompletionStage<Void> retract(ChatKind kind, Jid to, String messageId) {
            return super.retract(kind, to, "another");
        }
    })),
    TAKES_BACK_WITHOUT_A_WORD("SE-506", "old clients show nothing", Tampering.below(() -> new TamperedStream() {
        @Override
        public void send(Stanza stanza) {
            boolean one = stanza.child("urn:xmpp:message-retract:1", "retract").isPresent();
            super.send(one ? Changes.without(stanza, each -> each.is("jabber:client", "body")) : stanza);
        }
    })),
    MARKS_NOTHING("SE-507", "waited for a marker", Tampering.above(() -> new TamperedSession() {
        @Override
        public void markDisplayed(Message message) {}
    })),
    MARKS_ANOTHER("SE-571", "expected: <of-before>", Tampering.above(() -> new TamperedSession() {
        @Override
        public void markDisplayed(ChatKind kind, Jid to, String messageId) {
            super.markDisplayed(kind, to, "another");
        }
    }));

    private final String rule;
    private final String seen;
    private final Tampering tampering;

    MessageMutant(String rule, String seen, Tampering tampering) {
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

    /** The message inside a carbon of that kind. */
    private static Optional<XmlElement> carbon(Stanza stanza, String kind) {
        return stanza.child("urn:xmpp:carbons:2", kind)
                .flatMap(carbon -> carbon.child("urn:xmpp:forward:0", "forwarded"))
                .flatMap(forwarded -> forwarded.child(Changes.CLIENT, "message"));
    }
}
