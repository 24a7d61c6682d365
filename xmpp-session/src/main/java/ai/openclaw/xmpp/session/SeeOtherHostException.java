package ai.openclaw.xmpp.session;

import java.util.Objects;

/** What an engine throws when the server sends it elsewhere while the stream is being opened (RFC 6120 §4.9.3.19). */
public final class SeeOtherHostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String host;

    /**
     * A redirection.
     *
     * @param host what the server wrote: a host, perhaps with a port; nobody has looked at it yet
     */
    public SeeOtherHostException(String host) {
        super("the server sends us elsewhere");
        this.host = Objects.requireNonNull(host, "host");
    }

    /** What the server wrote. */
    public String host() {
        return host;
    }
}
