package ai.openclaw.xmpp.session.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.command.Form;
import ai.openclaw.xmpp.command.FormField;
import ai.openclaw.xmpp.command.FormField.Option;
import ai.openclaw.xmpp.command.FormField.Type;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("XEP-0004")
class DataFormsTest {

    private static final Form ORDER = new Form(
            "Order",
            "Say what you want.",
            List.of(
                    FormField.text("what", "What", true),
                    FormField.choice(
                            "size", "Size", false, List.of(new Option("s", "small"), new Option("l", "large"))),
                    new FormField(Type.BOOLEAN, "fast", "Fast", "", false, List.of("0"), List.of()),
                    new FormField(Type.TEXT_MULTI, "notes", "", "as many as you like", false, List.of(), List.of()),
                    new FormField(Type.JID_MULTI, "guests", "", "", false, List.of(), List.of()),
                    new FormField(Type.HIDDEN, "order", "", "", false, List.of("7"), List.of()),
                    FormField.fixed("", "No credit.")));

    private static XmlElement xml(String text) {
        try {
            return XmlReader.read(text);
        } catch (XmlRefusedException refused) {
            throw new IllegalArgumentException(text, refused);
        }
    }

    private static Optional<Map<String, List<String>>> filledIn(String fields) {
        return DataForms.filledIn(ORDER, xml("<x xmlns='jabber:x:data' type='submit'>" + fields + "</x>"));
    }

    private static String field(String name, String... values) {
        StringBuilder field = new StringBuilder("<field var='" + name + "'>");
        for (String value : values) {
            field.append("<value>").append(value).append("</value>");
        }
        return field.append("</field>").toString();
    }

    @Test
    void isReadAsItWasWritten() {
        assertEquals(ORDER, DataForms.read(DataForms.write(ORDER, "form")));
    }

    @Test
    void takesWhatWasAskedFor() {
        assertEquals(
                Optional.of(Map.of(
                        "what", List.of("tea"),
                        "size", List.of("l"),
                        "fast", List.of("true"),
                        "notes", List.of("a", "", "b"),
                        "guests", List.of("a@example.org", "b@example.org"),
                        "order", List.of("7"))),
                filledIn(field("what", "tea")
                        + field("size", "l")
                        + field("fast", "true")
                        + field("notes", "a", "", "b")
                        + field("guests", "a@example.org", "b@example.org")));
    }

    @Tag("H-57")
    @Test
    void leavesOutWhatWasNotAskedForAndKeepsItsOwn() {
        assertEquals(
                Optional.of(Map.of("what", List.of("tea"), "order", List.of("7"))),
                filledIn(field("what", "tea") + field("admin", "1") + field("order", "8") + field("size", "")));
    }

    @Tag("H-57")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<field var='what'/>",
                "<field var='what'><value>  </value></field>",
                "<field var='what'><value>a</value><value>b</value></field>",
                "<field var='what'><value>a\nb</value></field>",
                "<field var='what'><value>a</value></field><field var='what'><value>b</value></field>",
                "<field var='what'><value>a</value></field><field var='size'><value>m</value></field>",
                "<field var='what'><value>a</value></field><field var='size'><value>s</value><value>l</value></field>",
                "<field var='what'><value>a</value></field><field var='fast'><value>maybe</value></field>",
                "<field var='what'><value>a</value></field><field var='guests'><value>@</value></field>",
            })
    void refusesWhatDoesNotFit(String fields) {
        assertEquals(Optional.empty(), filledIn(fields));
    }

    @Tag("H-57")
    @Test
    void refusesWhatIsTooMuch() {
        assertTrue(filledIn(field("what", "a".repeat(60_000))).isPresent());
        assertFalse(filledIn(field("what", "a".repeat(65_000))).isPresent());
        assertFalse(
                filledIn(field("what", "a") + field("more", "a".repeat(65_000))).isPresent(), "nor elsewhere");
        assertFalse(filledIn(field("what", "a") + field("x", "").repeat(101)).isPresent());
        String[] values = new String[201];
        java.util.Arrays.fill(values, "v");
        assertFalse(filledIn(field("what", "a") + field("notes", values)).isPresent());
    }

    @Test
    void refusesAFormThatIsNotFilledIn() {
        assertEquals(
                Optional.empty(),
                DataForms.filledIn(
                        ORDER, xml("<x xmlns='jabber:x:data' type='cancel'>" + field("what", "a") + "</x>")));
        assertEquals(Optional.empty(), DataForms.filledIn(ORDER, null), "something is required");
        assertEquals(Optional.of(Map.of()), DataForms.filledIn(Form.of(""), null));
    }

    @Tag("H-40")
    @Test
    void readsOfOthersNoMoreThanItsLimits() {
        StringBuilder fields = new StringBuilder("<title>" + "t".repeat(10_000) + "</title>");
        for (int i = 0; i < 300; i++) {
            fields.append("<field var='f")
                    .append(i)
                    .append("' type='nonsense' label='")
                    .append("l".repeat(5000))
                    .append("'/>");
        }
        fields.append("<field var='").append("n".repeat(300)).append("'/><field/>");
        Form form = DataForms.read(xml("<x xmlns='jabber:x:data' type='form'>" + fields + "</x>"));
        assertEquals(100, form.fields().size());
        assertEquals(Type.TEXT_SINGLE, form.fields().get(0).type());
        assertEquals(4000, form.fields().get(0).label().length());
        assertEquals(4000, form.title().length());
    }

    @Test
    void severalTextsWithoutANameAreNoTwins() {
        Form form =
                DataForms.read(xml("<x xmlns='jabber:x:data' type='form'><field type='fixed'><value>a</value></field>"
                        + "<field type='fixed'><value>b</value></field></x>"));
        assertEquals(2, form.fields().size());
    }

    @Tag("H-53")
    @Test
    void writesNothingThatXmlCannotCarry() {
        String written = DataForms.write(Form.of("a\u0000b", FormField.text("n\u0001", "\ud800", false)), "form")
                .toString();
        assertFalse(written.contains("\u0000") || written.contains("\u0001") || written.contains("\ud800"), written);
    }
}
