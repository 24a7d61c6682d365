package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.media.FileInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Compares a file with what its sender says of it (XEP-0300). Blocks. */
final class FileHashes {

    /** What is strong enough to say anything, by the registry's names; older ones are passed over. */
    private static final Map<String, String> ALGORITHMS =
            Map.of("sha-256", "SHA-256", "sha-512", "SHA-512", "sha3-256", "SHA3-256", "sha3-512", "SHA3-512");

    private FileHashes() {}

    /** Fails if it is another file. */
    static void check(Path file, FileInfo said) {
        said.hashes().forEach((name, expected) -> {
            String algorithm = ALGORITHMS.get(name);
            if (algorithm != null && !isHash(file, algorithm, expected)) {
                throw new XmppException(
                        XmppException.Kind.CONFIGURATION, "the file is not the one that was shared: its hash differs");
            }
        });
    }

    private static boolean isHash(Path file, String algorithm, String expected) {
        Optional<byte[]> bytes = decode(expected);
        return bytes.isPresent() && MessageDigest.isEqual(bytes.get(), digest(file, algorithm));
    }

    private static Optional<byte[]> decode(String base64) {
        try {
            return Optional.of(Base64.getMimeDecoder().decode(base64));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static byte[] digest(Path file, String algorithm) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            byte[] buffer = new byte[64 << 10];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return digest.digest();
        } catch (IOException | NoSuchAlgorithmException unreadable) {
            throw new XmppException(XmppException.Kind.STATE, "a fetched file cannot be read again", unreadable);
        }
    }
}
