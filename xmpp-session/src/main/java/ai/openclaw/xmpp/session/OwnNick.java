package ai.openclaw.xmpp.session;

/** Our nick in a room: the one that we want, or while somebody else has that, one like it. Loop thread only. */
final class OwnNick {

    private static final int MAX_TRIED = 5;

    private String wanted;
    private String current;

    /** How many were taken. */
    private int taken;

    OwnNick(String wanted) {
        this.wanted = wanted;
        this.current = wanted;
    }

    /** The one that we have, or ask for. */
    String current() {
        return current;
    }

    String wanted() {
        return wanted;
    }

    /** Another one is wanted; for the moment we keep what we have. */
    void want(String nick) {
        wanted = nick;
    }

    boolean is(String nick) {
        return current.equals(nick);
    }

    boolean isWanted() {
        return current.equals(wanted);
    }

    /** Whether we took another one because somebody had the one that we want. */
    boolean isSecondChoice() {
        return taken > 0 && !isWanted();
    }

    /** We ask anew for what we want. */
    void reset() {
        current = wanted;
        taken = 0;
    }

    /** The room gave us that one. */
    void given(String nick) {
        current = nick;
    }

    /** The current one is taken: goes on to the next; tells whether there is one to try. */
    boolean next() {
        if (++taken >= MAX_TRIED) {
            return false;
        }
        current = wanted + "-" + (taken + 1);
        return true;
    }
}
