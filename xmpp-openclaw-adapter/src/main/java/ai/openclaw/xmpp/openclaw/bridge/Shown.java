package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;

/** What strangers chose, made fit for logs and status: nothing in it looks like something else, or like a line of ours. */
final class Shown {

    private static final int MAX = 64;

    private Shown() {}

    /** A nick or the like: whatever is not printable ASCII is written as its number, so that look-alikes differ. */
    static String name(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(MAX).forEach(c -> {
            if (c >= 0x20 && c < 0x7F && c != '\\') {
                shown.appendCodePoint(c);
            } else {
                shown.append("\\u{").append(Integer.toHexString(c)).append('}');
            }
        });
        return text.codePointCount(0, text.length()) > MAX ? shown + "..." : shown.toString();
    }

    /** An address: of accounts and rooms as it is, because those are what lists name; a nick or resource as {@link #name}. */
    static String address(Jid jid) {
        String resource = jid.resource();
        return resource == null ? jid.toString() : jid.bare() + "/" + name(resource);
    }
}
