package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.Loop;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StreamInfo;
import ai.openclaw.xmpp.session.codec.MucStatus;
import ai.openclaw.xmpp.session.codec.Ns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Broken streams: as if the session above them, or the engine below, forgot a rule. */
final class StreamMutants {

    private StreamMutants() {}

    /** Each of a run's streams is made by that. */
    static Mutation of(Supplier<? extends BentStream> streams) {
        return of(loop -> streams.get());
    }

    private static Mutation of(Function<Loop, ? extends BentStream> streams) {
        return new Mutation() {
            @Override
            public BentStream stream(Loop loop) {
                return streams.apply(loop);
            }
        };
    }

    /** What is sent goes through a function; {@code null} is not sent. */
    static Mutation sending(Function<Stanza, @Nullable Stanza> change) {
        return of(() -> new BentStream() {
            @Override
            public void send(Stanza stanza) {
                Stanza changed = change.apply(stanza);
                if (changed != null) {
                    super.send(changed);
                }
            }
        });
    }

    /** What comes goes through a function. */
    static Mutation showing(UnaryOperator<Stanza> change) {
        return of(() -> new BentStream() {
            @Override
            public void onStanza(Stanza stanza) {
                show(stanza, change.apply(stanza));
            }
        });
    }

    /** Some of what comes is not seen. */
    static Mutation hiding(Predicate<Stanza> unwanted) {
        return of(() -> new BentStream() {
            @Override
            public void onStanza(Stanza stanza) {
                if (unwanted.test(stanza)) {
                    hide(stanza);
                } else {
                    super.onStanza(stanza);
                }
            }
        });
    }

    static boolean isJoin(Stanza stanza) {
        return stanza.kind() == Stanza.Kind.PRESENCE
                && stanza.type() == null
                && stanza.child(Ns.MUC, "x").isPresent();
    }

    static Stanza with(Stanza stanza, List<XmlElement> payload) {
        return new Stanza(
                stanza.kind(), stanza.type(), stanza.from(), stanza.to(), stanza.id(), stanza.lang(), payload);
    }

    static Stanza without(Stanza stanza, Predicate<XmlElement> unwanted) {
        return with(stanza, stanza.payload().stream().filter(unwanted.negate()).toList());
    }

    private static Stanza selfPresence(Jid self) {
        XmlElement item =
                XmlElement.of(Ns.MUC_USER, "item").with("affiliation", "none").with("role", "participant");
        XmlElement x = XmlElement.of(Ns.MUC_USER, "x")
                .with(item)
                .with(XmlElement.of(Ns.MUC_USER, "status").with("code", "110"));
        return new Stanza(Stanza.Kind.PRESENCE, null, self, null, null, null, List.of(x));
    }

    private static Stanza subject(Jid room) {
        return new Stanza(
                Stanza.Kind.MESSAGE,
                "groupchat",
                room.bare(),
                null,
                null,
                null,
                List.of(XmlElement.of(Ns.CLIENT, "subject")));
    }

    /** Rooms are entered on the first stream only. */
    static Mutation rejoinForgotten() {
        boolean[] later = new boolean[1];
        return of(() -> {
            boolean first = !later[0];
            later[0] = true;
            return new BentStream() {
                @Override
                public void send(Stanza stanza) {
                    if (first || !isJoin(stanza)) {
                        super.send(stanza);
                    }
                }
            };
        });
    }

    /** A resumed stream is taken for a new one. */
    static Mutation rejoinAfterResume() {
        return of(() -> new BentStream() {
            @Override
            public StreamInfo info() {
                StreamInfo i = super.info();
                return new StreamInfo(
                        i.server(),
                        i.remoteAddress(),
                        i.tlsVersion(),
                        i.tlsCipher(),
                        i.saslMechanism(),
                        i.channelBinding(),
                        i.features(),
                        false);
            }
        });
    }

