package ai.openclaw.xmpp.spi;

import ai.openclaw.xmpp.SessionInfo;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a try-out of a configuration found.
 *
 * @param info the stream that was opened
 * @param features the namespaces that the server, the account and the stream support
 * @param services the server's components, such as rooms and uploads
 */
public record ProbeReport(SessionInfo info, Set<String> features, List<Service> services) {
    public ProbeReport {
        Objects.requireNonNull(info, "info");
        features = Set.copyOf(features);
        services = List.copyOf(services);
    }

    /**
     * A component of the server.
     *
     * @param jid its address
     * @param category such as {@code conference}
     * @param type such as {@code text}
     */
    public record Service(ai.openclaw.xmpp.Jid jid, String category, String type) {
        public Service {
            Objects.requireNonNull(jid, "jid");
            Objects.requireNonNull(category, "category");
            Objects.requireNonNull(type, "type");
        }
    }
}
