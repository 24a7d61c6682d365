package ai.openclaw.xmpp.openclaw.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Markdown, as models write it, in the styling that XMPP clients show (XEP-0393): what they do not know becomes plain text that reads
 * well. Linear but for bounded look-ahead: the text may have any length.
 */
final class Styling {

    private static final Pattern FENCE = Pattern.compile("(\\s*)(`{3,}|~{3,})\\s*([^`]*)");
    private static final Pattern HEADING = Pattern.compile(" {0,3}#{1,6}[ \\t]+(.+)");
    private static final Pattern RULE =
            Pattern.compile(" {0,3}(?:(?:\\*[ \\t]*){3,}|(?:-[ \\t]*){3,}|(?:_[ \\t]*){3,})");
    private static final Pattern QUOTE = Pattern.compile(" {0,3}((?:> ?)+)(.*)");
    private static final Pattern BULLET = Pattern.compile("([ \\t]*)[*+-][ \\t]+(?:\\[([ xX])][ \\t]+)?(.*)");
    private static final Pattern DELIMITERS = Pattern.compile("[ \\t|:-]+");

    /** Wider tables are written row by row: they would break on small screens. */
    private static final int TABLE_WIDTH = 64;

    private static final int LONGEST_LINE = 4000;

    private final String[] lines;
    private final StringBuilder text = new StringBuilder();
    private int next;

    private Styling(String markdown) {
        this.lines = markdown.split("\n", -1);
    }

    /** The text with styling instead of Markdown. */
    static String of(String markdown) {
        return new Styling(markdown).run();
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
        Matcher heading = HEADING.matcher(line);
        if (heading.matches()) {
            String title = heading.group(1).strip().replaceFirst("[ \\t]+#{1,6}$", "");
            String plain = InlineStyling.plain(title).strip();
            return plain.isEmpty() ? line : "*" + plain + "*";
        }
        if (RULE.matcher(line).matches()) {
            return "———";
        }
        Matcher quote = QUOTE.matcher(line);
        if (quote.matches()) {
            return quote.group(1)
                    + (quote.group(1).endsWith(" ") || quote.group(2).isEmpty() ? "" : " ")
                    + styled(quote.group(2));
        }
        Matcher bullet = BULLET.matcher(line);
        if (bullet.matches()) {
            @Nullable String box = bullet.group(2);
            String mark = box == null ? "- " : box.isBlank() ? "- ☐ " : "- ☑ ";
            return bullet.group(1) + mark + InlineStyling.of(bullet.group(3));
        }
        return InlineStyling.of(line);
    }

    // Tables.

    private boolean isTable(String line) {
        return line.indexOf('|') >= 0
                && next < lines.length
                && lines[next].length() <= LONGEST_LINE
                && lines[next].indexOf('|') >= 0
                && lines[next].contains("-")
                && DELIMITERS.matcher(lines[next]).matches()
                && cells(line).size() == cells(lines[next]).size();
    }

    private void table(String header) {
        List<String> titles = cells(header);
        List<List<String>> rows = new ArrayList<>();
        next++;
        while (next < lines.length
                && lines[next].indexOf('|') >= 0
                && lines[next].length() <= LONGEST_LINE
                && !lines[next].isBlank()) {
            List<String> row = new ArrayList<>(cells(lines[next++]));
            while (row.size() < titles.size()) {
                row.add("");
            }
            rows.add(row.subList(0, titles.size()));
        }
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < titles.size(); column++) {
            int at = column;
            widths.add(Math.max(
                    width(titles.get(at)),
                    rows.stream().mapToInt(row -> width(row.get(at))).max().orElse(0)));
        }
        if (widths.stream().mapToInt(width -> width + 2).sum() <= TABLE_WIDTH) {
            say("```");
            say(padded(titles, widths));
            say(padded(widths.stream().map("-"::repeat).toList(), widths));
            rows.forEach(row -> say(padded(row, widths)));
            say("```");
        } else {
            rows.forEach(row -> listed(titles, row));
        }
    }

    private static String padded(List<String> cells, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            line.append(cells.get(column)).append(" ".repeat(widths.get(column) - width(cells.get(column)) + 2));
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
