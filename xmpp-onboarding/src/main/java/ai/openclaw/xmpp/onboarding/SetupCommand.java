package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.onboarding.Wizard.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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

    private static final String ANOTHER = "+";

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final AccountOptions account = new AccountOptions();

    @Mixin
    private final SetupOptions options = new SetupOptions();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "today's configuration as JSON; what is not asked is kept. Else the file of --out, if it is there")
    private @Nullable Path config;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "write the configuration there, readable for you alone, instead of printing it")
    private @Nullable Path out;

    @Option(names = "--account", paramLabel = "NAME", description = "set up this one of several accounts")
    private @Nullable String accountName;

    @Option(
            names = "--invite",
            paramLabel = "URI",
            description = "make the account by this xmpp:…?register;preauth=… invite")
    private @Nullable String invite;

    @Option(
            names = "--create",
            description = "with --non-interactive: make the account at the server if the login is refused; without a"
                    + " password one is made up")
    private boolean create;

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
        List<String> problems = account.problems(with.env());
        options.validate(problems::add);
        if (!nonInteractive && (noTest || create)) {
            problems.add(
                    (noTest ? "--no-test" : "--create") + " goes with --non-interactive; the wizard lets you choose");
        }
        ConfigFile file = read(problems);
        if (nonInteractive) {
            return unattended(command, with, file, problems);
        }
        AccountOptions.@Nullable Password password =
                account.namesPassword() ? account.password(with.env(), problems) : null;
        AccountOptions.refuse(command, problems);
        try {
            return asked(command.commandLine(), with, file, password);
        } catch (CancellationException brokenOff) {
            command.commandLine().getErr().println("Broken off; nothing is saved.");
            return ExitCode.CANCELLED;
        }
    }

    private ConfigFile read(List<String> problems) {
        String name = accountName == null ? ConfigFile.DEFAULT_ACCOUNT : accountName;
        @Nullable Path source = config != null ? config : out != null && Files.exists(out) ? out : null;
        try {
            return ConfigFile.read(source, name);
        } catch (IllegalArgumentException unusable) {
            problems.add((config != null ? "--config: " : "--out: ") + unusable.getMessage());
            return ConfigFile.read(null, name);
        }
    }

    private int unattended(CommandSpec command, OnboardingModule.Tools with, ConfigFile file, List<String> problems) {
        CommandLine line = command.commandLine();
        UnattendedSetup setup = new UnattendedSetup(with, line.getErr(), invite, create, !noTest);
        // Options that are wrong are told already; they are not read again.
        Map<String, Object> filled = problems.isEmpty() ? filledIn(file.current(), null) : file.current();
        SetupOptions.put(filled, "jid", account.jid);
        setup.validate(filled, account, out != null, problems);
        AccountOptions.refuse(command, problems);
        return setup.run(filled, options.owner(), outcome -> {
            save(line, file, outcome);
            return ExitCode.OK;
        });
    }

    private int asked(
            CommandLine line,
            OnboardingModule.Tools with,
            ConfigFile file,
            AccountOptions.@Nullable Password password) {
        try (TerminalPrompter terminal = with.terminal().get()) {
            terminal.print((terminal.draws() ? "The left arrow at the start of an answer" : "The answer <")
                    + " goes back to the question before, Ctrl-C breaks off.\n");
            try {
                Outcome saved = new Trail(terminal, false).walk(trail -> {
                    ConfigFile chosen = file.of(choose(file, trail));
                    Map<String, Object> filled = filledIn(chosen.current(), password);
                    SetupOptions.put(filled, "jid", invite);
                    Outcome outcome = agreed(with.wizard().walk(filled, with.env(), trail), trail);
                    save(line, chosen, outcome);
                    return outcome;
                });
                bid(terminal, saved);
                return ExitCode.OK;
            } catch (CancellationException brokenOff) {
                terminal.print("Broken off; nothing is saved.");
                return ExitCode.CANCELLED;
            }
        }
    }

    private String choose(ConfigFile file, Prompter prompter) {
        List<String> names = file.accounts();
        if (accountName != null || names.isEmpty()) {
            return accountName == null ? ConfigFile.DEFAULT_ACCOUNT : accountName;
        }
        List<Prompter.Option> choices = new ArrayList<>();
        for (String name : names) {
            @Nullable String jid = Settings.text(file.of(name).current(), "jid");
            choices.add(new Prompter.Option(name, name, jid));
        }
        choices.add(new Prompter.Option(ANOTHER, "Another one", null));
        String chosen = prompter.select("Which account?", choices, names.get(0));
        return chosen.equals(ANOTHER)
                ? prompter.text(
                        "Name of the account in the configuration, such as support",
                        null,
                        false,
                        name -> !name.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
                                ? "Letters, digits, - and _ please."
                                : names.contains(name) ? "There is one of that name already." : null)
                : chosen;
    }

    /** Shows what else is to be changed, and asks. */
    private Outcome agreed(Outcome outcome, Trail trail) {
        Outcome agreed = outcome;
        if (!outcome.hostPatch().isEmpty()) {
            trail.note(
                    "Settings of OpenClaw besides",
                    outcome.hostPatch().stream()
                            .map(setting ->
                                    setting.path() + " = " + Json.write(setting.value()) + "\n  " + setting.why())
                            .collect(Collectors.joining("\n")));
            if (!trail.confirm("Shall they be in the configuration?", true)) {
                agreed = new Outcome(outcome.config(), List.of(), outcome.passwordMadeUp());
            }
        }
        if (out != null && !trail.confirm("Write the configuration to " + out + "?", true)) {
            throw new CancellationException("not saved");
        }
        return agreed;
    }

    /** Today's configuration with the options over it, to be proposed as answers. */
    private Map<String, Object> filledIn(Map<String, Object> current, AccountOptions.@Nullable Password password) {
        Map<String, Object> filled = new LinkedHashMap<>(options.over(current));
        SetupOptions.put(filled, "jid", account.jid);
        SetupOptions.put(filled, "server", account.server);
        SetupOptions.put(filled, "password", password == null ? null : password.written());
        if (account.caFile != null) {
            Map<String, Object> tls = Settings.object(current, "tls");
            tls.put("caFile", AccountStep.caFile(account.caFile).toString());
            filled.put("tls", tls);
        }
        return filled;
    }

    private void save(CommandLine line, ConfigFile file, Outcome outcome) {
        PrintWriter err = line.getErr();
        if (out == null) {
            String shown = file.shown(outcome);
            line.getOut().println(shown);
            if (shown.contains(ConfigFile.NOT_SHOWN)) {
                err.println("Passwords of other accounts and of rooms are not printed: where it says \""
                        + ConfigFile.NOT_SHOWN + "\" keep what is in " + config
                        + ", or use --out FILE to have all of it written.");
            }
            if (outcome.config().get("password") instanceof String password) {
                err.println("The password is not printed: set XMPP_PASSWORD where the gateway runs,"
                        + " or use --out FILE to have it written.");
                if (outcome.passwordMadeUp()) {
                    // Nobody else knows it, and this is the last moment.
                    err.println("The new account's password, shown this once: " + password);
                }
            }
        } else {
            try {
                file.write(out, outcome);
            } catch (IOException e) {
                throw new UncheckedIOException(out + " cannot be written: " + e.getMessage(), e);
            }
            err.println("Written to " + out + ", readable for you alone.");
        }
        line.getOut().flush();
        err.flush();
    }

    private static void bid(TerminalPrompter terminal, Outcome outcome) {
        String uri = QrCode.uri(Jid.of(String.valueOf(outcome.config().get("jid"))));
        if (terminal.draws()) {
            terminal.print("\n" + QrCode.draw(uri));
        }
        terminal.print("The bot's address: " + uri);
    }
}
