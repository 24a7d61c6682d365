package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.onboarding.Command;
import ai.openclaw.xmpp.onboarding.ExitCode;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code reload}: lets a running stand-alone bot read its configuration again. */
@CommandLine.Command(
        name = "reload",
        description = "Lets a running bot read its configuration again; if that is wrong, it goes on as before.",
        mixinStandardHelpOptions = true)
public final class ReloadCommand implements Command {

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final StateOption state = new StateOption();

    /** For {@link java.util.ServiceLoader}. */
    public ReloadCommand() {}

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec, "run by picocli").commandLine();
        line.getOut()
                .println(state.ask(
                        "bot.reload",
                        new Requests.None(),
                        Answers.Ok.class,
                        done -> "The configuration was read again."));
        line.getOut().flush();
        return ExitCode.OK;
    }
}
