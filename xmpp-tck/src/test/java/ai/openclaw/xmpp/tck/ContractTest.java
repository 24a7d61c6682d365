package ai.openclaw.xmpp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.tck.lab.Ability;
import ai.openclaw.xmpp.tck.lab.Account;
import ai.openclaw.xmpp.tck.lab.Link;
import ai.openclaw.xmpp.tck.lab.Peer;
import ai.openclaw.xmpp.tck.lab.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** What a suite does with its rules. */
class ContractTest {

    /** Beside those of the suites, which the build makes a table of. */
    private static final Path REPORTS = Path.of("target/tck-of-tests");

    private static final String WHY = "the library cannot";

    /** A suite of five rules. */
    static class Tiny extends Contract {

        Tiny() {
            super("tiny");
        }

        @Override
        String subject() {
            return "nobody";
        }

        @Override
        protected TestServer startServer() {
            return new Paper();
        }

        @Override
        protected Map<String, String> notPossible() {
            return Map.of("XX-103", WHY);
        }

        @Rule(id = "XX-101", text = "It MUST pass.", intent = "Something must.")
        final void passes() {
            assertTrue(server().abilities().contains(Ability.ROOMS));
        }

        @Rule(
                id = "XX-102",
                spec = "RFC 1 §2",
                text = "It MUST fail.",
                intent = "Something must.",
                check = {"this", "that"})
        final void fails() {
            assertEquals("wished", "seen");
        }

        @Rule(id = "XX-103", text = "It MUST be impossible.", intent = "Something must.")
        final void isImpossible() {
            throw new AssertionError("not to be run");
        }

        @Rule(id = "XX-105", strength = Strength.MAY, text = "It MAY be.", intent = "Some can.")
        final void isOptional() {
            throw new AssertionError("it is not");
        }

        @Rule(id = "XX-104", text = "It MUST lack something.", intent = "Something must.", needs = Ability.ARCHIVE)
        final void lacksSomething() {
            throw new AssertionError("not to be run");
        }
    }

    /** Calls a rule not possible that there is not. */
    static class Mistaken extends Tiny {
        @Override
        protected Map<String, String> notPossible() {
            return Map.of("XX-999", WHY);
        }
    }

    private static TestExecutionSummary run(Class<?> suite) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(suite))
                .configurationParameter(RuleExtension.REPORTS, REPORTS.toString())
                .build();
        LauncherFactory.create().execute(request, listener);
        return listener.getSummary();
    }

    @Test
    void writesDownWhatBecameOfEachRule() throws IOException {
        Path report = REPORTS.resolve("nobody-paper-1.0-tiny.tsv");
        Files.deleteIfExists(report);
        TestExecutionSummary summary = run(Tiny.class);
        assertEquals(1, summary.getTestsSucceededCount());
        assertEquals(1, summary.getTestsFailedCount());
        assertEquals(2, summary.getTestsSkippedCount());
        assertEquals(1, summary.getTestsAbortedCount());
        List<String> lines = Files.readAllLines(report);
        assertEquals("rule\toutcome\treason", lines.get(0));
        assertEquals("XX-101\tpassed\t", lines.get(1));
        assertTrue(lines.get(2).startsWith("XX-102\tfailed\tXX-102 MUST (RFC 1 §2): It MUST fail."), lines.get(2));
        assertEquals("XX-103\tnot possible\t" + WHY, lines.get(3));
        assertEquals("XX-104\tnot possible\tpaper-1.0 lacks ARCHIVE", lines.get(4));
        assertTrue(
                lines.get(5).startsWith("XX-105\tnot possible\tXX-105 MAY: It MAY be. seen: it is not"), lines.get(5));
        assertEquals(6, lines.size());
    }

    @Test
    void saysWhatToCheckWhenARuleFails() {
        Throwable failure = run(Tiny.class).getFailures().get(0).getException();
        String message = failure.getMessage();
        for (String part :
                List.of("XX-102", "RFC 1 §2", "seen: expected: <wished>", "Something must.", "- this", "- that")) {
            assertTrue(message.contains(part), () -> part + " is not in: " + message);
        }
    }

    @Test
    void refusesToCallARuleNotPossibleThatThereIsNot() {
        TestExecutionSummary summary = run(Mistaken.class);
        assertEquals(0, summary.getTestsSucceededCount());
        assertTrue(summary.getFailures().get(0).getException().getMessage().contains("XX-999"));
    }

    @Test
    void namesBothThreadsOfCallsThatOverlap() throws InterruptedException {
        ConcurrentAccess access = new ConcurrentAccess();
        assertTrue(access.enter("first").isEmpty());
        String[] told = new String[1];
        Thread other = new Thread(() -> told[0] = access.enter("second").orElse("nothing"), "the-other");
        other.start();
        other.join();
        assertTrue(told[0].contains("second on thread the-other"), told[0]);
        assertTrue(told[0].contains("first on thread " + Thread.currentThread().getName()), told[0]);
        access.leave();
        assertFalse(access.enter("third").isPresent());
    }

    /** A server on paper. */
    private static final class Paper implements TestServer {
        @Override
        public String name() {
            return "paper-1.0";
        }

        @Override
        public Set<Ability> abilities() {
            return Set.of(Ability.ROOMS);
        }

        @Override
        public Jid domain() {
            return Jid.of("localhost");
        }

        @Override
        public Jid roomService() {
            return Jid.of("rooms.localhost");
        }

        @Override
        public TlsConfig tls() {
            return TlsConfig.SYSTEM;
        }

        @Override
        public Optional<ServerAddress> address(ServerAddress.Transport transport) {
            return Optional.empty();
        }

        @Override
        public Optional<ComponentAccess> component() {
            return Optional.empty();
        }

        @Override
        public Account newAccount(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Peer logIn(SessionConfig config) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Link allLinks() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void stop() {}

        @Override
        public void kill() {}

        @Override
        public void start() {}

        @Override
        public void close() {}
    }
}
