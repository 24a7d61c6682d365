package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.xml.XmlReader;

/** The steps of a stream on which nobody logs in: the server's features are read, and that is all. */
final class Introduction implements Handshake.Steps {

    private final Handshake handshake;
    private final ConnectRequest request;

    Introduction(Handshake handshake, ConnectRequest request) {
        this.handshake = handshake;
        this.request = request;
    }

    @Override
    public void said(XmlElement element, String xml) {
        if (element.is(XmlReader.STREAM, "features")) {
            handshake.succeed(request.jid(), "", element.children(), false);
        }
    }
}
