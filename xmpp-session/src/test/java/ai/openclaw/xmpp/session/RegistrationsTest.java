package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.registration.RegistrationForm;
import ai.openclaw.xmpp.session.codec.Bookmarks;
import ai.openclaw.xmpp.session.codec.Disco;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.session.codec.Registrations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Forms for new accounts as servers send them. */
class RegistrationsTest {

    private static final Map<String, String> NAME_AND_PASSWORD = Map.of("username", "bot", "password", "it's <secret>");

    private static XmlElement fixed(String... fields) {
        XmlElement query = Registrations.query();
        for (String field : fields) {
            query = query.with(XmlElement.of(Ns.REGISTER, field));
        }
        return query;
    }

    private static XmlElement field(String name, String type, String... values) {
        XmlElement field =
                XmlElement.of(Ns.DATA_FORM, "field").with("var", name).with("type", type);
        for (String value : values) {
            field = field.with(XmlElement.of(Ns.DATA_FORM, "value", value));
        }
        return field;
    }

    private static XmlElement form(XmlElement... fields) {
        return fixed("username", "password")
                .with(XmlElement.of(Ns.DATA_FORM, "x").with("type", "form").with(List.of(fields)));
    }

    /** What is submitted, by the fields' names. */
    private static Map<String, String> submitted(XmlElement query) {
        XmlElement x = query.child(Ns.DATA_FORM, "x").orElseThrow();
        assertEquals("submit", x.attribute("type"));
        Map<String, String> submitted = new LinkedHashMap<>();
        x.children()
                .forEach(field -> submitted.put(
                        String.valueOf(field.attribute("var")),
                        field.child(Ns.DATA_FORM, "value").map(XmlElement::text).orElse("")));
        return submitted;
    }

    @Test
    @Tag("XEP-0077")
    void readsAndFillsFixedFields() {
        XmlElement query = fixed("username", "password")
                .with(XmlElement.of(Ns.REGISTER, "instructions", "Choose."))
                .with(XmlElement.of(Ns.REGISTER, "key", "handed-back"));

        RegistrationForm form = Registrations.form(query);
        assertEquals("Choose.", form.instructions());
        assertEquals(
                List.of("username", "password"),
                form.fields().stream().map(RegistrationForm.Field::name).toList());

        XmlElement answer = Registrations.answer(query, NAME_AND_PASSWORD);
        assertEquals("bot", answer.child(Ns.REGISTER, "username").orElseThrow().text());
        assertEquals(
                "it's <secret>",
                answer.child(Ns.REGISTER, "password").orElseThrow().text());
        assertEquals(
                "handed-back", answer.child(Ns.REGISTER, "key").orElseThrow().text());
        assertTrue(answer.child(Ns.REGISTER, "instructions").isEmpty());
    }

    @Test
    @Tag("XEP-0077")
    @Tag("XEP-0004")
    void prefersTheDataFormAndHandsHiddenFieldsBack() {
        XmlElement query = form(
                field("FORM_TYPE", "hidden", "jabber:iq:register"),
                field("username", "text-single").with(XmlElement.of(Ns.DATA_FORM, "required")),
                field("password", "text-private").with(XmlElement.of(Ns.DATA_FORM, "required")),
                field("newsletter", "boolean", "0"));

        RegistrationForm form = Registrations.form(query);
        assertEquals(List.of("1", "0"), form.field("newsletter").orElseThrow().options());
        assertTrue(form.field("FORM_TYPE").isEmpty());
        assertEquals(
                Map.of(
                        "FORM_TYPE", "jabber:iq:register",
                        "username", "bot",
                        "password", "it's <secret>",
                        "newsletter", "0"),
                submitted(Registrations.answer(query, NAME_AND_PASSWORD)));
    }

    @Test
    void findsThePictureThatIsToBeRead() {
        XmlElement query = form(
                field("FORM_TYPE", "hidden", "urn:xmpp:captcha"),
                field("captcha-fallback-text", "fixed", "Your client cannot show it? Visit the web page."),
                field("captcha-fallback-url", "text-single", "http://example.org:5280/captcha/1/image"),
                field("challenge", "hidden", "77"),
                field("username", "text-single").with(XmlElement.of(Ns.DATA_FORM, "required")),
                field("password", "text-private").with(XmlElement.of(Ns.DATA_FORM, "required")),
                field("ocr", "text-single")
                        .with("label", "Enter the text you see")
                        .with(XmlElement.of(Ns.DATA_FORM, "required"))
                        .with(XmlElement.of("urn:xmpp:media-element", "media")
                                .with(XmlElement.of("urn:xmpp:media-element", "uri", "cid:sha1+8f@bob.xmpp.org"))));

        RegistrationForm form = Registrations.form(query);
        assertEquals("http://example.org:5280/captcha/1/image", form.url());
        assertEquals("Your client cannot show it? Visit the web page.", form.instructions());
        assertEquals(
                List.of("username", "password", "ocr"),
                form.fields().stream().map(RegistrationForm.Field::name).toList());
        assertEquals("Enter the text you see", form.field("ocr").orElseThrow().label());

        String missing = assertThrows(
                        IllegalArgumentException.class, () -> Registrations.answer(query, NAME_AND_PASSWORD))
                .getMessage();
        assertTrue(missing.contains("ocr"), missing);
        Map<String, String> answers = new LinkedHashMap<>(NAME_AND_PASSWORD);
        answers.put("ocr", "7nHL3");
        Map<String, String> submitted = submitted(Registrations.answer(query, answers));
        assertEquals("77", submitted.get("challenge"));
        assertEquals("7nHL3", submitted.get("ocr"));
    }

    @Test
    void findsThePageWhereAccountsAreMadeInstead() {
        XmlElement query = Registrations.query()
                .with(XmlElement.of(Ns.OOB, "x").with(XmlElement.of(Ns.OOB, "url", "https://example.org/join")));

        RegistrationForm form = Registrations.form(query);
        assertEquals("https://example.org/join", form.url());
        assertEquals(List.of(), form.fields());
        assertNull(Registrations.form(Registrations.query()
                        .with(XmlElement.of(Ns.OOB, "x").with(XmlElement.of(Ns.OOB, "url", "javascript:alert(1)"))))
                .url());
    }

    @Test
    void asksNoMoreThanAPersonCanAnswer() {
        XmlElement[] many = new XmlElement[1000];
        for (int i = 0; i < many.length; i++) {
            many[i] = field("f" + i, "text-single");
        }
        assertEquals(50, Registrations.form(form(many)).fields().size());
    }

    @Test
    @Tag("XEP-0402")
    void takesOnlyRoomsForBookmarks() {
        XmlElement conference = XmlElement.of(Ns.BOOKMARKS, "conference").with("name", "Team");
        XmlElement items = XmlElement.of(Ns.PUBSUB, "items").with("node", Ns.BOOKMARKS);
        for (String id : List.of("team@rooms.example.org", "rooms.example.org", "team@rooms.example.org/bot", "@@")) {
            items = items.with(XmlElement.of(Ns.PUBSUB, "item").with("id", id).with(conference));
        }
        assertEquals(
                List.of(new Disco.Item(Jid.of("team@rooms.example.org"), "Team")),
                Bookmarks.rooms(XmlElement.of(Ns.PUBSUB, "pubsub").with(items)));
        assertEquals(List.of(), Bookmarks.rooms(null));
    }
}
