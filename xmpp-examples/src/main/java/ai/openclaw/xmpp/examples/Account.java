package ai.openclaw.xmpp.examples;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.TlsConfig;
import java.nio.file.Path;
import java.util.Map;

/** The account of an example, from the environment. */
final class Account {

    private Account() {}

    /**
     * Reads {@code XMPP_JID} and {@code XMPP_PASSWORD}, and if they are set {@code XMPP_SERVER} (else SRV), {@code XMPP_CA_FILE} (else
     * the system's certificate authorities) and {@code XMPP_ENGINE} (else {@code babbler}).
     *
     * @throws IllegalArgumentException if one of the first two is missing, or something is not valid
     */
    static SessionConfig from(Map<String, String> environment) {
        SessionConfig config = SessionConfig.of(
                        Jid.of(required(environment, "XMPP_JID")), Secret.of(required(environment, "XMPP_PASSWORD")))
                .withEngine(environment.getOrDefault("XMPP_ENGINE", "babbler"));
        String server = environment.get("XMPP_SERVER");
        if (server != null) {
            config = config.withServer(ServerAddress.parse(server));
        }
        String caFile = environment.get("XMPP_CA_FILE");
        return caFile == null ? config : config.withTls(TlsConfig.ofCaFile(Path.of(caFile)));
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("set the environment variable " + name);
        }
        return value;
    }
}
