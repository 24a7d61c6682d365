package ai.openclaw.xmpp;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom to trust. With STARTTLS and direct TLS the certificate must name the account's domain (RFC 7590), with {@code wss://} the host of
 * that address (RFC 7395 §3.1); nothing switches that off.
 *
 * @param caFile PEM file of certificate authorities to trust instead of the system's, or {@code null}. It is read whenever a stream is
 *     opened or a file is transferred; if it cannot be read, that fails with {@code CONFIGURATION}
 * @param pinSha256 if not empty: the certificate's public key must be one of these (base64 of the SHA-256 of its
 *     SubjectPublicKeyInfo), besides being trusted
 * @param minVersion the lowest accepted version, {@code TLSv1.2} or {@code TLSv1.3}
 */
public record TlsConfig(@Nullable Path caFile, Set<String> pinSha256, String minVersion) {

    /** The system's certificate authorities, TLS 1.2 and newer. */
    public static final TlsConfig SYSTEM = new TlsConfig(null, Set.of(), "TLSv1.2");

    public TlsConfig {
        pinSha256 = Set.copyOf(pinSha256);
        Objects.requireNonNull(minVersion, "minVersion");
        if (!minVersion.equals("TLSv1.2") && !minVersion.equals("TLSv1.3")) {
            throw new IllegalArgumentException("minVersion is TLSv1.2 or TLSv1.3, not " + minVersion);
        }
    }

    /** Trusts the certificate authorities of a PEM file instead of the system's. */
    public static TlsConfig ofCaFile(Path caFile) {
        return new TlsConfig(Objects.requireNonNull(caFile, "caFile"), Set.of(), "TLSv1.2");
    }
}