    /** Rooms' history is asked for and taken for live. */
    static Mutation historyAsLive() {
        return of(() -> new BentStream() {
            @Override
            public void send(Stanza stanza) {
                super.send(isJoin(stanza) ? with(stanza, withoutHistory(stanza)) : stanza);
            }

            private List<XmlElement> withoutHistory(Stanza join) {
                return join.payload().stream()
                        .map(child -> !child.is(Ns.MUC, "x")
                                ? child
                                : XmlElement.of(Ns.MUC, "x")
                                        .with(child.children().stream()
                                                .filter(inside -> !inside.is(Ns.MUC, "history"))
                                                .toList()))
                        .toList();
            }

            @Override
            public void onStanza(Stanza stanza) {
                show(
                        stanza,
                        stanza.hasType("groupchat") ? without(stanza, child -> child.is(Ns.DELAY, "delay")) : stanza);
                boolean self = stanza.kind() == Stanza.Kind.PRESENCE
                        && stanza.type() == null
                        && MucStatus.read(stanza.payload()).has(MucStatus.SELF);
                if (self && stanza.from() != null) {
                    invent(subject(stanza.from()));
                }
            }
        });
    }

    /** A room counts as joined as soon as it is asked. */
    static Mutation joinedBeforeSelfPresence() {
        return of(() -> new BentStream() {
            @Override
            public void send(Stanza stanza) {
                super.send(stanza);
                if (isJoin(stanza) && stanza.to() != null) {
                    invent(selfPresence(stanza.to()));
                    invent(subject(stanza.to()));
                }
            }
        });
    }

    /** Whoever takes a nick that is in the table already is taken for the one before. */
    static Mutation staleTable() {
        return of(() -> {
            Set<Jid> known = new HashSet<>();
            return new BentStream() {
                @Override
                public void onStanza(Stanza stanza) {
                    MucStatus status = MucStatus.read(stanza.payload());
                    boolean other = stanza.kind() == Stanza.Kind.PRESENCE
                            && stanza.child(Ns.MUC_USER, "x").isPresent()
                            && !status.has(MucStatus.SELF);
                    if (other
                            && stanza.from() != null
                            && (stanza.hasType("unavailable") || !known.add(stanza.from()))) {
                        hide(stanza);
                    } else {
                        super.onStanza(stanza);
                    }
                }
            };
        });
    }

