package ai.openclaw.xmpp.tck.sim;

/** The client has done what ends its stream. */
final class StreamEndedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient StreamError error;

    StreamEndedException(String condition, String text) {
        super(text);
        this.error = new StreamError(condition, text);
    }

    StreamError error() {
        return error;
    }
}
