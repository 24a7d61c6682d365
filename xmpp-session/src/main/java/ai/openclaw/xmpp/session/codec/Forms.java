package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.XmlElement;
import java.util.Map;

/** Data forms that we fill in ourselves (XEP-0004). */
final class Forms {

    private Forms() {}

    /** A filled-in form of that type, in the map's order. */
    static XmlElement submit(String formType, Map<String, String> values) {
        XmlElement form = XmlElement.of(Ns.DATA_FORM, "x")
                .with("type", "submit")
                .with(field("FORM_TYPE", formType).with("type", "hidden"));
        for (Map.Entry<String, String> value : values.entrySet()) {
            form = form.with(field(value.getKey(), value.getValue()));
        }
        return form;
    }

    private static XmlElement field(String name, String value) {
        return XmlElement.of(Ns.DATA_FORM, "field")
                .with("var", name)
                .with(XmlElement.of(Ns.DATA_FORM, "value", Elements.clean(value)));
    }
}
