package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Unique and stable ids (XEP-0359). */
public final class StanzaIds {

    private StanzaIds() {}

    /**
     * The ids that entitled archives gave a stanza. Two different ids by the same archive mean that one is forged: then neither counts.
     */
    public static Map<Jid, String> trusted(List<XmlElement> payload, Set<Jid> archives) {
        Map<Jid, String> found = new LinkedHashMap<>();
        Set<Jid> doubtful = new HashSet<>();
        for (XmlElement element : payload) {
            if (!element.is(Ns.SID, "stanza-id")) {
                continue;
            }
            Optional<Jid> by = Elements.jid(element, "by").filter(archives::contains);
            Optional<String> id = Elements.id(element, "id");
            if (by.isPresent() && id.isPresent()) {
                String before = found.putIfAbsent(by.get(), id.get());
                if (before != null && !before.equals(id.get())) {
                    doubtful.add(by.get());
                }
            }
        }
        doubtful.forEach(found::remove);
        return found;
    }

    /** The sender's own id, if there is exactly one. */
    public static Optional<String> origin(List<XmlElement> payload) {
        List<String> ids = payload.stream()
                .filter(element -> element.is(Ns.SID, "origin-id"))
                .flatMap(element -> Elements.id(element, "id").stream())
                .distinct()
                .toList();
        return ids.size() == 1 ? Optional.of(ids.get(0)) : Optional.empty();
    }

    /** How a sender names its own stanza. */
    public static XmlElement originElement(String id) {
        return XmlElement.of(Ns.SID, "origin-id").with("id", id);
    }
}
