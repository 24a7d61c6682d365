package ai.openclaw.xmpp.smack;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.EngineErrors;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.xml.StanzaSplitter;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What Smack reads from. Cuts the stream under limits before any parser sees it, and shows Smack only what it needs to negotiate: TLS
 * where it has to, one mechanism, chosen here; bind. From the bind result on Smack is shown nothing: stanzas go to the stream. Smack's
 * reader thread only.
 */
final class Gate extends Reader {

    private static final String TLS = "urn:ietf:params:xml:ns:xmpp-tls";
    private static final String SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
    private static final String BIND = "urn:ietf:params:xml:ns:xmpp-bind";

    private static final String OPEN = "";
    private static final String CLOSE = "/";
    private static final String HEADER = "<?xml version='1.0'?><stream:stream xmlns='" + XmlReader.CLIENT
            + "' xmlns:stream='" + XmlReader.STREAM + "' version='1.0'>";

    /** Hears what is not for Smack. */
    interface Listener {
        /** Nothing more is to be negotiated: from now on stanzas may come. */
        void onNegotiated();

        /** A stanza came. */
        void onStanza(Stanza stanza);

        /** Nothing more will come; the last call. The cause is an {@link XmppException} or a redirection. */
        void onEnd(RuntimeException cause);
    }

    /** How far the stream is. */
    private enum Stage {
        CLEAR,
        STARTING_TLS,
        SECURE,
        AUTHENTICATED,
        READY
    }

    private final ServerAddress server;
    private final ConnectRequest request;
    private final Listener listener;
    private final Deque<String> cut = new ArrayDeque<>();
    private final byte[] buffer = new byte[8192];
    private Stage stage;
    private @Nullable InputStream in;
    private StanzaSplitter splitter = splitter();
    private String shown = "";
    private int shownUpTo;
    private String mechanism = "";
    private List<XmlElement> features = List.of();
    private boolean over;

    Gate(ServerAddress server, ConnectRequest request, Listener listener) {
        this.server = server;
        this.request = request;
        this.listener = listener;
        this.stage = server.transport() == ServerAddress.Transport.STARTTLS ? Stage.CLEAR : Stage.SECURE;
    }

    /** The mechanism that was chosen, or nothing. */
    String mechanism() {
        return mechanism;
    }

    /** The features that the server offered last. */
    List<XmlElement> features() {
        return features;
    }

    /** Smack reads from here now: the connection itself, or TLS over it. */
    Gate over(InputStream input) {
        in = input;
        return this;
    }

    @Override
    public int read(char[] target, int offset, int length) {
        while (shownUpTo == shown.length()) {
            if (over) {
                return -1;
            }
            try {
                shown = next();
                shownUpTo = 0;
            } catch (XmlRefusedException hostile) {
                end(EngineErrors.hostile(server, hostile));
            } catch (IOException broken) {
                end(EngineErrors.lost(server, broken));
            } catch (RuntimeException known) {
                end(known);
            }
        }
        int count = Math.min(length, shown.length() - shownUpTo);
        shown.getChars(shownUpTo, shownUpTo + count, target, offset);
        shownUpTo += count;
        return count;
    }

    private void end(RuntimeException cause) {
        over = true;
        listener.onEnd(cause);
    }

    /** The next piece for Smack, perhaps empty; waits for the server. */
    private String next() throws IOException, XmlRefusedException {
        String piece = cut.poll();
        if (piece == null) {
            int count = Objects.requireNonNull(in).read(buffer);
            if (count < 0) {
                throw EngineErrors.lost(server, null);
            }
            try {
                splitter.feed(buffer, 0, count);
            } catch (XmlRefusedException hostile) {
                // What stood before it is heard first.
                while (stage == Stage.READY && !cut.isEmpty()) {
                    take(cut.remove());
                }
                throw hostile;
            }
            return "";
        }
        return take(piece);
    }

    private String take(String piece) throws XmlRefusedException {
        if (piece.equals(OPEN)) {
            return HEADER;
        }
        if (piece.equals(CLOSE)) {
            throw EngineErrors.lost(server, null);
        }
        XmlElement element = XmlReader.readOrLeaveOut(piece);
        if (element.is(XmlReader.STREAM, "error")) {
            throw stage == Stage.READY
                    ? EngineErrors.streamError(element, server, request)
                    : EngineErrors.opening(element, server, request);
        }
        return switch (stage) {
            case CLEAR -> element.is(XmlReader.STREAM, "features") ? startTls(element) : "";
            case STARTING_TLS -> proceed(element);
            case SECURE -> secure(element);
            case AUTHENTICATED -> authenticated(element);
            case READY -> {
                XmlReader.stanza(element).ifPresent(listener::onStanza);
                yield "";
            }
        };
    }

