package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.StreamInfo;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import javax.xml.bind.JAXBException;
import javax.xml.bind.Marshaller;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;
import rocks.xmpp.core.net.AbstractConnection;
import rocks.xmpp.core.net.client.ClientConnectionConfiguration;
import rocks.xmpp.core.session.XmppSession;
import rocks.xmpp.core.session.model.SessionOpen;
import rocks.xmpp.core.stream.model.StreamElement;
import rocks.xmpp.util.XmppUtils;

/**
 * What Babbler takes for its connection: lets it negotiate SASL and bind over our wire. It is shown only what it needs for that (one
 * mechanism, chosen here; bind), and from the bind result on nothing: stanzas go to the stream.
 */
@SuppressWarnings("try") // close() is the library's, and its to throw
final class Negotiation extends AbstractConnection implements Wire.Listener {

    private static final String SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
    private static final String BIND = "urn:ietf:params:xml:ns:xmpp-bind";

    private final XmppSession session;
    private final Wire wire;
    private final ServerAddress server;
    private final ConnectRequest request;
    private final ScramSasl.Login login;
    private final BabblerStream stream;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private String mechanism = "";
    private List<XmlElement> features = List.of();
    private boolean bound;
    private volatile @Nullable XmppException failure;

    /** Who waits for the login: Babbler alone does not wake it if the failure comes before it begins to wait. */
    private @Nullable Thread waiting = Thread.currentThread();

    Negotiation(
            ClientConnectionConfiguration configuration,
            XmppSession session,
            Wire wire,
            ServerAddress server,
            ConnectRequest request,
            ScramSasl.Login login,
            BabblerStream stream) {
        super(configuration);
        this.session = session;
        this.wire = wire;
        this.server = server;
        this.request = request;
        this.login = login;
        this.stream = stream;
    }

    /** What went wrong, if we know better than Babbler. */
    @Nullable
    XmppException failure() {
        return failure;
    }

    StreamInfo info() {
        return new StreamInfo(
                server.toString(),
                wire.remoteAddress(),
                wire.tlsVersion(),
                wire.tlsCipher(),
                mechanism,
                null,
                features,
                false);
    }

    Jid address() {
        return Jid.of(session.getConnectedResource().toEscapedString());
    }

