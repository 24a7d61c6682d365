package ai.openclaw.xmpp.spi;

import ai.openclaw.xmpp.SessionInfo;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a try-out of a configuration found.
 *
 * @param info the stream that was opened
 * @param features the namespaces that the server, the account and the stream support
 * @param services the server's components, such as rooms and uploads
 * @param rooms rooms that the account may want to join: bookmarked ones, and public ones of the server's own room services; at most {@value
 *     #MAX_ROOMS}
 */
public record ProbeReport(SessionInfo info, Set<String> features, List<Service> services, List<PublicRoom> rooms) {

    /** No report has more rooms. */
    public static final int MAX_ROOMS = 20;

    public ProbeReport {
        Objects.requireNonNull(info, "info");
        features = Set.copyOf(features);
        services = List.copyOf(services);
        rooms = List.copyOf(rooms);
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

    /**
     * A room (XEP-0045).
     *
     * @param jid its bare JID
     * @param name what it calls itself, untrusted; or {@code null}
     * @param bookmarked whether the account has a bookmark of it (XEP-0402)
     * @param features what it says about itself, such as {@code muc_semianonymous} (XEP-0045 §15.3); empty where it says nothing
     */
    public record PublicRoom(
            ai.openclaw.xmpp.Jid jid, @Nullable String name, boolean bookmarked, Set<String> features) {
        public PublicRoom {
            Objects.requireNonNull(jid, "jid");
            features = Set.copyOf(features);
        }

        /** Whether only moderators learn the occupants' real JIDs (XEP-0045 §4.2). */
        public boolean semiAnonymous() {
            return features.contains("muc_semianonymous");
        }
    }
}
