package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.command.Form;
import ai.openclaw.xmpp.command.FormField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Data forms (XEP-0004). What comes in is bounded, and what is filled in counts only as far as it was asked for. */
public final class DataForms {

    /** How many fields of a form are read, and how many a filled-in form may have. */
    static final int MAX_FIELDS = 100;

    private static final int MAX_OPTIONS = 200;
    private static final int MAX_VALUES = 200;

    /** In all that is filled in, in UTF-16 units. */
    private static final int MAX_FILLED_IN = 64_000;

    private static final int MAX_NAME = 256;
    private static final int MAX_TEXT = 4000;

    private DataForms() {}

    /**
     * A form.
     *
     * @param type {@code form} to be filled in, {@code result} for what came out
     */
    public static XmlElement write(Form form, String type) {
        XmlElement x = XmlElement.of(Ns.DATA_FORM, "x").with("type", type);
        if (!form.title().isEmpty()) {
            x = x.with(text("title", form.title()));
        }
        if (!form.instructions().isEmpty()) {
            x = x.with(text("instructions", form.instructions()));
        }
        return x.with(form.fields().stream().map(DataForms::write).toList());
    }

    private static XmlElement write(FormField field) {
        XmlElement element = XmlElement.of(Ns.DATA_FORM, "field")
                .with("type", field.type().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .with("var", field.name().isEmpty() ? null : Elements.clean(field.name()))
                .with("label", field.label().isEmpty() ? null : Elements.clean(field.label()));
        if (!field.description().isEmpty()) {
            element = element.with(text("desc", field.description()));
        }
        if (field.required()) {
            element = element.with(XmlElement.of(Ns.DATA_FORM, "required"));
        }
        return element.with(values(field.values()))
                .with(field.options().stream()
                        .map(option -> XmlElement.of(Ns.DATA_FORM, "option")
                                .with("label", option.label().isEmpty() ? null : Elements.clean(option.label()))
                                .with(values(List.of(option.value()))))
                        .toList());
    }

    private static XmlElement text(String name, String text) {
        return XmlElement.of(Ns.DATA_FORM, name, Elements.clean(text));
    }

    private static List<XmlElement> values(List<String> values) {
        return values.stream().map(value -> text("value", value)).toList();
    }

    /** A filled-in form. */
    public static XmlElement submit(Map<String, List<String>> values) {
        return XmlElement.of(Ns.DATA_FORM, "x")
                .with("type", "submit")
                .with(values.entrySet().stream()
                        .map(entry -> XmlElement.of(Ns.DATA_FORM, "field")
                                .with("var", Elements.clean(entry.getKey()))
                                .with(values(entry.getValue())))
                        .toList());
    }

    /** Somebody's form, cut down to what is worth reading. */
    public static Form read(XmlElement x) {
        Map<String, FormField> fields = new LinkedHashMap<>();
        List<XmlElement> elements = children(x, "field").limit(MAX_FIELDS).toList();
        for (int i = 0; i < elements.size(); i++) {
            int number = i;
            field(elements.get(i))
                    .ifPresent(
                            field -> fields.putIfAbsent(field.name().isEmpty() ? "\n" + number : field.name(), field));
        }
        return new Form(word(x, "title"), word(x, "instructions"), List.copyOf(fields.values()));
    }

    private static Optional<FormField> field(XmlElement element) {
        String name = Objects.requireNonNullElse(element.attribute("var"), "");
        FormField.Type type = type(element.attribute("type"));
        if (name.length() > MAX_NAME || name.isEmpty() && type != FormField.Type.FIXED) {
            return Optional.empty();
        }
        return Optional.of(new FormField(
                type,
                name,
                cut(Objects.requireNonNullElse(element.attribute("label"), "")),
                word(element, "desc"),
                element.child(Ns.DATA_FORM, "required").isPresent(),
                valuesOf(element),
                children(element, "option")
                        .limit(MAX_OPTIONS)
                        .map(option -> new FormField.Option(
                                cut(option.child(Ns.DATA_FORM, "value")
                                        .map(XmlElement::text)
                                        .orElse("")),
                                cut(Objects.requireNonNullElse(option.attribute("label"), ""))))
                        .toList()));
    }

    private static FormField.Type type(@Nullable String type) {
        for (FormField.Type known : FormField.Type.values()) {
            if (known.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(type)) {
                return known;
            }
        }
        return FormField.Type.TEXT_SINGLE;
    }

    private static Stream<XmlElement> children(XmlElement element, String name) {
        return element.children().stream().filter(child -> child.is(Ns.DATA_FORM, name));
    }

    private static List<String> valuesOf(XmlElement field) {
        return children(field, "value")
                .limit(MAX_VALUES)
                .map(value -> cut(value.text()))
                .toList();
    }

    private static String word(XmlElement element, String name) {
        return children(element, name)
                .findFirst()
                .map(XmlElement::text)
                .map(DataForms::cut)
                .orElse("");
    }

    private static String cut(String text) {
        if (text.length() <= MAX_TEXT) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT);
    }

