package ai.openclaw.xmpp.session.xml;

/** XML from the network that is not well-formed, not allowed on a stream (RFC 6120 §11.1), or so large that it cannot be left out. Ends the stream. */
public final class XmlRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    XmlRefusedException(String message) {
        super(message);
    }

    XmlRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
