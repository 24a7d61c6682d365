package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.XmlElement;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Entity capabilities (XEP-0115): a presence names its client's disco#info answer by a hash, so that clients of one kind are asked once.
 *
 * @param hash the hash function, by its name in presences
 * @param node the client's software
 * @param ver the hash
 */
public record Caps(String hash, String node, String ver) implements AnnouncedCaps {

    /** By their names in presences (§5.1, IANA's registry of hash functions); others cannot be verified. */
    private static final Map<String, String> FUNCTIONS =
            Map.of("sha-1", "SHA-1", "sha-256", "SHA-256", "sha-512", "SHA-512");

    private static final String LANG = "{" + Ns.XML + "}lang";
    private static final String END = "<";

    private static final Comparator<String> OCTETS =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    /** What a presence's payload says; empty if it names no answer, or none that could be verified. */
    static Optional<Caps> read(List<XmlElement> payload) {
        return Elements.first(payload, Ns.CAPS, "c").flatMap(element -> {
            String hash = element.attribute("hash");
            Optional<String> node = Elements.id(element, "node");
            Optional<String> ver = Elements.id(element, "ver");
            return hash != null && FUNCTIONS.containsKey(hash) && node.isPresent() && ver.isPresent()
                    ? Optional.of(new Caps(hash, node.get(), ver.get()))
                    : Optional.empty();
        });
    }

    /** What a presence carries. */
    public XmlElement element() {
        return XmlElement.of(Ns.CAPS, "c").with("hash", hash).with("node", node).with("ver", ver);
    }

    @Override
    public XmlElement query() {
        return Disco.infoQuery().with("node", fullNode());
    }

    /** The node at which the answer can be asked for. */
    String fullNode() {
        return node + "#" + ver;
    }

    /** By §5.4 and 8.1. */
    @Override
    public boolean verify(XmlElement answer) {
        return verification(hash, answer).filter(ver::equals).isPresent();
    }

    /**
     * Whether no other answer can have the same text under the hash, so that one entity's answer may stand for another's (§8.1). The text joins
     * the parts of identities and forms by what may also be in them: who leaves a form out, or gives its fields as features, has the same hash.
     */
    static boolean isUnmistakable(XmlElement answer) {
        return answer.children().stream().noneMatch(child -> child.namespace().equals(Ns.DATA_FORM))
                && children(answer, Ns.DISCO_INFO, "identity").allMatch(Caps::isPlain)
                && children(answer, Ns.DISCO_INFO, "feature").noneMatch(Caps::isLikeAnIdentity);
    }

    private static boolean isPlain(XmlElement identity) {
        return !value(identity, "category").isEmpty()
                && !value(identity, "type").isEmpty()
                && Stream.of("category", "type", LANG, "name")
                        .noneMatch(part -> value(identity, part).contains("/"));
    }

    private static boolean isLikeAnIdentity(XmlElement feature) {
        String[] parts = value(feature, "var").split("/", -1);
        return parts.length == 4 && !parts[0].isEmpty() && !parts[1].isEmpty();
    }

    @Override
    public boolean speaksForOthers(XmlElement answer) {
        return verify(answer) && isUnmistakable(answer);
    }

    @Override
    public String key() {
        return hash + "\n" + ver;
    }

    /** The hash of an answer (§5.1); empty if the answer is ill-formed or the function is not known. */
    static Optional<String> verification(String hash, XmlElement answer) {
        String function = FUNCTIONS.get(hash);
        Optional<String> text = text(answer);
        if (function == null || text.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance(function).digest(text.get().getBytes(StandardCharsets.UTF_8));
            return Optional.of(Base64.getEncoder().encodeToString(digest));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Optional<String> text(XmlElement answer) {
        List<String> identities = children(answer, Ns.DISCO_INFO, "identity")
                .map(identity -> String.join(
                        "/",
                        value(identity, "category"),
                        value(identity, "type"),
                        value(identity, LANG),
                        value(identity, "name")))
                .toList();
        List<String> features = children(answer, Ns.DISCO_INFO, "feature")
                .map(feature -> value(feature, "var"))
                .toList();
        List<List<String>> forms = new ArrayList<>();
        children(answer, Ns.DATA_FORM, "x").forEach(form -> form(form).ifPresent(forms::add));
        forms.sort(Comparator.comparing(form -> form.get(0), OCTETS));
        List<String> formTypes = forms.stream().map(form -> form.get(0)).toList();
        if (hasTwice(identities) || hasTwice(features) || hasTwice(formTypes)) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        identities.stream().sorted(OCTETS).forEach(parts::add);
        features.stream().sorted(OCTETS).forEach(parts::add);
        forms.forEach(parts::addAll);
        // With the delimiter inside a part, different answers have the same text.
        return parts.stream().anyMatch(part -> part.contains(END))
                ? Optional.empty()
                : Optional.of(
                        String.join("", parts.stream().map(part -> part + END).toList()));
    }

    /** A form's type, then its fields and their values in order; empty for a form that does not count (§5.4, 3.6). */
    private static Optional<List<String>> form(XmlElement form) {
        List<XmlElement> fields = children(form, Ns.DATA_FORM, "field").toList();
        List<String> types = fields.stream()
                .filter(field -> value(field, "var").equals("FORM_TYPE")
                        && value(field, "type").equals("hidden"))
                .flatMap(Caps::values)
                .toList();
        if (types.size() != 1) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>(types);
        fields.stream()
                .filter(field -> !value(field, "var").equals("FORM_TYPE"))
                .sorted(Comparator.comparing(field -> value(field, "var"), OCTETS))
                .forEach(field -> {
                    parts.add(value(field, "var"));
                    values(field).sorted(OCTETS).forEach(parts::add);
                });
        return Optional.of(parts);
    }

    private static Stream<String> values(XmlElement field) {
        return children(field, Ns.DATA_FORM, "value").map(XmlElement::text);
    }

    private static Stream<XmlElement> children(XmlElement element, String namespace, String name) {
        return element.children().stream().filter(child -> child.is(namespace, name));
    }

    private static String value(XmlElement element, String attribute) {
        String value = element.attribute(attribute);
        return value == null ? "" : value;
    }

    private static boolean hasTwice(List<String> texts) {
        return new HashSet<>(texts).size() < texts.size();
    }
}
