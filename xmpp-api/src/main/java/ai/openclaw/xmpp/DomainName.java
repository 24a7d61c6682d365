package ai.openclaw.xmpp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Prepares domainparts (RFC 7622 §3.2): whatever form a name came in, one Unicode form is left of it.
 *
 * <p>Not {@link java.net.IDN}: that is IDNA 2003, for which {@code straße.example} is {@code strasse.example}. Today these are two
 * domains with two owners (IDNA 2008), so one could pass for the other.
 */
final class DomainName {

    /** The longest label that DNS can hold. */
    private static final int MAX_LABEL = 63;

    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789-_";

    /** What RFC 5892 allows between letters of certain scripts. */
    private static final String PUNCTUATION = "\u00B7\u0375\u05F3\u05F4\u30FB";

    /** Marks and letters that show nothing, so that two names would look the same. */
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\uFE00-\\uFE0F\\x{E0100}-\\x{E01EF}]");

    private DomainName() {}

    /**
     * Prepares a name of at most 1023 characters.
     *
     * @throws IllegalArgumentException if it is neither a domain name nor an IPv6 address in brackets
     */
    static String prepare(String text) {
        if (text.startsWith("[")) {
            return prepareIpv6(text);
        }
        // The dots that people type in East Asia separate labels too (RFC 5895 §2).
        String dotted = text.replace('\u3002', '.').replace('\uFF0E', '.').replace('\uFF61', '.');
        String name = dotted.endsWith(".") ? dotted.substring(0, dotted.length() - 1) : dotted;
        StringBuilder prepared = new StringBuilder();
        for (String label : name.split("\\.", -1)) {
            prepared.append(prepared.isEmpty() ? "" : ".").append(prepareLabel(label));
        }
        return prepared.toString();
    }

    /** The form that DNS and certificates use, of a name that {@link #prepare} has prepared. */
    static String toAscii(String prepared) {
        StringBuilder ascii = new StringBuilder();
        for (String label : prepared.split("\\.", -1)) {
            boolean plain = label.chars().allMatch(c -> c < 0x80);
            ascii.append(ascii.isEmpty() ? "" : ".").append(plain ? label : "xn--" + Punycode.encode(label));
        }
        return ascii.toString();
    }

    /** Only its form is looked at: {@code InetAddress} asks nobody about what begins with a bracket. */
    private static String prepareIpv6(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.matches("\\[[0-9a-f:.]{2,45}]")) {
            throw new IllegalArgumentException("not an IPv6 address");
        }
        try {
            InetAddress.getByName(lower);
            return lower;
        } catch (UnknownHostException malformed) {
            throw new IllegalArgumentException("not an IPv6 address", malformed);
        }
    }

    private static String prepareLabel(String label) {
        String mapped = map(label);
        if (!mapped.startsWith("xn--")) {
            return checked(mapped);
        }
        String unicode = Punycode.decode(mapped.substring(4));
        // Else "xn--example-" would be another way to write "example".
        if (unicode.chars().allMatch(c -> c < 0x80) || !unicode.equals(map(unicode)) || unicode.startsWith("xn--")) {
            throw new IllegalArgumentException("not a canonical A-label");
        }
        return checked(unicode);
    }

    /**
     * Letters in their lower case, wide and other compatible forms as the plain ones. Letter by letter: the case of a whole word
     * depends on where a sigma stands. Decomposed first: else the Turkish capital I with a dot would become a plain i.
     */
    private static String map(String label) {
        StringBuilder lower = new StringBuilder();
        Normalizer.normalize(label, Normalizer.Form.NFKD)
                .codePoints()
                .map(Character::toLowerCase)
                .forEach(lower::appendCodePoint);
        return Normalizer.normalize(lower, Normalizer.Form.NFKC);
    }

    private static String checked(String label) {
        if (label.isEmpty() || label.length() > MAX_LABEL) {
            throw new IllegalArgumentException("a label has 1 to " + MAX_LABEL + " characters");
        }
        int first = Character.getType(label.codePointAt(0));
        if (first == Character.NON_SPACING_MARK || first == Character.COMBINING_SPACING_MARK) {
            throw new IllegalArgumentException("a label begins with a mark that belongs to a letter");
        }
        boolean leftToRight = false;
        boolean rightToLeft = false;
        for (int c : label.codePoints().toArray()) {
            if (!isAllowed(c)) {
                throw new IllegalArgumentException("a character that domains do not have");
            }
            byte direction = Character.getDirectionality(c);
            leftToRight |= direction == Character.DIRECTIONALITY_LEFT_TO_RIGHT;
            rightToLeft |= direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                    || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
        }
        if (leftToRight && rightToLeft) {
            throw new IllegalArgumentException("a label of both directions");
        }
        return label;
    }

    /** Letters, marks and digits (RFC 5892), and what host names have besides; nothing that cannot be seen. */
    private static boolean isAllowed(int c) {
        if (c < 0x80) {
            return PLAIN.indexOf(c) >= 0;
        }
        return !INVISIBLE.matcher(Character.toString(c)).matches()
                && switch (Character.getType(c)) {
                    case Character.LOWERCASE_LETTER,
                            Character.OTHER_LETTER,
                            Character.MODIFIER_LETTER,
                            Character.NON_SPACING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.DECIMAL_DIGIT_NUMBER -> true;
                    default -> PUNCTUATION.indexOf(c) >= 0;
                };
    }
}
