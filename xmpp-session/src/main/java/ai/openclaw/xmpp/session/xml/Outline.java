package ai.openclaw.xmpp.session.xml;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * Whether it is certain where an element ends, for any parser: its tags are tags, and each is closed by one of its name. Looks at nothing
 * else, such as which letters may be in names, or namespaces. Only for what {@link StanzaSplitter} has cut.
 */
final class Outline {

    private static final String CDATA = "<![CDATA[";
    private static final Pattern NO_REFERENCE =
            Pattern.compile("&(?!(?:lt|gt|amp|apos|quot|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)");

    private final String xml;
    private final Deque<String> open = new ArrayDeque<>();
    private int at;

    private Outline(String xml) {
        this.xml = xml;
    }

    static boolean isCertain(String xml) {
        Outline outline = new Outline(xml);
        if (!outline.startTag()) {
            return false;
        }
        while (!outline.open.isEmpty()) {
            if (!outline.next()) {
                return false;
            }
        }
        return outline.at == xml.length();
    }

    /** Where the start tag of an element ends whose end is certain. */
    static int endOfTag(String xml) {
        Outline outline = new Outline(xml);
        outline.startTag();
        return outline.at;
    }

    private boolean next() {
        if (xml.startsWith(CDATA, at)) {
            return skipTo(xml.indexOf("]]>", at), 3);
        }
        if (xml.startsWith("</", at)) {
            return endTag();
        }
        if (is('<')) {
            return startTag();
        }
        int end = xml.indexOf('<', at);
        return end > 0 && isText(end) && skipTo(end, 0);
    }

    private boolean skipTo(int where, int length) {
        at = where + length;
        return where >= 0;
    }

    private boolean isText(int end) {
        return !NO_REFERENCE.matcher(xml).region(at, end).find();
    }

    private boolean is(char c) {
        return at < xml.length() && xml.charAt(at) == c;
    }

    private boolean startTag() {
        at++;
        String name = name();
        if (name.isEmpty()) {
            return false;
        }
        open.push(name);
        while (true) {
            boolean apart = blanks();
            if (xml.startsWith("/>", at)) {
                at += 2;
                open.pop();
                return true;
            }
            if (is('>')) {
                at++;
                return true;
            }
            if (!apart || !attribute()) {
                return false;
            }
        }
    }

    private boolean attribute() {
        if (name().isEmpty()) {
            return false;
        }
        blanks();
        if (!is('=')) {
            return false;
        }
        at++;
        blanks();
        if (!is('"') && !is('\'')) {
            return false;
        }
        int end = xml.indexOf(xml.charAt(at), at + 1);
        int markup = xml.indexOf('<', at);
        return end > 0 && (markup < 0 || markup > end) && isText(end) && skipTo(end, 1);
    }

    private boolean endTag() {
        at += 2;
        if (!name().equals(open.pop())) {
            return false;
        }
        blanks();
        return is('>') && skipTo(at, 1);
    }

    private boolean blanks() {
        int from = at;
        while (is(' ') || is('\t') || is('\n') || is('\r')) {
            at++;
        }
        return at > from;
    }

    /** Whatever may be a name by any edition of XML; empty if there is none. */
    private String name() {
        int from = at;
        while (at < xml.length() && isNameCharacter(xml.charAt(at), at == from)) {
            at++;
        }
        return xml.substring(from, at);
    }

    private static boolean isNameCharacter(char c, boolean first) {
        return c >= 0x80
                || c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c == '_'
                || c == ':'
                || !first && (c >= '0' && c <= '9' || c == '-' || c == '.');
    }
}
