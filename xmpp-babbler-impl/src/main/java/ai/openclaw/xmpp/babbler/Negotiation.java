package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.EngineErrors;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
import rocks.xmpp.core.stanza.model.IQ;
import rocks.xmpp.core.stream.model.StreamElement;
import rocks.xmpp.util.XmppUtils;

/**
 * What Babbler takes for its connection: lets it negotiate SASL and bind over our wire. It is shown only what it needs for that (one
 * mechanism, chosen here; bind), and from the bind result on nothing: stanzas go to the stream. Stream management is agreed on around
 * it: instead of bind, where an earlier stream can be resumed, or after it (XEP-0198 §3, §5).
 */
@SuppressWarnings("try") // close() is the library's, and its to throw
final class Negotiation extends AbstractConnection implements Handshake.Steps {

    private static final String SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
    private static final String BIND = "urn:ietf:params:xml:ns:xmpp-bind";
    private static final String SM = StreamManagement.NS;

    private final XmppSession session;
    private final Handshake handshake;
    private final Wire wire;
    private final ServerAddress server;
    private final ConnectRequest request;
    private final ScramSasl.Login login;
    private final BabblerStream stream;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private String mechanism = "";
    private XmlElement features = XmlElement.of(XmlReader.STREAM, "features");

    /** What is asked for at the moment: an earlier stream to go on. */
    private @Nullable Resumption resuming;

    /** The full JID that is bound: from now on Babbler has no say. */
    private volatile @Nullable Jid bound;

    private volatile boolean resumed;

    /** Who waits for the login: Babbler alone does not wake it if the failure comes before it begins to wait. */
    private @Nullable Thread waiting = Thread.currentThread();

    Negotiation(
            ClientConnectionConfiguration configuration,
            XmppSession session,
            Handshake handshake,
            Wire wire,
            ServerAddress server,
            ConnectRequest request,
            ScramSasl.Login login,
            BabblerStream stream) {
        super(configuration);
        this.session = session;
        this.handshake = handshake;
        this.wire = wire;
        this.server = server;
        this.request = request;
        this.login = login;
        this.stream = stream;
    }

