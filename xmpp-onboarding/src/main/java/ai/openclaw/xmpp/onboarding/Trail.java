package ai.openclaw.xmpp.onboarding;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was answered and done, so that a person may go back: the questions are gone through again from the first, but only those
 * from there on are asked. What was done on the way is done once, and undone when the way is left behind it. For one thread.
 */
final class Trail implements Prompter {

    private record Step(boolean question, Object result, Runnable undo) {}

    private final Prompter prompter;
    private final boolean beginsElsewhere;
    private final List<Step> steps = new ArrayList<>();
    private int at;
    /** The answer that was taken back, to be proposed again. */
    private @Nullable Object takenBack;

    /**
     * @param beginsElsewhere whether there is a question before the first one, to which others know the way: going back from the first
     *     breaks off then, else it is asked again
     */
    Trail(Prompter prompter, boolean beginsElsewhere) {
        this.prompter = prompter;
        this.beginsElsewhere = beginsElsewhere;
    }

    /** Goes the way until its end. If it is broken off all that was done is undone. */
    <T> T walk(Function<Trail, T> way) {
        Thread undoing = new Thread(this::undoAll, "wizard-undo");
        // Ctrl-C while no question is open ends the process.
        Runtime.getRuntime().addShutdownHook(undoing);
        boolean arrived = false;
        try {
            while (true) {
                at = 0;
                try {
                    T end = way.apply(this);
                    arrived = true;
                    return end;
                } catch (BackException back) {
                    if (!stepBack() && beginsElsewhere) {
                        throw back;
                    }
                }
            }
        } finally {
            if (leave(undoing) && !arrived) {
                undoAll();
            }
        }
    }

    private static boolean leave(Thread undoing) {
        try {
            Runtime.getRuntime().removeShutdownHook(undoing);
            return true;
        } catch (IllegalStateException shuttingDown) {
            return false;
        }
    }

    /** Forgets the last answer and what came of it; gives whether there was one. */
    private boolean stepBack() {
        takenBack = null;
        if (steps.stream().noneMatch(Step::question)) {
            return false;
        }
        while (true) {
            Step last = takeLast();
            last.undo().run();
            if (last.question()) {
                takenBack = last.result();
                return true;
            }
        }
    }

    // The process may be ending in another thread.

    private synchronized void undoAll() {
        while (!steps.isEmpty()) {
            takeLast().undo().run();
        }
    }

    private synchronized Step takeLast() {
        return steps.remove(steps.size() - 1);
    }

    private synchronized void add(Step step) {
        steps.add(step);
    }

    /** Asks without remembering: for questions within something that is done. */
    Prompter aside() {
        return prompter;
    }

    /** Does something that takes time or leaves traces, once. */
    <T> T once(Supplier<T> deed, Consumer<T> undo) {
        if (at < steps.size()) {
            return again();
        }
        T result = deed.get();
        add(new Step(false, result, () -> undo.accept(result)));
        at++;
        return result;
    }

    private void remember(Step step) {
        add(step);
        at++;
        takenBack = null;
    }

    /** The way is the same as long as the answers are: here was asked and done what is asked and done now. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // that is what was asked here before
    private <T> T again() {
        return (T) steps.get(at++).result();
    }

    private <T> T ask(Supplier<T> question) {
        if (at < steps.size()) {
            return again();
        }
        T answer = question.get();
        remember(new Step(true, answer, () -> {}));
        return answer;
    }

    @Override
    public void note(String title, String message) {
        once(
                () -> {
                    prompter.note(title, message);
                    return true;
                },
                shown -> {});
    }

    @Override
    public String text(
            String message, @Nullable String initial, boolean sensitive, Function<String, @Nullable String> problem) {
        @Nullable String proposed = takenBack instanceof String before && !sensitive ? before : initial;
        return ask(() -> prompter.text(message, proposed, sensitive, problem));
    }

    @Override
    public String select(String message, List<Option> options, @Nullable String initial) {
        @Nullable String proposed = takenBack instanceof String before ? before : initial;
        return ask(() -> prompter.select(message, options, proposed));
    }

    @Override
    public List<String> multiselect(String message, List<Option> options, List<String> initial) {
        List<String> proposed = takenBack instanceof List<?> before
                ? before.stream().map(String::valueOf).toList()
                : initial;
        return ask(() -> prompter.multiselect(message, options, proposed));
    }

    @Override
    public boolean confirm(String message, boolean initial) {
        boolean proposed = takenBack instanceof Boolean before ? before : initial;
        return ask(() -> prompter.confirm(message, proposed));
    }
}
