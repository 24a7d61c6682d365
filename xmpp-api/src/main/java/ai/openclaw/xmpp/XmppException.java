package ai.openclaw.xmpp;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can go wrong between us and the network; {@link #kind()} decides what to do about it. The message is for people: what went wrong,
 * where, and what to do about it. It may quote what the other side said, and has no password in it.
 */
public final class XmppException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * What went wrong, as far as it matters for what happens next. "Retried" is what a session does about its stream, by itself; what was asked of
     * a session is never asked again but by you.
     */
    public enum Kind {
        /** Nobody answers at that address: wrong host, server down, no network. Retried. */
        UNREACHABLE(true),
        /** No trustworthy encryption: certificate refused, STARTTLS missing. Not retried. */
        TLS(false),
        /** The server refuses the account or offers no allowed mechanism. Not retried. */
        AUTHENTICATION(false),
        /** Another client has taken our resource. Retried once under another resource. */
        CONFLICT(false),
        /** The stream was lost, or there is none; with files: the transfer broke. Retried. */
        DISCONNECTED(true),
        /** No answer in time. Retried. */
        TIMEOUT(true),
        /** The other side answered with a stanza error; see {@link XmppException#stanzaError()}. */
        STANZA_ERROR(false),
        /** The server or the other side lacks what is needed. */
        UNSUPPORTED(false),
        /** The settings are wrong, or do not allow it. Not retried. */
        CONFIGURATION(false),
        /** The session is not in a state that allows this, for example closed. */
        STATE(false);

        private final boolean retryable;

        Kind(boolean retryable) {
            this.retryable = retryable;
        }

        /** Whether trying again later, unchanged, can help. */
        public boolean isRetryable() {
            return retryable;
        }
    }

    private final Kind kind;
    private final transient @Nullable StanzaError stanzaError;

    /**
     * A failure.
     *
     * @param message what went wrong, where, and what to do about it
     */
    public XmppException(Kind kind, String message) {
        this(kind, message, null, null);
    }

    /**
     * A failure with what caused it.
     *
     * @param message what went wrong, where, and what to do about it
     */
    public XmppException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, message, null, cause);
    }

    /** An error that another entity answered with. */
    public XmppException(String message, StanzaError stanzaError) {
        this(Kind.STANZA_ERROR, message, Objects.requireNonNull(stanzaError, "stanzaError"), null);
    }

    private XmppException(Kind kind, String message, @Nullable StanzaError stanzaError, @Nullable Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.stanzaError = stanzaError;
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }

    /** The other side's error, for {@link Kind#STANZA_ERROR}. */
    public Optional<StanzaError> stanzaError() {
        return Optional.ofNullable(stanzaError);
    }
}
