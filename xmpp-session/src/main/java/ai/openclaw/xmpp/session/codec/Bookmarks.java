package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rooms that an account has bookmarked (XEP-0402). */
public final class Bookmarks {

    private Bookmarks() {}

    /** A question for one's own bookmarks. */
    public static XmlElement query() {
        return XmlElement.of(Ns.PUBSUB, "pubsub")
                .with(XmlElement.of(Ns.PUBSUB, "items").with("node", Ns.BOOKMARKS));
    }

    /** An answer to {@link #query()}: each room once, with the name that the bookmark gives it. */
    public static List<Disco.Item> rooms(@Nullable XmlElement pubsub) {
        Map<Jid, Disco.Item> rooms = new LinkedHashMap<>();
        Optional.ofNullable(pubsub).flatMap(found -> found.child(Ns.PUBSUB, "items")).stream()
                .flatMap(items -> items.children().stream())
                .filter(item -> item.is(Ns.PUBSUB, "item"))
                .forEach(item -> item.child(Ns.BOOKMARKS, "conference")
                        .ifPresent(conference -> Elements.jid(item, "id")
                                .filter(jid -> jid.isBare() && jid.local() != null)
                                .ifPresent(jid -> rooms.putIfAbsent(
                                        Objects.requireNonNull(jid),
                                        new Disco.Item(jid, conference.attribute("name"))))));
        return List.copyOf(rooms.values());
    }
}
