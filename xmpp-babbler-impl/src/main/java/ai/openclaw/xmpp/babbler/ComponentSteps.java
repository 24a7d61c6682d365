package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** The steps of a component's stream: it proves that it knows the secret (XEP-0114 §3). */
final class ComponentSteps implements Handshake.Steps {

    static final String ACCEPT = "jabber:component:accept";

    private final Handshake handshake;
    private final Wire wire;
    private final ConnectRequest request;

    ComponentSteps(Handshake handshake, Wire wire, ConnectRequest request) {
        this.handshake = handshake;
        this.wire = wire;
        this.request = request;
    }

    @Override
    public void opened(String startTag) throws XmlRefusedException {
        XmlElement header = XmlReader.read(startTag.substring(0, startTag.lastIndexOf('>')) + "/>");
        String id = Objects.requireNonNullElse(header.attribute("id"), "");
        wire.send("<handshake>" + proof(id, request.secret().reveal()) + "</handshake>");
    }

    /** SHA-1, as the protocol wants it: it hides the secret, and the id makes it good for one stream. */
    static String proof(String id, String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((id + secret).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    @Override
    public void said(XmlElement element, String xml) {
        if (element.name().equals("handshake")) {
            handshake.succeed(request.jid(), "", List.of(), false);
        }
    }

    /** A stanza as it would be on a client's stream: where its namespace is written, it is that of components. */
    static XmlElement asOfClients(XmlElement element) {
        return new XmlElement(
                element.namespace().equals(ACCEPT) ? XmlReader.CLIENT : element.namespace(),
                element.name(),
                element.attributes(),
                element.content().stream()
                        .map(node -> node instanceof XmlElement child ? asOfClients(child) : node)
                        .toList());
    }
}
