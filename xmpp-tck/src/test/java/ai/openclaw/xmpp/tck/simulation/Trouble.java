package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.session.Loop;
import ai.openclaw.xmpp.tck.sim.Fault;
import ai.openclaw.xmpp.tck.sim.Person;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Everything that goes wrong: the network's and the server's {@link Fault faults}, and what moderators and other clients do. */
final class Trouble {

    /** What is no fault of the network. */
    enum Deed {
        /** Another client takes the resource. */
        OTHER_CLIENT,
        /** A moderator bans us; later the ban is lifted. */
        BAN,
        /** We are no member any more of a room for members. */
        MEMBERSHIP_LOST,
        /** The room is destroyed. */
        DESTROY,
        /** The room forgets us and tells nobody. */
        SILENT_REMOVAL,
        /** We are refused several times in a row, for another reason each time. */
        LONG_REFUSAL,
        /** The application leaves a room, and enters it again later. */
        LEAVE
    }

    private static final Duration OTHERS_STAY = Duration.ofSeconds(20);

    private final Stage stage;
    private final Ledger ledger;
    private final RoomTruth rooms;
    private final XmppSession session;
    private final Application application;
    private final Loop loop;
    private final RandomGenerator random;
    private final Duration pause;
    private final Map<Fault, Integer> counted = new EnumMap<>(Fault.class);
    private boolean stopped;
    private boolean conflictSpent;

    Trouble(Stage stage, Ledger ledger, RoomTruth rooms, XmppSession session, Application application) {
        this.stage = stage;
        this.ledger = ledger;
        this.rooms = rooms;
        this.session = session;
        this.application = application;
        this.loop = stage.time().loop();
        this.random = stage.random();
        this.pause = Duration.ofSeconds(random.nextLong(8, 45));
    }

    void start() {
        next();
    }

    void stop() {
        stopped = true;
    }

    private void next() {
        double much = Math.min(4, -Math.log(1 - random.nextDouble()));
        loop.after(Duration.ofMillis((long) (pause.toMillis() * much)), () -> {
            if (!stopped) {
                strike();
                next();
            }
        });
    }

    private void strike() {
        Fault[] faults = Fault.values();
        Deed[] deeds = Deed.values();
        int which = random.nextInt(faults.length + deeds.length);
        if (which < faults.length) {
            fault(faults[which]);
        } else if (stage.server().isUp()) {
            Deed deed = deeds[which - faults.length];
            if (done(deed, stage.any(stage.places()))) {
                stage.journal().hit(deed.name());
            }
        }
    }

    private void fault(Fault fault) {
        if (fault == Fault.CONFLICT) {
            if (conflictSpent) {
                return;
            }
            conflictSpent = true;
        }
        boolean hit = stage.server().network().strike(fault, stage.bot());
        if (hit && fault == Fault.CRASH) {
            ledger.mayLose(Duration.ZERO);
        }
    }

    /** How often each kind of the network's faults hit. */
    void count() {
        counted.putAll(stage.server().network().hits());
        counted.forEach((fault, times) -> {
            for (int i = 0; i < times; i++) {
                stage.journal().hits().merge(fault.name(), 1, Integer::sum);
            }
        });
    }

    private boolean done(Deed deed, Stage.Place place) {
        boolean inside = place.exists() && place.room().has(stage.bot());
        return switch (deed) {
            case OTHER_CLIENT -> otherClient();
            case BAN -> {
                if (inside) {
                    place.room().ban(stage.bot(), "simulated");
                    later(place, () -> place.room().affiliation(stage.bot(), Affiliation.MEMBER));
                }
                yield inside;
            }
            case MEMBERSHIP_LOST -> {
                boolean possible = inside && place.room().settings().membersOnly();
                if (possible) {
                    place.room().affiliation(stage.bot(), Affiliation.NONE);
                    later(place, () -> place.room().affiliation(stage.bot(), Affiliation.MEMBER));
                }
                yield possible;
            }
            case DESTROY -> {
                if (inside) {
                    place.room().destroy(null, "simulated");
                }
                yield inside;
            }
            case SILENT_REMOVAL -> {
                Optional<String> nick = place.room()
                        .nickOf(stage.bot())
                        .filter(known -> session.rooms()
                                .find(place.jid())
                                .filter(view -> view.nick().equals(known))
                                .isPresent());
                nick.ifPresent(place.room()::forget);
                yield nick.isPresent();
            }
            case LONG_REFUSAL -> {
                List<ai.openclaw.xmpp.XmppException.Kind> kinds = new ArrayList<>(List.of(
                        ai.openclaw.xmpp.XmppException.Kind.UNREACHABLE,
                        ai.openclaw.xmpp.XmppException.Kind.DISCONNECTED,
                        ai.openclaw.xmpp.XmppException.Kind.TIMEOUT));
                kinds.forEach(kind -> stage.server().network().refuse(kind, 1));
                yield stage.server().network().strike(Fault.CUT, stage.bot());
            }
            case LEAVE -> {
                rooms.left(place.jid());
                application.await(session.rooms().leave(place.jid()));
                loop.after(Duration.ofSeconds(random.nextLong(5, 60)), () -> join(place));
                yield true;
            }
        };
    }

    private boolean otherClient() {
        boolean hits = !conflictSpent
                && session.info()
                        .filter(info -> "openclaw".equals(info.address().resource()))
                        .isPresent();
        if (hits) {
            conflictSpent = true;
            ledger.mayLose(OTHERS_STAY.plusSeconds(1));
            Person other = stage.server().person("bot", "openclaw");
            loop.after(OTHERS_STAY, other::goOffline);
        }
        return hits;
    }

    /** What was done is undone, and half of the time the application tries again. */
    private void later(Stage.Place place, Runnable undo) {
        loop.after(Duration.ofSeconds(random.nextLong(20, 90)), () -> {
            undo.run();
            if (random.nextBoolean()) {
                join(place);
            }
        });
    }

    private void join(Stage.Place place) {
        loop.execute(() -> {
            rooms.wanted(place.jid());
            application.await(session.rooms().join(place.config()));
        });
    }
}
