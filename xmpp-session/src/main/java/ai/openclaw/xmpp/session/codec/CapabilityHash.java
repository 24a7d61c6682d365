package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.XmlElement;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Entity capabilities 2.0 (XEP-0390): what XEP-0115 does, with hash functions of today over a text in which no answer can be taken for
 * another. A language that an answer only inherits is not seen here: such an answer is not verified.
 *
 * @param algorithm the hash function, by its name in XEP-0300
 * @param value the hash in Base64
 */
public record CapabilityHash(String algorithm, String value) implements AnnouncedCaps {

    private static final String NODE = Ns.CAPS_2 + "#";

    /** By their names in XEP-0300; others cannot be verified. */
    private static final Map<String, String> FUNCTIONS =
            Map.of("sha-256", "SHA-256", "sha-512", "SHA-512", "sha3-256", "SHA3-256", "sha3-512", "SHA3-512");

    private static final String LANG = "{" + Ns.XML + "}lang";

    /** More hashes of one answer than anybody needs. */
    private static final int MAX_HASHES = 16;

    // The ends of terms, groups of them, forms, and parts (§4.1): none of them can be in XML.
    private static final String TERM = "\u001f";
    private static final String GROUP = "\u001e";
    private static final String FORM = "\u001d";
    private static final String PART = "\u001c";

    private static final Comparator<String> OCTETS =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    /** The first one in a presence's payload whose function we have. */
    static Optional<CapabilityHash> read(List<XmlElement> payload) {
        return Elements.first(payload, Ns.CAPS_2, "c")
                .flatMap(element -> element.children().stream()
                        .limit(MAX_HASHES)
                        .filter(child -> child.is(Ns.HASHES, "hash"))
                        .flatMap(child -> Elements.id(child, "algo")
                                .map(algorithm -> new CapabilityHash(
                                        algorithm, child.text().strip()))
                                .stream())
                        .filter(CapabilityHash::isUsable)
                        .findFirst());
    }

    private boolean isUsable() {
        String function = FUNCTIONS.get(algorithm);
        if (function == null || value.length() > Elements.MAX_ID) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(value).length == digest(function).getDigestLength();
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** The hash of an answer (§4.1, 4.2); empty if the answer is ill-formed or the function is not known. */
    static Optional<CapabilityHash> of(String algorithm, XmlElement answer) {
        return Optional.ofNullable(FUNCTIONS.get(algorithm))
                .flatMap(function -> text(answer)
                        .map(text -> new CapabilityHash(
                                algorithm,
                                Base64.getEncoder()
                                        .encodeToString(
                                                digest(function).digest(text.getBytes(StandardCharsets.UTF_8))))));
    }

    private static MessageDigest digest(String function) {
        try {
            return MessageDigest.getInstance(function);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What a presence carries. */
    XmlElement element() {
        return XmlElement.of(Ns.CAPS_2, "c")
                .with(XmlElement.of(Ns.HASHES, "hash", value).with("algo", algorithm));
    }

    /** The node at which the answer can be asked for (§4.3). */
    String node() {
        return NODE + algorithm + "." + value;
    }

    @Override
    public XmlElement query() {
        return Disco.infoQuery().with("node", node());
    }

    @Override
    public boolean verify(XmlElement answer) {
        return of(algorithm, answer).filter(this::equals).isPresent();
    }

    /** What parts the text cannot be in its parts: it is no character of XML. */
    @Override
    public boolean speaksForOthers(XmlElement answer) {
        return verify(answer);
    }

    @Override
    public String key() {
        return node();
    }

    /** The input of the hash function (§4.1). */
    private static Optional<String> text(XmlElement answer) {
        List<XmlElement> forms = answer.children().stream()
                .filter(child -> child.is(Ns.DATA_FORM, "x"))
                .toList();
        boolean foreign = answer.children().stream()
                .anyMatch(child -> !child.is(Ns.DISCO_INFO, "identity")
                        && !child.is(Ns.DISCO_INFO, "feature")
                        && !child.is(Ns.DATA_FORM, "x"));
        if (foreign || !forms.stream().allMatch(CapabilityHash::hasOneType)) {
            return Optional.empty();
        }
        String features = sorted(named(answer, "feature").map(feature -> value(feature, "var") + TERM));
        String identities = sorted(named(answer, "identity")
                .map(identity -> Stream.of("category", "type", LANG, "name")
                                .map(attribute -> value(identity, attribute) + TERM)
                                .collect(Collectors.joining())
                        + GROUP));
        String extensions =
                sorted(forms.stream().map(form -> sorted(fields(form).map(CapabilityHash::field)) + FORM));
        return Optional.of(features + PART + identities + PART + extensions + PART);
    }

    private static String field(XmlElement field) {
        return value(field, "var") + TERM + sorted(values(field).map(value -> value + TERM)) + GROUP;
    }

    /** A form that says what it is (XEP-0068), and no table. */
    private static boolean hasOneType(XmlElement form) {
        boolean table = form.children().stream()
                .anyMatch(child -> child.is(Ns.DATA_FORM, "reported") || child.is(Ns.DATA_FORM, "item"));
        List<String> types = fields(form)
                .filter(field -> value(field, "var").equals("FORM_TYPE")
                        && value(field, "type").equals("hidden"))
                .flatMap(CapabilityHash::values)
                .toList();
        return !table && types.size() == 1;
    }

    private static String sorted(Stream<String> texts) {
        return texts.sorted(OCTETS).collect(Collectors.joining());
    }

    private static Stream<XmlElement> named(XmlElement answer, String name) {
        return answer.children().stream().filter(child -> child.is(Ns.DISCO_INFO, name));
    }

    private static Stream<XmlElement> fields(XmlElement form) {
        return form.children().stream().filter(child -> child.is(Ns.DATA_FORM, "field"));
    }

    private static Stream<String> values(XmlElement field) {
        return field.children().stream()
                .filter(child -> child.is(Ns.DATA_FORM, "value"))
                .map(XmlElement::text);
    }

    private static String value(XmlElement element, String attribute) {
        String value = element.attribute(attribute);
        return value == null ? "" : value;
    }
}
