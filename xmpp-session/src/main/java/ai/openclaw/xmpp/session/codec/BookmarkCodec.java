package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmlNode;
import ai.openclaw.xmpp.muc.Bookmark;
import ai.openclaw.xmpp.pubsub.PubSubItem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bookmarks of rooms as they are written: each an item of its own (XEP-0402), or all in one list (XEP-0048). */
public final class BookmarkCodec {

    private static final int MAX = 1000;
    private static final int MAX_TEXT = 1024;

    private BookmarkCodec() {}

    /**
     * A bookmark with the element it was read from, which may hold more than we know of.
     *
     * @param element its {@code conference}
     */
    public record Written(Bookmark bookmark, XmlElement element) {
        /** Without the element: there may be a password in it. */
        @Override
        public String toString() {
            return "Written[" + bookmark.room() + "]";
        }
    }

    /** One of XEP-0402. */
    public static Optional<Written> read(@Nullable String itemId, @Nullable XmlElement conference) {
        return Optional.ofNullable(conference)
                .filter(element -> element.is(Ns.BOOKMARKS, "conference"))
                .flatMap(element -> room(itemId).map(room -> written(room, element, Ns.BOOKMARKS)));
    }

    private static Optional<Jid> room(@Nullable String text) {
        return Jid.parse(text).filter(jid -> jid.isBare() && jid.local() != null);
    }

    private static Written written(Jid room, XmlElement element, String namespace) {
        String autojoin = element.attribute("autojoin");
        String password = text(element, namespace, "password");
        return new Written(
                new Bookmark(
                        room,
                        bounded(element.attribute("name")),
                        text(element, namespace, "nick"),
                        "true".equals(autojoin) || "1".equals(autojoin),
                        password == null ? null : Secret.of(password)),
                element);
    }

    private static @Nullable String text(XmlElement element, String namespace, String name) {
        return element.child(namespace, name)
                .map(XmlElement::text)
                .map(BookmarkCodec::bounded)
                .orElse(null);
    }

    /** Cut off it would be another one. */
    private static @Nullable String bounded(@Nullable String text) {
        return text == null || text.isEmpty() || text.length() > MAX_TEXT ? null : text;
    }

    /**
     * A bookmark to be published (XEP-0402).
     *
     * @param before what it is to replace; what is in it that we know nothing of belongs to others, and stays. Or {@code null}
     */
    public static XmlElement element(Bookmark bookmark, @Nullable XmlElement before) {
        return filled(before == null ? XmlElement.of(Ns.BOOKMARKS, "conference") : before, bookmark);
    }

    /** The same with what a bookmark says; all else stays. */
    private static XmlElement filled(XmlElement before, Bookmark bookmark) {
        String namespace = before.namespace();
        List<XmlNode> content = new ArrayList<>();
        if (bookmark.nick() != null) {
            content.add(XmlElement.of(namespace, "nick", Elements.clean(bookmark.nick())));
        }
        if (bookmark.password() != null) {
            content.add(XmlElement.of(
                    namespace, "password", Elements.clean(bookmark.password().reveal())));
        }
        for (XmlNode node : before.content()) {
            if (!(node instanceof XmlElement child
                    && (child.is(namespace, "nick") || child.is(namespace, "password")))) {
                content.add(node);
            }
        }
        return new XmlElement(namespace, before.name(), before.attributes(), content)
                .with("name", bookmark.name() == null ? null : Elements.clean(bookmark.name()))
                .with("autojoin", bookmark.autojoin() ? "true" : null);
    }

    // The list of XEP-0048.

    /** A question for the list in private storage (XEP-0049). */
    public static XmlElement privateQuery() {
        return privateStorage(storage());
    }

    /** The list, to be put into private storage. */
    public static XmlElement privateStorage(XmlElement storage) {
        return XmlElement.of(Ns.PRIVATE, "query").with(storage);
    }

    /** An empty list. */
    public static XmlElement storage() {
        return XmlElement.of(Ns.OLD_BOOKMARKS, "storage");
    }

    /** The list in an answer of private storage. */
    public static XmlElement ofPrivate(@Nullable XmlElement answer) {
        return Optional.ofNullable(answer)
                .flatMap(query -> query.child(Ns.OLD_BOOKMARKS, "storage"))
                .orElse(storage());
    }

    /** The list in an answer of a node, which has it as its only item. */
    public static XmlElement ofNode(@Nullable XmlElement answer) {
        return Nodes.read(answer, 1).stream()
                .map(PubSubItem::payload)
                .filter(payload -> payload != null && payload.is(Ns.OLD_BOOKMARKS, "storage"))
                .map(Objects::requireNonNull)
                .findFirst()
                .orElse(storage());
    }

    /** The bookmarks in a list, each room once. */
    public static List<Written> readAll(XmlElement storage) {
        Map<Jid, Written> found = new LinkedHashMap<>();
        for (XmlElement child : storage.children()) {
            if (child.is(Ns.OLD_BOOKMARKS, "conference") && found.size() < MAX) {
                room(child.attribute("jid"))
                        .ifPresent(room -> found.putIfAbsent(room, written(room, child, Ns.OLD_BOOKMARKS)));
            }
        }
        return List.copyOf(found.values());
    }

    /** Whether a list has a bookmark of a room. */
    public static boolean has(XmlElement storage, Jid room) {
        return storage.children().stream().anyMatch(child -> isOf(child, room));
    }

    private static boolean isOf(XmlElement child, Jid room) {
        return child.is(Ns.OLD_BOOKMARKS, "conference")
                && room(child.attribute("jid")).filter(room::equals).isPresent();
    }

    /** The list with a room's bookmark changed, or without it; everything else stays as it is. */
    public static XmlElement changed(XmlElement storage, Jid room, @Nullable Bookmark bookmark) {
        List<XmlNode> content = new ArrayList<>();
        boolean written = false;
        for (XmlNode node : storage.content()) {
            if (!(node instanceof XmlElement child && isOf(child, room))) {
                content.add(node);
            } else if (bookmark != null && !written) {
                content.add(filled(child, bookmark));
                written = true;
            }
        }
        if (bookmark != null && !written) {
            content.add(filled(XmlElement.of(Ns.OLD_BOOKMARKS, "conference").with("jid", room.toString()), bookmark));
        }
        return new XmlElement(storage.namespace(), storage.name(), storage.attributes(), content);
    }
}
