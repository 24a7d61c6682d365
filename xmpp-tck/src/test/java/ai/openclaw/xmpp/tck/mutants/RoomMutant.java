package ai.openclaw.xmpp.tck.mutants;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.Invitation;
import ai.openclaw.xmpp.muc.Occupant;
import ai.openclaw.xmpp.muc.Role;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.muc.RoomState;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Sessions that break one rule on rooms each. */
enum RoomMutant implements TamperedWith {

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
                super.onStanza(Changes.unknown(stanza, from.bare().withResource("somebody")));
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
                            ? Changes.payload(stanza, List.of(Changes.error("not-allowed")))
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
    }));

    private final String rule;
    private final String seen;
    private final Tampering tampering;

    RoomMutant(String rule, String seen, Tampering tampering) {
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

    /** Enters rooms by its first stream only. */
    private static final class Forgetful extends TamperedStream {
        @Override
        public void send(Stanza stanza) {
            if (!isJoin(stanza) || engine().attempts() == 1) {
                super.send(stanza);
            }
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
