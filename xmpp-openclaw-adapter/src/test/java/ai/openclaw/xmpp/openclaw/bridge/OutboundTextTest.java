package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.openclaw.xmpp.openclaw.wire.Answers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that the agent sends, whatever they are. */
class OutboundTextTest {

    @TempDir
    private Path directory;

    private SimulatedAccount start() {
        SimulatedAccount account = new SimulatedAccount(directory, "bot@example.org");
        account.server.person("alice");
        return account.start("{dmPolicy: 'open', allowFrom: ['*'], textChunkLimit: 500}");
    }

    /** Also what only becomes nothing when it is styled. */
    @ParameterizedTest
    @ValueSource(strings = {"", " \\n\\t", "\\u0000\\u0001", "<br>", "<br>\\n<br/>", "[ ]()"})
    void whatSaysNothingIsRefused(String text) {
        SimulatedAccount account = start();
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> account.say("to: 'alice@example.org', text: '" + text + "'")
                        .toCompletableFuture()
                        .join());
        assertInstanceOf(IllegalArgumentException.class, failure.getCause(), failure.toString());
        assertEquals(List.of(), account.sent("<message"));
    }

    @Tag("H-53")
    @Test
    void aLineOfDashesIsAnAnswerLikeAnyOther() {
        SimulatedAccount account = start();
        CompletionStage<Answers.Sent> sent =
                account.say("to: 'alice@example.org', text: '" + "-".repeat(3999) + "\\n" + "> ".repeat(900) + "'");
        assertEquals(4, sent.toCompletableFuture().join().ids().size());
        assertEquals(1, account.sent("<body>———").size(), account.sent.toString());
    }
}
