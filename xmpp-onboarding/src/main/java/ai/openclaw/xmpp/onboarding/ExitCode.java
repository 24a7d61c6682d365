package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.XmppException;

/**
 * What a process of ours ends with: the one table from kinds of failure to exit codes. The numbers are those of {@code sysexits.h} where
 * it has a fitting one. Whoever restarts processes should do so only if {@link #isRetryable(int)}: what is fatal stays wrong until
 * somebody mends it.
 */
public final class ExitCode {

    /** All went well. */
    public static final int OK = 0;
    /** The command line is wrong; picocli's code for it. */
    public static final int USAGE = 2;
    /** A fault of ours. */
    public static final int INTERNAL = 70;
    /** The person broke off, as if by Ctrl-C. */
    public static final int CANCELLED = 130;

    private ExitCode() {}

    /** The code for a failure of that kind. */
    public static int of(XmppException.Kind kind) {
        return switch (kind) {
            case UNREACHABLE -> 69;
            case CONFLICT -> 73;
            case UNSUPPORTED -> 74;
            case DISCONNECTED, TIMEOUT -> 75;
            case TLS, STANZA_ERROR -> 76;
            case AUTHENTICATION -> 77;
            case CONFIGURATION -> 78;
            case STATE -> INTERNAL;
        };
    }

    /** Whether the same command may succeed later, unchanged: nobody answered, the stream was lost, or it took too long. */
    public static boolean isRetryable(int code) {
        for (XmppException.Kind kind : XmppException.Kind.values()) {
            if (of(kind) == code) {
                return kind.isRetryable();
            }
        }
        return false;
    }
}
