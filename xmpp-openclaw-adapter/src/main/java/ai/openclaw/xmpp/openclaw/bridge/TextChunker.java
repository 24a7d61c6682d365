package ai.openclaw.xmpp.openclaw.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a long text into messages. It is cut at empty lines, line ends or spaces where it can be; never inside a grapheme cluster;
 * a fenced code block that is cut is closed and opened again. What XML cannot carry is left out.
 *
 * @param limit the longest message, in UTF-16 units; at least 100
 * @param atParagraphs whether every empty line outside of code ends a message
 */
record TextChunker(int limit, boolean atParagraphs) {

    private static final Pattern GRAPHEME = Pattern.compile("\\X");
    static final Pattern FENCE = Pattern.compile(" {0,3}+(`{3,}+|~{3,}+)([^`\\n]*+)");
    /** Marker and language of a fence, as they are repeated; longer ones are shortened. */
    private static final int MAX_FENCE = 32;
    /** How far a grapheme cluster is looked at beyond the limit. */
    private static final int LOOK_AHEAD = 64;

    TextChunker {
        if (limit < 100) {
            throw new IllegalArgumentException("a limit of " + limit + " is too small");
        }
    }

    /** The messages, none of them blank; empty if the text is. */
    List<String> chunks(String text) {
        String clean = clean(text);
        List<String> chunks = new ArrayList<>();
        for (String part : atParagraphs ? paragraphs(clean) : List.of(clean)) {
            cut(part, chunks);
        }
        return chunks;
    }

    /** Without the characters that XML 1.0 forbids, with {@code \n} as the only line end. */
    static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.replace("\r\n", "\n").replace('\r', '\n').codePoints().forEach(c -> {
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                clean.append('\uFFFD');
            } else if (c == '\n' || c == '\t' || (c >= 0x20 && c != 0xFFFE && c != 0xFFFF)) {
                clean.appendCodePoint(c);
            }
        });
        return clean.toString();
    }

    private static List<String> paragraphs(String text) {
        List<String> paragraphs = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        @Nullable Fence fence = null;
        for (String line : text.split("\n", -1)) {
            fence = Fence.after(fence, line);
            if (fence == null && line.isBlank()) {
                paragraphs.add(current.toString());
                current.setLength(0);
            } else {
                current.append(current.isEmpty() ? "" : "\n").append(line);
            }
        }
        paragraphs.add(current.toString());
        return paragraphs;
    }

    private void cut(String text, List<String> chunks) {
        @Nullable Fence fence = null;
        int start = 0;
        while (start < text.length()) {
            String opening = fence == null ? "" : fence.opening() + "\n";
            int room = limit - opening.length();
            int end = text.length();
            if (end - start > room) {
                // What is cut may end inside of a block, which then needs its closing line.
                end = cutAt(text, start, room - MAX_FENCE - 1);
            }
            String body = text.substring(start, end);
            for (String line : body.split("\n", -1)) {
                fence = Fence.after(fence, line);
            }
            boolean more = end < text.length();
            String trimmed = trimEnd(body);
            String closing = fence != null && more ? "\n" + fence.marker() : "";
            if (!trimmed.isBlank()) {
                chunks.add(opening + (opening.isEmpty() && chunks.isEmpty() ? trimmed : trimStart(trimmed)) + closing);
            }
            start = end;
        }
    }

    /** The best place to cut after {@code start}, at most {@code room} further on. */
    static int cutAt(CharSequence text, int start, int room) {
        int hard = start;
        int word = start;
        int line = start;
        int paragraph = start;
        Matcher graphemes = GRAPHEME.matcher(text)
                .region(start, Math.min(text.length(), start + room + LOOK_AHEAD))
                .useTransparentBounds(true);
        while (graphemes.find() && graphemes.end() <= start + room) {
            hard = graphemes.end();
            char last = text.charAt(hard - 1);
            if (last == '\n') {
                paragraph = hard - 2 >= start && text.charAt(hard - 2) == '\n' ? hard : paragraph;
                line = hard;
            }
            if (last == ' ' || last == '\t' || last == '\n') {
                word = hard;
            }
        }
        if (hard == start) {
            // One cluster longer than a whole message: nobody writes that, but code points stay whole at least.
            hard = start + room;
            return Character.isLowSurrogate(text.charAt(hard)) ? hard - 1 : hard;
        }
        int early = start + room / 2;
        int best = paragraph > early ? paragraph : line > early ? line : word > early ? word : hard;
        int lineStart = best;
        while (lineStart > start && text.charAt(lineStart - 1) != '\n') {
            lineStart--;
        }
        // A line that began in an earlier message cannot begin again in the next one.
        return lineStart > start && lineStart < best && isFence(text, lineStart) ? lineStart : best;
    }

    private static boolean isFence(CharSequence text, int lineStart) {
        int lineEnd = lineStart;
        while (lineEnd < text.length() && text.charAt(lineEnd) != '\n') {
            lineEnd++;
        }
        return FENCE.matcher(text).region(lineStart, lineEnd).matches();
    }

    private static String trimEnd(String text) {
        int end = text.length();
        while (end > 0 && " \t\n".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(0, end);
    }

    /** Without empty lines before it; its own indentation stays. */
    private static String trimStart(String text) {
        int start = 0;
        for (int i = 0; i < text.length() && Character.isWhitespace(text.charAt(i)); i++) {
            if (text.charAt(i) == '\n') {
                start = i + 1;
            }
        }
        return text.substring(start);
    }

    /** An open code block. */
    private record Fence(String marker, String opening) {

        static @Nullable Fence after(@Nullable Fence open, String line) {
            Matcher matcher = FENCE.matcher(line);
            if (!matcher.matches()) {
                return open;
            }
            String marker = matcher.group(1);
            String info = matcher.group(2).strip();
            if (open != null) {
                boolean closes = info.isEmpty()
                        && marker.charAt(0) == open.marker.charAt(0)
                        && marker.length() >= open.marker.length();
                return closes ? null : open;
            }
            if (marker.length() > MAX_FENCE / 2) {
                return null;
            }
            return new Fence(marker, marker + (marker.length() + info.length() > MAX_FENCE ? "" : info));
        }
    }
}
