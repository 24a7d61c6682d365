package ai.openclaw.xmpp.onboarding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A person who answers from a list, in order. {@code null} stands for Enter: what is proposed is taken. */
final class ScriptedPrompter implements Prompter {

    /** An answer: the person breaks off. */
    static final String CANCEL = "\u0003";

    /** An answer: the person goes back. */
    static final String BACK = "\u001b[D";

    private final List<@Nullable String> answers;
    /** All that was shown: questions, proposals, notes and refusals. */
    final List<String> seen = new ArrayList<>();

    /** All choices that were shown. */
    final List<Option> offered = new ArrayList<>();

    int asked;

    ScriptedPrompter(@Nullable String... answers) {
        this.answers = new ArrayList<>(Arrays.asList(answers));
    }

    private @Nullable String answer(String message, @Nullable String initial) {
        seen.add(message + (initial == null ? "" : " [" + initial + "]"));
        asked++;
        if (answers.isEmpty()) {
            throw new AssertionError("no answer left for: " + message + "\nseen:\n" + String.join("\n", seen));
        }
        @Nullable String answer = answers.remove(0);
        if (CANCEL.equals(answer)) {
            throw new CancellationException("cancelled by the script");
        }
        if (BACK.equals(answer)) {
            throw new BackException();
        }
        return answer == null ? initial : answer;
    }

    @Override
    public void note(String title, String message) {
        seen.add(title + ": " + message);
    }

    @Override
    public String text(
            String message, @Nullable String initial, boolean sensitive, Function<String, @Nullable String> problem) {
        while (true) {
            @Nullable String answer = answer(message, initial);
            String entered = answer == null ? "" : answer;
            @Nullable String refusal = problem.apply(entered);
            if (refusal == null) {
                return entered;
            }
            seen.add("refused: " + refusal);
        }
    }

    @Override
    public String select(String message, List<Option> options, @Nullable String initial) {
        offered.addAll(options);
        @Nullable String answer = answer(message, initial);
        if (options.stream().noneMatch(option -> option.value().equals(answer))) {
            throw new AssertionError(answer + " is no answer to \"" + message + "\": " + options);
        }
        return answer;
    }

    @Override
    public List<String> multiselect(String message, List<Option> options, List<String> initial) {
        offered.addAll(options);
        @Nullable String answer = answer(message, String.join(",", initial));
        return answer == null || answer.isEmpty() ? List.of() : List.of(answer.split(","));
    }

    @Override
    public boolean confirm(String message, boolean initial) {
        return Boolean.parseBoolean(answer(message, String.valueOf(initial)));
    }

    boolean saw(String text) {
        return seen.stream().anyMatch(line -> line.contains(text));
    }

    boolean isUsedUp() {
        return answers.isEmpty();
    }
}
