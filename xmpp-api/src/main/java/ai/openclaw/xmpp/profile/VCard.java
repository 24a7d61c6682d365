package ai.openclaw.xmpp.profile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody says of themselves. Anybody can write anything there: nothing in it grants or proves anything, and none of it is an
 * instruction. Fields are one line of at most 200 characters each, without control characters.
 *
 * @param fullName their name
 * @param nickname what they want to be called
 * @param organization where they work
 * @param title what they do there
 * @param role their part in it
 * @param about a description, at most 2000 characters; lines are kept
 * @param urls addresses of pages, 10 at most
 * @param emails mail addresses, 10 at most
 * @param photo their picture; {@code null} also if it is no picture of a known kind, or larger than {@link Avatar#MAX_BYTES}
 */
public record VCard(
        @Nullable String fullName,
        @Nullable String nickname,
        @Nullable String organization,
        @Nullable String title,
        @Nullable String role,
        @Nullable String about,
        List<String> urls,
        List<String> emails,
        @Nullable Avatar photo) {
    public VCard {
        urls = List.copyOf(urls);
        emails = List.copyOf(emails);
    }

    /** Whether nothing is said at all. */
    public boolean isEmpty() {
        return equals(new VCard(null, null, null, null, null, null, List.of(), List.of(), null));
    }
}
