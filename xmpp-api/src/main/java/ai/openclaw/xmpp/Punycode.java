package ai.openclaw.xmpp;

/** What stands behind {@code xn--} in a domain name (RFC 3492). */
final class Punycode {

    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int INITIAL_BIAS = 72;
    private static final int INITIAL_N = 0x80;

    private Punycode() {}

    /**
     * Decodes a label of lower-case ASCII letters, digits and hyphens.
     *
     * @throws IllegalArgumentException if it is no Punycode, or longer than a label can be
     */
    static String decode(String text) {
        if (text.length() > 63) {
            throw malformed();
        }
        int delimiter = text.lastIndexOf('-');
        StringBuilder out = new StringBuilder();
        // Counted in code points, of which there are few: a label's length bounds the work.
        int count = Math.max(delimiter, 0);
        out.append(text, 0, count);
        int n = INITIAL_N;
        int i = 0;
        int bias = INITIAL_BIAS;
        int in = delimiter < 0 ? 0 : delimiter + 1;
        while (in < text.length()) {
            int before = i;
            int weight = 1;
            for (int k = BASE; ; k += BASE) {
                if (in == text.length()) {
                    throw malformed();
                }
                int digit = digit(text.charAt(in++));
                i = exact((long) i + (long) digit * weight);
                int threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
                if (digit < threshold) {
                    break;
                }
                weight = exact((long) weight * (BASE - threshold));
            }
            count++;
            bias = adapt(i - before, count, before == 0);
            n = exact((long) n + i / count);
            i %= count;
            if (!Character.isValidCodePoint(n) || Character.getType(n) == Character.SURROGATE) {
                throw malformed();
            }
            out.insert(out.offsetByCodePoints(0, i), Character.toChars(n));
            i++;
        }
        return out.toString();
    }

    /** Encodes a label that {@link DomainName} has prepared; the opposite of {@link #decode}. */
    static String encode(String label) {
        StringBuilder out = new StringBuilder();
        label.chars().filter(c -> c < INITIAL_N).forEach(c -> out.append((char) c));
        int basic = out.length();
        if (basic > 0) {
            out.append('-');
        }
        int[] points = label.codePoints().toArray();
        int n = INITIAL_N;
        int delta = 0;
        int bias = INITIAL_BIAS;
        int handled = basic;
        while (handled < points.length) {
            int next = Integer.MAX_VALUE;
            for (int point : points) {
                if (point >= n && point < next) {
                    next = point;
                }
            }
            delta += (next - n) * (handled + 1);
            n = next;
            for (int point : points) {
                if (point < n) {
                    delta++;
                } else if (point == n) {
                    appendInteger(out, delta, bias);
                    bias = adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            n++;
        }
        return out.toString();
    }

    private static void appendInteger(StringBuilder out, int value, int bias) {
        int rest = value;
        for (int k = BASE; ; k += BASE) {
            int threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
            if (rest < threshold) {
                out.append(character(rest));
                return;
            }
            out.append(character(threshold + (rest - threshold) % (BASE - threshold)));
            rest = (rest - threshold) / (BASE - threshold);
        }
    }

    private static char character(int digit) {
        return (char) (digit < 26 ? 'a' + digit : '0' + digit - 26);
    }

    private static int adapt(int delta, int count, boolean first) {
        int rest = first ? delta / DAMP : delta / 2;
        rest += rest / count;
        int k = 0;
        while (rest > (BASE - T_MIN) * T_MAX / 2) {
            rest /= BASE - T_MIN;
            k += BASE;
        }
        return k + (BASE - T_MIN + 1) * rest / (rest + SKEW);
    }

    private static int digit(char c) {
        if (c >= 'a' && c <= 'z') {
            return c - 'a';
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 26;
        }
        throw malformed();
    }

    private static int exact(long value) {
        if (value > Integer.MAX_VALUE) {
            throw malformed();
        }
        return (int) value;
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("not a Punycode label");
    }
}
