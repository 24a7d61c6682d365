package ai.openclaw.xmpp.onboarding;

/** Text of strangers, made fit for a screen. */
public final class Shown {

    private Shown() {}

    /**
     * One line of printable characters: what could move the cursor, change the direction of writing or hide is left out.
     *
     * @param max the most characters; a longer text is cut
     */
    public static String line(String text, int max) {
        StringBuilder line = new StringBuilder();
        int shown = 0;
        for (int c : text.strip().codePoints().toArray()) {
            if (shown == max) {
                return line.append('…').toString();
            }
            switch (Character.getType(c)) {
                case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> line.append(' ');
                case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> {
                    continue;
                }
                default -> line.appendCodePoint(c);
            }
            shown++;
        }
        return line.toString();
    }
}
