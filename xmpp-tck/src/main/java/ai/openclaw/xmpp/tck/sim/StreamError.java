package ai.openclaw.xmpp.tck.sim;

/**
 * Why a server ends a stream (RFC 6120 §4.9).
 *
 * @param condition the defined condition, such as {@code conflict}
 * @param text in words
 */
record StreamError(String condition, String text) {

    static final StreamError CONFLICT = new StreamError("conflict", "another stream has taken this resource");
    static final StreamError SHUTDOWN = new StreamError("system-shutdown", "the server goes down");
    static final StreamError INVALID_FROM = new StreamError("invalid-from", "that is not your address");
    static final StreamError ACCOUNT_GONE = new StreamError("not-authorized", "the account is no more");
    static final StreamError HANDLED_TOO_MUCH =
            new StreamError("undefined-condition", "more was acknowledged than was sent");
}
