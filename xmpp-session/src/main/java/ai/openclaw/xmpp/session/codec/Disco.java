package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.disco.EntityInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Service discovery (XEP-0030): our questions, others' answers, and what we can do. */
public final class Disco {

    private static final int MAX_IDENTITIES = 32;
    private static final int MAX_FEATURES = 500;
    private static final int MAX_ITEMS = 1000;

    /** The longest text of an answer that is kept, in UTF-16 units. */
    private static final int MAX_TEXT = 256;

    /** What we really do. */
    static final List<String> FEATURES = List.of(
                    Ns.BOOKMARKS + "+notify",
                    Ns.CAPS,
                    Ns.CAPS_2,
                    Ns.CHAT_STATES,
                    Ns.COMMANDS,
                    Ns.DATA_FORM,
                    Ns.DIRECT_INVITE,
                    Ns.DISCO_INFO,
                    Ns.DISCO_ITEMS,
                    Ns.MUC,
                    Ns.LAST,
                    Ns.MARKERS,
                    Ns.RETRACT,
                    Ns.VERSION,
                    Ns.OOB,
                    Ns.CORRECT,
                    Ns.DELAY,
                    Ns.FALLBACK,
                    Ns.FILE_SHARING,
                    Ns.MEDIA_SHARING,
                    Ns.PING,
                    Ns.REACTIONS,
                    Ns.RECEIPTS,
                    Ns.REPLY,
                    Ns.SID,
                    Ns.TIME)
            .stream()
            .sorted()
            .toList();

    private Disco() {}

    /** A question for an entity's identities and features. */
    public static XmlElement infoQuery() {
        return XmlElement.of(Ns.DISCO_INFO, "query");
    }

    /** A question for an entity's items. */
    public static XmlElement itemsQuery() {
        return XmlElement.of(Ns.DISCO_ITEMS, "query");
    }

    /**
     * An answer to {@link #infoQuery()}. A stanza holds far more than anybody has to say: servers and clients name fewer than a hundred
     * features, each a short namespace. What is beyond the limits is left out.
     */
    public static EntityInfo info(Jid entity, @Nullable XmlElement query) {
        List<XmlElement> children = query == null ? List.of() : query.children();
        List<EntityInfo.Identity> identities = children.stream()
                .filter(child -> child.is(Ns.DISCO_INFO, "identity"))
                .flatMap(child -> identity(child).stream())
                .limit(MAX_IDENTITIES)
                .toList();
        Set<String> features = children.stream()
                .filter(child -> child.is(Ns.DISCO_INFO, "feature"))
                .flatMap(child -> term(child, "var").stream())
                .distinct()
                .limit(MAX_FEATURES)
                .collect(Collectors.toSet());
        return new EntityInfo(entity, identities, features);
    }

    private static Optional<EntityInfo.Identity> identity(XmlElement element) {
        return term(element, "category")
                .flatMap(category ->
                        term(element, "type").map(type -> new EntityInfo.Identity(category, type, name(element))));
    }

    /** Cut off, it would mean something else. */
    private static Optional<String> term(XmlElement element, String attribute) {
        return Optional.ofNullable(element.attribute(attribute)).filter(text -> text.length() <= MAX_TEXT);
    }

    private static @Nullable String name(XmlElement element) {
        String name = element.attribute("name");
        if (name == null || name.length() <= MAX_TEXT) {
            return name;
        }
        int end = Character.isHighSurrogate(name.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
        return name.substring(0, end);
    }

    /** An answer to {@link #itemsQuery()}: the addresses of items that are entities of their own. */
    public static List<Jid> items(@Nullable XmlElement query) {
        return namedItems(query).stream().map(Item::jid).toList();
    }

    /**
     * An item that is an entity of its own.
     *
     * @param name what it is called, untrusted; or {@code null}
     */
    public record Item(Jid jid, @Nullable String name) {}

    /** The same with names, each address once; the first thousand. */
    public static List<Item> namedItems(@Nullable XmlElement query) {
        Map<Jid, Item> items = new LinkedHashMap<>();
        (query == null ? List.<XmlElement>of() : query.children())
                .stream()
                        .filter(child -> child.is(Ns.DISCO_ITEMS, "item") && child.attribute("node") == null)
                        .limit(MAX_ITEMS)
                        .forEach(child -> Elements.jid(child, "jid")
                                .ifPresent(jid -> items.putIfAbsent(jid, new Item(jid, name(child)))));
        return List.copyOf(items.values());
    }

    /** A field of a data form in an answer (XEP-0128), such as an upload service's limit. */
    public static Optional<String> field(@Nullable XmlElement query, String formType, String variable) {
        return query == null
                ? Optional.empty()
                : query.children().stream()
                        .filter(child -> child.is(Ns.DATA_FORM, "x"))
                        .filter(form -> value(form, "FORM_TYPE")
                                .filter(formType::equals)
                                .isPresent())
                        .flatMap(form -> value(form, variable).stream())
                        .findFirst();
    }

    private static Optional<String> value(XmlElement form, String variable) {
        return form.children().stream()
                .filter(field -> field.is(Ns.DATA_FORM, "field") && variable.equals(field.attribute("var")))
                .flatMap(field -> field.child(Ns.DATA_FORM, "value").stream())
                .map(XmlElement::text)
                .findFirst();
    }
}
