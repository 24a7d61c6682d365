package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.media.FileInfo;
import ai.openclaw.xmpp.media.MediaFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file as others are told of it.
 *
 * @param url where it is
 * @param info what it is; {@code null} if only its address is known
 */
record SharedFile(String url, @Nullable FileInfo info) {

    /** Larger files are shared without a hash: to read them takes too long. */
    private static final long MAX_HASHED = 32L << 20;

    static FileInfo info(MediaFile file) {
        return new FileInfo(
                file.name(),
                file.contentType(),
                file.size(),
                file.size() > MAX_HASHED ? Map.of() : Map.of("sha-256", hash(file)));
    }

    private static String hash(MediaFile file) {
        try (InputStream in = Files.newInputStream(file.path())) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] piece = new byte[64 * 1024];
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                digest.update(piece, 0, count);
            }
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (IOException | NoSuchAlgorithmException unreadable) {
            throw new XmppException(XmppException.Kind.CONFIGURATION, "the file to be sent cannot be read", unreadable);
        }
    }
}
