package ai.openclaw.xmpp.openclaw.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Markdown, as models write it, in the styling that XMPP clients show (XEP-0393): what they do not know becomes plain text that reads
 * well. Takes stack, heap and time in proportion to the text, whatever stands in it.
 */
final class Styling {

    // Possessive: what does not match is not looked at again in other ways. Groups that repeat would need a deep stack.
    static final Pattern FENCE = Pattern.compile("(\\s*+)(`{3,}+|~{3,}+)\\s*+([^`]*+)");
    static final Pattern HEADING = Pattern.compile("(?s) {0,3}+#{1,6}+[ \\t]++(.++)");
    static final Pattern BULLET = Pattern.compile("(?s)([ \\t]*+)[*+-][ \\t]++(?:\\[([ xX])][ \\t]++)?+(.*+)");
    static final Pattern DELIMITERS = Pattern.compile("[ \\t|:-]++");

    /** Wider tables are written row by row: they would break on small screens. */
    private static final int TABLE_WIDTH = 64;

    /** What has more columns, or longer titles, is no table that anybody could read: it would become a multiple of itself. */
    private static final int MOST_COLUMNS = 20;

    private static final int LONGEST_TITLE = 40;

    private static final int LONGEST_LINE = 4000;

    /** Nobody reads what is longer; it is said as it is. */
    static final int LONGEST_TEXT = 256 * 1024;

    private final String[] lines;
    private final StringBuilder text = new StringBuilder();
    private int next;

    private Styling(String markdown) {
        this.lines = markdown.split("\n", -1);
    }

    /** The text with styling instead of Markdown. */
    static String of(String markdown) {
        return markdown.length() > LONGEST_TEXT ? markdown : new Styling(markdown).run();
    }

    private String run() {
        while (next < lines.length) {
            String line = lines[next++];
            Matcher fence = FENCE.matcher(line);
            if (line.length() > LONGEST_LINE) {
                say(line);
            } else if (fence.matches()) {
                code(fence.group(1).length(), fence.group(2), fence.group(3).strip());
            } else if (isTable(line)) {
                table(line);
            } else {
                say(styled(line));
            }
        }
        return text.isEmpty() ? "" : text.substring(0, text.length() - 1);
    }

    private void say(String line) {
        text.append(line).append('\n');
    }

    /** A block of code is what it is; only its marks become those that clients know. */
    private void code(int indent, String marker, String language) {
        List<String> block = new ArrayList<>();
        boolean closed = false;
        while (next < lines.length && !closed) {
            String line = lines[next++];
            String bare = line.strip();
            closed = bare.length() >= marker.length() && bare.chars().allMatch(c -> c == marker.charAt(0));
            if (!closed) {
                int spaces = 0;
                while (spaces < indent && spaces < line.length() && Character.isWhitespace(line.charAt(spaces))) {
                    spaces++;
                }
                block.add(line.substring(spaces));
            }
        }
        // A block that has such marks in it cannot be told from its end, except by longer ones.
        String mark = block.stream().anyMatch(line -> line.stripLeading().startsWith("```")) && marker.startsWith("`")
                ? marker
                : "```";
        say(mark + language);
        block.forEach(this::say);
        say(mark);
    }

    private static String styled(String line) {
        StringBuilder quotes = new StringBuilder();
        int start = 0;
        for (int end = quoteEnd(line, 0); end > start; end = quoteEnd(line, start)) {
            quotes.append(line.substring(start, end).stripLeading());
            quotes.append(end == line.length() || line.charAt(end - 1) == ' ' ? "" : " ");
            start = end;
        }
        return quotes + unquoted(line.substring(start));
    }

    /** Where the marks of a quotation that begin there end; there if none do. */
    private static int quoteEnd(String line, int from) {
        int end = indent(line, from);
        if (end == line.length() || line.charAt(end) != '>') {
            return from;
        }
        while (end < line.length() && line.charAt(end) == '>') {
            end++;
            end += end < line.length() && line.charAt(end) == ' ' ? 1 : 0;
        }
        return end;
    }

    /** Past the blanks there, of which a mark may have three before it. */
    private static int indent(String line, int from) {
        int end = from;
        while (end < line.length() && end < from + 3 && line.charAt(end) == ' ') {
            end++;
        }
        return end;
    }

