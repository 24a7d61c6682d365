package ai.openclaw.xmpp.tck.sim;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The server's side of one SASL exchange: SCRAM without channel binding (RFC 5802, RFC 7677) or PLAIN (RFC 4616). Not thread-safe. */
final class SaslExchange {

    /** What is offered, strongest first. */
    static final List<String> MECHANISMS = List.of("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN");

    private static final int ITERATIONS = 4096;

    /** The login is refused. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        /** A refusal with RFC 6120's word for it (§6.5). */
        RefusedException(String condition) {
            super(condition);
        }
    }

    /**
     * What the server says.
     *
     * @param user who has proven to be that user, or {@code null} if the exchange goes on
     */
    record Step(String text, @Nullable String user) {}

    private final String mechanism;
    private final Function<String, Optional<String>> passwords;
    private final String nonce;
    private @Nullable String user;
    private String clientFirst = "";
    private String serverFirst = "";
    private String gs2Header = "";
    private byte[] salted = new byte[0];

    /**
     * An exchange that begins.
     *
     * @param passwords the password of each localpart; empty for those who do not exist
     * @param nonce random
     */
    SaslExchange(String mechanism, Function<String, Optional<String>> passwords, String nonce) throws RefusedException {
        if (!MECHANISMS.contains(mechanism)) {
            throw new RefusedException("invalid-mechanism");
        }
        this.mechanism = mechanism;
        this.passwords = passwords;
        this.nonce = nonce;
    }

    /** Takes what the client says. */
    Step take(byte[] data) throws RefusedException {
        String text = new String(data, StandardCharsets.UTF_8);
        if (mechanism.equals("PLAIN")) {
            return plain(text);
        }
        try {
            return user == null ? first(text) : last(text);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Step plain(String text) throws RefusedException {
        String[] parts = text.split("\0", -1);
        if (parts.length != 3) {
            throw new RefusedException("malformed-request");
        }
        Optional<String> password = passwords.apply(parts[1]);
        if (password.isEmpty() || !equal(bytes(password.get()), bytes(parts[2]))) {
            throw new RefusedException("not-authorized");
        }
        return new Step("", parts[1]);
    }

    private Step first(String text) throws RefusedException, GeneralSecurityException {
        int comma = text.indexOf(',', text.indexOf(',') + 1);
        if (comma < 0 || !text.startsWith("n,") && !text.startsWith("y,")) {
            throw new RefusedException("malformed-request");
        }
        gs2Header = text.substring(0, comma + 1);
        clientFirst = text.substring(comma + 1);
        Map<String, String> fields = fields(clientFirst);
        String name = field(fields, "n").replace("=2C", ",").replace("=3D", "=");
        byte[] salt = Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes(name + "\n" + nonce)), 16);
        // Who does not exist is told so only in the end, like somebody with a wrong password.
        salted = salted(passwords.apply(name).orElse(nonce), salt);
        user = name;
        serverFirst = "r=" + field(fields, "r") + nonce + ",s="
                + Base64.getEncoder().encodeToString(salt) + ",i=" + ITERATIONS;
        return new Step(serverFirst, null);
    }

    private Step last(String text) throws RefusedException, GeneralSecurityException {
        int proofAt = text.lastIndexOf(",p=");
        if (proofAt < 0) {
            throw new RefusedException("malformed-request");
        }
        String withoutProof = text.substring(0, proofAt);
        Map<String, String> fields = fields(text);
        byte[] proof = decode(field(fields, "p"));
        boolean bound = Arrays.equals(decode(field(fields, "c")), bytes(gs2Header));
        boolean nonceRight = field(fields, "r").equals(field(fields(serverFirst), "r"));
        byte[] auth = bytes(clientFirst + "," + serverFirst + "," + withoutProof);
        byte[] clientKey = hmac(salted, "Client Key");
        byte[] expected = hmac(digest(clientKey), auth);
        for (int i = 0; i < expected.length; i++) {
            expected[i] ^= clientKey[i];
        }
        if (!bound
                || !nonceRight
                || !equal(expected, proof)
                || user == null
                || passwords.apply(user).isEmpty()) {
            throw new RefusedException("not-authorized");
        }
        byte[] signature = hmac(hmac(salted, "Server Key"), auth);
        return new Step("v=" + Base64.getEncoder().encodeToString(signature), user);
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new TreeMap<>();
        for (String field : text.split(",", -1)) {
            if (field.length() > 1 && field.charAt(1) == '=') {
                fields.put(field.substring(0, 1), field.substring(2));
            }
        }
        return fields;
    }

    private static String field(Map<String, String> fields, String name) throws RefusedException {
        String value = fields.get(name);
        if (value == null) {
            throw new RefusedException("malformed-request");
        }
        return value;
    }

    private static byte[] decode(String base64) throws RefusedException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            throw new RefusedException("incorrect-encoding");
        }
    }

    private byte[] salted(String password, byte[] salt) throws GeneralSecurityException {
        int bits = digest(salt).length * 8;
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, bits);
        return SecretKeyFactory.getInstance("PBKDF2WithHmac" + hash().replace("-", ""))
                .generateSecret(spec)
                .getEncoded();
    }

    private String hash() {
        return mechanism.substring("SCRAM-".length());
    }

    private byte[] digest(byte[] data) throws GeneralSecurityException {
        return MessageDigest.getInstance(hash()).digest(data);
    }

    private byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        return hmac(key, bytes(text));
    }

    private byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
        String algorithm = "Hmac" + hash().replace("-", "");
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return mac.doFinal(data);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean equal(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }
}
