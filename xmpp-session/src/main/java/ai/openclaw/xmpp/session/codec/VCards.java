package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmlNode;
import ai.openclaw.xmpp.profile.Avatar;
import ai.openclaw.xmpp.profile.OwnProfile;
import ai.openclaw.xmpp.profile.VCard;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** vCards of both kinds (XEP-0054, XEP-0292): others' are read within limits, our own are changed where our profile says something. */
public final class VCards {

    private static final int MAX_ABOUT = 2000;
    private static final int MAX_LIST = 10;

    /** Base64 of the largest picture, with line ends. */
    private static final int MAX_BASE64 = Avatar.MAX_BYTES * 2;

    private VCards() {}

    /** A question for a vCard (XEP-0054 §3.1). */
    public static XmlElement query() {
        return XmlElement.of(Ns.VCARD, "vCard");
    }

    /** An answer to {@link #query()}; empty if it is none, or says nothing. */
    public static Optional<VCard> read(@Nullable XmlElement answer) {
        return Optional.ofNullable(answer)
                .filter(card -> card.is(Ns.VCARD, "vCard"))
                .map(card -> new VCard(
                        line(card, "FN"),
                        line(card, "NICKNAME"),
                        card.child(Ns.VCARD, "ORG")
                                .map(org -> line(org, "ORGNAME"))
                                .orElse(null),
                        line(card, "TITLE"),
                        line(card, "ROLE"),
                        card.child(Ns.VCARD, about(card))
                                .map(XmlElement::text)
                                .flatMap(VCards::lines)
                                .orElse(null),
                        list(children(card, Ns.VCARD, "URL").map(XmlElement::text)),
                        list(children(card, Ns.VCARD, "EMAIL")
                                .flatMap(email -> email.child(Ns.VCARD, "USERID").stream())
                                .map(XmlElement::text)),
                        photo(card).orElse(null)))
                .filter(card -> !card.isEmpty());
    }

    /** Some servers make a {@code NOTE} of the description, as it is called in the newer vCard. */
    private static String about(XmlElement card) {
        return card.child(Ns.VCARD, "DESC").isEmpty()
                        && card.child(Ns.VCARD, "NOTE").isPresent()
                ? "NOTE"
                : "DESC";
    }

    private static @Nullable String line(XmlElement parent, String name) {
        return parent.child(Ns.VCARD, name)
                .map(XmlElement::text)
                .flatMap(VCards::line)
                .orElse(null);
    }

    private static Optional<Avatar> photo(XmlElement card) {
        return card.child(Ns.VCARD, "PHOTO")
                .flatMap(photo -> photo.child(Ns.VCARD, "BINVAL"))
                .flatMap(data -> picture(data.text()));
    }

