package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.StanzaError;
import ai.openclaw.xmpp.XmlElement;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Stanza errors (RFC 6120 §8.3). */
public final class Errors {

    private static final Set<String> TYPES = Set.of("auth", "cancel", "continue", "modify", "wait");

    private Errors() {}

    /** The error that a stanza of type {@code error} carries; what is missing or malformed is filled in. */
    public static StanzaError read(List<XmlElement> payload) {
        Optional<XmlElement> error = Elements.first(payload, Ns.CLIENT, "error");
        if (error.isEmpty()) {
            return new StanzaError("cancel", "undefined-condition", null);
        }
        String type = Optional.ofNullable(error.get().attribute("type"))
                .filter(TYPES::contains)
                .orElse("cancel");
        String condition = error.get().children().stream()
                .filter(child ->
                        child.namespace().equals(Ns.STANZAS) && !child.name().equals("text"))
                .map(XmlElement::name)
                .findFirst()
                .orElse("undefined-condition");
        String text =
                error.get().child(Ns.STANZAS, "text").map(XmlElement::text).orElse(null);
        return new StanzaError(type, condition, text == null || text.isBlank() ? null : text);
    }

    /** An error of that type and condition. */
    public static XmlElement element(String type, String condition) {
        return XmlElement.of(Ns.CLIENT, "error").with("type", type).with(XmlElement.of(Ns.STANZAS, condition));
    }
}
