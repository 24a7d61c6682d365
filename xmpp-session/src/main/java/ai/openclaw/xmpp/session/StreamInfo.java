package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.XmlElement;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a stream once it is bound.
 *
 * @param server where it goes, in the form of {@link ai.openclaw.xmpp.ServerAddress#toString()}
 * @param remoteAddress the other end of the socket; {@code null} if the transport hides it
 * @param tlsVersion such as {@code TLSv1.3}; {@code null} if the transport hides it
 * @param tlsCipher the cipher suite; {@code null} if the transport hides it
 * @param saslMechanism the mechanism that proved the password; empty for a probe without login
 * @param channelBinding the channel binding used, or {@code null}
 * @param features the stream features after authentication
 * @param resumed whether an earlier stream was resumed (XEP-0198): then nothing was lost and presence still stands
 */
public record StreamInfo(
        String server,
        @Nullable InetAddress remoteAddress,
        @Nullable String tlsVersion,
        @Nullable String tlsCipher,
        String saslMechanism,
        @Nullable String channelBinding,
        List<XmlElement> features,
        boolean resumed) {
    public StreamInfo {
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(saslMechanism, "saslMechanism");
        features = List.copyOf(features);
    }
}
