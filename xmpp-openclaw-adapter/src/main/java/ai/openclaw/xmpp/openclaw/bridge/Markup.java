package ai.openclaw.xmpp.openclaw.bridge;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Markup that programs would show as a page or a picture, and run what is in it. They are forgiving, so this is, too: any encoding, anything that is
 * not seen before the first tag, no namespace.
 */
final class Markup {

    /** What a browser takes for a page, and what makes one of it (WHATWG MIME Sniffing §7.1). */
    private static final Pattern HTML = Pattern.compile(
            "<(?:!doctype\\s+html|(?:[\\w.-]+:)?(?:html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p))(?![\\w:.-])",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern SVG = Pattern.compile("<(?:[\\w.-]+:)?svg(?![\\w:.-])", Pattern.CASE_INSENSITIVE);
    private static final Pattern TAG = Pattern.compile("<\\w");

    private Markup() {}

    /** The types of markup that it may be: none if it does not begin with a tag. */
    static Set<String> within(byte[] head) {
        String text = new String(head, encoding(head)).replace("\u0000", "");
        int start = 0;
        while (start < text.length() && isUnseen(text.charAt(start))) {
            start++;
        }
        Set<String> types = new LinkedHashSet<>();
        if (start == text.length() ? head.length < MediaTypes.LOOKED_AT : text.charAt(start) != '<') {
            return types;
        }
        // Where no tag is in sight yet, either may come.
        boolean unknown =
                head.length >= MediaTypes.LOOKED_AT && !TAG.matcher(text).find();
        if (unknown || SVG.matcher(text).find()) {
            types.add("image/svg+xml");
        }
        if (unknown || HTML.matcher(text).find()) {
            types.add("text/html");
        }
        return types;
    }

    private static boolean isUnseen(char c) {
        return c == '\uFEFF' || c == '\u200B' || Character.isWhitespace(c) || Character.isISOControl(c);
    }

    private static Charset encoding(byte[] head) {
        int first = head.length < 2 ? 0 : (head[0] & 0xFF) << 8 | head[1] & 0xFF;
        if (first == 0xFEFF) {
            return StandardCharsets.UTF_16BE;
        }
        return first == 0xFFFE ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
    }
}
