package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where stanzas go: the live stream, if there is one. Loop thread only, but for {@link #stream()}. */
final class Wire {

    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);

    private @Nullable Link link;
    private StanzaLimit limit = StanzaLimit.USUAL;
    private volatile @Nullable StanzaStream stream;

    void open(Link newLink) {
        link = newLink;
        limit = StanzaLimit.of(newLink.stream().info());
        stream = newLink.stream();
    }

    void close() {
        link = null;
        stream = null;
    }

    boolean isOpen() {
        return link != null;
    }

    /** Our full JID on the live stream. */
    Jid address() {
        return Objects.requireNonNull(link, "no stream").stream().address();
    }

    /**
     * Sends.
     *
     * @throws XmppException of kind {@code DISCONNECTED} if there is no stream, {@code UNSUPPORTED} if the stanza is larger than the server takes
     */
    void send(Stanza stanza) {
        if (link == null) {
            throw offline();
        }
        Optional<XmppException> refused = limit.refusal(stanza);
        if (refused.isPresent()) {
            throw refused.get();
        }
        link.send(stanza);
    }

    /** Sends if there is a stream and the server takes it: one stanza that is too large would end the stream. */
    void sendIfOpen(Stanza stanza) {
        Link live = link;
        if (live == null) {
            return;
        }
        Optional<XmppException> refused = limit.refusal(stanza);
        if (refused.isPresent()) {
            Jid to = stanza.to();
            LOG.warn(
                    "not sent to {}: {}",
                    to == null ? "the server" : to.bare(),
                    refused.get().getMessage());
        } else {
            live.send(stanza);
        }
    }

    /** Why a stanza is not sent on the live stream; empty if it is, or there is none. */
    Optional<XmppException> refusal(Stanza stanza) {
        return limit.refusal(stanza);
    }

    /** Drops the live stream. */
    void drop(XmppException cause) {
        if (link != null) {
            link.drop(cause);
        }
    }

    /** The live stream, from any thread. */
    @Nullable
    StanzaStream stream() {
        return stream;
    }

    /** Whether what was asked was done is not known. */
    static XmppException lost() {
        return new XmppException(XmppException.Kind.DISCONNECTED, "the connection was lost before the answer came");
    }

    static XmppException offline() {
        return new XmppException(
                XmppException.Kind.DISCONNECTED, "there is no connection to the server at the moment; try again later");
    }
}
