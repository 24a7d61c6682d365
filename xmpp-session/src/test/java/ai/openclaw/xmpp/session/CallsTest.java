package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever asks is told, whatever goes wrong. */
class CallsTest {

    private final World world = new World();

    private static Throwable failure(CompletionStage<?> stage) {
        assertTrue(stage.toCompletableFuture().isDone(), "nobody was told");
        return assertThrows(
                        CompletionException.class,
                        () -> stage.toCompletableFuture().join())
                .getCause();
    }

    /** An engine that writes where it is asked to send refuses what cannot be written. */
    @ParameterizedTest
    @ValueSource(strings = {"no name", "", "1st"})
    void whatCannotBeWrittenFailsAtOnce(String attribute) {
        world.start();
        world.engine = XmlWriter::forStream;
        int open = world.stream().sent.size();
        CompletionStage<XmlElement> answer =
                world.session.query(null, false, XmlElement.of("urn:x", "x").with(attribute, "y"));
        world.run();
        assertTrue(failure(answer) instanceof IllegalArgumentException);
        assertEquals(open, world.stream().sent.size());
    }

    @Test
    void aProfileThatCannotBeAskedForFailsAtOnce() {
        world.start();
        world.engine = stanza -> {
            throw new IllegalArgumentException("refused");
        };
        CompletionStage<?> card = world.session.profile().of(Jid.of("alice@example.com"));
        world.run();
        assertTrue(failure(card) instanceof IllegalArgumentException);
    }

    @Test
    void whatWasAskedOnALostStreamFails() {
        world.start();
        world.answering = false;
        CompletionStage<XmlElement> answer = world.session.query(null, false, XmlElement.of("urn:x", "x"));
        world.run();
        assertFalse(answer.toCompletableFuture().isDone());
        world.stream().lose(XmppException.Kind.DISCONNECTED);
        world.run();
        assertEquals(XmppException.Kind.DISCONNECTED, ((XmppException) failure(answer)).kind());
    }

    @Test
    void anErrorIsToldToo() {
        StackOverflowError deep = new StackOverflowError();
        world.start();
        world.engine = stanza -> {
            throw deep;
        };
        CompletionStage<XmlElement> answer = world.session.query(null, false, XmlElement.of("urn:x", "x"));
        world.run();
        assertSame(deep, failure(answer));
    }
}
