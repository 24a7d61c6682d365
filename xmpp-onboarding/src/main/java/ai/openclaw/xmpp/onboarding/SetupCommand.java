package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.onboarding.Wizard.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code setup}: the wizard in a terminal, or all answers by options. Prints what belongs into the host's file, or writes it. */
@CommandLine.Command(
        name = "setup",
        description = {
            "Asks for the bot's account, tests it, and prints the configuration for OpenClaw.",
            "Options fill in answers; with --non-interactive nothing is asked."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "The password is never given on the command line. Exit codes: see probe --help."})
public final class SetupCommand implements Command {

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final AccountOptions account = new AccountOptions();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "today's configuration as JSON, as this command writes it; what is not asked is kept")
    private @Nullable Path config;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "write the configuration there, readable for you alone, instead of printing it")
    private @Nullable Path out;

    @Option(names = "--room", paramLabel = "JID", description = "a room to join; may be repeated")
    private List<String> rooms = new ArrayList<>();

    @Option(names = "--dm-policy", paramLabel = "POLICY", description = "pairing, allowlist, open or disabled")
    private @Nullable String dmPolicy;

    @Option(names = "--group-policy", paramLabel = "POLICY", description = "allowlist, open or disabled")
    private @Nullable String groupPolicy;

    @Option(
            names = "--allow-from",
            paramLabel = "JID",
            description = "who may write: alice@example.org, *@example.org; may be repeated")
    private List<String> allowFrom = new ArrayList<>();

    @Option(names = "--owner", paramLabel = "JID", description = "your own address: the owner of the agent's commands")
    private @Nullable String owner;

    @Option(names = "--non-interactive", description = "ask nothing; the account is tested all the same")
    private boolean nonInteractive;

    @Option(names = "--no-test", description = "with --non-interactive: do not test the account")
    private boolean noTest;

    private final Supplier<OnboardingModule.Tools> tools;

    /** For {@link java.util.ServiceLoader}. */
    public SetupCommand() {
        this(OnboardingModule::tools);
    }

    SetupCommand(Supplier<OnboardingModule.Tools> tools) {
        this.tools = tools;
    }

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec, "run by picocli");
        OnboardingModule.Tools with = tools.get();
        account.validate(command, with.env());
        validate(command);
        try {
            Map<String, Object> current = ConfigFile.read(command, config);
            if (nonInteractive) {
                return unattended(command, with, current);
            }
            try (TerminalPrompter terminal = with.terminal().get()) {
                Optional<Outcome> outcome = with.wizard().run(filledIn(command, with, current), with.env(), terminal);
                if (outcome.isEmpty()) {
                    terminal.print("Broken off; nothing is saved.");
                    return ExitCode.CANCELLED;
                }
                save(command.commandLine(), outcome.get());
                bid(terminal, outcome.get());
                return ExitCode.OK;
            }
        } catch (CancellationException brokenOff) {
            command.commandLine().getErr().println("Broken off; nothing is saved.");
            return ExitCode.CANCELLED;
        }
    }

    private void validate(CommandSpec command) {
        choice(command, "--dm-policy", dmPolicy, List.of("pairing", "allowlist", "open", "disabled"));
        choice(command, "--group-policy", groupPolicy, List.of("allowlist", "open", "disabled"));
        AccountOptions.check(command, "--owner", owner == null ? null : Entries.accountProblem(owner));
        AccountOptions.check(command, "--room", Entries.roomsProblem(String.join(" ", rooms), null));
        AccountOptions.check(command, "--allow-from", Entries.sendersProblem(String.join(" ", allowFrom), null));
        if (noTest && !nonInteractive) {
            throw AccountOptions.wrong(command, "--no-test goes with --non-interactive; the wizard lets you choose");
        }
    }

    private static void choice(CommandSpec command, String option, @Nullable String value, List<String> allowed) {
        AccountOptions.check(
                command,
                option,
                value == null || allowed.contains(value)
                        ? null
                        : "\"" + value + "\" is none of " + String.join(", ", allowed));
    }

    /** Today's configuration with the options over it, to be proposed as answers. */
    private Map<String, Object> filledIn(
            CommandSpec command, OnboardingModule.Tools with, Map<String, Object> current) {
        Map<String, Object> filled = new LinkedHashMap<>(current);
        put(filled, "jid", account.jid);
        put(filled, "server", account.server);
        put(filled, "dmPolicy", dmPolicy);
        put(filled, "groupPolicy", groupPolicy);
        put(filled, "rooms", rooms.isEmpty() ? null : Entries.rooms(String.join(" ", rooms), null));
        put(filled, "allowFrom", allowFrom.isEmpty() ? null : Entries.senders(String.join(" ", allowFrom), null));
        if (account.passwordFile != null || account.passwordVariable != null) {
            AccountOptions.@Nullable Password password = account.password(command, with.env());
            put(filled, "password", password == null ? null : password.written());
        }
        if (account.caFile != null) {
            Map<String, Object> tls = Settings.object(current, "tls");
            tls.put("caFile", AccountStep.caFile(account.caFile).toString());
            filled.put("tls", tls);
        }
        return filled;
    }

    private static void put(Map<String, Object> filled, String key, @Nullable Object value) {
        if (value != null) {
            filled.put(key, value);
        }
    }

    private int unattended(CommandSpec command, OnboardingModule.Tools with, Map<String, Object> current) {
        Map<String, Object> filled = filledIn(command, with, current);
        @Nullable
        String jid = Objects.requireNonNullElse(
                Settings.text(filled, "jid"), with.env().get("XMPP_JID"));
        if (jid == null) {
            throw AccountOptions.wrong(command, "Which account? Give --jid bot@example.org, or set XMPP_JID");
        }
        AccountOptions.check(command, "jid", Entries.accountProblem(jid));
        Jid bot = Entries.account(jid);
        AccountOptions.@Nullable Password password = account.password(command, with.env());
        if (password == null && filled.get("password") instanceof String text && !text.isEmpty()) {
            password = new AccountOptions.Password(Secret.of(text), text);
        }
        if (password == null) {
            throw AccountOptions.wrong(
                    command, "No password: set XMPP_PASSWORD, or give --password-env or --password-file");
        }
        @Nullable
        String server = Objects.requireNonNullElse(
                Settings.text(filled, "server"), with.env().get("XMPP_SERVER"));
        @Nullable String caText = Settings.text(Settings.object(filled, "tls"), "caFile");
        @Nullable Path caFile = caText == null ? null : Path.of(caText);
        if (!noTest) {
            ServerCheck.Result result =
                    with.check().run(AccountStep.session(filled, bot, password.secret(), server, caFile));
            ServerCheck.@Nullable Problem problem = result.error();
            PrintWriter err = command.commandLine().getErr();
            if (problem != null) {
                err.println(Failures.title(problem.kind()) + ": " + problem.message());
                err.println(Failures.advice(problem.kind(), bot.domain()) + " Nothing is saved.");
                return ExitCode.of(problem.kind());
            }
            err.println(bot + " works.");
            err.println(AccountStep.found(result).indent(2));
        }
        Answers answers = new Answers(
                bot.toString(),
                password.written(),
                server,
                caFile,
                owner == null ? null : Entries.account(owner).toString(),
                Objects.requireNonNullElse(Settings.text(filled, "dmPolicy"), "pairing"),
                Settings.texts(filled, "allowFrom"),
                Settings.rooms(filled),
                Objects.requireNonNullElse(Settings.text(filled, "groupPolicy"), "allowlist"));
        save(command.commandLine(), new Outcome(answers.over(filled), answers.hostPatch()));
        return ExitCode.OK;
    }

    private void save(CommandLine line, Outcome outcome) {
        if (out == null) {
            line.getOut().println(ConfigFile.shown(outcome));
            if (outcome.config().get("password") instanceof String) {
                line.getErr()
                        .println("The password is not printed: set XMPP_PASSWORD where the gateway runs,"
                                + " or use --out FILE to have it written.");
            }
        } else {
            try {
                ConfigFile.write(out, outcome);
            } catch (IOException e) {
                throw new UncheckedIOException(out + " cannot be written: " + e.getMessage(), e);
            }
            line.getErr().println("Written to " + out + ", readable for you alone.");
        }
        line.getOut().flush();
        line.getErr().flush();
    }

    private static void bid(TerminalPrompter terminal, Outcome outcome) {
        String uri = QrCode.uri(Jid.of(String.valueOf(outcome.config().get("jid"))));
        if (terminal.draws()) {
            terminal.print("\n" + QrCode.draw(uri));
        }
        terminal.print("The bot's address: " + uri);
    }
}
