package ai.openclaw.xmpp.profile;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A picture of somebody: PNG, JPEG, GIF or WebP, by its first bytes and not by what anybody says. Immutable. */
public final class Avatar {

    /** The largest picture, in bytes: beyond it servers refuse the stanza. */
    public static final int MAX_BYTES = 180 * 1024;

    private final byte[] bytes;
    private final String contentType;

    private Avatar(byte[] bytes, String contentType) {
        this.bytes = bytes;
        this.contentType = contentType;
    }

    /**
     * A picture.
     *
     * @throws IllegalArgumentException if it is larger than {@link #MAX_BYTES}, or of no known kind
     */
    public static Avatar of(byte[] picture) {
        if (picture.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "an avatar has at most " + MAX_BYTES + " bytes, not " + picture.length + "; make it smaller");
        }
        String type = typeOf(picture);
        if (type == null) {
            throw new IllegalArgumentException("an avatar is a PNG, JPEG, GIF or WebP picture; this is none");
        }
        return new Avatar(picture.clone(), type);
    }

    private static @Nullable String typeOf(byte[] picture) {
        if (begins(picture, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
            return "image/png";
        }
        if (begins(picture, 0, 0xff, 0xd8, 0xff)) {
            return "image/jpeg";
        }
        if (begins(picture, 0, 'G', 'I', 'F', '8')) {
            return "image/gif";
        }
        return begins(picture, 0, 'R', 'I', 'F', 'F') && begins(picture, 8, 'W', 'E', 'B', 'P') ? "image/webp" : null;
    }

    private static boolean begins(byte[] picture, int at, int... wanted) {
        if (picture.length < at + wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if ((picture[at + i] & 0xff) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** The picture; a copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** How many bytes it has. */
    public int size() {
        return bytes.length;
    }

    /** Its media type. */
    public String contentType() {
        return contentType;
    }

    /** Its SHA-1 in hexadecimal: the id by which XEP-0084 and XEP-0153 name it. */
    public String id() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Avatar avatar && Arrays.equals(bytes, avatar.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Without the picture. */
    @Override
    public String toString() {
        return "Avatar[" + contentType + ", " + bytes.length + " bytes]";
    }
}
