package ai.openclaw.xmpp.openclaw.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what somebody probably meant. */
final class Nearest {

    /** Words of other channels and libraries for what is called otherwise here. */
    private static final Map<String, String> OTHER_WORDS = Map.ofEntries(
            Map.entry("groups", "mucRooms"),
            Map.entry("channels", "mucRooms"),
            Map.entry("muc", "rooms"),
            Map.entry("mucs", "rooms"),
            Map.entry("host", "server"),
            Map.entry("service", "server"),
            Map.entry("domain", "server"),
            Map.entry("port", "server"),
            Map.entry("user", "jid"),
            Map.entry("username", "jid"),
            Map.entry("login", "jid"),
            Map.entry("pass", "password"),
            Map.entry("token", "password"),
            Map.entry("secret", "password"),
            Map.entry("nickname", "nick"),
            Map.entry("allowlist", "allowFrom"),
            Map.entry("whitelist", "allowFrom"));

    private Nearest() {}

    static String unknownKey(String key, List<String> known) {
        @Nullable String meant = OTHER_WORDS.get(key.toLowerCase(Locale.ROOT));
        if (meant == null || !known.contains(meant)) {
            meant = of(key, known);
        }
        String shown = key.length() > 60 ? key.substring(0, 60) + "…" : key;
        return "there is no setting \"" + shown + "\"; "
                + (meant != null ? "did you mean " + meant + "?" : "known here: " + String.join(", ", known));
    }

    /** The known word that is the fewest edits away, if they are few. */
    static @Nullable String of(String word, List<String> known) {
        @Nullable String best = null;
        int least = Math.max(2, word.length() / 3) + 1;
        for (String candidate : known) {
            int distance = distance(
                    word.length() > 60 ? word.substring(0, 60) : word.toLowerCase(Locale.ROOT),
                    candidate.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best;
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
