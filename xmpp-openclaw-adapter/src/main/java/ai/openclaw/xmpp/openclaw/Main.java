package ai.openclaw.xmpp.openclaw;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.onboarding.ExitCode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The jar's entry: finds its sub-commands and runs one. The only class that touches the standard streams. */
@CommandLine.Command(
        name = "openclaw-xmpp",
        description = "The XMPP channel of the OpenClaw agent gateway.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Run \"openclaw-xmpp COMMAND --help\" for the options of a command."})
public final class Main {

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            scope = ScopeType.INHERIT,
            description = "error, warn, info or debug; XMPP_LOG_LEVEL does the same. Logs go to stderr.")
    private @Nullable String logLevel;

    private Main() {}

    /** Runs a sub-command and ends the process with its exit code. */
    public static void main(String[] args) {
        // Frames must meet nothing else on stdout, whatever a library prints; and both must be UTF-8 on every machine.
        OutputStream stdout = new FileOutputStream(FileDescriptor.out);
        System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        System.setOut(System.err);
        System.exit(run(args, System.in, stdout));
    }

    private static int run(String[] args, InputStream stdin, OutputStream stdout) {
        Main root = new Main();
        CommandLine line = new CommandLine(root);
        for (var command : Commands.find()) {
            if (command instanceof Serve serve) {
                serve.over(stdin, stdout);
            }
            line.addSubcommand(command);
        }
        line.setOut(new PrintWriter(new OutputStreamWriter(stdout, StandardCharsets.UTF_8), true));
        line.setErr(new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true));
        line.setExecutionStrategy(parsed -> {
            Logging.configure(root.logLevel != null ? root.logLevel : System.getenv("XMPP_LOG_LEVEL"));
            if (!parsed.hasSubcommand() && !parsed.isUsageHelpRequested() && !parsed.isVersionHelpRequested()) {
                line.usage(line.getErr());
                return ExitCode.USAGE;
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setExecutionExceptionHandler((failure, failed, parsed) -> {
            failed.getErr().println("error: " + failure.getMessage());
            return failure instanceof XmppException known ? ExitCode.of(known.kind()) : ExitCode.INTERNAL;
        });
        return line.execute(args);
    }
}