    /** Everything is acknowledged at once and kept in memory for two seconds, which a cut does not survive. */
    static Mutation acknowledgedBeforeCommit() {
        return of(loop -> new BentStream() {
            private boolean over;

            @Override
            public void onStanza(Stanza stanza) {
                hide(stanza);
                loop.after(Duration.ofSeconds(2), () -> {
                    if (!over) {
                        invent(stanza);
                    }
                });
            }

            @Override
            public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
                over = true;
                super.onClosed(cause, resume, deliveryUnknown);
            }
        });
    }

    /** On a resumed stream all messages are sent again, also those that the server has. */
    static Mutation resumeReplaysAll() {
        List<Stanza> sent = new ArrayList<>();
        return of(() -> new BentStream() {
            private boolean replayed;

            @Override
            public StreamInfo info() {
                StreamInfo info = super.info();
                if (info.resumed() && !replayed) {
                    List.copyOf(sent).forEach(stream()::send);
                }
                replayed = true;
                return info;
            }

            @Override
            public void send(Stanza stanza) {
                if (stanza.kind() == Stanza.Kind.MESSAGE) {
                    sent.add(stanza);
                }
                super.send(stanza);
            }
        });
    }

    /** What comes again on a resumed stream is thrown away. */
    static Mutation resumeLosesTheTail() {
        return of(() -> new BentStream() {
            private int seen;

            @Override
            public void onStanza(Stanza stanza) {
                if (stream().info().resumed() && ++seen <= 10) {
                    hide(stanza);
                } else {
                    super.onStanza(stanza);
                }
            }
        });
    }

    /** Now and then a message is overtaken by the next. */
    static Mutation outOfOrder() {
        return of(() -> new BentStream() {
            private @Nullable Stanza held;
            private int messages;

            @Override
            public void onStanza(Stanza stanza) {
                Stanza earlier = held;
                boolean message = stanza.kind() == Stanza.Kind.MESSAGE
                        && stanza.child(Ns.CLIENT, "body").isPresent();
                if (message && earlier == null && ++messages % 4 == 0) {
                    held = stanza;
                    keep(stanza);
                } else if (message && earlier != null) {
                    held = null;
                    keep(stanza);
                    session().onStanza(stanza);
                    session().onStanza(earlier);
                } else {
                    super.onStanza(stanza);
                }
            }
        });
    }

    /** Every message is sent twice. */
    static Mutation sendsTwice() {
        return of(() -> new BentStream() {
            @Override
            public void send(Stanza stanza) {
                super.send(stanza);
                if (stanza.kind() == Stanza.Kind.MESSAGE) {
                    super.send(stanza);
                }
            }
        });
    }

    /** Messages lose their ids, by which copies are known. */
    static Mutation copiesNotKnown() {
        return showing(stanza -> stanza.kind() == Stanza.Kind.MESSAGE
                ? new Stanza(
                        stanza.kind(),
                        stanza.type(),
                        stanza.from(),
                        stanza.to(),
                        null,
                        stanza.lang(),
                        without(stanza, child -> child.namespace().equals(Ns.SID))
                                .payload())
                : stanza);
    }

    /** Something seems to come twice a minute, whatever has become of the peer. */
    static Mutation neverSilent() {
        return of(loop -> new BentStream() {
            private boolean going;
            private boolean over;

            @Override
            public StreamInfo info() {
                if (!going) {
                    going = true;
                    again();
                }
                return super.info();
            }

            private void again() {
                loop.after(Duration.ofSeconds(25), () -> {
                    if (!over) {
                        invent(new Stanza(Stanza.Kind.PRESENCE, null, null, null, null, null, List.of()));
                        again();
                    }
                });
            }

            @Override
            public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
                over = true;
                super.onClosed(cause, resume, deliveryUnknown);
            }
        });
    }

    /** Kicks, bans and the like look like troubles of the room's. */
    static Mutation kicksNotRespected() {
        Set<String> codes = Set.of("301", "307", "321", "322");
        return showing(stanza -> stanza.hasType("unavailable")
                ? with(
                        stanza,
                        stanza.payload().stream()
                                .map(child -> !child.is(Ns.MUC_USER, "x")
                                        ? child
                                        : XmlElement.of(Ns.MUC_USER, "x")
                                                .with(child.children().stream()
                                                        .filter(inside -> !codes.contains(
                                                                String.valueOf(inside.attribute("code"))))
                                                        .toList()))
                                .toList())
                : stanza);
    }

    /** Whoever sends a copy is taken for the account. */
    static Mutation copiesFromAnybody(Jid account) {
        return showing(stanza -> Carbons.isCopy(stanza)
                ? new Stanza(stanza.kind(), stanza.type(), account, stanza.to(), stanza.id(), null, stanza.payload())
                : stanza);
    }

    /** Each stanza is acknowledged twice. */
    static Mutation acknowledgedTwice() {
        return of(() -> new BentStream() {
            @Override
            public void onStanza(Stanza stanza) {
                session().onStanza(stanza);
            }

            @Override
            public void acknowledge(Stanza stanza) {
                stream().acknowledge(stanza);
                stream().acknowledge(stanza);
            }
        });
    }

    /** Every fifth message is dropped on its way out. */
    static Mutation dropsAnswers() {
        int[] messages = new int[1];
        return sending(stanza -> stanza.kind() == Stanza.Kind.MESSAGE && ++messages[0] % 5 == 0 ? null : stanza);
    }

    /** A lost stream looks like a wrong password. */
    static Mutation givesUp() {
        return of(() -> new BentStream() {
            @Override
            public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
                super.onClosed(
                        new XmppException(XmppException.Kind.AUTHENTICATION, "a mutant"), resume, deliveryUnknown);
            }
        });
    }

    /** Nobody answers a ping, and nobody notices that nobody does. */
    static Mutation waitsForEver() {
        Mutation unanswered = sending(stanza -> stanza.child(Ns.PING, "ping").isPresent() ? null : stanza);
        return new Mutation() {
            @Override
            public BentStream stream(Loop loop) {
                return unanswered.stream(loop);
            }

            @Override
            public Supplier<Loop> loops(Supplier<Loop> loops) {
                return () -> new LoopMutants.Deferring(loops.get(), Duration.ofSeconds(30), Duration.ofDays(30));
            }
        };
    }
}
