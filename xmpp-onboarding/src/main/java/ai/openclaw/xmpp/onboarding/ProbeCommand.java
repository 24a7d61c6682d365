package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code probe}: tries an account and tells what its server offers. Disturbs no session and saves nothing. */
@CommandLine.Command(
        name = "probe",
        description = "Tests a server and an account, and tells what the server lacks.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:the account works",
            " 2:wrong options",
            "69:cannot be reached (worth another try)",
            "75:no answer in time, or the stream broke off (worth another try)",
            "76:no trustworthy encryption, or the server refuses",
            "77:account or password refused",
            "78:wrong settings",
            "130:broken off"
        })
public final class ProbeCommand implements Command {

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final AccountOptions account = new AccountOptions();

    @Option(names = "--json", description = "print the report as JSON")
    private boolean json;

    private final Supplier<OnboardingModule.Tools> tools;

    /** For {@link java.util.ServiceLoader}. */
    public ProbeCommand() {
        this(OnboardingModule::tools);
    }

    ProbeCommand(Supplier<OnboardingModule.Tools> tools) {
        this.tools = tools;
    }

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec, "run by picocli");
        OnboardingModule.Tools with = tools.get();
        @Nullable String jid = account.jid(with.env());
        List<String> problems = account.problems(with.env());
        if (jid == null) {
            problems.add("Which account? Give --jid bot@example.org, or set XMPP_JID");
        }
        AccountOptions.@Nullable Password given = account.password(with.env(), problems);
        AccountOptions.refuse(command, problems);
        Jid bot = Entries.account(Objects.requireNonNull(jid, "told otherwise"));
        try {
            Secret secret = given != null ? given.secret() : ask(with, bot);
            @Nullable String server = account.server(with.env());
            ServerCheck.Result result = with.check()
                    .run(AccountStep.session(
                            Map.of(),
                            bot,
                            secret,
                            server,
                            account.caFile == null ? null : AccountStep.caFile(account.caFile)));
            print(command.commandLine(), bot, result);
            ServerCheck.@Nullable Problem problem = result.error();
            return problem == null ? ExitCode.OK : ExitCode.of(problem.kind());
        } catch (CancellationException brokenOff) {
            command.commandLine().getErr().println("Broken off.");
            return ExitCode.CANCELLED;
        }
    }

    private static Secret ask(OnboardingModule.Tools tools, Jid bot) {
        try (TerminalPrompter terminal = tools.terminal().get()) {
            return Secret.of(terminal.text(
                    "Password of " + bot, null, true, text -> text.isEmpty() ? "The password is empty." : null));
        }
    }

    private void print(CommandLine line, Jid bot, ServerCheck.Result result) {
        PrintWriter out = line.getOut();
        ServerCheck.@Nullable Problem problem = result.error();
        if (json) {
            out.println(Json.write(report(result)));
        } else if (problem == null) {
            out.println(bot + " works.");
            AccountStep.found(result).lines().forEach(text -> out.println("  " + text));
            List<String> services = result.services().stream()
                    .map(service -> service.jid() + " (" + service.category() + "/" + service.type() + ")")
                    .toList();
            if (!services.isEmpty()) {
                out.println("  services " + String.join(", ", services));
            }
        } else {
            line.getErr().println(Failures.title(problem.kind()) + ": " + problem.message());
            line.getErr().println(Failures.advice(problem.kind(), bot.domain()));
        }
        out.flush();
        line.getErr().flush();
    }

    /** As {@code probe} answers in {@code docs/protocol.md}. */
    private static Map<String, Object> report(ServerCheck.Result result) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("ok", result.ok());
        report.put("elapsedMs", result.elapsedMs());
        putIfThere(report, "jid", result.jid() == null ? null : result.jid().toString());
        putIfThere(report, "server", result.server());
        putIfThere(report, "tls", result.tls());
        putIfThere(report, "sasl", result.sasl());
        report.put("features", result.features());
        report.put(
                "services",
                result.services().stream()
                        .map(service -> Map.of(
                                "jid",
                                service.jid().toString(),
                                "category",
                                service.category(),
                                "type",
                                service.type()))
                        .toList());
        report.put("lacks", result.lacks());
        ServerCheck.@Nullable Problem problem = result.error();
        if (problem != null) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("kind", problem.kind().name());
            error.put("message", problem.message());
            error.put("retryable", problem.retryable());
            report.put("error", error);
        }
        return report;
    }

    private static void putIfThere(Map<String, Object> report, String key, @Nullable String value) {
        if (value != null) {
            report.put(key, value);
        }
    }
}
