package ai.openclaw.xmpp.tck.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import ai.openclaw.xmpp.tck.Rule;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * The rules bite: each mutant is caught by the rule that names its fault, and for what it does. That the same rules pass where nothing is
 * broken is what the simulated engine's own suites show. Mutants spend their time waiting, so many run at once.
 */
class MutantsTest {

    private static final int AT_ONCE = 12;

    @TestFactory
    Stream<DynamicTest> eachMutantIsCaughtByTheRuleThatNamesItsFault() {
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE, task -> {
            Thread thread = new Thread(task, "mutants");
            thread.setDaemon(true);
            return thread;
        });
        Map<Mutant, Future<TestExecutionSummary>> runs = new LinkedHashMap<>();
        MutantByName.all().forEach(mutant -> runs.put(mutant, pool.submit(() -> run(mutant))));
        pool.shutdown();
        return runs.entrySet().stream()
                .map(run -> DynamicTest.dynamicTest(
                        run.getKey().rule() + " catches " + run.getKey().name(),
                        () -> assertCaught(run.getKey(), run.getValue().get(60, TimeUnit.SECONDS))));
    }

    private static void assertCaught(Mutant mutant, TestExecutionSummary summary) {
        assertEquals(1, summary.getTestsStartedCount(), "rules that were run");
        List<TestExecutionSummary.Failure> failures = summary.getFailures();
        assertEquals(1, failures.size(), () -> mutant.rule() + " does not see what " + mutant + " does");
        String said = String.valueOf(failures.get(0).getException().getMessage());
        assertTrue(said.startsWith(mutant.rule() + " "), said);
        String seen = said.substring(said.indexOf("seen: "), said.indexOf("why it matters: "));
        assertTrue(seen.contains(mutant.seen()), () -> "\"" + mutant.seen() + "\" is not in " + seen);
    }

    private static TestExecutionSummary run(Mutant mutant) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectMethod(mutant.suite(), method(mutant)))
                                .configurationParameter(MutantByName.PARAMETER, mutant.key())
                                .configurationParameter("openclaw.xmpp.tck.reports", "target/tck-of-mutants")
                                .build(),
                        listener);
        return listener.getSummary();
    }

    private static Method method(Mutant mutant) {
        for (Class<?> type = mutant.suite(); type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                Rule rule = method.getAnnotation(Rule.class);
                if (rule != null && rule.id().equals(mutant.rule())) {
                    return method;
                }
            }
        }
        throw new IllegalArgumentException("there is no rule " + mutant.rule());
    }

    @Test
    void thereAreMutantsOfEachKind() {
        assertTrue(EngineMutant.values().length >= 25, "engines");
        assertTrue(MutantByName.ofSessions().count() >= 25, "sessions");
        assertTrue(
                Arrays.stream(EngineMutant.values())
                                .map(Mutant::rule)
                                .distinct()
                                .count()
                        >= 25,
                "rules for engines");
    }
}
