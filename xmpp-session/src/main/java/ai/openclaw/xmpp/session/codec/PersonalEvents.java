package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.profile.Avatar;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an account shows of itself in nodes of its own (XEP-0163): nick (XEP-0172), avatar (XEP-0084), vCard (XEP-0292). */
public final class PersonalEvents {

    private static final String CURRENT = "current";

    private PersonalEvents() {}

    /** A question for the latest item of a node. */
    public static XmlElement query(String node) {
        return XmlElement.of(Ns.PUBSUB, "pubsub")
                .with(XmlElement.of(Ns.PUBSUB, "items").with("node", node).with("max_items", "1"));
    }

    /** The payload of the latest item in an answer to {@link #query}. */
    public static Optional<XmlElement> latest(@Nullable XmlElement pubsub, String node) {
        return Optional.ofNullable(pubsub)
                .flatMap(found -> found.child(Ns.PUBSUB, "items"))
                .filter(items -> node.equals(items.attribute("node")))
                .flatMap(items -> items.children().stream()
                        .filter(item -> item.is(Ns.PUBSUB, "item"))
                        .reduce((older, newer) -> newer))
                .flatMap(item -> item.children().stream().findFirst());
    }

    /**
     * The same for everybody to see (XEP-0060 §7.1.5): a face that only contacts see is none in rooms. Servers refuse it where the node is
     * there already with another setting.
     */
    public static XmlElement openly(XmlElement publish) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("pubsub#access_model", "open");
        options.put("pubsub#max_items", "1");
        return publish.with(XmlElement.of(Ns.PUBSUB, "publish-options")
                .with(Forms.submit(Ns.PUBSUB + "#publish-options", options)));
    }

    /** A node's one item, in place of the one before. */
    public static XmlElement publish(String node, XmlElement payload) {
        return publish(node, CURRENT, payload);
    }

    private static XmlElement publish(String node, String id, XmlElement payload) {
        return XmlElement.of(Ns.PUBSUB, "pubsub")
                .with(XmlElement.of(Ns.PUBSUB, "publish")
                        .with("node", node)
                        .with(XmlElement.of(Ns.PUBSUB, "item").with("id", id).with(payload)));
    }

    /** A nick (XEP-0172 §4.3). */
    public static XmlElement nick(String nick) {
        return XmlElement.of(Ns.NICK, "nick", Elements.clean(nick));
    }

    /** The picture itself (XEP-0084 §4.1). */
    public static XmlElement avatarData(Avatar avatar) {
        return publish(Ns.AVATAR_DATA, avatar.id(), XmlElement.of(Ns.AVATAR_DATA, "data", VCards.base64(avatar)));
    }

    /** What tells others of the picture (XEP-0084 §4.2); to be sent when the picture is there. */
    public static XmlElement avatarMetadata(Avatar avatar) {
        return publish(
                Ns.AVATAR_METADATA,
                avatar.id(),
                XmlElement.of(Ns.AVATAR_METADATA, "metadata")
                        .with(XmlElement.of(Ns.AVATAR_METADATA, "info")
                                .with("bytes", String.valueOf(avatar.size()))
                                .with("id", avatar.id())
                                .with("type", avatar.contentType())));
    }

    /** The id of the picture that a {@code metadata} element names. */
    public static Optional<String> avatarId(XmlElement metadata) {
        return metadata.child(Ns.AVATAR_METADATA, "info").flatMap(info -> Elements.id(info, "id"));
    }
}
