package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.MessageThread;
import ai.openclaw.xmpp.ReplyReference;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.media.FileInfo;
import ai.openclaw.xmpp.media.MediaLink;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.Occupant;
import ai.openclaw.xmpp.muc.Role;
import ai.openclaw.xmpp.session.codec.Elements;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message as text, with all that it needs: who was behind it is written down too, because the next process has another table of
 * occupants.
 */
final class StoredMessage {

    private static final Logger LOG = LoggerFactory.getLogger(StoredMessage.class);

    private static final String NAMESPACE = "ai.openclaw.xmpp.state";

    private StoredMessage() {}

    static String write(Message message) {
        XmlElement element = element("message")
                .with("kind", message.kind().name())
                .with("from", message.from().toString())
                .with("to", message.to().toString())
                .with("id", message.id())
                .with("origin", message.originId())
                .with("replaces", message.replaces())
                .with("mentions-us", flag(message.mentionsUs()))
                .with("receipt", flag(message.receiptRequested()))
                .with("unreadable", flag(message.unreadable()))
                .with("delayed", flag(message.delayed()))
                .with("at", message.timestamp().toString())
                .with(element("body").withText(message.body()));
        if (message.occupant() != null) {
            element = element.with(occupant(message.occupant()));
        }
        for (Map.Entry<Jid, String> entry : message.stanzaIds().entrySet()) {
            element = element.with(
                    element("stanza-id").with("by", entry.getKey().toString()).with("id", entry.getValue()));
        }
        if (message.thread() != null) {
            element = element.with(element("thread")
                    .with("id", message.thread().id())
                    .with("parent", message.thread().parent()));
        }
        if (message.reply() != null) {
            Jid to = message.reply().to();
            element = element.with(element("reply")
                    .with("id", message.reply().id())
                    .with("to", to == null ? null : to.toString())
                    .with("quote", message.reply().quote()));
        }
        for (MediaLink link : message.media()) {
            element = element.with(media(link));
        }
        return XmlWriter.write(element.with(element("payload").with(writable(message.payload()))), "");
    }

    private static XmlElement media(MediaLink link) {
        XmlElement media = element("media").with("url", link.url()).with("description", link.description());
        FileInfo file = link.file();
        if (file == null) {
            return media;
        }
        XmlElement about = element("file")
                .with("name", file.name())
                .with("type", file.contentType())
                .with("size", file.size() == null ? null : file.size().toString());
        for (Map.Entry<String, String> hash : file.hashes().entrySet()) {
            about = about.with(element("hash").with("algo", hash.getKey()).with("value", hash.getValue()));
        }
        return media.with(about);
    }

    private static @Nullable FileInfo file(XmlElement media) {
        XmlElement about = media.child(NAMESPACE, "file").orElse(null);
        if (about == null) {
            return null;
        }
        Map<String, String> hashes = new LinkedHashMap<>();
        about.children().forEach(hash -> hashes.put(need(hash, "algo"), need(hash, "value")));
        String size = about.attribute("size");
        return new FileInfo(
                about.attribute("name"), about.attribute("type"), size == null ? null : Long.valueOf(size), hashes);
    }

    private static XmlElement element(String name) {
        return XmlElement.of(NAMESPACE, name);
    }

    private static @Nullable String flag(boolean set) {
        return set ? "1" : null;
    }

    private static XmlElement occupant(Occupant occupant) {
        Jid real = occupant.realJid();
        return element("occupant")
                .with("address", occupant.address().toString())
                .with("jid", real == null ? null : real.toString())
                .with("id", occupant.occupantId())
                .with("affiliation", occupant.affiliation().name())
                .with("role", occupant.role().name());
    }

    /** XML allows names that our writer does not; nobody uses them but to do harm, and a message must not be lost for one. */
    private static List<XmlElement> writable(List<XmlElement> payload) {
        List<XmlElement> kept = new ArrayList<>();
        for (XmlElement element : payload) {
            try {
                XmlWriter.write(element, "");
                kept.add(element);
            } catch (IllegalArgumentException exotic) {
                LOG.debug("an element of a message is not kept: {}", exotic.getMessage());
            }
        }
        return kept;
    }

    /** The message; empty if the text is none. */
    static Optional<Message> read(String text) {
        try {
            return Optional.of(message(XmlReader.read(text)));
        } catch (XmlRefusedException | RuntimeException malformed) {
            LOG.debug("a stored message cannot be read", malformed);
            return Optional.empty();
        }
    }

    private static Message message(XmlElement element) {
        Map<Jid, String> stanzaIds = new LinkedHashMap<>();
        List<MediaLink> media = new ArrayList<>();
        for (XmlElement child : element.children()) {
            if (child.name().equals("stanza-id")) {
                stanzaIds.put(jid(child, "by"), need(child, "id"));
            } else if (child.name().equals("media")) {
                media.add(new MediaLink(need(child, "url"), child.attribute("description"), file(child)));
            }
        }
        return new Message(
                ChatKind.valueOf(need(element, "kind")),
                jid(element, "from"),
                jid(element, "to"),
                element.child(NAMESPACE, "occupant")
                        .map(StoredMessage::occupant)
                        .orElse(null),
                element.attribute("id"),
                element.attribute("origin"),
                stanzaIds,
                element.child(NAMESPACE, "body").map(XmlElement::text).orElse(""),
                element.child(NAMESPACE, "thread")
                        .map(child -> new MessageThread(need(child, "id"), child.attribute("parent")))
                        .orElse(null),
                element.child(NAMESPACE, "reply")
                        .map(child -> new ReplyReference(
                                need(child, "id"), Elements.jid(child, "to").orElse(null), child.attribute("quote")))
                        .orElse(null),
                media,
                element.attribute("replaces"),
                element.attribute("mentions-us") != null,
                element.attribute("receipt") != null,
                element.attribute("unreadable") != null,
                Instant.parse(need(element, "at")),
                element.attribute("delayed") != null,
                element.child(NAMESPACE, "payload").map(XmlElement::children).orElse(List.of()));
    }

    private static Occupant occupant(XmlElement element) {
        return new Occupant(
                jid(element, "address"),
                Elements.jid(element, "jid").orElse(null),
                element.attribute("id"),
                Affiliation.valueOf(need(element, "affiliation")),
                Role.valueOf(need(element, "role")));
    }

    private static Jid jid(XmlElement element, String attribute) {
        return Elements.jid(element, attribute)
                .orElseThrow(() -> new IllegalArgumentException(attribute + " is missing or malformed"));
    }

    private static String need(XmlElement element, String attribute) {
        String value = element.attribute(attribute);
        if (value == null) {
            throw new IllegalArgumentException(attribute + " is missing");
        }
        return value;
    }
}
