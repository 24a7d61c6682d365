package ai.openclaw.xmpp.registration;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a server wants to know before it makes an account (XEP-0077 §3.1, XEP-0004). All text in it is the server's, untrusted.
 *
 * @param instructions what the server tells the person; may be empty
 * @param fields what it asks for, in its order
 * @param url a page on the web where accounts are made instead, or where a picture is that has to be read; or {@code null}
 */
public record RegistrationForm(
        String instructions, List<Field> fields, @Nullable String url) {

    /** The field for the account's localpart. */
    public static final String USERNAME = "username";
    /** The field for the account's password. */
    public static final String PASSWORD = "password";

    public RegistrationForm {
        Objects.requireNonNull(instructions, "instructions");
        fields = List.copyOf(fields);
    }

    /**
     * A question of the server.
     *
     * @param name by which the answer is given
     * @param label for people; the name where the server gives none
     * @param required whether the server insists
     * @param value what the server proposes, or {@code null}
     * @param options the answers to choose from; empty where any text will do
     */
    public record Field(
            String name,
            String label,
            boolean required,
            @Nullable String value,
            List<String> options) {
        public Field {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(label, "label");
            options = List.copyOf(options);
        }
    }

    /** The field of that name. */
    public Optional<Field> field(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }
}
