package ai.openclaw.xmpp.tck.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Sessions that are broken on purpose: each is noticed, by the invariant that is there for it. */
class MutantsTest {

    private static final int MOST_SEEDS = 100;

    /**
     * A broken session.
     *
     * @param caughtBy the invariant that it breaks
     */
    private record Mutant(String name, Invariant caughtBy, Supplier<Mutation> mutation) {}

    private static final List<Mutant> MUTANTS = List.of(
            new Mutant("two streams at once", Invariant.ONE_STREAM, () -> new Mutation() {
                @Override
                public boolean opensTwo() {
                    return true;
                }
            }),
            new Mutant("calls back within calls", Invariant.SERIAL, ListenerMutants::callsWithinCalls),
            new Mutant("calls back after CLOSED", Invariant.SILENCE, ListenerMutants::callsAfterTheEnd),
            new Mutant("ONLINE twice", Invariant.STATES, ListenerMutants::onlineTwice),
            new Mutant("gives up after a cut", Invariant.ONLINE, StreamMutants::givesUp),
            new Mutant("rejoin forgotten", Invariant.ROOMS, StreamMutants::rejoinForgotten),
            new Mutant("keep-alive never fires", Invariant.ROOMS, StreamMutants::neverSilent),
            new Mutant(
                    "self-ping never fires",
                    Invariant.ROOMS,
                    () -> StreamMutants.sending(
                            stanza -> stanza.child(Ns.PING, "ping").isPresent()
                                            && stanza.to() != null
                                            && !stanza.to().isBare()
                                    ? null
                                    : stanza)),
            new Mutant("joined before 110", Invariant.INSIDE, StreamMutants::joinedBeforeSelfPresence),
            new Mutant("rejoin after resume", Invariant.REJOIN, StreamMutants::rejoinAfterResume),
            new Mutant("kicks not respected", Invariant.REJOIN, StreamMutants::kicksNotRespected),
            new Mutant("out of order", Invariant.ORDER, StreamMutants::outOfOrder),
            new Mutant("messages twice", Invariant.ONCE, ListenerMutants::messagesTwice),
            new Mutant("copies not known", Invariant.ONCE, StreamMutants::copiesNotKnown),
            new Mutant("acknowledged before the commit", Invariant.NOT_LOST, StreamMutants::acknowledgedBeforeCommit),
            new Mutant("resume loses the tail", Invariant.NOT_LOST, StreamMutants::resumeLosesTheTail),
            new Mutant("history as live", Invariant.FOREIGN, StreamMutants::historyAsLive),
            new Mutant(
                    "copies from anybody",
                    Invariant.FOREIGN,
                    () -> StreamMutants.copiesFromAnybody(Jid.of("bot@example.org"))),
            new Mutant("sends twice", Invariant.ONE_ECHO, StreamMutants::sendsTwice),
            new Mutant("resume replays all", Invariant.ONE_ECHO, StreamMutants::resumeReplaysAll),
            new Mutant("waits for ever", Invariant.COMPLETES, StreamMutants::waitsForEver),
            new Mutant("forgets timers", Invariant.LEAK, LoopMutants::forgetsTimers),
            new Mutant("stale table of occupants", Invariant.SENDER, StreamMutants::staleTable),
            new Mutant(
                    "departures not noticed",
                    Invariant.SENDER,
                    () -> StreamMutants.hiding(stanza -> stanza.kind() == Stanza.Kind.PRESENCE
                            && stanza.hasType("unavailable")
                            && stanza.child(Ns.MUC_USER, "x").isPresent())),
            new Mutant("drops answers", Invariant.ANSWERED, StreamMutants::dropsAnswers),
            new Mutant("acknowledges twice", Invariant.ACKNOWLEDGED, StreamMutants::acknowledgedTwice));

    @BeforeAll
    static void hush() {
        Tally.hush();
    }

    @TestFactory
    Stream<DynamicTest> isCaught() {
        return MUTANTS.stream()
                .map(mutant -> dynamicTest(mutant.name(), () -> {
                    List<String> others = new ArrayList<>();
                    boolean caught = false;
                    for (long seed = 0; seed < MOST_SEEDS && !caught; seed++) {
                        Journal.Violation violation =
                                Simulation.run(seed, mutant.mutation().get()).violation();
                        caught = violation != null && violation.invariant() == mutant.caughtBy();
                        if (violation != null && !caught) {
                            others.add(seed + " " + violation);
                        }
                    }
                    assertTrue(
                            caught,
                            "not caught by " + mutant.caughtBy() + " within " + MOST_SEEDS + " seeds; but: " + others);
                }));
    }

    @Test
    void everyInvariantHasAMutant() {
        Set<Invariant> all = EnumSet.allOf(Invariant.class);
        assertEquals(all, MUTANTS.stream().map(Mutant::caughtBy).collect(Collectors.toSet()));
    }

    @Test
    void nothingIsWrongWithoutAMutant() {
        for (long seed = 0; seed < 10; seed++) {
            assertEquals(null, Simulation.run(seed).violation(), "seed " + seed);
        }
    }
}
