package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.XmlElement;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Text that is in a body only for clients that do not know an extension (XEP-0428). */
public final class Fallbacks {

    private Fallbacks() {}

    /**
     * A body, taken apart.
     *
     * @param text the body without the fallback
     * @param removed the fallback, or {@code null} if there was none
     */
    public record Split(String text, @Nullable String removed) {
        /** Without what is said. */
        @Override
        public String toString() {
            return "Split[" + text.length() + " characters]";
        }
    }

    /**
     * Takes the fallback for one extension out of a body. Ranges count characters (code points); a range that does not fit the
     * body is ignored, so nothing is ever cut where its author did not mean it.
     */
    public static Split split(String body, List<XmlElement> payload, String forNamespace) {
        return split(body, payload, Set.of(forNamespace));
    }

    /** The same for several at once: all ranges are those of the whole body. */
    public static Split split(String body, List<XmlElement> payload, Set<String> forNamespaces) {
        int[] characters = body.codePoints().toArray();
        BitSet fallback = new BitSet(characters.length);
        for (XmlElement element : payload) {
            if (element.is(Ns.FALLBACK, "fallback")
                    && forNamespaces.contains(String.valueOf(element.attribute("for")))) {
                mark(element, characters.length, fallback);
            }
        }
        if (fallback.isEmpty()) {
            return new Split(body, null);
        }
        StringBuilder kept = new StringBuilder();
        StringBuilder removed = new StringBuilder();
        for (int i = 0; i < characters.length; i++) {
            (fallback.get(i) ? removed : kept).appendCodePoint(characters[i]);
        }
        return new Split(kept.toString().strip(), removed.toString());
    }

    private static void mark(XmlElement element, int length, BitSet fallback) {
        List<XmlElement> children = element.children().stream()
                .filter(child -> child.namespace().equals(Ns.FALLBACK))
                .toList();
        if (children.isEmpty()) {
            fallback.set(0, length);
            return;
        }
        for (XmlElement child : children) {
            if (!child.name().equals("body")) {
                continue;
            }
            if (child.attribute("start") == null && child.attribute("end") == null) {
                fallback.set(0, length);
                continue;
            }
            Optional<Integer> start = number(child.attribute("start"));
            Optional<Integer> end = number(child.attribute("end"));
            if (start.isPresent() && end.isPresent() && start.get() <= end.get() && end.get() <= length) {
                fallback.set(start.get(), end.get());
            }
        }
    }

    private static Optional<Integer> number(@Nullable String text) {
        return text != null && text.matches("\\d{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    /** A quote without its marks: {@code "> a\n> b"} becomes {@code "a\nb"}. */
    public static String unquote(String quote) {
        return quote.strip()
                .lines()
                .map(line ->
                        line.startsWith("> ") ? line.substring(2) : line.startsWith(">") ? line.substring(1) : line)
                .collect(Collectors.joining("\n"));
    }

    /** A text as quote, each line marked. */
    public static String quote(String text) {
        return text.lines().map(line -> "> " + line + "\n").collect(Collectors.joining());
    }

    /** Says which characters of the body are fallback. */
    public static XmlElement element(String forNamespace, int start, int end) {
        return XmlElement.of(Ns.FALLBACK, "fallback")
                .with("for", forNamespace)
                .with(XmlElement.of(Ns.FALLBACK, "body")
                        .with("start", Integer.toString(start))
                        .with("end", Integer.toString(end)));
    }
}
