package ai.openclaw.xmpp.onboarding;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks a person: in a terminal, or through the host's own prompts. Every question blocks until it is answered and throws {@link
 * CancellationException} if the person breaks off, {@link BackException} if they want to answer the question before again.
 */
public interface Prompter {

    /** Shows a text. */
    void note(String title, String message);

    /**
     * Asks for a line of text, again until it is valid.
     *
     * @param initial what is filled in, or {@code null}
     * @param sensitive whether the answer must not be seen
     * @param problem gives what is wrong with an answer and how to mend it, or {@code null} if it is fine
     */
    String text(
            String message, @Nullable String initial, boolean sensitive, Function<String, @Nullable String> problem);

    /** Asks for one of several. */
    String select(String message, List<Option> options, @Nullable String initial);

    /** Asks for any number of several. */
    List<String> multiselect(String message, List<Option> options, List<String> initial);

    /** Asks yes or no. */
    boolean confirm(String message, boolean initial);

    /**
     * A choice.
     *
     * @param value what is answered
     * @param label what is shown
     * @param hint more about it, or {@code null}
     */
    record Option(String value, String label, @Nullable String hint) {}
}
