package ai.openclaw.xmpp.profile;

import org.jspecify.annotations.Nullable;

/**
 * What an account is to show of itself. What is {@code null} stays as it is on the server.
 *
 * @param name its name, also its nick; at most 200 characters
 * @param about a description; at most 2000 characters
 * @param url the address of a page
 * @param avatar its picture
 */
public record OwnProfile(
        @Nullable String name,
        @Nullable String about,
        @Nullable String url,
        @Nullable Avatar avatar) {

    private static final int MAX_LINE = 200;
    private static final int MAX_ABOUT = 2000;

    public OwnProfile {
        check("name", name, MAX_LINE);
        check("about", about, MAX_ABOUT);
        check("url", url, MAX_ABOUT);
    }

    private static void check(String what, @Nullable String text, int limit) {
        if (text != null && (text.isBlank() || text.length() > limit)) {
            throw new IllegalArgumentException(
                    what + " of a profile has 1 to " + limit + " characters, not " + text.length());
        }
    }

    /** Whether it shows nothing. */
    public boolean isEmpty() {
        return name == null && about == null && url == null && avatar == null;
    }
}
