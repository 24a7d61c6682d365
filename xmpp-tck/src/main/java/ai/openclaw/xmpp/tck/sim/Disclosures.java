package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Words of service discovery (XEP-0030) and of data forms (XEP-0004). Pure. */
final class Disclosures {

    private Disclosures() {}

    static XmlElement info() {
        return XmlElement.of(Ns.DISCO_INFO, "query");
    }

    static XmlElement identity(String category, String type, @Nullable String name) {
        return XmlElement.of(Ns.DISCO_INFO, "identity")
                .with("category", category)
                .with("type", type)
                .with("name", name);
    }

    static List<XmlElement> features(String... features) {
        return Arrays.stream(features)
                .map(feature -> XmlElement.of(Ns.DISCO_INFO, "feature").with("var", feature))
                .toList();
    }

    /** A form of that type with those values. */
    static XmlElement form(String type, String formType, Map<String, String> values) {
        XmlElement form = XmlElement.of(Ns.DATA_FORM, "x")
                .with("type", type)
                .with(field("FORM_TYPE", formType).with("type", "hidden"));
        for (Map.Entry<String, String> value : values.entrySet()) {
            form = form.with(field(value.getKey(), value.getValue()));
        }
        return form;
    }

    private static XmlElement field(String name, String value) {
        return XmlElement.of(Ns.DATA_FORM, "field").with("var", name).with(XmlElement.of(Ns.DATA_FORM, "value", value));
    }

    /** The values of a submitted form; of a field with several the first. */
    static Map<String, String> values(XmlElement form) {
        Map<String, String> values = new java.util.LinkedHashMap<>();
        for (XmlElement field : form.children()) {
            String name = field.attribute("var");
            if (field.is(Ns.DATA_FORM, "field") && name != null) {
                field.child(Ns.DATA_FORM, "value").ifPresent(value -> values.put(name, value.text()));
            }
        }
        return values;
    }
}
