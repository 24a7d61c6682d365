package ai.openclaw.xmpp.session;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Names for files that strangers named. */
final class FileNames {

    private static final int MAX_LENGTH = 100;

    private FileNames() {}

    /** One safe path segment: no separators, no control characters, no leading dots, not too long; never empty. */
    static String safe(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        StringBuilder safe = new StringBuilder();
        last.codePoints()
                .map(c -> Character.isLetterOrDigit(c) || "._- ()+".indexOf(c) >= 0 ? c : '_')
                .forEach(safe::appendCodePoint);
        String cleaned = safe.toString().strip().replaceFirst("^\\.+", "");
        if (cleaned.length() > MAX_LENGTH) {
            int dot = cleaned.lastIndexOf('.');
            String ending = dot > 0 && cleaned.length() - dot <= 12 ? cleaned.substring(dot) : "";
            int end = MAX_LENGTH - ending.length();
            cleaned = cleaned.substring(0, Character.isHighSurrogate(cleaned.charAt(end - 1)) ? end - 1 : end) + ending;
        }
        return cleaned.isEmpty() ? "file" : cleaned;
    }

    /** The name that an address ends with. */
    static String of(URI address) {
        String path = address.getRawPath() == null ? "" : address.getRawPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        try {
            return safe(URLDecoder.decode(last.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            return safe(last);
        }
    }
}
