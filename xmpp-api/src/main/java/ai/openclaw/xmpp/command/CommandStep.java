package ai.openclaw.xmpp.command;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What comes of a step: another form, or the end.
 *
 * @param done whether the command is finished
 * @param last whether its form is the last one: it can then be completed, else only be answered with the next step
 * @param form to be filled in, or what came out; {@code null} for none
 * @param note a line for the person, or {@code null}
 * @param failed whether the note tells of a failure
 */
public record CommandStep(
        boolean done,
        boolean last,
        @Nullable Form form,
        @Nullable String note,
        boolean failed) {
    public CommandStep {
        if (!done && form == null) {
            throw new IllegalArgumentException("a step that is not the end needs a form");
        }
    }

    /** A form that is followed by another one. */
    public static CommandStep next(Form form) {
        return new CommandStep(false, false, Objects.requireNonNull(form, "form"), null, false);
    }

    /** The last form. */
    public static CommandStep last(Form form) {
        return new CommandStep(false, true, Objects.requireNonNull(form, "form"), null, false);
    }

    /** The end, with a word about it. */
    public static CommandStep done(String note) {
        return new CommandStep(true, true, null, Objects.requireNonNull(note, "note"), false);
    }

    /** The end, with what came out. */
    public static CommandStep done(Form result) {
        return new CommandStep(true, true, Objects.requireNonNull(result, "result"), null, false);
    }

    /** The end: it could not be done. */
    public static CommandStep failed(String note) {
        return new CommandStep(true, true, null, Objects.requireNonNull(note, "note"), true);
    }

    /** The same with a word to the form. */
    public CommandStep saying(String word) {
        return new CommandStep(done, last, form, Objects.requireNonNull(word, "word"), failed);
    }

    /** Without what is said. */
    @Override
    public String toString() {
        return "CommandStep[" + (done ? failed ? "failed" : "done" : last ? "last" : "next") + "]";
    }
}