    private static String unquoted(String line) {
        Matcher heading = HEADING.matcher(line);
        if (heading.matches()) {
            String title = heading.group(1).strip();
            String plain =
                    InlineStyling.plain(title.substring(0, titleEnd(title))).strip();
            return plain.isEmpty() ? line : "*" + plain + "*";
        }
        if (isRule(line)) {
            return "———";
        }
        Matcher bullet = BULLET.matcher(line);
        if (bullet.matches()) {
            @Nullable String box = bullet.group(2);
            String mark = box == null ? "- " : box.isBlank() ? "- ☐ " : "- ☑ ";
            return bullet.group(1) + mark + InlineStyling.of(bullet.group(3));
        }
        return InlineStyling.of(line);
    }

    /** Where a title ends that may have up to six {@code #} after it. */
    static int titleEnd(CharSequence title) {
        int end = title.length();
        while (end > 0 && title.length() - end <= 6 && title.charAt(end - 1) == '#') {
            end--;
        }
        int marks = title.length() - end;
        int blanks = end;
        while (marks > 0 && blanks > 0 && (title.charAt(blanks - 1) == ' ' || title.charAt(blanks - 1) == '\t')) {
            blanks--;
        }
        return marks > 0 && marks <= 6 && blanks < end ? blanks : title.length();
    }

    /** Three or more of one mark, and nothing else. */
    private static boolean isRule(String line) {
        int start = indent(line, 0);
        if (start == line.length() || "*-_".indexOf(line.charAt(start)) < 0) {
            return false;
        }
        int marks = 0;
        for (int i = start; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == line.charAt(start)) {
                marks++;
            } else if (c != ' ' && c != '\t') {
                return false;
            }
        }
        return marks >= 3;
    }

    // Tables.

    private boolean isTable(String line) {
        if (line.indexOf('|') < 0
                || next == lines.length
                || lines[next].length() > LONGEST_LINE
                || lines[next].indexOf('|') < 0
                || !lines[next].contains("-")
                || !DELIMITERS.matcher(lines[next]).matches()) {
            return false;
        }
        List<String> titles = cells(line);
        return titles.size() <= MOST_COLUMNS
                && titles.size() == cells(lines[next]).size()
                && titles.stream().allMatch(title -> width(title) <= LONGEST_TITLE);
    }

    private void table(String header) {
        List<String> titles = cells(header);
        int first = ++next;
        int[] widths = titles.stream().mapToInt(Styling::width).toArray();
        // Rows are read twice rather than kept: there may be a great many.
        for (; next < lines.length && isRow(lines[next]); next++) {
            List<String> row = row(lines[next], widths.length);
            for (int column = 0; column < row.size(); column++) {
                widths[column] = Math.max(widths[column], width(row.get(column)));
            }
        }
        if (IntStream.of(widths).map(width -> width + 2).sum() <= TABLE_WIDTH) {
            say("```");
            say(padded(titles, widths));
            say(padded(IntStream.of(widths).mapToObj("-"::repeat).toList(), widths));
            for (int line = first; line < next; line++) {
                say(padded(row(lines[line], widths.length), widths));
            }
            say("```");
        } else {
            for (int line = first; line < next; line++) {
                listed(titles, row(lines[line], widths.length));
            }
        }
    }

    private static boolean isRow(String line) {
        return line.indexOf('|') >= 0 && line.length() <= LONGEST_LINE && !line.isBlank();
    }

    /** The cells of a row, of which it may have fewer than there are columns. */
    private static List<String> row(String line, int columns) {
        List<String> cells = cells(line);
        return cells.subList(0, Math.min(columns, cells.size()));
    }

    private static String padded(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            line.append(cells.get(column)).append(" ".repeat(widths[column] - width(cells.get(column)) + 2));
        }
        return line.toString().stripTrailing();
    }

    private void listed(List<String> titles, List<String> row) {
        for (int column = 0; column < row.size(); column++) {
            if (!row.get(column).isEmpty()) {
                say((column == 0 ? "- " : "  ") + titles.get(column) + ": " + row.get(column));
            }
        }
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    private static List<String> cells(String line) {
        String row = line.strip();
        row = row.startsWith("|") ? row.substring(1) : row;
        row = row.endsWith("|") && !row.endsWith("\\|") ? row.substring(0, row.length() - 1) : row;
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        for (int i = 0; i < row.length(); i++) {
            if (row.startsWith("\\|", i)) {
                cell.append('|');
                i++;
            } else if (row.charAt(i) == '|') {
                cells.add(InlineStyling.plain(cell.toString().strip()));
                cell.setLength(0);
            } else {
                cell.append(row.charAt(i));
            }
        }
        cells.add(InlineStyling.plain(cell.toString().strip()));
        return cells;
    }
}
