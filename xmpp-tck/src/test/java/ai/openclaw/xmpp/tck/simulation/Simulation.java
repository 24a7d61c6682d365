package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.RoomState;
import ai.openclaw.xmpp.session.Environment;
import ai.openclaw.xmpp.session.Loop;
import ai.openclaw.xmpp.tck.sim.SimulatedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One run: one seed, one account, minutes of trouble, then peace, then the reckoning. Deterministic, on the caller's thread. */
final class Simulation {

    /**
     * What came of it.
     *
     * @param violation the first broken invariant, or {@code null}
     * @param tail the end of the trace
     * @param hits how often each kind of trouble hit
     */
    record Result(long seed, Journal.@Nullable Violation violation, List<String> tail, Map<String, Integer> hits) {}

    private static final Duration MOST_PEACE = Duration.ofMinutes(20);
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(40);

    /** What the session waits for itself, and a bit. */
    private static final Duration PROMISE = Duration.ofSeconds(45);

    private static final int MOST_TIMERS = 60;

    private final long seed;
    private final SimulatedTime time;
    private final Journal journal;
    private final Ledger ledger;
    private final RoomTruth truth;
    private final Ears ears;
    private final Stage stage;
    private final Application application;
    private final XmppSession session;
    private final Chatter chatter;
    private final Trouble trouble;
    private final Settlement settlement;
    private int timers;

    private Simulation(long seed, Mutation mutation) {
        this.seed = seed;
        this.time = new SimulatedTime(seed);
        RandomGenerator random = time.random();
        this.journal = new Journal(time::now);
        this.ledger = new Ledger(journal);
        this.truth = new RoomTruth(journal);
        this.ears = new Ears(journal);
        this.stage = new Stage(time, random, journal, ears);
        this.application = new Application(time.loop(), random);
        Identities identities = new Identities(journal, ledger, stage.server(), stage.bot());
        Environment machine = time.environment();
        Supplier<Loop> loops =
                mutation.loops(() -> new CountedLoop(machine.loops().get(), change -> timers += change));
        Environment counted = new Environment(loops, machine.threads(), machine.random(), machine.resolver());
        boolean forgetful = !stage.settings().streamManagement() || stage.phone() != null;
        WatchedEngine engine =
                new WatchedEngine(counted, stage.server(), stage.bot(), journal, ledger, truth, mutation, forgetful);
        ListenerWatch watch = new ListenerWatch(journal, ledger, truth, identities, application);
        this.session = engine.open(stage.server().config(stage.bot()), mutation.listener(watch, time.loop()));
        this.chatter = new Chatter(stage, ledger, session);
        this.trouble = new Trouble(stage, ledger, truth, session, application);
        this.settlement = new Settlement(stage, truth, identities, session);
    }

    static Result run(long seed) {
        return run(seed, Mutation.NONE);
    }

    static Result run(long seed, Mutation mutation) {
        Simulation simulation = new Simulation(seed, mutation);
        simulation.play();
        return new Result(
                seed,
                simulation.journal.violation().orElse(null),
                simulation.journal.tail(),
                simulation.journal.hits());
    }

    private void play() {
        List<Runnable> acts = List.of(this::trouble, this::peace, this::lastWords, this::end);
        for (Runnable act : acts) {
            if (!journal.isBroken()) {
                act.run();
            }
        }
        trouble.count();
    }

    private void pass(Duration duration) {
        time.runUntil(journal::isBroken, duration);
    }

    private boolean passUntil(BooleanSupplier condition, Duration limit) {
        for (Duration passed = Duration.ZERO; passed.compareTo(limit) < 0; passed = passed.plus(LOOK)) {
            if (journal.isBroken() || condition.getAsBoolean()) {
                return true;
            }
            pass(LOOK);
        }
        return condition.getAsBoolean();
    }

    private void trouble() {
        stage.places().forEach(place -> {
            truth.wanted(place.jid());
            application.await(session.rooms().join(place.config()));
        });
        chatter.start();
        trouble.start();
        pass(Duration.ofSeconds(stage.random().nextLong(200, 480)));
    }

    /** Faults end; what they did goes on until it is mended. */
    private void peace() {
        journal.note("peace");
        trouble.stop();
        chatter.stop();
        application.calmDown();
        time.runUntil(stage.server()::isUp, Duration.ofMinutes(1));
        pass(Duration.ofSeconds(90));
        stage.people().forEach(member -> {
            member.comeOnline();
            stage.places().forEach(place -> {
                if (place.room().nickOf(member.jid()).filter(Stage.NICK::equals).isPresent()) {
                    member.leave(place);
                }
                member.enter(place, member.name());
            });
        });
        boolean settled = passUntil(() -> settlement.trouble().isEmpty(), MOST_PEACE);
        Optional<Journal.Violation> left = settlement.trouble();
        if (!settled && left.isPresent()) {
            journal.broken(left.get().invariant(), left.get().what());
        }
        checkPromises();
    }

    private void checkPromises() {
        pass(PROMISE);
        application
                .waitsSince()
                .filter(since -> !since.plus(PROMISE).isAfter(time.now()))
                .ifPresent(since -> journal.broken(Invariant.COMPLETES, "a stage is open since " + since));
        if (timers > MOST_TIMERS) {
            journal.broken(Invariant.LEAK, timers + " timers run in peace");
        }
    }

    /** Everybody says one more thing everywhere, and has one answer. */
    private void lastWords() {
        record Asked(Member member, String text) {}
        List<Asked> asked = new ArrayList<>();
        for (Member member : stage.people()) {
            asked.add(new Asked(member, chatter.sayLast(member)));
            stage.places().stream()
                    .filter(place -> member.isIn(place) && isJoined(place))
                    .forEach(place -> asked.add(new Asked(member, chatter.sayLast(member, place))));
        }
        pass(ANSWER);
        for (Asked question : asked) {
            int answers = ears.echoes(question.member().fullJid(), question.text());
            if (answers != 1) {
                journal.broken(
                        Invariant.ANSWERED,
                        question.text() + ": " + answers + " answers for "
                                + question.member().fullJid());
            }
        }
        ledger.check();
    }

    private boolean isJoined(Stage.Place place) {
        return session.rooms()
                .find(place.jid())
                .filter(view -> view.state() == RoomState.JOINED)
                .isPresent();
    }

    private void end() {
        session.close();
        pass(Duration.ofMinutes(3));
        application
                .waitsSince()
                .ifPresent(
                        since -> journal.broken(Invariant.COMPLETES, "a stage is open after the end, since " + since));
        if (timers != 0) {
            journal.broken(Invariant.LEAK, timers + " timers run after the end");
        }
        if (stage.server().sessions(stage.bot()).stream()
                .anyMatch(jid ->
                        jid.equals(session.info().map(info -> info.address()).orElse(null)))) {
            journal.broken(Invariant.LEAK, "the stream lives on after the end");
        }
    }

    @Override
    public String toString() {
        return "seed " + seed;
    }
}
