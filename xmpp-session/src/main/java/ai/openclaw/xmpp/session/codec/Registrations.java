package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.registration.RegistrationForm;
import ai.openclaw.xmpp.registration.RegistrationForm.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Making and removing accounts (XEP-0077), with a form of fixed fields or a data form (XEP-0004), by invite (XEP-0445). */
public final class Registrations {

    private static final int MAX_FIELDS = 50;
    private static final String FALLBACK_URL = "captcha-fallback-url";
    private static final String FALLBACK_TEXT = "captcha-fallback-text";
    /** Elements of the fixed form that ask for nothing. */
    private static final Set<String> NO_QUESTIONS = Set.of("instructions", "registered", "remove");

    private Registrations() {}

    /** A question for the form. */
    public static XmlElement query() {
        return XmlElement.of(Ns.REGISTER, "query");
    }

    /** A request to remove the account. */
    public static XmlElement remove() {
        return query().with(XmlElement.of(Ns.REGISTER, "remove"));
    }

    /** Shows an invite. */
    public static XmlElement preauth(Secret token) {
        return XmlElement.of(Ns.PREAUTH, "preauth").with("token", token.reveal());
    }

    /** The server's form for people. The data form counts where there is one: the fixed fields are then for older clients. */
    public static RegistrationForm form(@Nullable XmlElement query) {
        XmlElement asked = query == null ? query() : query;
        Optional<XmlElement> data = dataForm(asked);
        String instructions =
                asked.child(Ns.REGISTER, "instructions").map(XmlElement::text).orElse("");
        Optional<String> page = asked.child(Ns.OOB, "x")
                .flatMap(x -> x.child(Ns.OOB, "url"))
                .map(XmlElement::text)
                .filter(Registrations::isWebPage);
        if (data.isEmpty()) {
            List<Field> fields = fixedFields(asked).stream()
                    .filter(field -> !field.name().equals("key"))
                    .map(field -> new Field(field.name(), field.name(), true, null, List.of()))
                    .toList();
            return new RegistrationForm(instructions, fields, page.orElse(null));
        }
        List<XmlElement> fields = fields(data.get());
        Optional<String> picture = fields.stream()
                .flatMap(field -> urls(field).stream())
                .filter(Registrations::isWebPage)
                .findFirst();
        return new RegistrationForm(
                words(data.get(), instructions),
                fields.stream()
                        .filter(Registrations::isQuestion)
                        .map(Registrations::field)
                        .toList(),
                picture.or(() -> page).orElse(null));
    }

    /**
     * The filled-in form.
     *
     * @param query as the server sent it
     * @throws IllegalArgumentException if an answer is missing that the server insists on
     */
    public static XmlElement answer(@Nullable XmlElement query, Map<String, String> answers) {
        XmlElement asked = query == null ? query() : query;
        for (Field field : form(asked).fields()) {
            if (field.required() && field.value() == null && !answers.containsKey(field.name())) {
                throw new IllegalArgumentException("the server insists on an answer for \"" + field.name() + "\"");
            }
        }
        Optional<XmlElement> data = dataForm(asked);
        if (data.isEmpty()) {
            return query().with(fixedFields(asked).stream()
                    .map(field -> XmlElement.of(
                            Ns.REGISTER,
                            field.name(),
                            Elements.clean(answers.getOrDefault(field.name(), field.text()))))
                    .toList());
        }
        XmlElement form = XmlElement.of(Ns.DATA_FORM, "x").with("type", "submit");
        List<XmlElement> filled = new ArrayList<>();
        for (XmlElement field : fields(data.get())) {
            @Nullable String name = field.attribute("var");
            if (name != null) {
                List<String> values = answers.containsKey(name) ? List.of(answers.get(name)) : values(field);
                XmlElement answer = XmlElement.of(Ns.DATA_FORM, "field").with("var", name);
                filled.add(answer.with(values.stream()
                        .map(value -> XmlElement.of(Ns.DATA_FORM, "value", Elements.clean(value)))
                        .toList()));
            }
        }
        return query().with(form.with(filled));
    }

    private static Optional<XmlElement> dataForm(XmlElement query) {
        return query.child(Ns.DATA_FORM, "x").filter(form -> "form".equals(form.attribute("type")));
    }

    private static List<XmlElement> fixedFields(XmlElement query) {
        return query.children().stream()
                .filter(child -> child.namespace().equals(Ns.REGISTER) && !NO_QUESTIONS.contains(child.name()))
                .limit(MAX_FIELDS)
                .toList();
    }

    private static List<XmlElement> fields(XmlElement form) {
        return form.children().stream()
                .filter(child -> child.is(Ns.DATA_FORM, "field"))
                .limit(MAX_FIELDS)
                .toList();
    }

    private static boolean isQuestion(XmlElement field) {
        @Nullable String name = field.attribute("var");
        @Nullable String type = field.attribute("type");
        return name != null
                && !"hidden".equals(type)
                && !"fixed".equals(type)
                && !name.equals(FALLBACK_URL)
                && !name.equals(FALLBACK_TEXT);
    }

    private static Field field(XmlElement field) {
        String name = Objects.requireNonNull(field.attribute("var"));
        List<String> options = "boolean".equals(field.attribute("type"))
                ? List.of("1", "0")
                : field.children().stream()
                        .filter(child -> child.is(Ns.DATA_FORM, "option"))
                        .flatMap(option -> option.child(Ns.DATA_FORM, "value").stream())
                        .map(XmlElement::text)
                        .toList();
        return new Field(
                name,
                Objects.requireNonNullElse(field.attribute("label"), name),
                field.child(Ns.DATA_FORM, "required").isPresent(),
                values(field).stream()
                        .filter(value -> !value.isEmpty())
                        .findFirst()
                        .orElse(null),
                options);
    }

    private static List<String> values(XmlElement field) {
        return field.children().stream()
                .filter(child -> child.is(Ns.DATA_FORM, "value"))
                .map(XmlElement::text)
                .toList();
    }

    /** Where a picture is that has to be read (XEP-0158, XEP-0221), the page for people first. */
    private static List<String> urls(XmlElement field) {
        return FALLBACK_URL.equals(field.attribute("var"))
                ? values(field)
                : field.children().stream()
                        .filter(child -> child.name().equals("media"))
                        .flatMap(media -> media.children().stream())
                        .map(XmlElement::text)
                        .toList();
    }

    private static boolean isWebPage(String url) {
        return url.startsWith("https://") || url.startsWith("http://");
    }

    /** The form's own instructions and its fixed text, else those around it. */
    private static String words(XmlElement form, String around) {
        List<String> words = new ArrayList<>();
        form.children().stream()
                .filter(child -> child.is(Ns.DATA_FORM, "instructions"))
                .forEach(child -> words.add(child.text()));
        fields(form).stream()
                .filter(field -> "fixed".equals(field.attribute("type")))
                .forEach(field -> words.addAll(values(field)));
        return words.isEmpty() ? around : String.join("\n", words);
    }
}
