package ai.openclaw.xmpp.onboarding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/**
 * Asks in a terminal: lines are edited, choices are made with the arrow keys. Where the terminal can do no more than print lines, choices
 * are made by their numbers. Left at the start of an answer (a typed {@code <} there) goes back, Ctrl-C breaks off.
 */
final class TerminalPrompter implements Prompter, AutoCloseable {

    private static final String BACK = "back-or-left";
    /** Where there are no keys but letters. */
    private static final String BACK_TYPED = "<";

    private final Terminal terminal;
    private final Attributes before;
    private final boolean dumb;
    private final LineReader lines;

    TerminalPrompter(Terminal terminal) {
        this.terminal = terminal;
        this.before = terminal.getAttributes();
        // What is typed while the server is being tried may be a password.
        Attributes silent = new Attributes(before);
        silent.setLocalFlag(Attributes.LocalFlag.ECHO, false);
        terminal.setAttributes(silent);
        this.dumb = terminal.getType().startsWith(Terminal.TYPE_DUMB);
        this.lines = LineReaderBuilder.builder()
                .terminal(terminal)
                .variable(LineReader.DISABLE_HISTORY, true)
                .variable(LineReader.DISABLE_COMPLETION, true)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
        lines.getWidgets().put(BACK, () -> {
            if (lines.getBuffer().cursor() == 0) {
                throw new BackException();
            }
            return lines.getBuffer().move(-1) != 0;
        });
        Reference back = new Reference(BACK);
        KeyMap<Binding> keys = Objects.requireNonNull(lines.getKeyMaps().get(LineReader.MAIN), LineReader.MAIN);
        keys.bind(back, "\033[D", "\033OD");
        @Nullable String left = KeyMap.key(terminal, Capability.key_left);
        if (left != null && !left.isEmpty()) {
            keys.bind(back, left);
        }
    }

    /** Whether it can draw more than lines. */
    boolean draws() {
        return !dumb;
    }

    /** Prints as it is. */
    void print(String text) {
        terminal.writer().println(text);
        terminal.flush();
    }

    @Override
    public void note(String title, String message) {
        StringBuilder note = new StringBuilder("\n").append(styled(title, AttributedStyle.BOLD));
        message.lines().forEach(line -> note.append("\n  ").append(line));
        print(note.append('\n').toString());
    }

    @Override
    public String text(
            String message, @Nullable String initial, boolean sensitive, Function<String, @Nullable String> problem) {
        String proposal = initial == null ? "" : initial;
        print(styled(message, AttributedStyle.BOLD));
        if (dumb && !proposal.isEmpty()) {
            print("  (now: " + proposal + "; Enter keeps it, - empties it)");
        }
        while (true) {
            String entered = line("> ", sensitive, dumb ? "" : proposal);
            if (dumb && !proposal.isEmpty()) {
                entered = entered.isEmpty() ? proposal : entered.equals("-") ? "" : entered;
            }
            @Nullable String wrong = problem.apply(entered);
            if (wrong == null) {
                return entered;
            }
            print("  " + wrong);
            proposal = sensitive ? "" : entered;
        }
    }

    @Override
    public String select(String message, List<Option> options, @Nullable String initial) {
        int start = Math.max(0, options.stream().map(Option::value).toList().indexOf(initial));
        int chosen = dumb
                ? selectByNumber(message, options, start)
                : new Menu(terminal, message, options, false, Set.of(), start)
                        .run()
                        .iterator()
                        .next();
        return options.get(chosen).value();
    }

    @Override
    public List<String> multiselect(String message, List<Option> options, List<String> initial) {
        Set<Integer> start = new LinkedHashSet<>();
        for (int i = 0; i < options.size(); i++) {
            if (initial.contains(options.get(i).value())) {
                start.add(i);
            }
        }
        Collection<Integer> chosen = dumb
                ? multiselectByNumber(message, options, start)
                : new Menu(terminal, message, options, true, start, 0).run();
        return chosen.stream().sorted().map(i -> options.get(i).value()).toList();
    }

    @Override
    public boolean confirm(String message, boolean initial) {
        return select(
                        message,
                        List.of(new Option("yes", "Yes", null), new Option("no", "No", null)),
                        initial ? "yes" : "no")
                .equals("yes");
    }

    private int selectByNumber(String message, List<Option> options, int start) {
        printNumbered(message, options);
        while (true) {
            String entered = line("Number [" + (start + 1) + "]: ", false, "").strip();
            List<Integer> chosen = entered.isEmpty() ? List.of(start) : numbers(entered, options.size());
            if (chosen.size() == 1) {
                return chosen.get(0);
            }
            print("  A number from 1 to " + options.size() + ", please.");
        }
    }

    private Collection<Integer> multiselectByNumber(String message, List<Option> options, Set<Integer> start) {
        printNumbered(message, options);
        String proposed =
                String.join(",", start.stream().map(i -> String.valueOf(i + 1)).toList());
        while (true) {
            String entered = line("Numbers, separated by commas, or - for none [" + proposed + "]: ", false, "")
                    .strip();
            if (entered.isEmpty()) {
                return start;
            }
            List<Integer> chosen = numbers(entered, options.size());
            if (!chosen.isEmpty() || entered.equals("-")) {
                return chosen;
            }
            print("  Numbers from 1 to " + options.size() + ", please.");
        }
    }

    private void printNumbered(String message, List<Option> options) {
        print(styled(message, AttributedStyle.BOLD));
        for (int i = 0; i < options.size(); i++) {
            Option option = options.get(i);
            print("  " + (i + 1) + ") " + option.label() + (option.hint() == null ? "" : " (" + option.hint() + ")"));
        }
    }

    /** Indices of the numbers in the text; none if one of them is not a number of a choice. */
    private static List<Integer> numbers(String text, int count) {
        List<Integer> found = new ArrayList<>();
        for (String part : text.strip().split("[,\\s]+", -1)) {
            if (!part.matches("\\d{1,4}") || Integer.parseInt(part) < 1 || Integer.parseInt(part) > count) {
                return List.of();
            }
            found.add(Integer.parseInt(part) - 1);
        }
        return found;
    }

    private String line(String prompt, boolean sensitive, String initial) {
        try {
            String line = lines.readLine(prompt, null, sensitive ? Character.valueOf('*') : null, initial);
            if (dumb && line.strip().equals(BACK_TYPED)) {
                throw new BackException();
            }
            return line;
        } catch (UserInterruptException | EndOfFileException brokenOff) {
            throw new CancellationException("broken off");
        }
    }

    private String styled(String text, AttributedStyle style) {
        AttributedString styled =
                new AttributedStringBuilder().style(style).append(text).toAttributedString();
        return dumb ? text : styled.toAnsi(terminal);
    }

    @Override
    public void close() {
        try {
            terminal.setAttributes(before);
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
