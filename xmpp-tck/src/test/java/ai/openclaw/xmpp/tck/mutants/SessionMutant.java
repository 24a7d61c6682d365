package ai.openclaw.xmpp.tck.mutants;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.Retraction;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.SessionInfo;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppException.Kind;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.command.AdHocCommand;
import ai.openclaw.xmpp.command.CommandAction;
import ai.openclaw.xmpp.command.CommandCall;
import ai.openclaw.xmpp.command.CommandResult;
import ai.openclaw.xmpp.command.Commands;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.Invitation;
import ai.openclaw.xmpp.muc.Occupant;
import ai.openclaw.xmpp.muc.Role;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.muc.RoomState;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import ai.openclaw.xmpp.spi.ProbeReport;
import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.StateStores;
import ai.openclaw.xmpp.spi.XmppProvider;
import ai.openclaw.xmpp.tck.sim.SimulatedTestServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Sessions that break one rule each. */
enum SessionMutant implements Mutant {

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
                super.onStanza(unknown(stanza, stanza.from()));
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

    // Faces, and texts that grow.

    SAYS_IT_WROTE_WHAT_WAS_THERE("SE-701", "it is there already", Tampering.above(TamperedProfiles.writingAgain())),
    LOSES_WHAT_PEOPLE_KEPT("SE-701", "<kept by hand>", Tampering.below(() -> new TamperedStream() {
        @Override
        public void send(Stanza stanza) {
            boolean named = stanza.child("vcard-temp", "vCard")
                    .flatMap(card -> card.child("vcard-temp", "FN"))
                    .isPresent();
            super.send(named ? Changes.without(stanza, "vcard-temp", "TITLE") : stanza);
        }
    })),
    TAKES_THE_FACE_THAT_OTHERS_GIVE_IT("SE-702", "ffff", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            stanza.child("http://jabber.org/protocol/pubsub#event", "event")
                    .filter(event -> stanza.from() != null
                            && !stanza.from().bare().equals(address().bare()))
                    .flatMap(event -> Changes.published("urn:xmpp:avatar:metadata", event))
                    .ifPresent(this::send);
            super.onStanza(stanza);
        }
    })),
    READS_WITHOUT_END("SE-703", "too long", Tampering.above(TamperedProfiles.longWinded())),
    BELIEVES_ANYBODYS_TIME("SE-704", "but was: <PT1S>", Tampering.below(() -> new TamperedStream() {
        private volatile @Nullable Jid asked;

        @Override
        public void send(Stanza stanza) {
            if (stanza.child("jabber:iq:last", "query").isPresent()) {
                asked = stanza.to();
            }
            super.send(stanza);
        }

        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(stanza.child("jabber:iq:last", "query").isPresent() ? Changes.from(stanza, asked) : stanza);
        }
    })),
    CORRECTS_NOTHING("SE-711", "but was: <nothing>", Tampering.below(() -> new TamperedStream() {
        @Override
        public void send(Stanza stanza) {
            super.send(Changes.without(stanza, each -> each.is("urn:xmpp:message-correct:0", "replace")));
        }
    })),
    SHOWS_CORRECTIONS_TO_ALL("SE-712", "nothing is shown", Tampering.above(TamperedLiveTexts.showingToAll())),

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
    })),

    // Rooms.

    IS_INSIDE_BEFORE_THE_ROOM_SAYS_SO("SE-301", "but was: <null>", Tampering.above(() -> new TamperedSession() {
        @Override
        public CompletionStage<Room> join(RoomConfig config) {
            super.join(config);
            return CompletableFuture.completedFuture(joined(config));
        }
    })),
    TAKES_HISTORY_FOR_NEWS("SE-302", "<new> but was: <old 0>", Tampering.below(() -> new TamperedStream() {
        private final List<Stanza> history = new ArrayList<>();

        @Override
        public void send(Stanza stanza) {
            super.send(isJoin(stanza) ? joining(stanza) : stanza);
        }

        @Override
        public void onStanza(Stanza stanza) {
            boolean old = stanza.child("urn:xmpp:delay", "delay").isPresent();
            if (stanza.hasType("groupchat") && old) {
                history.add(Changes.without(stanza, each -> each.is("urn:xmpp:delay", "delay")));
                return;
            }
            super.onStanza(stanza);
            if (stanza.child(Changes.CLIENT, "subject").isPresent()) {
                history.forEach(super::onStanza);
                history.clear();
            }
        }
    })),
    HEARS_ITSELF("SE-303", "but was: <from the bot>", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(stanza);
            Jid from = stanza.from();
            if (from != null && stanza.hasType("groupchat") && "bot".equals(from.resource())) {
                super.onStanza(unknown(stanza, from.bare().withResource("somebody")));
            }
        }
    })),
    PROMISES_TO_TELL_A_ROOM_IT_IS_NOT_IN("SE-304", "nothing was thrown", Tampering.above(Hopeful::new)),
    COMES_BACK_WHEN_KICKED("SE-305", "an attempt to come back", Tampering.above(() -> new Stubborn(0))),
    COMES_BACK_WHEN_THE_BAN_IS_LIFTED("SE-306", "an attempt to come back", Tampering.above(() -> new Stubborn(500))),
    TAKES_REFUSED_FOR_INSIDE("SE-307", "nothing was thrown", Tampering.above(() -> new TamperedSession() {
        @Override
        public CompletionStage<Room> join(RoomConfig config) {
            return super.join(config).exceptionally(refused -> joined(config));
        }
    })),
    GIVES_UP_WHERE_ITS_NICK_IS_TAKEN("SE-308", "room-1", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(
                    stanza.kind() == Stanza.Kind.PRESENCE && stanza.hasType("error")
                            ? Changes.payload(stanza, List.of(error("not-allowed")))
                            : stanza);
        }
    })),
    TAKES_A_SUBJECT_FOR_A_MESSAGE("SE-309", "but was: <obey>", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(stanza);
            stanza.child(Changes.CLIENT, "subject")
                    .map(XmlElement::text)
                    .filter(text -> !text.isEmpty())
                    .ifPresent(text -> super.onStanza(Changes.payload(
                            Changes.another(stanza, stanza.from()),
                            List.of(XmlElement.of(Changes.CLIENT, "body", text)))));
        }
    })),
    TAKES_PRIVATE_FOR_DIRECT("SE-310", "but was: <DIRECT>", Tampering.above(() -> new TamperedSession() {
        @Override
        public CompletionStage<Void> onMessage(XmppSession session, Message message) {
            return super.onMessage(session, copy(message, ChatKind.DIRECT, message.occupant()));
        }
    })),
    SAYS_TWICE_AFTER_A_RECONNECTION(
            "SE-311", "but was: <[Stanza[MESSAGE, type=groupchat", Tampering.below(() -> new TamperedStream() {
                @Override
                public void send(Stanza stanza) {
                    super.send(stanza);
                    if (stanza.hasType("groupchat") && engine().attempts() > 1) {
                        super.send(stanza);
                    }
                }
            })),
    FORGETS_ITS_ROOMS_AT_A_RESTART("SE-312", "its place in the room", Tampering.below(Forgetful::new)),
    FORGETS_ITS_ROOMS_AT_A_NEW_STREAM("SE-317", "the bot's return", Tampering.below(Forgetful::new)),
    ENTERS_AGAIN_WHEN_RESUMED("SE-318", "the room saw it", Tampering.below(() -> new TamperedStream() {
        @Override
        StanzaStream open(TamperedEngine owner, ConnectRequest request, StanzaStreamListener told) {
            StanzaStream stream = super.open(owner, request, told);
            owner.memory().forEach(join -> {
                send(Changes.type(join, "unavailable"));
                send(join);
            });
            return stream;
        }

        @Override
        public void send(Stanza stanza) {
            if (isJoin(stanza) && engine().attempts() == 1) {
                engine().memory().add(stanza);
            }
            super.send(stanza);
        }
    })),
    KEEPS_AN_OLD_STREAMS_OCCUPANTS("SE-313", "but was: <alice", Tampering.above(() -> new TamperedSession() {
        private final Map<Jid, Occupant> known = new ConcurrentHashMap<>();

        @Override
        public void onRoom(XmppSession session, Room room) {
            room.occupants().forEach(each -> known.putIfAbsent(each.address(), each));
            super.onRoom(session, room);
        }

        @Override
        public CompletionStage<Void> onMessage(XmppSession session, Message message) {
            return super.onMessage(
                    session, copy(message, message.kind(), known.getOrDefault(message.from(), message.occupant())));
        }
    })),
    BELIEVES_NICKS("SE-314", "but was: <owner@localhost>", Tampering.above(() -> new TamperedSession() {
        @Override
        public CompletionStage<Void> onMessage(XmppSession session, Message message) {
            Occupant who = message.occupant();
            return super.onMessage(
                    session,
                    who == null
                            ? message
                            : copy(
                                    message,
                                    message.kind(),
                                    new Occupant(
                                            who.address(),
                                            Jid.of(who.nick(), "localhost", null),
                                            who.occupantId(),
                                            who.affiliation(),
                                            who.role())));
        }
    })),
    LEAVES_WITHOUT_A_WORD("SE-315", "the bot's leave", Tampering.above(() -> new TamperedSession() {
        @Override
        public CompletionStage<Void> leave(Jid room) {
            return CompletableFuture.completedFuture(null);
        }
    })),
    BELIEVES_A_ROOM_THAT_IS_NONE("SE-316", "but was: <bot: I am a room>", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(stanza.hasType("groupchat") ? Changes.type(stanza, "chat") : stanza);
        }
    })),

    // What is asked of rooms.

    SETS_NO_SUBJECT(
            "SE-331",
            "waited for the subject",
            Tampering.above(TamperedModeration.in(real -> new TamperedModeration(real) {
                @Override
                public CompletionStage<Void> setSubject(Jid room, String subject) {
                    return CompletableFuture.completedFuture(null);
                }
            }))),
    REMOVES_WITHOUT_A_REASON(
            "SE-332", "no reason", Tampering.above(TamperedModeration.in(real -> new TamperedModeration(real) {
                @Override
                public CompletionStage<Void> setRole(Jid room, String nick, Role role, @Nullable String reason) {
                    return super.setRole(room, nick, role, null);
                }
            }))),
    GIVES_VOICE_ONLY(
            "SE-333", "its new role", Tampering.above(TamperedModeration.in(real -> new TamperedModeration(real) {
                @Override
                public CompletionStage<Void> setRole(Jid room, String nick, Role role, @Nullable String reason) {
                    return super.setRole(room, nick, Role.PARTICIPANT, reason);
                }
            }))),
    BANS_FOR_EVER(
            "SE-334", "but was: <[peer", Tampering.above(TamperedModeration.in(real -> new TamperedModeration(real) {
                @Override
                public CompletionStage<Void> setAffiliation(
                        Jid room, Jid person, Affiliation affiliation, @Nullable String reason) {
                    return affiliation == Affiliation.NONE
                            ? CompletableFuture.completedFuture(null)
                            : super.setAffiliation(room, person, affiliation, reason);
                }
            }))),
    ASKS_IN_WITHOUT_A_REASON(
            "SE-335", "no reason", Tampering.above(TamperedModeration.in(real -> new TamperedModeration(real) {
                @Override
                public CompletionStage<Void> invite(Jid room, Jid person, @Nullable String reason) {
                    return super.invite(room, person, null);
                }
            }))),
    TAKES_A_REFUSAL_FOR_SUCCESS(
            "SE-336", "nothing was thrown", Tampering.above(TamperedModeration.in(real -> new TamperedModeration(real) {
                @Override
                public CompletionStage<Void> setSubject(Jid room, String subject) {
                    return super.setSubject(room, subject).exceptionally(refused -> null);
                }
            }))),

    // Who is behind it.

    FOLLOWS_EVERY_INVITATION("SE-319", "it went in by itself", Tampering.above(() -> new TamperedSession() {
        @Override
        public void onInvitation(XmppSession session, Invitation invitation) {
            join(new RoomConfig(invitation.room(), "bot", invitation.password()));
            super.onInvitation(session, invitation);
        }
    })),
    TAKES_THE_ROOMS_WORD_FOR_THE_INVITERS("SE-319", "the room's word", Tampering.above(() -> new TamperedSession() {
        @Override
        public void onInvitation(XmppSession session, Invitation given) {
            super.onInvitation(
                    session, new Invitation(given.room(), given.inviter(), true, given.password(), given.reason()));
        }
    })),
    TAKES_AN_INVITATION_FOR_A_MESSAGE(
            "SE-320", "an invitation was not told", Tampering.below(() -> new TamperedStream() {
                @Override
                public void onStanza(Stanza stanza) {
                    super.onStanza(Changes.without(stanza, each -> each.is("jabber:x:conference", "x")));
                }
            })),
    BELIEVES_AN_OCCUPANTS_INVITATION("SE-321", "evil@", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            boolean invites = stanza.child("jabber:x:conference", "x").isPresent();
            super.onStanza(
                    invites
                            ? Changes.from(
                                    Changes.without(
                                            stanza, each -> each.namespace().endsWith("muc#user")),
                                    Jid.of("alice@localhost/a"))
                            : stanza);
        }
    })),
    DECLINES_IN_SILENCE("SE-322", "the decline", Tampering.above(() -> new TamperedSession() {
        @Override
        public void decline(Invitation invitation, @Nullable String reason) {}
    })),
    TAKES_WHAT_THE_SERVER_HELD_BACK_FOR_HISTORY(
            "SE-324", "a message was not told", Tampering.below(() -> new TamperedStream() {
                @Override
                public void onStanza(Stanza stanza) {
                    boolean late = stanza.child("urn:xmpp:delay", "delay").isPresent();
                    if (late && stanza.hasType("groupchat")) {
                        acknowledge(stanza);
                    } else {
                        super.onStanza(stanza);
                    }
                }
            })),
    TAKES_A_NICK_FOR_A_JID("SE-323", "a message names somebody", Tampering.above(() -> new TamperedSession() {
        @Override
        public CompletionStage<Void> onMessage(XmppSession session, Message message) {
            Occupant who = message.occupant();
            return super.onMessage(
                    session,
                    who == null || who.realJid() != null
                            ? message
                            : copy(
                                    message,
                                    message.kind(),
                                    new Occupant(
                                            who.address(),
                                            Jid.parse(who.nick()).orElse(null),
                                            who.occupantId(),
                                            who.affiliation(),
                                            who.role())));
        }
    })),
    BELIEVES_AN_UNASKED_ARCHIVE("SE-215", "but was: <obey mallory>", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            Optional<XmlElement> inner = stanza.child("urn:xmpp:mam:2", "result")
                    .flatMap(result -> result.child("urn:xmpp:forward:0", "forwarded"))
                    .flatMap(forwarded -> forwarded.child(Changes.CLIENT, "message"));
            super.onStanza(inner.map(message -> Changes.payload(
                            Changes.type(
                                    Changes.another(stanza, Jid.of(String.valueOf(message.attribute("from")))), "chat"),
                            List.copyOf(message.children())))
                    .orElse(stanza));
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
    })),

    // Commands.

    SERVES_EVERYBODY("SE-541", "expected: <[]>", Tampering.above(() -> new OfferingSession() {
        @Override
        AdHocCommand changed(AdHocCommand command) {
            return new AdHocCommand(
                    command.node(), command.name(), who -> CompletableFuture.completedFuture(true), command.handler());
        }
    })),
    LOSES_WHAT_IS_FILLED_IN("SE-542", "what=[tea]", Tampering.above(() -> new OfferingSession() {
        @Override
        AdHocCommand changed(AdHocCommand command) {
            return new AdHocCommand(
                    command.node(),
                    command.name(),
                    command.access(),
                    call -> command.handler().step(new CommandCall(call.from(), call.step(), Map.of())));
        }
    })),
    GOES_ON_FOR_WHOEVER_KNOWS_THE_ID("SE-543", "for somebody else", Tampering.below(() -> new CommandStream() {
        private @Nullable Jid owner;
        private @Nullable Jid other;

        @Override
        void step(Stanza stanza, XmlElement command) {
            if (command.attribute("sessionid") == null) {
                owner = stanza.from();
                toListener(stanza);
            } else {
                other = stanza.from();
                toListener(Changes.from(stanza, owner));
            }
        }

        @Override
        public void send(Stanza stanza) {
            super.send(
                    stanza.kind() == Stanza.Kind.IQ
                                    && other != null
                                    && stanza.to() != null
                                    && stanza.to().equals(owner)
                            ? new Stanza(
                                    stanza.kind(),
                                    stanza.type(),
                                    stanza.from(),
                                    other,
                                    stanza.id(),
                                    stanza.lang(),
                                    stanza.payload())
                            : stanza);
        }
    })),
    DOES_IT_AGAIN("SE-544", "it was done again", Tampering.below(() -> new CommandStream() {
        private boolean done;

        @Override
        void step(Stanza stanza, XmlElement command) {
            if ("complete".equals(command.attribute("action")) && done) {
                send(Changes.answer(stanza, "result"));
                acknowledge(stanza);
            } else {
                done |= "complete".equals(command.attribute("action"));
                toListener(stanza);
            }
        }
    })),

    // What servers keep.

    READS_BACKWARDS("SE-601", "[three, two, one]", Tampering.below(() -> new TamperedStream() {
        @Override
        public void send(Stanza stanza) {
            super.send(Changes.deeply(
                    stanza,
                    each -> each.is("urn:xmpp:mam:2", "query")
                            ? each.with(XmlElement.of("urn:xmpp:mam:2", "flip-page"))
                            : each));
        }
    })),
    TAKES_THE_ARCHIVE_FOR_NEWS("SE-601", "history was handed over", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(stanza);
            if (stanza.child("urn:xmpp:mam:2", "result").isPresent()) {
                super.onStanza(Changes.another(Changes.message("again"), Jid.of("somebody@localhost/x")));
            }
        }
    })),
    KNOWS_NO_ARCHIVE_IDS("SE-602", "<null>", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(Changes.without(stanza, each -> each.is("urn:xmpp:sid:0", "stanza-id")));
        }
    })),
    KEEPS_BOOKMARKS_TO_ITSELF("SE-611", "No value present", Tampering.below(() -> new Deaf("publish"))),
    BELIEVES_ANYBODY_OF_BOOKMARKS("SE-612", "<Tea> but was: <Trap>", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(isEvent(stanza) ? Changes.from(stanza, address().bare()) : stanza);
        }
    })),
    SHOWS_BOOKMARKS_TO_ALL("SE-613", "a stranger reads", Tampering.below(() -> new TamperedStream() {
        @Override
        public void send(Stanza stanza) {
            super.send(Changes.without(stanza, PUBSUB, "publish-options"));
        }
    })),
    BELIEVES_ANYBODY_OF_NODES("SE-621", "<real> but was: <forged>", Tampering.below(() -> new TamperedStream() {
        private volatile @Nullable Jid service;

        @Override
        public void send(Stanza stanza) {
            if (stanza.child(PUBSUB, "pubsub")
                    .flatMap(pubsub -> pubsub.child(PUBSUB, "subscribe"))
                    .isPresent()) {
                service = stanza.to();
            }
            super.send(stanza);
        }

        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(isEvent(stanza) && service != null ? Changes.from(stanza, service) : stanza);
        }
    })),
    HEARS_OF_NO_NODE("SE-621", "was not told", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            if (!isEvent(stanza)) {
                super.onStanza(stanza);
            }
        }
    })),
    PUBLISHES_UNDER_OTHER_IDS("SE-622", "<a> but was:", Tampering.below(() -> new TamperedStream() {
        @Override
        public void send(Stanza stanza) {
            super.send(Changes.deeply(stanza, each -> each.is(PUBSUB, "item") ? each.with("id", null) : each));
        }
    })),
    BLOCKS_NOBODY("SE-631", "<hello> but was: <spam>", Tampering.below(() -> new Deaf("block")));

    private static final String PUBSUB = "http://jabber.org/protocol/pubsub";

    private static boolean isEvent(Stanza stanza) {
        return stanza.child(PUBSUB + "#event", "event").isPresent();
    }

    /** Takes a wish for granted instead of passing it on. */
    private static final class Deaf extends TamperedStream {
        private final String wish;

        private Deaf(String wish) {
            this.wish = wish;
        }

        @Override
        public void send(Stanza stanza) {
            boolean deaf = stanza.hasType("set")
                    && stanza.payload().stream()
                            .anyMatch(each -> each.name().equals(wish)
                                    || each.children().stream()
                                            .anyMatch(child -> child.name().equals(wish)));
            if (deaf) {
                onStanza(new Stanza(Stanza.Kind.IQ, "result", stanza.to(), null, stanza.id(), null, List.of()));
            } else {
                super.send(stanza);
            }
        }

        @Override
        public void acknowledge(Stanza stanza) {
            if (stanza.kind() != Stanza.Kind.IQ || stanza.to() != null) {
                super.acknowledge(stanza);
            }
        }
    }

    /** Sees the commands that the application offers. */
    private abstract static class OfferingSession extends TamperedSession {
        abstract AdHocCommand changed(AdHocCommand command);

        @Override
        public Commands commands() {
            Commands real = super.commands();
            return new Commands() {
                @Override
                public void register(AdHocCommand command) {
                    real.register(changed(command));
                }

                @Override
                public void unregister(String node) {
                    real.unregister(node);
                }

                @Override
                public CompletionStage<Map<String, String>> list(Jid entity) {
                    return real.list(entity);
                }

                @Override
                public CompletionStage<CommandResult> execute(
                        Jid entity,
                        String node,
                        @Nullable String sessionId,
                        CommandAction action,
                        Map<String, List<String>> values) {
                    return real.execute(entity, node, sessionId, action, values);
                }
            };
        }
    }

    /** Sees the steps that others take. */
    private abstract static class CommandStream extends TamperedStream {
        abstract void step(Stanza stanza, XmlElement command);

        final void toListener(Stanza stanza) {
            super.onStanza(stanza);
        }

        @Override
        public void onStanza(Stanza stanza) {
            Optional<XmlElement> command = stanza.child("http://jabber.org/protocol/commands", "command");
            if (stanza.hasType("set") && command.isPresent()) {
                step(stanza, command.get());
            } else {
                super.onStanza(stanza);
            }
        }
    }

    /** Takes every failure to send for a success. */
    private static final class Hopeful extends TamperedSession {
        @Override
        public CompletionStage<SentMessage> send(OutgoingMessage message) {
            return super.send(message).exceptionally(failed -> new SentMessage("hope", "hope", Instant.EPOCH));
        }
    }

    /** Wants to be in the rooms that do not want it. */
    private static final class Stubborn extends TamperedSession {
        private final Executor later;

        private Stubborn(long millis) {
            later = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
        }

        @Override
        public void onRoom(XmppSession session, Room room) {
            super.onRoom(session, room);
            if (room.problem() != null && room.state() != RoomState.JOINED && state() == SessionState.ONLINE) {
                later.execute(() -> join(RoomConfig.of(room.jid(), "bot")));
            }
        }
    }

    /** Enters rooms by its first stream only. */
    private static final class Forgetful extends TamperedStream {
        @Override
        public void send(Stanza stanza) {
            if (!isJoin(stanza) || engine().attempts() == 1) {
                super.send(stanza);
            }
        }
    }

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
    public Class<?> suite() {
        return BrokenProvider.class;
    }

    /** The mutant, above the simulated engine. */
    XmppProvider on(SimulatedTestServer simulated) {
        TamperedEngine engine = new TamperedEngine(
                name(),
                simulated.engine(),
                tampering.environment().apply(simulated.server().scheduler().environment()),
                tampering.streams());
        return new XmppProvider() {
            @Override
            public String name() {
                return SessionMutant.this.name();
            }

            @Override
            public XmppSession open(SessionConfig config, StateStore store, XmppListener listener) {
                return tampering.sessions().get().open(engine, config, store, listener);
            }

            @Override
            public CompletionStage<ProbeReport> probe(SessionConfig config) {
                return engine.probe(config);
            }
        };
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

    private static Room joined(RoomConfig config) {
        return new Room(config.room(), config.nick(), RoomState.JOINED, null, null, List.of(), false);
    }

    private static boolean isJoin(Stanza stanza) {
        return stanza.kind() == Stanza.Kind.PRESENCE
                && stanza.type() == null
                && stanza.child("http://jabber.org/protocol/muc", "x").isPresent();
    }

    /** A join that asks for all there was. */
    private static Stanza joining(Stanza join) {
        return Changes.payload(join, List.of(XmlElement.of("http://jabber.org/protocol/muc", "x")));
    }

    /** A copy that nothing connects with the original. */
    private static Stanza unknown(Stanza stanza, @Nullable Jid from) {
        return Changes.without(
                Changes.another(stanza, from), each -> each.namespace().equals("urn:xmpp:sid:0"));
    }

    /** The message inside a carbon of that kind. */
    private static Optional<XmlElement> carbon(Stanza stanza, String kind) {
        return stanza.child("urn:xmpp:carbons:2", kind)
                .flatMap(carbon -> carbon.child("urn:xmpp:forward:0", "forwarded"))
                .flatMap(forwarded -> forwarded.child(Changes.CLIENT, "message"));
    }

    private static XmlElement error(String condition) {
        return XmlElement.of(Changes.CLIENT, "error")
                .with("type", "cancel")
                .with(XmlElement.of("urn:ietf:params:xml:ns:xmpp-stanzas", condition));
    }

    private static Message copy(Message message, ChatKind kind, @Nullable Occupant occupant) {
        return new Message(
                kind,
                message.from(),
                message.to(),
                occupant,
                message.id(),
                message.originId(),
                message.stanzaIds(),
                message.body(),
                message.thread(),
                message.reply(),
                message.media(),
                message.replaces(),
                message.mentionsUs(),
                message.receiptRequested(),
                message.unreadable(),
                message.timestamp(),
                message.delayed(),
                message.payload());
    }
}
