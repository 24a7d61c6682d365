package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.MessageThread;
import ai.openclaw.xmpp.ReplyReference;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.media.FileInfo;
import ai.openclaw.xmpp.media.MediaLink;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.Occupant;
import ai.openclaw.xmpp.muc.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is written down is what is handed over after a restart, to the last character: the event's id is made from it. */
class StoredMessageTest {

    private static final String[] TEXTS = {
        "",
        " ",
        "plain",
        "two\nlines",
        "tab\tand\r\nreturn",
        "<b>&amp;]]>'\"",
        "ü 🎉 \u200b\u202e",
        "  spaces  ",
        "\u0085\u2028",
        "x".repeat(20_000)
    };

    @TestFactory
    Stream<DynamicTest> comesBackAsItWas() {
        return new Random(23)
                .longs(300)
                .mapToObj(seed -> dynamicTest("seed " + seed, () -> {
                    Message message = message(new Random(seed));
                    assertEquals(
                            message,
                            StoredMessage.read(StoredMessage.write(message)).orElseThrow());
                }));
    }

    @Test
    void isNotLostForAnElementThatCannotBeWritten() {
        Message plain = message(new Random(1));
        XmlElement exotic = XmlElement.of("urn:x", "a\u00b7b");
        XmlElement around = XmlElement.of("urn:x", "fine").with(exotic);
        XmlElement fine = XmlElement.of("urn:x", "fine");
        Message read = StoredMessage.read(StoredMessage.write(with(plain, List.of(exotic, fine, around))))
                .orElseThrow();
        assertEquals(with(plain, List.of(fine)), read);
    }

    /** Parsers count references to entities, too; each quote is one. */
    @Test
    void isNotLostForAllItsQuotes() {
        Message quotes = with(
                message(new Random(1)),
                List.of(XmlElement.of("urn:x", "a")
                        .with("b", "\"".repeat(60_000))
                        .withText("\"&<".repeat(60_000))));
        assertEquals(quotes, StoredMessage.read(StoredMessage.write(quotes)).orElseThrow());
    }

    @Test
    void tellsNonsenseFromMessages() {
        for (String nonsense :
                new String[] {"", "x", "<message/>", "<message kind='DIRECT' from='@' to='b@c' at='now'/>", "<a><b>"}) {
            assertTrue(StoredMessage.read(nonsense).isEmpty(), nonsense);
        }
    }

    private static Message with(Message m, List<XmlElement> payload) {
        return new Message(
                m.kind(),
                m.from(),
                m.to(),
                m.occupant(),
                m.id(),
                m.originId(),
                m.stanzaIds(),
                m.body(),
                m.thread(),
                m.reply(),
                m.media(),
                m.replaces(),
                m.mentionsUs(),
                m.receiptRequested(),
                m.unreadable(),
                m.timestamp(),
                m.delayed(),
                payload);
    }

    private static String text(Random random) {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    private static String maybe(Random random) {
        return random.nextBoolean() ? null : text(random);
    }

    private static String id(Random random) {
        return "id" + text(random);
    }

    private static Jid jid(Random random) {
        return Jid.of(random.nextInt(9) + ".x_y@exämple.org").withResource("ä 🎉/@" + random.nextInt(9));
    }

    private static XmlElement element(Random random, int depth) {
        XmlElement element = XmlElement.of("urn:" + random.nextInt(3), "e" + random.nextInt(3))
                .with("a", maybe(random))
                .with("{http://www.w3.org/XML/1998/namespace}lang", random.nextBoolean() ? "de" : null)
                .with("{urn:other}b", maybe(random));
        for (int i = random.nextInt(3); i > 0 && depth < 5; i--) {
            element = element.withText(text(random)).with(element(random, depth + 1));
        }
        return element;
    }

    private static Message message(Random random) {
        Map<Jid, String> stanzaIds = new HashMap<>();
        List<MediaLink> media = new ArrayList<>();
        List<XmlElement> payload = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            stanzaIds.put(jid(random), id(random));
            media.add(new MediaLink(
                    text(random),
                    maybe(random),
                    random.nextBoolean()
                            ? null
                            : new FileInfo(
                                    maybe(random),
                                    maybe(random),
                                    random.nextBoolean() ? null : random.nextLong(),
                                    Map.of("sha-256", text(random)))));
            payload.add(element(random, 0));
        }
        return new Message(
                ChatKind.values()[random.nextInt(ChatKind.values().length)],
                jid(random),
                jid(random).bare(),
                random.nextBoolean()
                        ? null
                        : new Occupant(
                                jid(random),
                                random.nextBoolean() ? null : jid(random).bare(),
                                maybe(random),
                                Affiliation.values()[random.nextInt(Affiliation.values().length)],
                                Role.values()[random.nextInt(Role.values().length)]),
                maybe(random),
                maybe(random),
                stanzaIds,
                text(random),
                random.nextBoolean() ? null : new MessageThread(id(random), maybe(random)),
                random.nextBoolean()
                        ? null
                        : new ReplyReference(id(random), random.nextBoolean() ? null : jid(random), maybe(random)),
                media,
                maybe(random),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
                random.nextBoolean(),
                payload);
    }
}
