package ai.openclaw.xmpp.openclaw.bridge;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The styling within one line: Markdown's emphasis, code and links as XEP-0393 and plain text have them. */
final class InlineStyling {

    // Possessive: what does not match is not looked at again in other ways.
    static final Pattern ADDRESS = Pattern.compile("(?i)(?:https?|xmpp|mailto|tel|geo)[:][^\\s<>\"]++");
    static final Pattern AUTOLINK = Pattern.compile(
            "(?i)<((?:https?|xmpp|mailto|tel|geo):[^\\s<>]++" + "|[^\\s<>@]++@[^\\s<>@.]++(?:\\.[^\\s<>@.]++)++)>");
    static final Pattern LINK = Pattern.compile("\\(\\s*+(?:<([^<>\\n]*+)>|((?:[^\\s()\\\\]|\\\\.|\\([^\\s()]*+\\))*+))"
            + "(?:\\s++(?:\"[^\"]*+\"|'[^']*+'))?+\\s*+\\)");
    static final Pattern LINE_BREAK = Pattern.compile("(?i)<br\\s{0,3}/?>");
    private static final String MARKS = "*_~`";

    /** What is further apart does not belong together. */
    private static final int REACH = 600;

    private static final int DEEPEST = 6;

    /** Before a mark it keeps clients from taking it for one. */
    private static final char NO_STYLE = '\u2060';

    private final String source;
    private final boolean plain;
    private final boolean bold;
    private final boolean italic;
    private final int depth;
    private final StringBuilder text = new StringBuilder();
    private int at;

    private InlineStyling(String source, boolean plain, boolean bold, boolean italic, int depth) {
        this.source = source;
        this.plain = plain;
        this.bold = bold;
        this.italic = italic;
        this.depth = depth;
    }

    /** A line with styling. */
    static String of(String line) {
        return new InlineStyling(line, false, false, false, 0).run();
    }

    /** A line without any. */
    static String plain(String line) {
        return new InlineStyling(line, true, false, false, 0).run();
    }

    private String inner(String part, boolean isBold, boolean isItalic) {
        return depth >= DEEPEST ? part : new InlineStyling(part, plain, isBold, isItalic, depth + 1).run();
    }

    private String run() {
        while (at < source.length()) {
            char c = source.charAt(at);
            boolean taken = switch (c) {
                case '\\' -> escape();
                case '`' -> code();
                case '!' -> source.startsWith("![", at) && link(at + 1);
                case '[' -> link(at);
                case '<' -> autolink() || lineBreak();
                case '*', '_' -> emphasis(c);
                case '~' -> struck();
                default -> address();
            };
            if (!taken) {
                text.append(c);
                at++;
            }
        }
        return text.toString();
    }

    private boolean escape() {
        if (at + 1 >= source.length() || "\\`*_{}[]()<>#+-.!|~".indexOf(source.charAt(at + 1)) < 0) {
            return false;
        }
        char c = source.charAt(at + 1);
        if (!plain && MARKS.indexOf(c) >= 0 && mayOpen()) {
            text.append(NO_STYLE);
        }
        text.append(c);
        at += 2;
        return true;
    }

    /** Whether a mark that comes now would be taken for the beginning of a style (XEP-0393 §6.2). */
    private boolean mayOpen() {
        return text.isEmpty() || Character.isWhitespace(text.charAt(text.length() - 1));
    }

    private int runOf(char c, int from) {
        int end = from;
        while (end < source.length() && source.charAt(end) == c) {
            end++;
        }
        return end - from;
    }

    private boolean code() {
        int length = runOf('`', at);
        int end = closingCode(length, at + length, at + REACH + 1);
        if (end < 0) {
            text.append(source, at, at + length);
        } else {
            String inside = source.substring(at + length, end);
            String bare = length > 1 ? inside.strip() : inside;
            boolean simple = !bare.contains("`") && !bare.isBlank();
            text.append(plain ? bare : simple ? "`" + bare + "`" : source.substring(at, end + length));
            at = end;
        }
        at += length;
        return true;
    }

    /** Where code ends that began with so many marks; -1 if that is nowhere before the limit. */
    private int closingCode(int length, int from, int limit) {
        int i = from;
        while (i < source.length() && i < limit) {
            int run = runOf('`', i);
            if (run == length) {
                return i;
            }
            i += Math.max(1, run);
        }
        return -1;
    }