    private String startTls(XmlElement offered) {
        if (offered.child(TLS, "starttls").isEmpty()) {
            throw EngineErrors.noStartTls(server);
        }
        stage = Stage.STARTING_TLS;
        return write(XmlElement.of(XmlReader.STREAM, "features")
                .with(XmlElement.of(TLS, "starttls").with(XmlElement.of(TLS, "required"))));
    }

    private String proceed(XmlElement answer) {
        if (!answer.is(TLS, "proceed")) {
            throw EngineErrors.startTlsRefused(server);
        }
        if (!isAtRest()) {
            throw EngineErrors.clearTextBehindProceed(server);
        }
        restart(Stage.SECURE);
        return write(XmlElement.of(TLS, "proceed"));
    }

    private String secure(XmlElement element) {
        if (element.is(XmlReader.STREAM, "features") && mechanism.isEmpty()) {
            features = element.children();
            if (request.purpose() == ConnectRequest.Purpose.LOGIN) {
                mechanism = mechanism(element);
                return mechanisms(mechanism);
            }
            negotiated();
            // Smack calls a stream open when it has seen mechanisms; nobody will use this one.
            return mechanisms("NONE");
        }
        if (mechanism.isEmpty() || !element.namespace().equals(SASL)) {
            return "";
        }
        if (element.is(SASL, "failure")) {
            throw EngineErrors.refused(element, request);
        }
        if (element.is(SASL, "success")) {
            if (!isAtRest()) {
                throw EngineErrors.hostile(server, new IllegalStateException("something behind the end of its login"));
            }
            restart(Stage.AUTHENTICATED);
        }
        return write(element);
    }

    private static String mechanisms(String one) {
        return write(XmlElement.of(XmlReader.STREAM, "features")
                .with(XmlElement.of(SASL, "mechanisms").with(XmlElement.of(SASL, "mechanism", one))));
    }

    private String mechanism(XmlElement offered) {
        XmlElement mechanisms = offered.child(SASL, "mechanisms").orElseThrow(() -> EngineErrors.noLogin(server));
        List<String> names = mechanisms.children().stream()
                .map(child -> child.text().strip())
                .toList();
        return request.saslMechanisms().stream()
                .filter(names::contains)
                .filter(Mechanism::isKnown)
                .findFirst()
                .orElseThrow(() -> EngineErrors.noMechanism(names, server, request));
    }

    private String authenticated(XmlElement element) {
        if (element.is(XmlReader.STREAM, "features")) {
            if (element.child(BIND, "bind").isEmpty()) {
                throw EngineErrors.noLogin(server);
            }
            features = element.children();
            return write(XmlElement.of(XmlReader.STREAM, "features").with(XmlElement.of(BIND, "bind")));
        }
        if (element.is(XmlReader.CLIENT, "iq")) {
            if ("error".equals(element.attribute("type"))) {
                throw EngineErrors.notBound(element, server, request);
            }
            if ("result".equals(element.attribute("type"))) {
                negotiated();
                return write(element);
            }
        }
        // Anything else has no place before bind and is not listened to.
        return "";
    }

    private void negotiated() {
        stage = Stage.READY;
        listener.onNegotiated();
    }

    private boolean isAtRest() {
        return splitter.isAtRest() && cut.isEmpty();
    }

    /** The stream begins anew (RFC 6120 §4.3.3). */
    private void restart(Stage next) {
        stage = next;
        splitter = splitter();
    }

    private StanzaSplitter splitter() {
        return StanzaSplitter.forStream(new StanzaSplitter.Sink() {
            @Override
            public void onOpen(String startTag) {
                cut.add(OPEN);
            }

            @Override
            public void onElement(String xml) {
                cut.add(xml);
            }

            @Override
            public void onClose() {
                cut.add(CLOSE);
            }
        });
    }

    private static String write(XmlElement element) {
        return XmlWriter.write(element, XmlReader.CLIENT);
    }

    @Override
    public void close() {
        // The connection is dropped, not its reader.
    }
}
