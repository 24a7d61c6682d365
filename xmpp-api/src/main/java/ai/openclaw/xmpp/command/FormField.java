package ai.openclaw.xmpp.command;

import java.util.List;
import java.util.Objects;

/**
 * A field of a data form (XEP-0004 §3.2).
 *
 * @param type what it takes
 * @param name its name, not shown to people
 * @param label what people read; empty for none
 * @param description a longer word; empty for none
 * @param required whether it must be filled in
 * @param values what is in it
 * @param options what can be chosen; for {@link Type#LIST_SINGLE} and {@link Type#LIST_MULTI}
 */
public record FormField(
        Type type,
        String name,
        String label,
        String description,
        boolean required,
        List<String> values,
        List<Option> options) {

    /** What a field takes (XEP-0004 §3.3); others are taken for {@link #TEXT_SINGLE}. */
    public enum Type {
        /** Yes or no: {@code 1} or {@code true}, {@code 0} or {@code false}. */
        BOOLEAN,
        /** Words to be read; takes nothing. */
        FIXED,
        /** Not shown, and sent back as it came. */
        HIDDEN,
        /** Addresses. */
        JID_MULTI,
        /** One address. */
        JID_SINGLE,
        /** Some of the options. */
        LIST_MULTI,
        /** One of the options. */
        LIST_SINGLE,
        /** Several lines of text, each a value. */
        TEXT_MULTI,
        /** One line that is not shown while it is typed, such as a password. */
        TEXT_PRIVATE,
        /** One line of text. */
        TEXT_SINGLE;

        /** Whether it takes more than one value. */
        public boolean isMulti() {
            return this == JID_MULTI || this == LIST_MULTI || this == TEXT_MULTI;
        }
    }

    /**
     * A choice.
     *
     * @param value what is sent
     * @param label what people read; empty if that is the value
     */
    public record Option(String value, String label) {
        public Option {
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(label, "label");
        }
    }

    public FormField {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(description, "description");
        values = List.copyOf(values);
        options = List.copyOf(options);
        if (name.isEmpty() && type != Type.FIXED) {
            throw new IllegalArgumentException("a field needs a name");
        }
    }

    /** A line of text. */
    public static FormField text(String name, String label, boolean required) {
        return new FormField(Type.TEXT_SINGLE, name, label, "", required, List.of(), List.of());
    }

    /** One of several choices. */
    public static FormField choice(String name, String label, boolean required, List<Option> options) {
        return new FormField(Type.LIST_SINGLE, name, label, "", required, List.of(), options);
    }

    /** A word that is only read. */
    public static FormField fixed(String name, String text) {
        return new FormField(Type.FIXED, name, "", "", false, List.of(text), List.of());
    }

    /** The same with a longer word. */
    public FormField describedAs(String longer) {
        return new FormField(type, name, label, longer, required, values, options);
    }

    /** The same with that in it. */
    public FormField with(List<String> filledIn) {
        return new FormField(type, name, label, description, required, filledIn, options);
    }

    /** Without what is in it. */
    @Override
    public String toString() {
        return "FormField[" + type + " " + name + "]";
    }
}