    /** Where a link really goes is always shown (H-55). */
    private boolean link(int bracket) {
        int close = closing(bracket);
        if (close < 0) {
            return false;
        }
        Matcher target = LINK.matcher(source).region(close + 1, Math.min(source.length(), close + 1 + 4 * REACH));
        if (!target.lookingAt()) {
            return false;
        }
        String url = (target.group(1) != null ? target.group(1) : target.group(2)).replaceAll("\\\\(?=[()])", "");
        String label = inner(source.substring(bracket + 1, close), bold, italic).strip();
        boolean same =
                label.isEmpty() || label.equals(url) || url.equals("mailto:" + label) || url.equals("xmpp:" + label);
        text.append(same ? url : url.isEmpty() ? label : label + " (" + url + ")");
        at = target.end();
        return true;
    }

    private int closing(int bracket) {
        int open = 0;
        int limit = Math.min(source.length(), bracket + REACH);
        for (int i = bracket; i < limit; i++) {
            char c = source.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '[') {
                open++;
            } else if (c == ']' && --open == 0) {
                return i;
            }
        }
        return -1;
    }

    private boolean autolink() {
        Matcher link = AUTOLINK.matcher(source).region(at, Math.min(source.length(), at + 4 * REACH));
        if (!link.lookingAt()) {
            return false;
        }
        text.append(link.group(1));
        at = link.end();
        return true;
    }

    private boolean lineBreak() {
        Matcher tag = LINE_BREAK.matcher(source).region(at, source.length());
        if (!tag.lookingAt()) {
            return false;
        }
        text.append(plain ? " " : "\n");
        at = tag.end();
        return true;
    }

    /** An address is not styled, whatever characters it has. */
    private boolean address() {
        if (at > 0 && Character.isLetterOrDigit(source.charAt(at - 1)) || "hHxXmMtTgG".indexOf(source.charAt(at)) < 0) {
            return false;
        }
        Matcher address = ADDRESS.matcher(source).region(at, Math.min(source.length(), at + 4 * REACH));
        if (!address.lookingAt()) {
            return false;
        }
        String found = address.group();
        // Emphasis around an address is not part of it.
        String around = found.indexOf('(') < 0 ? "*_~`])" : "*_~`]";
        int end = found.length();
        while (end > 0 && around.indexOf(found.charAt(end - 1)) >= 0) {
            end--;
        }
        text.append(found, 0, end);
        at += end;
        return end > 0;
    }

    private boolean emphasis(char mark) {
        int length = Math.min(3, runOf(mark, at));
        int start = at + length;
        boolean opens = runOf(mark, at) <= 3
                && start < source.length()
                && !Character.isWhitespace(source.charAt(start))
                && (mark == '*' || at == 0 || !Character.isLetterOrDigit(source.charAt(at - 1)));
        int end = opens ? end(mark, length, start) : -1;
        if (end < 0) {
            int run = runOf(mark, at);
            text.append(source, at, at + run);
            at += run;
            return true;
        }
        boolean makesBold = length >= 2 && !bold;
        boolean makesItalic = length != 2 && !italic;
        String inside = inner(source.substring(start, end), bold || length >= 2, italic || length != 2);
        String marks = (makesBold ? "*" : "") + (makesItalic ? "_" : "");
        style(marks, inside);
        at = end + length;
        return true;
    }

    private boolean struck() {
        int run = runOf('~', at);
        int end = run == 2 && at + 2 < source.length() && !Character.isWhitespace(source.charAt(at + 2))
                ? end('~', 2, at + 2)
                : -1;
        if (end < 0) {
            text.append(source, at, at + run);
            at += run;
            return true;
        }
        style("~", inner(source.substring(at + 2, end), bold, italic));
        at = end + 2;
        return true;
    }

    /** Where a style cannot begin, marks would only be seen as marks. */
    private void style(String marks, String inside) {
        boolean shown = !plain && !marks.isEmpty() && !inside.isEmpty() && mayOpen();
        text.append(shown ? marks : "").append(inside).append(shown ? new StringBuilder(marks).reverse() : "");
    }

    /** Where the marks close, past code, escapes and other marks. */
    private int end(char mark, int length, int from) {
        int limit = Math.min(source.length(), from + REACH);
        for (int i = from; i < limit; i++) {
            char c = source.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '`') {
                int run = runOf('`', i);
                int close = closingCode(run, i + run, limit);
                i = (close < 0 ? i : close) + run - 1;
            } else if (c == mark) {
                int run = runOf(mark, i);
                boolean closes = !Character.isWhitespace(source.charAt(i - 1)) && (mark != '_' || !goesOn(i + run));
                if (closes && (run == length || run == 3 && length < 3)) {
                    return run == length ? i : i + run - length;
                }
                i += run - 1;
            }
        }
        return -1;
    }

    /** Whether a word or a file's name goes on there. */
    private boolean goesOn(int from) {
        int letter = from < source.length() && source.charAt(from) == '.' ? from + 1 : from;
        return letter < source.length() && Character.isLetterOrDigit(source.charAt(letter));
    }
}
