package ai.openclaw.xmpp.command;

import java.util.List;
import java.util.Objects;

/**
 * A data form (XEP-0004).
 *
 * @param title empty for none
 * @param instructions empty for none
 * @param fields in order; those that have names have different ones
 */
public record Form(String title, String instructions, List<FormField> fields) {
    public Form {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(instructions, "instructions");
        fields = List.copyOf(fields);
        List<String> names = fields.stream()
                .map(FormField::name)
                .filter(name -> !name.isEmpty())
                .toList();
        if (names.stream().distinct().count() < names.size()) {
            throw new IllegalArgumentException("two fields of a form have the same name");
        }
    }

    /** A form without instructions. */
    public static Form of(String title, FormField... fields) {
        return new Form(title, "", List.of(fields));
    }

    /** Without what is in it. */
    @Override
    public String toString() {
        return "Form[" + fields.size() + " fields]";
    }
}
