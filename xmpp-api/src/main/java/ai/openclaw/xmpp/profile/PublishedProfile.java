package ai.openclaw.xmpp.profile;

import java.util.Map;
import java.util.Set;

/**
 * What became of a profile.
 *
 * @param written what was written now
 * @param unchanged what was there already
 * @param refused what the server did not take, and why
 */
public record PublishedProfile(Set<ProfilePart> written, Set<ProfilePart> unchanged, Map<ProfilePart, String> refused) {
    public PublishedProfile {
        written = Set.copyOf(written);
        unchanged = Set.copyOf(unchanged);
        refused = Map.copyOf(refused);
    }
}
