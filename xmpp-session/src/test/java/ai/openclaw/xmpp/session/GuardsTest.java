package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.XmppException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where files may come from, and what they may be called. */
class GuardsTest {

    @Tag("R3")
    @Tag("R4")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.2",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "0.0.0.0",
                "0.1.2.3",
                "100.64.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fc00::1",
                "fc01::1",
                "fdab::1",
                "fe80::1",
                "fe90::1",
                "ff02::1",
                "64:ff9b::7f00:1",
                "64:ff9b::a00:1",
                "2002:7f00:1::1",
                "2002:c0a8:101::1",
                "2001:0:1::1",
                "2001:db8::1",
                "2001:4860::5efe:7f00:1"
            })
    void isNotThePublicNetwork(String address) throws UnknownHostException {
        assertTrue(AddressGuard.isPrivate(InetAddress.getByName(address)));
    }

    @Tag("R3")
    @Tag("H-50")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://2130706433/", "https://0177.0.0.1/", "https://127.1/", "https://[::ffff:127.0.0.1]/",
                        "https://[::1]/",
                "https://localhost/", "https://127.0.0.1/", "http://93.184.216.34/", "ftp://93.184.216.34/",
                        "file:///etc/passwd",
                "data:text/plain,x", "https://user:pass@93.184.216.34/", "https:///x"
            })
    void isNotFetched(String address) {
        assertThrows(XmppException.class, () -> Transfer.check(URI.create(address), false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"93.184.216.34", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:2800:220:1::1", "64:ff9b::808:808"
            })
    void isThePublicNetwork(String address) throws UnknownHostException {
        assertFalse(AddressGuard.isPrivate(InetAddress.getByName(address)));
    }

    @Tag("C-72")
    @Tag("H-50")
    @ParameterizedTest
    @CsvSource({
        "../../etc/passwd,      passwd",
        "..,                    file",
        ".bashrc,               bashrc",
        "a\\b\\evil.exe,        evil.exe",
        "cat picture.png,       cat picture.png",
        "'a:b*c?.txt',          a_b_c_.txt",
        "/,                     file",
    })
    void isASafeName(String given, String safe) {
        assertEquals(safe, FileNames.safe(given));
    }

    @Tag("H-50")
    @ParameterizedTest
    @ValueSource(ints = {50, 100, 101, 4000})
    void aNameStaysShortAndKeepsItsEnding(int length) {
        String safe = FileNames.safe("x".repeat(length) + ".png");
        assertTrue(safe.length() <= 200 && safe.endsWith(".png"), safe);
    }

    @Tag("H-50")
    @ParameterizedTest
    @ValueSource(strings = {"你", "🎉", "é"})
    void aNameFitsIntoAFileSystemInEveryScript(String letter, @TempDir Path folder) throws Exception {
        String safe = FileNames.safe(letter.repeat(96) + ".pdf");
        assertTrue(safe.getBytes(StandardCharsets.UTF_8).length <= 200 && safe.endsWith(".pdf"), safe);
        assertEquals(safe, Files.createFile(folder.resolve(safe)).getFileName().toString());
    }
}
