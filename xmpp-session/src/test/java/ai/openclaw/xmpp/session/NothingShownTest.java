package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.codec.Fallbacks;
import ai.openclaw.xmpp.session.codec.MessageContent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is held for a while may come into a log, by an exception or by hand: words and passwords do not. */
@Tag("H-58")
class NothingShownTest {

    private static final String CANARY = "canary";
    private static final XmlElement WITH_PASSWORD = XmlElement.of("http://jabber.org/protocol/muc", "x")
            .with(XmlElement.of("http://jabber.org/protocol/muc", "password", CANARY))
            .with(XmlElement.of("jabber:iq:private", "conference").with("password", CANARY));

    static Stream<Object> held() {
        List<XmlElement> said = List.of(XmlElement.of("jabber:client", "body", "> " + CANARY + "\n" + CANARY));
        World world = new World().start();
        world.stream()
                .say("<message type='chat' from='alice@example.org/x' id='1'><body>" + CANARY + "</body></message>");
        return Stream.of(
                WITH_PASSWORD,
                new Stanza(
                        Stanza.Kind.PRESENCE,
                        null,
                        null,
                        Jid.of("tea@rooms.example.org/bot"),
                        "1",
                        null,
                        List.of(WITH_PASSWORD)),
                new Stanza(Stanza.Kind.MESSAGE, "chat", null, Jid.of("a@example.org"), "1", null, said),
                MessageContent.read("1", null, said),
                Fallbacks.split(CANARY, said, Set.of("urn:x")),
                new NodeWriter.Item("1", WITH_PASSWORD),
                new Preview("k", "1", Jid.of("a@example.org/x"), null, Instant.EPOCH, CANARY, false),
                new DurableInbox.Pending(
                        world.messages.get(0), new Names(List.of(), Map.of()), CANARY, new CompletableFuture<>()));
    }

    @ParameterizedTest
    @MethodSource("held")
    void nothingOfWhatIsSaidIsShown(Object held) {
        assertFalse(held.toString().contains(CANARY), held.toString());
    }

    @Test
    void whatItIsCanStillBeSeen() {
        assertEquals(
                "{urn:x}y[id]",
                XmlElement.of("urn:x", "y", CANARY).with("id", CANARY).toString());
    }
}
