package ai.openclaw.xmpp.session.xml;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands for a stanza that is larger than {@link StanzaSplitter#MAX_BYTES}: its addresses and nothing in it. It cannot end the stream:
 * whoever is let in by any server could then have the bot lose its stream at will, and a stanza that waits for us would end each new one.
 */
public final class Oversized {

    private static final Logger LOG = LoggerFactory.getLogger(Oversized.class);

    private static final XmlElement ERROR = XmlElement.of(XmlReader.CLIENT, "error")
            .with("type", "cancel")
            .with(XmlElement.of("urn:ietf:params:xml:ns:xmpp-stanzas", "policy-violation"))
            .with(XmlElement.of("urn:ietf:params:xml:ns:xmpp-stanzas", "text", "the answer is too large"));

    private Oversized() {}

    /** What is heard instead of a stanza; whoever asked gets an error for an answer. */
    public static Stanza standIn(Stanza large) {
        Object from = large.from() == null ? "the server" : large.from();
        LOG.warn("left out a stanza from {} that is larger than {} bytes", from, StanzaSplitter.MAX_BYTES);
        boolean answer = large.kind() == Stanza.Kind.IQ && large.hasType("result");
        return new Stanza(
                large.kind(),
                answer ? "error" : large.type(),
                large.from(),
                large.to(),
                large.id(),
                large.lang(),
                answer ? List.of(ERROR) : List.of());
    }

    /**
     * The same for an element that was not read.
     *
     * @param startTag the element's start tag
     */
    static String standIn(String startTag) throws XmlRefusedException {
        XmlElement empty = XmlReader.read(startTag.substring(0, startTag.length() - 1) + "/>");
        return XmlReader.stanza(empty)
                .map(large -> XmlWriter.forFrame(standIn(large)))
                .orElseGet(() -> XmlWriter.write(empty, ""));
    }

    /** The same where the start tag is too large by itself: then nobody knows whose it is. */
    static String nameless(String begun) throws XmlRefusedException {
        LOG.warn("left out a stanza whose addresses alone are larger than {} bytes", StanzaSplitter.MAX_BYTES);
        return begun.substring(0, endOfName(begun)) + "/>";
    }

    private static int endOfName(String begun) throws XmlRefusedException {
        for (int i = 1; i < begun.length() && i < 256; i++) {
            if (Character.isWhitespace(begun.charAt(i))) {
                return i;
            }
        }
        throw new XmlRefusedException("the stream is not well-formed");
    }
}
