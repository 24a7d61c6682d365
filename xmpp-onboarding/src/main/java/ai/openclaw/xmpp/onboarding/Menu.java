package ai.openclaw.xmpp.onboarding;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/** Choices under a question, walked through with the arrow keys; for one answer. */
final class Menu {

    private enum Key {
        UP,
        DOWN,
        TOGGLE,
        ENTER,
        CANCEL,
        BACK,
        NUMBER
    }

    private final Terminal terminal;
    private final String message;
    private final List<Prompter.Option> options;
    private final boolean several;
    private final Set<Integer> chosen;
    private int cursor;

    Menu(
            Terminal terminal,
            String message,
            List<Prompter.Option> options,
            boolean several,
            Set<Integer> chosen,
            int cursor) {
        this.terminal = terminal;
        this.message = message;
        this.options = options;
        this.several = several;
        this.chosen = new TreeSet<>(chosen);
        this.cursor = cursor;
    }

    /**
     * Shows the choices until Enter is pressed.
     *
     * @return the indices of what is chosen; exactly one unless there may be several
     */
    Collection<Integer> run() {
        Attributes before = terminal.enterRawMode();
        // Ctrl-C shall come as a key: then the screen is left tidy.
        Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
        terminal.setAttributes(raw);
        Display display = new Display(terminal, false);
        try {
            BindingReader reader = new BindingReader(terminal.reader());
            KeyMap<Key> keys = keys();
            while (true) {
                show(display, open());
                @Nullable Key key = reader.readBinding(keys);
                if (key == null || key == Key.CANCEL) {
                    finish(display, "cancelled");
                    throw new CancellationException("broken off");
                }
                if (key == Key.BACK) {
                    finish(display, "(back)");
                    throw new BackException();
                }
                if (key == Key.ENTER) {
                    Collection<Integer> answer = several ? chosen : List.of(cursor);
                    finish(
                            display,
                            String.join(
                                    ", ",
                                    answer.stream()
                                            .map(i -> options.get(i).label())
                                            .toList()));
                    return answer;
                }
                press(key, reader.getLastBinding());
            }
        } finally {
            terminal.setAttributes(before);
            terminal.flush();
        }
    }

    private void press(Key key, String pressed) {
        switch (key) {
            case UP -> cursor = (cursor + options.size() - 1) % options.size();
            case DOWN -> cursor = (cursor + 1) % options.size();
            case TOGGLE -> {
                if (several && !chosen.remove(cursor)) {
                    chosen.add(cursor);
                }
            }
            case NUMBER -> cursor = Math.min(options.size(), pressed.charAt(0) - '0') - 1;
            case ENTER, CANCEL, BACK -> throw new IllegalStateException(key + " is not for the cursor");
        }
    }

    private KeyMap<Key> keys() {
        KeyMap<Key> keys = new KeyMap<>();
        keys.bind(Key.UP, "\033[A", "\033OA", "k", KeyMap.ctrl('P'));
        keys.bind(Key.DOWN, "\033[B", "\033OB", "j", "\t", KeyMap.ctrl('N'));
        bind(keys, Key.UP, Capability.key_up);
        bind(keys, Key.DOWN, Capability.key_down);
        keys.bind(Key.BACK, "\033[D", "\033OD", "h");
        bind(keys, Key.BACK, Capability.key_left);
        keys.bind(Key.TOGGLE, " ");
        keys.bind(Key.ENTER, "\r", "\n");
        keys.bind(Key.CANCEL, KeyMap.ctrl('C'), KeyMap.ctrl('D'));
        for (char digit = '1'; digit <= '9'; digit++) {
            keys.bind(Key.NUMBER, String.valueOf(digit));
        }
        return keys;
    }

    private void bind(KeyMap<Key> keys, Key key, Capability capability) {
        @Nullable String sequence = KeyMap.key(terminal, capability);
        if (sequence != null && !sequence.isEmpty()) {
            keys.bind(key, sequence);
        }
    }

    private List<AttributedString> open() {
        List<AttributedString> lines = new ArrayList<>();
        AttributedStringBuilder question =
                new AttributedStringBuilder().style(AttributedStyle.BOLD).append(message);
        lines.add(question.style(AttributedStyle.DEFAULT.faint())
                .append(several ? "  (arrows, space, Enter)" : "  (arrows, Enter)")
                .toAttributedString());
        for (int i = 0; i < options.size(); i++) {
            lines.add(line(i));
        }
        return lines;
    }

    private AttributedString line(int index) {
        Prompter.Option option = options.get(index);
        boolean here = index == cursor;
        AttributedStringBuilder line = new AttributedStringBuilder()
                .append(here ? "> " : "  ")
                .append(!several ? "" : chosen.contains(index) ? "[x] " : "[ ] ")
                .style(here ? AttributedStyle.INVERSE : AttributedStyle.DEFAULT)
                .append(option.label())
                .style(AttributedStyle.DEFAULT.faint());
        if (option.hint() != null) {
            line.append("  ").append(option.hint());
        }
        return line.toAttributedString();
    }

    private void finish(Display display, String answer) {
        AttributedString question = new AttributedStringBuilder()
                .style(AttributedStyle.BOLD)
                .append(message)
                .toAttributedString();
        show(display, List.of(question, new AttributedString("> " + answer), new AttributedString("")));
    }

    /** The cursor is left at the start of the last line, so that whatever prints next goes on there. */
    private void show(Display display, List<AttributedString> lines) {
        int columns = Math.max(20, terminal.getWidth());
        display.resize(Math.max(lines.size() + 1, terminal.getHeight()), columns);
        List<AttributedString> rows = new ArrayList<>();
        lines.forEach(line -> rows.addAll(line.length() == 0 ? List.of(line) : line.columnSplitLength(columns)));
        display.update(rows, (rows.size() - 1) * (columns + 1), true);
    }
}
