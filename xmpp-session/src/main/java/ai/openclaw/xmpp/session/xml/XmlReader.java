package ai.openclaw.xmpp.session.xml;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmlNode;
import ai.openclaw.xmpp.XmlText;
import ai.openclaw.xmpp.session.Stanza;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Reads elements that {@link StanzaSplitter} cut; each is a document of its own. Thread-safe. */
public final class XmlReader {

    /** The namespace of stanzas between client and server. */
    public static final String CLIENT = "jabber:client";

    /** The namespace of a stream's own elements. */
    public static final String STREAM = "http://etherx.jabber.org/streams";

    private static final List<String> JDK_LIMITS = List.of(
            "jdk.xml.maxXMLNameLimit",
            "jdk.xml.elementAttributeLimit",
            "jdk.xml.maxElementDepth",
            "jdk.xml.maxGeneralEntitySizeLimit",
            "jdk.xml.totalEntitySizeLimit",
            "jdk.xml.entityExpansionLimit",
            "jdk.xml.entityReplacementLimit");

    private static final XMLInputFactory FACTORY = factory();

    private XmlReader() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        // The JDK's own limits are lower than what servers hand on, and differ from version to version; StanzaSplitter
        // has ours. Nothing
        // can be declared, so that entities are one character each.
        for (String limit : JDK_LIMITS) {
            // "0", which should mean none, is taken at its word for the length of namespaces by Java 17.
            factory.setProperty(limit, String.valueOf(Integer.MAX_VALUE));
        }
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("entities are refused");
        });
        return factory;
    }

    /**
     * The element as a document inside a stream's root, for parsers that want a stream: the reader stands on the element.
     *
     * @throws XmlRefusedException if it is not well-formed
     */
    public static XMLStreamReader open(String xml) throws XmlRefusedException {
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(
                    "<stream:stream xmlns='" + CLIENT + "' xmlns:stream='" + STREAM + "'>" + xml + "</stream:stream>"));
            reader.nextTag();
            reader.nextTag();
            return reader;
        } catch (XMLStreamException malformed) {
            throw refused(malformed);
        }
    }

    /**
     * Reads one element.
     *
     * @throws XmlRefusedException if it is not well-formed
     */
    public static XmlElement read(String xml) throws XmlRefusedException {
        try {
            XMLStreamReader reader = open(xml);
            try {
                XmlElement element = element(reader);
                if (reader.nextTag() != XMLStreamConstants.END_ELEMENT) {
                    throw new XmlRefusedException("there is more than one element");
                }
                return element;
            } finally {
                reader.close();
            }
        } catch (XMLStreamException malformed) {
            throw refused(malformed);
        }
    }

    /**
     * Reads an element of a stream. For a stanza that cannot be read, though it is certain where it ends, something empty stands, as for
     * one that is beyond a limit ({@link LeftOut}): servers whose parsers know more names hand on what any client sends.
     *
     * @throws XmlRefusedException if it is not well-formed
     */
    public static XmlElement readOrLeaveOut(String xml) throws XmlRefusedException {
        try {
            return read(xml);
        } catch (XmlRefusedException unreadable) {
            if (!LeftOut.isStanza(xml) || !Outline.isCertain(xml)) {
                throw unreadable;
            }
            return read(LeftOut.standIn(xml.substring(0, Outline.endOfTag(xml)), "has names that are not known here"));
        }
    }

    private static XmlRefusedException refused(XMLStreamException malformed) {
        return new XmlRefusedException("the stream is not well-formed", malformed);
    }

    private static XmlElement element(XMLStreamReader reader) throws XMLStreamException {
        Map<String, String> attributes = reader.getAttributeCount() == 0 ? Map.of() : new LinkedHashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String namespace = reader.getAttributeNamespace(i);
            String name = reader.getAttributeLocalName(i);
            attributes.put(
                    namespace == null || namespace.isEmpty() ? name : "{" + namespace + "}" + name,
                    reader.getAttributeValue(i));
        }
        String namespace = reader.getNamespaceURI() == null ? "" : reader.getNamespaceURI();
        String name = reader.getLocalName();
        List<XmlNode> content = new ArrayList<>();
        while (true) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> content.add(element(reader));
                case XMLStreamConstants.END_ELEMENT -> {
                    return new XmlElement(namespace, name, attributes, content);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    content.add(new XmlText(reader.getText()));
                default -> throw new XMLStreamException("not allowed on a stream");
            }
        }
    }

    /**
     * The stanza that an element is; empty if it is none, or if one of its addresses is not valid: such a stanza is not for us
     * to interpret.
     */
    public static Optional<Stanza> stanza(XmlElement element) {
        if (!element.namespace().equals(CLIENT)) {
            return Optional.empty();
        }
        Stanza.Kind kind = switch (element.name()) {
            case "message" -> Stanza.Kind.MESSAGE;
            case "presence" -> Stanza.Kind.PRESENCE;
            case "iq" -> Stanza.Kind.IQ;
            default -> null;
        };
        @Nullable String from = element.attribute("from");
        @Nullable String to = element.attribute("to");
        Optional<Jid> sender = Jid.parse(from);
        Optional<Jid> recipient = Jid.parse(to);
        if (kind == null || from != null && sender.isEmpty() || to != null && recipient.isEmpty()) {
            return Optional.empty();
        }
        @Nullable String type = element.attribute("type");
        return Optional.of(new Stanza(
                kind,
                type,
                sender.orElse(null),
                recipient.orElse(null),
                element.attribute("id"),
                element.attribute("{http://www.w3.org/XML/1998/namespace}lang"),
                element.children()));
    }
}
