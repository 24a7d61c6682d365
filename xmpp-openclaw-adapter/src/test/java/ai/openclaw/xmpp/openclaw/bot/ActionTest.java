package ai.openclaw.xmpp.openclaw.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent's lines mean, and that all others are told what is wrong with them. */
class ActionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\":\"reply\",\"re\":\"e\",\"text\":\"hi\"}",
                "{\"action\":\"reply\",\"re\":\"e\",\"path\":\"x.png\",\"contentType\":\"image/png\",\"quote\":true,\"ref\":\"r\"}",
                "{\"action\":\"send\",\"to\":\"a@b.org\",\"text\":\"hi\",\"kind\":\"direct\",\"thread\":\"t\",\"replyTo\":\"m\"}",
                "{\"action\":\"media\",\"re\":\"e\",\"url\":\"https://b.org/x\"}",
                "{\"action\":\"react\",\"re\":\"e\",\"emoji\":\"x\"}",
                "{\"action\":\"react\",\"to\":\"a@b.org\",\"id\":\"m\",\"remove\":true}",
                "{\"action\":\"typing\",\"re\":\"e\",\"state\":\"paused\"}",
                "{\"action\":\"edit\",\"re\":\"e\",\"id\":\"m\",\"text\":\"hi\"}",
                "{\"action\":\"ack\",\"re\":\"e\"}",
                "  {\"action\":\"ack\",\"re\":\"e\",\"ref\":null}  ",
            })
    void isUnderstood(String line) {
        assertNotNull(Action.read(line));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hello                                          | not one JSON object",
                "[]                                             | not one JSON object",
                "{\"action\":\"ack\",\"re\":\"e\"} {}           | not one JSON object",
                "{action:'ack',re:'e'}                          | not one JSON object",
                "{}                                             | action is missing; there is reply, send, media",
                "{\"action\":5}                                 | there is no action 5",
                "{\"action\":\"fly\"}                           | there is no action \"fly\"; there is reply",
                "{\"action\":\"reply\",\"text\":\"x\"}          | reply needs re: the id of the event",
                "{\"action\":\"reply\",\"re\":\"e\"}            | reply needs text, path or url",
                "{\"action\":\"reply\",\"re\":\"e\",\"text\":\" \"} | reply needs text, path or url",
                "{\"action\":\"reply\",\"re\":\"e\",\"txt\":\"x\"}  | reply has no field \"txt\"; it has re, text",
                "{\"action\":\"reply\",\"re\":7,\"text\":\"x\"} | re of reply must be a string",
                "{\"action\":\"ack\",\"re\":[\"e\"]}            | re of ack must be a string",
                "{\"action\":\"react\",\"re\":\"e\",\"emoji\":\"x\",\"remove\":\"no\"} | remove of react must be true or false",
                "{\"action\":\"reply\",\"re\":\"e\",\"path\":\"x\",\"url\":\"y\"} | a path or a url, not both",
                "{\"action\":\"send\",\"text\":\"x\"}           | send needs to: an address",
                "{\"action\":\"media\",\"re\":\"e\"}            | media needs path or url",
                "{\"action\":\"media\",\"path\":\"x\"}          | media needs re, the id of an event, or to",
                "{\"action\":\"react\",\"re\":\"e\"}            | react needs emoji",
                "{\"action\":\"react\",\"to\":\"a@b.org\",\"emoji\":\"x\"} | react needs id",
                "{\"action\":\"edit\",\"re\":\"e\",\"text\":\"x\"} | edit needs id",
                "{\"action\":\"typing\"}                        | typing needs re",
                "{\"action\":\"ack\"}                           | ack needs re",
            })
    void isRefusedInWordsThatHelp(String line, String words) {
        String said = assertThrows(IllegalArgumentException.class, () -> Action.read(line))
                .getMessage();
        assertTrue(said.contains(words), said);
    }

    @Test
    void aLineOfBracketsIsNoDanger() {
        assertThrows(IllegalArgumentException.class, () -> Action.read("[".repeat(500_000)));
        assertThrows(
                IllegalArgumentException.class,
                () -> Action.read("{\"action\":\"ack\",\"re\":" + "[".repeat(250_000) + "]".repeat(250_000) + "}"));
    }

    @Test
    void settlesUnlessItSaysThatItWorksOn() {
        assertTrue(Action.read("{\"action\":\"ack\",\"re\":\"e\"}").settles());
        assertTrue(Action.read("{\"action\":\"react\",\"re\":\"e\",\"emoji\":\"x\"}")
                .settles());
        assertFalse(Action.read("{\"action\":\"reply\",\"re\":\"e\",\"text\":\"x\",\"more\":true}")
                .settles());
        assertFalse(Action.read("{\"action\":\"typing\",\"re\":\"e\"}").settles());
        assertFalse(Action.read("{\"action\":\"send\",\"to\":\"a@b.org\",\"text\":\"x\"}")
                .settles());
    }

    @Tag("H-60")
    @Test
    void linesAreBoundedAndTheNextOneIsWhole() throws IOException {
        byte[] bytes = ("short\r\n" + "x".repeat(100_000) + "\nü🎉\n\n" + "cut off").getBytes(StandardCharsets.UTF_8);
        Lines lines = new Lines(new ByteArrayInputStream(bytes), 1000);
        assertEquals("short", text(lines));
        Lines.Line tooLong = lines.next();
        assertNull(tooLong.text());
        assertEquals("a line is longer than 1000 bytes", tooLong.problem());
        assertEquals("ü🎉", text(lines));
        assertEquals("", text(lines));
        assertEquals("cut off", text(lines));
        assertNull(lines.next());
        Lines broken = new Lines(new ByteArrayInputStream(new byte[] {(byte) 0xc3, '\n', 'x', '\n'}), 1000);
        assertEquals("a line is not UTF-8", broken.next().problem());
        assertEquals("x", text(broken));
    }

    private static String text(Lines lines) throws IOException {
        return lines.next().text();
    }

    @Test
    void complaintsEnd() {
        Complaints complaints = new Complaints();
        int made = 0;
        for (int i = 0; i < 1000; i++) {
            made += complaints.mayBeMade() ? 1 : 0;
        }
        assertEquals(Complaints.MOST, made);
    }
}
