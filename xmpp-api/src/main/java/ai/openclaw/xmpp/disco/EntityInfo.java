package ai.openclaw.xmpp.disco;

import ai.openclaw.xmpp.Jid;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an entity says about itself (XEP-0030 §3), untrusted.
 *
 * @param jid who
 * @param identities what it is, such as {@code conference/text}
 * @param features the namespaces it supports
 */
public record EntityInfo(Jid jid, List<Identity> identities, Set<String> features) {
    public EntityInfo {
        Objects.requireNonNull(jid, "jid");
        identities = List.copyOf(identities);
        features = Set.copyOf(features);
    }

    /**
     * What an entity is.
     *
     * @param category such as {@code conference}
     * @param type such as {@code text}
     * @param name what it calls itself, untrusted; or {@code null}
     */
    public record Identity(
            String category, String type, @Nullable String name) {
        public Identity {
            Objects.requireNonNull(category, "category");
            Objects.requireNonNull(type, "type");
        }
    }

    /** Whether one of the identities is of that category and type. */
    public boolean is(String category, String type) {
        return identities.stream()
                .anyMatch(identity ->
                        identity.category().equals(category) && identity.type().equals(type));
    }
}
