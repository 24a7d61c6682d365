package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.onboarding.Command;
import ai.openclaw.xmpp.onboarding.ExitCode;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code explain}: why a running stand-alone bot answered somebody or did not. */
@CommandLine.Command(
        name = "explain",
        description = "Tells why messages were answered or not, newest first.",
        mixinStandardHelpOptions = true)
public final class ExplainCommand implements Command {

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final StateOption state = new StateOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "MESSAGE-ID|JID",
            description = "only what is about this message, sender or conversation")
    private @Nullable String query;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "how many (${DEFAULT-VALUE})")
    private int limit;

    /** For {@link java.util.ServiceLoader}. */
    public ExplainCommand() {}

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec, "run by picocli").commandLine();
        if (limit < 1) {
            throw new CommandLine.ParameterException(line, "--limit is at least 1");
        }
        line.getOut()
                .println(state.ask(
                        "explain",
                        new Requests.Explain(state.account, query, limit),
                        Answers.Explained.class,
                        ExplainCommand::words));
        line.getOut().flush();
        return ExitCode.OK;
    }

    /** The sentences name the host's commands; here they are ours. */
    private static String here(String text) {
        return text.replace("`openclaw xmpp pairing ", "`pairing ");
    }

    static String words(Answers.Explained explained) {
        return explained.decisions().isEmpty()
                ? "Nothing of that is known; the last thousand decisions since the bot's start are."
                : explained.decisions().stream()
                        .map(decided -> decided.at() + "  " + decided.sender() + " in " + decided.conversation() + ": "
                                + decided.admission() + " (" + decided.reason() + ")\n  " + here(decided.text())
                                + (decided.host() == null
                                        ? ""
                                        : "\n  the agent: " + decided.host().disposition()
                                                + (decided.host().reason() == null
                                                        ? ""
                                                        : ", " + decided.host().reason())))
                        .collect(Collectors.joining("\n"));
    }
}