    /** A picture in base64; empty if it is none that we take. */
    static Optional<Avatar> picture(String base64) {
        if (base64.length() > MAX_BASE64) {
            return Optional.empty();
        }
        try {
            return Optional.of(Avatar.of(Base64.getMimeDecoder().decode(base64)));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** A vCard 4 (XEP-0292 §3); empty if it is none, or says nothing. */
    public static Optional<VCard> read4(@Nullable XmlElement vcard) {
        return Optional.ofNullable(vcard)
                .filter(card -> card.is(Ns.VCARD4, "vcard"))
                .map(card -> new VCard(
                        line4(card, "fn"),
                        line4(card, "nickname"),
                        line4(card, "org"),
                        line4(card, "title"),
                        line4(card, "role"),
                        values4(card, "note").findFirst().flatMap(VCards::lines).orElse(null),
                        list(values4(card, "url")),
                        list(values4(card, "email")),
                        values4(card, "photo")
                                .filter(uri -> uri.startsWith("data:image/") && uri.contains(";base64,"))
                                .map(uri -> uri.substring(uri.indexOf(',') + 1))
                                .findFirst()
                                .flatMap(VCards::picture)
                                .orElse(null)))
                .filter(card -> !card.isEmpty());
    }

    private static @Nullable String line4(XmlElement card, String name) {
        return values4(card, name).findFirst().flatMap(VCards::line).orElse(null);
    }

    /** What is in the {@code text} or {@code uri} of each property of that name. */
    private static Stream<String> values4(XmlElement card, String name) {
        return children(card, Ns.VCARD4, name)
                .flatMap(property -> property.children().stream()
                        .filter(value -> value.is(Ns.VCARD4, "text") || value.is(Ns.VCARD4, "uri"))
                        .map(XmlElement::text)
                        .limit(1));
    }

    private static Stream<XmlElement> children(XmlElement parent, String namespace, String name) {
        return parent.children().stream().filter(child -> child.is(namespace, name));
    }

    private static Optional<String> line(String text) {
        return Optional.of(Elements.line(text)).map(String::strip).filter(line -> !line.isEmpty());
    }

    private static List<String> list(Stream<String> texts) {
        return texts.flatMap(text -> line(text).stream()).limit(MAX_LIST).toList();
    }

    private static Optional<String> lines(String text) {
        StringBuilder kept = new StringBuilder();
        text.strip().codePoints().limit(MAX_ABOUT).forEach(c -> {
            int type = Character.getType(c);
            boolean shows = c == '\n' || type != Character.CONTROL && type != Character.FORMAT;
            kept.appendCodePoint(shows ? c : ' ');
        });
        return Optional.of(kept.toString().strip()).filter(shown -> !shown.isEmpty());
    }

    /**
     * Our vCard (XEP-0054) with what the profile says; the rest as it was.
     *
     * @param before what the server has, or {@code null}
     * @param photo whether the picture belongs there
     * @return empty if it says that already
     */
    public static Optional<XmlElement> changed(@Nullable XmlElement before, OwnProfile profile, boolean photo) {
        XmlElement card = before == null || !before.is(Ns.VCARD, "vCard") ? query() : before;
        XmlElement after = card;
        after = with(after, "FN", profile.name());
        after = with(after, "NICKNAME", profile.name());
        after = with(after, "URL", profile.url());
        after = with(after, about(card), profile.about());
        Avatar avatar = profile.avatar();
        if (photo && avatar != null && photo(card).filter(avatar::equals).isEmpty()) {
            after = replaced(
                    after,
                    XmlElement.of(Ns.VCARD, "PHOTO")
                            .with(XmlElement.of(Ns.VCARD, "TYPE", avatar.contentType()))
                            .with(XmlElement.of(Ns.VCARD, "BINVAL", base64(avatar))));
        }
        return after.equals(card) ? Optional.empty() : Optional.of(after);
    }

    private static XmlElement with(XmlElement card, String name, @Nullable String text) {
        boolean same = text == null
                || card.child(Ns.VCARD, name)
                        .map(XmlElement::text)
                        .filter(Elements.clean(text)::equals)
                        .isPresent();
        return text == null || same ? card : replaced(card, XmlElement.of(Ns.VCARD, name, Elements.clean(text)));
    }

    /** The same for a vCard 4 (XEP-0292); pictures are not kept there but in a node of their own (XEP-0084). */
    public static Optional<XmlElement> changed4(@Nullable XmlElement before, OwnProfile profile) {
        XmlElement card = before == null || !before.is(Ns.VCARD4, "vcard") ? XmlElement.of(Ns.VCARD4, "vcard") : before;
        XmlElement after = card;
        after = with4(after, "fn", "text", profile.name());
        after = with4(after, "nickname", "text", profile.name());
        after = with4(after, "url", "uri", profile.url());
        after = with4(after, "note", "text", profile.about());
        return after.equals(card) ? Optional.empty() : Optional.of(after);
    }

    private static XmlElement with4(XmlElement card, String name, String kind, @Nullable String text) {
        boolean same = text == null
                || values4(card, name)
                        .findFirst()
                        .filter(Elements.clean(text)::equals)
                        .isPresent();
        return text == null || same
                ? card
                : replaced(
                        card,
                        XmlElement.of(Ns.VCARD4, name).with(XmlElement.of(Ns.VCARD4, kind, Elements.clean(text))));
    }

    /** With that child in place of the first one of its name. */
    private static XmlElement replaced(XmlElement card, XmlElement child) {
        List<XmlNode> content = new ArrayList<>();
        boolean done = false;
        for (XmlNode node : card.content()) {
            boolean old = !done && node instanceof XmlElement element && element.is(child.namespace(), child.name());
            content.add(old ? child : node);
            done |= old;
        }
        if (!done) {
            content.add(child);
        }
        return new XmlElement(card.namespace(), card.name(), card.attributes(), content);
    }

    static String base64(Avatar avatar) {
        return Base64.getEncoder().encodeToString(avatar.bytes());
    }
}
