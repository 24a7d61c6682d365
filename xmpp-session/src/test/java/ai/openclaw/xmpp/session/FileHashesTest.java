package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.media.FileInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file that is not the one that was shared is noticed. */
@Tag("XEP-0446")
@Tag("XEP-0300")
class FileHashesTest {

    /** Of the three bytes {@code abc} (FIPS 180-4, FIPS 202). */
    private static final String SHA_256 = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws Exception {
        file = Files.writeString(folder.resolve("abc"), "abc");
    }

    private void check(String algorithm, String hash) {
        FileHashes.check(file, new FileInfo(null, null, null, Map.of(algorithm, hash)));
    }

    @Test
    void theFileThatWasSharedPasses() {
        check("sha-256", SHA_256);
        check("sha3-256", sha3());
        // Too weak, or unknown: it says nothing.
        check("sha-1", "AAAA");
        check("md5", "AAAA");
    }

    private String sha3() {
        try {
            return java.util.Base64.getEncoder()
                    .encodeToString(
                            java.security.MessageDigest.getInstance("SHA3-256").digest(Files.readAllBytes(file)));
        } catch (java.io.IOException | java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"sha-256, AAAA", "sha-256, not*base64", "sha-512, ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="})
    void anotherFileDoesNot(String algorithm, String hash) {
        XmppException refused = assertThrows(XmppException.class, () -> check(algorithm, hash));
        assertEquals(XmppException.Kind.CONFIGURATION, refused.kind());
    }
}
