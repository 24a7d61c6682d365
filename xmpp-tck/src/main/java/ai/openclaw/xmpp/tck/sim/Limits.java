package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.xml.StanzaSplitter;
import java.util.Optional;

/** The limits of {@link StanzaSplitter} for stanzas that never were text. */
final class Limits {

    private int elements = 1;
    private int attributes;
    private int depth = 1;
    private int widest;

    private Limits() {}

    /** Which one a stanza of that size breaks, said of it. */
    static Optional<String> broken(Stanza stanza, int bytes) {
        Limits found = new Limits();
        stanza.payload().forEach(child -> found.count(child, 2));
        if (bytes > StanzaSplitter.MAX_BYTES) {
            return Optional.of("is larger than " + StanzaSplitter.MAX_BYTES + " bytes");
        }
        return found.depth > StanzaSplitter.MAX_DEPTH
                        || found.widest > StanzaSplitter.MAX_ATTRIBUTES
                        || found.elements > StanzaSplitter.MAX_ELEMENTS
                        || found.attributes > StanzaSplitter.MAX_ALL_ATTRIBUTES
                ? Optional.of("is too deep, or has too many elements or attributes")
                : Optional.empty();
    }

    private void count(XmlElement element, int level) {
        elements++;
        depth = Math.max(depth, level);
        widest = Math.max(widest, element.attributes().size());
        attributes += element.attributes().size();
        element.children().forEach(child -> count(child, level + 1));
    }
}
