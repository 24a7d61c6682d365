package ai.openclaw.xmpp.session;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Names for files that strangers named. */
final class FileNames {

    /** Of UTF-8: file systems take 255. */
    private static final int MAX_BYTES = 200;

    private static final int MAX_ENDING = 12;

    private FileNames() {}

    /** One safe path segment: no separators, no control characters, no leading dots, not too long; never empty. */
    static String safe(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        StringBuilder safe = new StringBuilder();
        last.codePoints()
                .map(c -> Character.isLetterOrDigit(c) || "._- ()+".indexOf(c) >= 0 ? c : '_')
                .forEach(safe::appendCodePoint);
        String cleaned = safe.toString().strip().replaceFirst("^\\.+", "");
        if (bytes(cleaned) > MAX_BYTES) {
            int dot = cleaned.lastIndexOf('.');
            String ending = dot > 0 && bytes(cleaned.substring(dot)) <= MAX_ENDING ? cleaned.substring(dot) : "";
            cleaned = cut(cleaned, MAX_BYTES - bytes(ending)) + ending;
        }
        return cleaned.isEmpty() ? "file" : cleaned;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** As many whole characters from the start as fit. */
    private static String cut(String text, int maxBytes) {
        int end = 0;
        int left = maxBytes;
        while (end < text.length()) {
            int next = text.offsetByCodePoints(end, 1);
            left -= bytes(text.substring(end, next));
            if (left < 0) {
                break;
            }
            end = next;
        }
        return text.substring(0, end);
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