    @Override
    public CompletionStage<Void> open(SessionOpen sessionOpen) {
        wire.open(this);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onOpen() {
        // The header's id serves Babbler for nothing that we use.
    }

    @Override
    public void onElement(String xml) {
        try {
            XmlElement element = XmlReader.read(xml);
            if (element.is(XmlReader.STREAM, "error")) {
                fail(Errors.streamError(element, server, request));
                wire.abort();
            } else if (bound) {
                XmlReader.stanza(element).ifPresent(stream::onStanza);
            } else {
                negotiate(element, xml);
            }
        } catch (XmlRefusedException hostile) {
            fail(Errors.hostile(server, hostile));
            wire.abort();
        } catch (XmppException known) {
            fail(known);
        } catch (rocks.xmpp.core.XmppException | JAXBException | RuntimeException refused) {
            fail(BabblerProvider.explain(refused, request, server));
        }
    }

    private void negotiate(XmlElement element, String xml)
            throws rocks.xmpp.core.XmppException, JAXBException, XmlRefusedException {
        if (element.is(XmlReader.STREAM, "features")) {
            features = element.children();
            hand(XmlWriter.write(onlyNeeded(element), XmlReader.CLIENT));
        } else if (element.is(SASL, "failure")) {
            throw Errors.refused(
                    request,
                    element.children().stream()
                            .map(XmlElement::name)
                            .filter(name -> !name.equals("text"))
                            .findFirst()
                            .orElse("not-authorized"));
        } else if (element.is(SASL, "success")) {
            boolean restart = hand(xml);
            login.requireComplete();
            if (restart) {
                wire.restart();
            }
        } else if (element.namespace().equals(SASL)) {
            hand(xml);
        } else if (element.is(XmlReader.CLIENT, "iq")) {
            bound = "result".equals(element.attribute("type"));
            hand(xml);
        }
        // Anything else has no place before bind and is not listened to.
    }

    private XmlElement onlyNeeded(XmlElement offered) {
        XmlElement shown = XmlElement.of(XmlReader.STREAM, "features");
        if (offered.child(SASL, "mechanisms").isPresent() && mechanism.isEmpty()) {
            List<String> mechanisms = offered.child(SASL, "mechanisms").orElseThrow().children().stream()
                    .map(child -> child.text().strip())
                    .toList();
            mechanism = request.saslMechanisms().stream()
                    .filter(mechanisms::contains)
                    .filter(ScramSasl::isKnown)
                    .filter(wanted -> !wanted.equals("PLAIN") || mayShowPassword())
                    .findFirst()
                    .orElseThrow(() -> Errors.noMechanism(
                            mechanisms.stream().limit(20).collect(Collectors.joining(", ")), request, server));
            return shown.with(XmlElement.of(SASL, "mechanisms").with(XmlElement.of(SASL, "mechanism", mechanism)));
        }
        if (offered.child(BIND, "bind").isPresent() && !mechanism.isEmpty()) {
            return shown.with(XmlElement.of(BIND, "bind"));
        }
        throw new XmppException(
                XmppException.Kind.UNSUPPORTED,
                "the server " + server + " offers no way to log in here; is this its port for clients?");
    }

    private boolean mayShowPassword() {
        return server.transport() != ServerAddress.Transport.WEBSOCKET_PLAIN;
    }

    /** Hands one element to Babbler; true if the stream must begin anew. */
    private boolean hand(String xml) throws rocks.xmpp.core.XmppException, JAXBException, XmlRefusedException {
        XMLStreamReader reader = XmlReader.open(xml);
        return session.handleElement(session.createUnmarshaller().unmarshal(reader));
    }

    private void fail(XmppException cause) {
        if (failure == null) {
            failure = cause;
        }
        if (!bound) {
            session.notifyException(cause);
        }
        synchronized (this) {
            if (waiting != null) {
                waiting.interrupt();
            }
        }
    }

    /** The login is over, well or not: its thread is left alone from now on. */
    synchronized void loginOver() {
        waiting = null;
    }

    @Override
    public void onEnd(@Nullable XmppException cause) {
        if (cause != null) {
            fail(cause);
        }
        closed.complete(null);
        stream.onEnd(failure);
    }

    @Override
    public CompletionStage<Void> send(StreamElement element) {
        return write(element);
    }

    @Override
    public CompletionStage<Void> write(StreamElement element) {
        if (bound) {
            // Past bind nothing of Babbler's goes out: what it would say is said above the engine.
            return CompletableFuture.completedFuture(null);
        }
        try {
            StringWriter text = new StringWriter();
            XMLStreamWriter writer = XmppUtils.createXmppStreamWriter(
                    XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text));
            if (!wire.isFramed()) {
                writer.setDefaultNamespace(XmlReader.CLIENT);
            }
            Marshaller marshaller = session.createMarshaller();
            marshaller.setProperty(Marshaller.JAXB_FRAGMENT, true);
            marshaller.marshal(element, writer);
            writer.flush();
            wire.send(text.toString());
            return CompletableFuture.completedFuture(null);
        } catch (JAXBException | XMLStreamException broken) {
            return CompletableFuture.failedFuture(broken);
        }
    }

    @Override
    public void flush() {
        // The wire does so by itself.
    }

    @Override
    public boolean isSecure() {
        // There is no wire without TLS but to this machine itself, and there no mechanism that shows the password.
        return true;
    }

    @Override
    protected void restartStream() {
        wire.restart();
    }

    @Override
    protected CompletionStage<Void> closeStream() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    protected CompletionStage<Void> closeConnection() {
        if (!bound) {
            wire.abort();
        }
        closed.complete(null);
        return closed;
    }

    @Override
    public CompletionStage<Void> closeFuture() {
        return closed;
    }

    @Override
    public InetSocketAddress getRemoteAddress() {
        return Objects.requireNonNull(InetSocketAddress.createUnresolved(server.host(), server.port()));
    }
}
