package ai.openclaw.xmpp.openclaw;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One line per record on stderr. Stack traces are shown from {@code debug} on only. */
final class Logging {

    private Logging() {}

    static void configure(@Nullable String level) {
        Level wanted = parse(level);
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        Handler handler = new ConsoleHandler();
        handler.setLevel(Level.ALL);
        handler.setFormatter(new Line(wanted.intValue() <= Level.FINE.intValue()));
        root.addHandler(handler);
        // Libraries write stanzas, bodies included, at their finer levels: those are never shown.
        root.setLevel(wanted.intValue() < Level.INFO.intValue() ? Level.INFO : wanted);
        OURS.setLevel(wanted);
    }

    /** Kept: else the logger and its level are garbage. */
    private static final Logger OURS = Logger.getLogger("ai.openclaw.xmpp");

    private static Level parse(@Nullable String level) {
        return switch (level == null ? "info" : level.toLowerCase(Locale.ROOT)) {
            case "error" -> Level.SEVERE;
            case "warn", "warning" -> Level.WARNING;
            case "debug", "trace" -> Level.FINE;
            default -> Level.INFO;
        };
    }

    static final class Line extends Formatter {
        /** Control characters, those that turn text around or are not seen, and ends of lines. */
        private static final Pattern HARMFUL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

        private final boolean traces;

        Line(boolean traces) {
            this.traces = traces;
        }

        @Override
        public String format(LogRecord record) {
            String name = String.valueOf(record.getLoggerName());
            StringBuilder line = new StringBuilder()
                    .append(Instant.ofEpochMilli(record.getMillis()))
                    .append(' ')
                    .append(word(record.getLevel()))
                    .append(' ')
                    .append(name.substring(name.lastIndexOf('.') + 1))
                    .append(": ")
                    .append(harmless(formatMessage(record)));
            Throwable thrown = record.getThrown();
            if (thrown != null && traces) {
                StringWriter trace = new StringWriter();
                thrown.printStackTrace(new PrintWriter(trace, true));
                // Each line of it is indented: none looks like a record of its own.
                trace.toString().lines().forEach(each -> line.append("\n\t").append(harmless(each)));
            } else if (thrown != null) {
                line.append(": ").append(harmless(thrown.toString()));
            }
            return line.append('\n').toString();
        }

        private static String word(Level level) {
            int value = level.intValue();
            return value >= Level.SEVERE.intValue()
                    ? "error"
                    : value >= Level.WARNING.intValue() ? "warn" : value >= Level.INFO.intValue() ? "info" : "debug";
        }

        /** What strangers wrote must not fake lines of the log or move the terminal's cursor. */
        private static String harmless(String text) {
            return HARMFUL.matcher(text).replaceAll(" ");
        }
    }
}