    @Override
    public CompletionStage<Void> open(SessionOpen sessionOpen) {
        handshake.start(this);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void said(XmlElement element, String xml)
            throws rocks.xmpp.core.XmppException, JAXBException, XmlRefusedException {
        if (resumed) {
            proving(element);
        } else if (bound != null) {
            enabling(element);
        } else if (element.is(XmlReader.STREAM, "features")) {
            features = element;
            if (!mechanism.isEmpty()) {
                resuming = feature(SM, "sm") ? Resumption.of(request).orElse(null) : null;
            }
            if (resuming != null) {
                XmlElement resume = XmlElement.of(SM, "resume")
                        .with("h", String.valueOf(resuming.handled()))
                        .with("previd", resuming.ticket().id());
                wire.send(XmlWriter.write(resume, ""));
            } else {
                handFeatures();
            }
        } else if (element.namespace().equals(SM)) {
            resumption(element);
        } else if (element.namespace().equals(SASL)) {
            sasl(element, xml);
        } else if (element.is(XmlReader.CLIENT, "iq")) {
            if ("result".equals(element.attribute("type"))) {
                enable(element);
            }
            hand(xml);
        }
        // Anything else has no place before bind and is not listened to.
    }

    private boolean feature(String namespace, String name) {
        return features.child(namespace, name).isPresent();
    }

    private void sasl(XmlElement element, String xml)
            throws rocks.xmpp.core.XmppException, JAXBException, XmlRefusedException {
        if (element.name().equals("failure")) {
            throw EngineErrors.refused(element, request);
        }
        boolean restart = hand(xml);
        if (element.name().equals("success")) {
            login.requireComplete();
            if (restart) {
                wire.restart();
            }
        }
    }

    /** The answer to the wish to resume. */
    private void resumption(XmlElement answer)
            throws rocks.xmpp.core.XmppException, JAXBException, XmlRefusedException {
        Resumption earlier = resuming;
        if (earlier == null) {
            return;
        }
        resuming = null;
        OptionalLong count = StreamManagement.count(answer.attribute("h"));
        if (answer.name().equals("resumed")) {
            // Half of a resumed session is none: if it fails from here on, the next attempt begins a new one.
            earlier.discard();
            bound = earlier.ticket().address();
            resumed = true;
            requirePossible(stream.resume(earlier, count));
        } else {
            stream.settle(earlier, count);
        }
        handFeatures();
    }

    private void requirePossible(boolean possible) {
        if (!possible) {
            throw EngineErrors.wrongCount(server);
        }
    }

    /** What comes on a resumed stream until the server has shown that it reads it. */
    private void proving(XmlElement element) {
        if (element.is(SM, "a")) {
            requirePossible(stream.goOn(StreamManagement.count(element.attribute("h"))));
            handshake.succeed(Objects.requireNonNull(bound), mechanism, features.children(), true);
        } else {
            stream.onElement(element);
        }
    }

    /** Bind is done: stream management is asked for, where the server has it; without it the stream is open now. */
    private void enable(XmlElement result) {
        Jid address = result.child(BIND, "bind")
                .flatMap(bind -> bind.child(BIND, "jid"))
                .flatMap(jid -> Jid.parse(jid.text()))
                .orElseThrow(() -> new XmppException(
                        XmppException.Kind.DISCONNECTED, "the server " + server + " bound an address that is none"));
        bound = address;
        if (feature(SM, "sm")) {
            wire.send("<enable xmlns='" + SM + "' resume='true'/>");
        } else {
            handshake.succeed(address, mechanism, features.children(), false);
        }
    }

    /** The answer to the wish for stream management; a stanza that comes before it does not count. */
    private void enabling(XmlElement element) {
        Jid address = Objects.requireNonNull(bound);
        if (element.is(SM, "enabled")) {
            stream.manage(ticket(element, address));
            handshake.succeed(address, mechanism, features.children(), false);
        } else if (element.is(SM, "failed")) {
            handshake.succeed(address, mechanism, features.children(), false);
        } else {
            stream.onElement(element);
        }
    }

    private static Resumption.@Nullable Ticket ticket(XmlElement enabled, Jid address) {
        String id = enabled.attribute("id");
        String may = enabled.attribute("resume");
        if (id == null || !("true".equals(may) || "1".equals(may))) {
            return null;
        }
        OptionalLong max = StreamManagement.count(enabled.attribute("max"));
        return new Resumption.Ticket(
                id,
                address,
                enabled.attribute("location"),
                max.isPresent() ? Duration.ofSeconds(max.getAsLong()) : null);
    }

    private void handFeatures() throws rocks.xmpp.core.XmppException, JAXBException, XmlRefusedException {
        hand(XmlWriter.write(onlyNeeded(features), XmlReader.CLIENT));
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
                    .orElseThrow(() -> EngineErrors.noMechanism(mechanisms, server, request));
            return shown.with(XmlElement.of(SASL, "mechanisms").with(XmlElement.of(SASL, "mechanism", mechanism)));
        }
        if (offered.child(BIND, "bind").isPresent() && !mechanism.isEmpty()) {
            return shown.with(XmlElement.of(BIND, "bind"));
        }
        throw EngineErrors.noLogin(server);
    }

    private boolean mayShowPassword() {
        return server.transport() != ServerAddress.Transport.WEBSOCKET_PLAIN;
    }

    /** Hands one element to Babbler; true if the stream must begin anew. */
    private boolean hand(String xml) throws rocks.xmpp.core.XmppException, JAXBException, XmlRefusedException {
        XMLStreamReader reader = XmlReader.open(xml);
        return session.handleElement(session.createUnmarshaller().unmarshal(reader));
    }

    @Override
    public void gaveUp(RuntimeException cause) {
        session.notifyException(cause);
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
    public CompletionStage<Void> send(StreamElement element) {
        return write(element);
    }

    @Override
    public CompletionStage<Void> write(StreamElement element) {
        try {
            if (bound == null) {
                wire.send(text(element));
            } else if (resumed && element instanceof IQ iq && iq.hasExtension(rocks.xmpp.core.bind.model.Bind.class)) {
                hand(XmlWriter.write(bindResult(iq.getId(), Objects.requireNonNull(bound)), XmlReader.CLIENT));
            }
            // Past bind nothing of Babbler's goes out: what it would say is said above the engine.
            return CompletableFuture.completedFuture(null);
        } catch (JAXBException | XMLStreamException | XmlRefusedException | rocks.xmpp.core.XmppException broken) {
            return CompletableFuture.failedFuture(broken);
        }
    }

    /** What Babbler wants to hear: the server has not forgotten what is bound. */
    private static XmlElement bindResult(String id, Jid address) {
        return XmlElement.of(XmlReader.CLIENT, "iq")
                .with("type", "result")
                .with("id", id)
                .with(XmlElement.of(BIND, "bind").with(XmlElement.of(BIND, "jid", address.toString())));
    }

    private String text(StreamElement element) throws JAXBException, XMLStreamException {
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
        return text.toString();
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
        if (bound == null) {
            handshake.abandon();
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
