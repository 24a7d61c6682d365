package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.onboarding.Command;
import ai.openclaw.xmpp.onboarding.ExitCode;
import ai.openclaw.xmpp.onboarding.Shown;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.BotCalls;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doctor}: what is wrong with a running stand-alone bot's accounts, their servers and rooms. */
@CommandLine.Command(
        name = "doctor",
        description =
                "Tells what is wrong with a running bot's accounts, their servers and rooms, and what to do about it.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:nothing is wrong that somebody would miss", " 1:something is wrong", " 2:wrong options"})
public final class DoctorCommand implements Command {

    private static final int WRONG = 1;
    private static final int LONGEST = 1000;

    /** An account is tried out for at most a minute. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final StateOption state = new StateOption();

    /** For {@link java.util.ServiceLoader}. */
    public DoctorCommand() {}

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec, "run by picocli").commandLine();
        BotCalls.Examined examined;
        try (ControlClient bot = state.connect()) {
            examined = bot.call("bot.doctor", new Requests.Account(state.account), BotCalls.Examined.class, PATIENCE);
        }
        line.getOut().println(state.print(examined, DoctorCommand::words));
        line.getOut().flush();
        return examined.accounts().stream()
                        .flatMap(account -> account.findings().stream())
                        .anyMatch(finding -> finding.level().equals("error"))
                ? WRONG
                : ExitCode.OK;
    }

    static String words(BotCalls.Examined examined) {
        List<String> lines = new ArrayList<>();
        for (BotCalls.Patient account : examined.accounts()) {
            lines.add(account.accountId() + ":" + (account.findings().isEmpty() ? " nothing is wrong" : ""));
            for (Answers.Finding finding : account.findings()) {
                lines.add("  " + finding.level() + ": " + Shown.line(finding.what(), LONGEST));
                if (finding.cure() != null) {
                    lines.add("    " + Shown.line(finding.cure(), LONGEST));
                }
            }
        }
        return String.join("\n", lines);
    }
}
