package ai.openclaw.xmpp.tck;

import ai.openclaw.xmpp.tck.lab.TestServer;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the suites have in common: one server for all rules, and a report for each, {@code target/tck/<engine>-<server>-<suite>.tsv}. Rules
 * that cannot be kept are named with their reason; they are skipped and reported, never silent.
 */
@ExtendWith(RuleExtension.class)
@DisplayNameGeneration(RuleNames.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class Contract {

    private final String suite;
    private @Nullable TestServer server;

    Contract(String suite) {
        this.suite = suite;
    }

    /** The subject's name, for the report. */
    abstract String subject();

    /** Starts the server to test on; called once, closed at the end. */
    protected abstract TestServer startServer();

    /** The rules that the subject cannot keep: id → why. */
    protected Map<String, String> notPossible() {
        return Map.of();
    }

    @BeforeAll
    final void launch() {
        server = startServer();
    }

    @AfterAll
    final void shutDown() {
        if (server != null) {
            server.close();
        }
    }

    /** The server to test on. */
    protected final TestServer server() {
        if (server == null) {
            throw new IllegalStateException("the server has not been started");
        }
        return server;
    }

    final boolean isReady() {
        return server != null;
    }

    /** What the report of this run is called. */
    final String reportName() {
        return subject() + "-" + server().name() + "-" + suite;
    }
}
