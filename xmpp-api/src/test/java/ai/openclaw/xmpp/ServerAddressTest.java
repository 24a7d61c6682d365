package ai.openclaw.xmpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {

    @ParameterizedTest
    @CsvSource({
        "chat.example.org,                 xmpp://chat.example.org:5222",
        "chat.example.org:5333,            xmpp://chat.example.org:5333",
        "192.0.2.7,                        xmpp://192.0.2.7:5222",
        "[2001:db8::1]:5333,               xmpp://[2001:db8::1]:5333",
        "xmpp://chat.example.org,          xmpp://chat.example.org:5222",
        "XMPPS://chat.example.org,         xmpps://chat.example.org:5223",
        "wss://example.org/ws,             wss://example.org:443/ws",
        "wss://example.org:5281/ws?a=b,    wss://example.org:5281/ws?a=b",
        "ws://localhost:5280/xmpp,         ws://localhost:5280/xmpp",
        "ws://127.0.0.1/xmpp,              ws://127.0.0.1:80/xmpp",
        "ws://[::1]:5280/xmpp,             ws://[::1]:5280/xmpp",
        "CHAT.Example.org.,                xmpp://chat.example.org:5222",
        "chat_server:5222,                 xmpp://chat_server:5222",
        "chat.bücher.example,              xmpp://chat.xn--bcher-kva.example:5222",
        "wss://straße.example/ws,          wss://xn--strae-oqa.example:443/ws",
        "xmpps://[2001:DB8::1],            xmpps://[2001:db8::1]:5223",
        "' chat.example.org ',             xmpp://chat.example.org:5222",
    })
    void readsEveryForm(String text, String expected) {
        ServerAddress address = ServerAddress.parse(text);
        assertEquals(expected, address.toString());
        assertEquals(address, ServerAddress.parse(expected));
    }

    @Tag("R7")
    @ParameterizedTest
    @ValueSource(strings = {"ws://example.org/ws", "ws://localhost.example.org/ws", "ws://127.0.0.1.example.org/"})
    void refusesAPlainWebSocketToAnotherMachine(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> ServerAddress.parse(text))
                .getMessage();
        assertTrue(message.contains("wss://"), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "http://example.org",
                "exa mple.org",
                "example.org/path",
                "xmpp://user@example.org",
                "example.org:0",
                "example.org:65536",
                "example.org:abc",
                "wss:///ws",
                "2001:db8::1",
                "wss://example.org/ws#x",
                "wss://",
                "example.org:",
                "example.org:123456",
                "example.org:+5",
                "example.org:5222:5223",
                "a..b",
                "*.example.org",
                "[::1",
                "[::1]5222",
                "[fe80::1%eth0]:5222",
                "[example.org]",
                "example.org?x",
                "a\u200Bb.org",
                "example.org\n5222"
            })
    void refusesTheRestAndSaysHowToWriteIt(String text) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> ServerAddress.parse(text));
        assertTrue(refused.getMessage().startsWith("the server"), refused.getMessage());
    }
}