    /**
     * What somebody filled in, checked against the form that was asked: fields that were not asked for are left out, as are empty ones.
     *
     * @param x the filled-in form, or {@code null} if there is none
     * @return empty if it does not fit: something required is missing, there is too much, or what nobody could choose
     */
    public static Optional<Map<String, List<String>>> filledIn(Form asked, @Nullable XmlElement x) {
        Map<String, List<String>> given = new LinkedHashMap<>();
        int size = 0;
        List<XmlElement> fields = x == null
                ? List.of()
                : children(x, "field").limit(MAX_FIELDS + 1).toList();
        if (fields.size() > MAX_FIELDS || x != null && !"submit".equals(x.attribute("type"))) {
            return Optional.empty();
        }
        for (XmlElement field : fields) {
            List<String> values = children(field, "value")
                    .limit(MAX_VALUES + 1)
                    .map(XmlElement::text)
                    .toList();
            size += values.stream().mapToInt(value -> 1 + value.length()).sum();
            String name = field.attribute("var");
            if (values.size() > MAX_VALUES || size > MAX_FILLED_IN) {
                return Optional.empty();
            }
            if (name != null && given.putIfAbsent(name, values) != null) {
                return Optional.empty();
            }
        }
        Map<String, List<String>> taken = new LinkedHashMap<>();
        for (FormField field : asked.fields()) {
            if (field.type() == FormField.Type.FIXED) {
                continue;
            }
            // What is hidden is ours, and nobody's to change.
            Optional<List<String>> values = field.type() == FormField.Type.HIDDEN
                    ? Optional.of(field.values())
                    : taken(field, given.get(field.name()));
            if (values.isEmpty()) {
                return Optional.empty();
            }
            if (!values.get().isEmpty()) {
                taken.put(field.name(), values.get());
            }
        }
        return Optional.of(taken);
    }

    /** The values that count; empty if they do not fit the field. */
    private static Optional<List<String>> taken(FormField field, @Nullable List<String> given) {
        List<String> values = new ArrayList<>(given == null ? List.of() : given);
        if (field.type() != FormField.Type.TEXT_MULTI) {
            values.removeIf(String::isEmpty);
        }
        if (values.isEmpty() || values.stream().allMatch(String::isBlank)) {
            return field.required() ? Optional.empty() : Optional.of(List.of());
        }
        boolean fits = (field.type().isMulti() || values.size() == 1)
                && switch (field.type()) {
                    case BOOLEAN -> List.of("0", "1", "false", "true").containsAll(values);
                    case LIST_SINGLE, LIST_MULTI ->
                        field.options().stream()
                                .map(FormField.Option::value)
                                .toList()
                                .containsAll(values);
                    case JID_SINGLE, JID_MULTI ->
                        values.stream().allMatch(value -> Jid.parse(value).isPresent());
                    case TEXT_SINGLE, TEXT_PRIVATE ->
                        values.stream().noneMatch(value -> value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0);
                    case FIXED, HIDDEN, TEXT_MULTI -> true;
                };
        return fits ? Optional.of(List.copyOf(values)) : Optional.empty();
    }
}
