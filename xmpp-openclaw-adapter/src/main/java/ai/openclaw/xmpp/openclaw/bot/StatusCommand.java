package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.onboarding.Command;
import ai.openclaw.xmpp.onboarding.ExitCode;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.BotCalls;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code status}: how a running stand-alone bot fares. */
@CommandLine.Command(
        name = "status",
        description = "Tells how a running bot, its accounts and its agent fare.",
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Command {

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final StateOption state = new StateOption();

    /** For {@link java.util.ServiceLoader}. */
    public StatusCommand() {}

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec, "run by picocli").commandLine();
        line.getOut()
                .println(state.ask(
                        "bot.status",
                        new Requests.Account(state.account),
                        BotCalls.BotStatus.class,
                        StatusCommand::words));
        line.getOut().flush();
        return ExitCode.OK;
    }

    static String words(BotCalls.BotStatus status) {
        List<String> lines = new ArrayList<>();
        status.accounts().forEach(account -> account(account, lines));
        BotCalls.AgentStatus agent = status.agent();
        lines.add("agent: " + agent.state() + (agent.pid() == null ? "" : ", process " + agent.pid()) + ", "
                + agent.waiting() + " messages with it, started again " + agent.restarts() + " times");
        add(lines, "  command: ", agent.command());
        add(lines, "  last problem: ", agent.problem());
        return String.join("\n", lines);
    }

    private static void account(Answers.Status account, List<String> lines) {
        lines.add(account.accountId() + ": " + account.state() + " since " + account.since() + " as " + account.jid());
        Answers.Problem problem = account.error();
        if (problem != null) {
            lines.add("  problem: " + problem.message());
        }
        if (account.server() != null) {
            lines.add("  server: " + account.server() + ", " + account.tls() + ", " + account.sasl());
        }
        account.rooms()
                .forEach(room -> lines.add("  room " + room.jid() + ": " + room.state()
                        + (room.problem() == null ? "" : " (" + room.problem() + ")")));
        add(lines, "  store: ", account.storeProblem());
        Long waiting = account.inboxWaiting();
        if (waiting != null && waiting > 0) {
            lines.add("  messages that the agent has not answered: " + waiting);
        }
        add(lines, "  last message in: ", account.lastInboundAt());
        add(lines, "  last message out: ", account.lastOutboundAt());
    }

    private static void add(List<String> lines, String title, @Nullable String text) {
        if (text != null) {
            lines.add(title + text);
        }
    }
}
