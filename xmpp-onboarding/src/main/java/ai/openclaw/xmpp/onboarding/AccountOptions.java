package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options that name an account. There is none for the password itself: every user of a machine can read command lines. */
final class AccountOptions {

    @Option(names = "--jid", paramLabel = "JID", description = "the bot's address; else XMPP_JID")
    @Nullable
    String jid;

    @Option(
            names = "--server",
            paramLabel = "SERVER",
            description = "host, host:port, xmpps://…, wss://…; else XMPP_SERVER, else what DNS says")
    @Nullable
    String server;

    @Option(names = "--ca-file", paramLabel = "FILE", description = "PEM file of the authority to trust")
    @Nullable
    String caFile;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "the password is the file's first line; else XMPP_PASSWORD")
    @Nullable
    Path passwordFile;

    @Option(
            names = "--password-env",
            paramLabel = "NAME",
            description = "the password is in this environment variable, to which the configuration will refer")
    @Nullable
    String passwordVariable;

    /** A password and how the configuration is to have it. */
    record Password(Secret secret, Object written) {
        /** Without the password. */
        @Override
        public String toString() {
            return "Password";
        }
    }

    @Nullable
    String server(Map<String, String> env) {
        return server != null ? server : env.get("XMPP_SERVER");
    }

    /** The password of the options, else of the environment, else {@code null}. */
    @Nullable
    Password password(CommandSpec spec, Map<String, String> env) {
        if (passwordFile != null) {
            String line = firstLine(spec, passwordFile);
            return new Password(Secret.of(line), line);
        }
        String variable = passwordVariable != null ? passwordVariable : AccountStep.PASSWORD_VARIABLE;
        @Nullable String value = env.get(variable);
        if (value != null && !value.isEmpty()) {
            return new Password(Secret.of(value), Answers.reference(variable));
        }
        if (passwordVariable != null) {
            throw wrong(spec, "--password-env: " + variable + " is not set");
        }
        return null;
    }

    /** Says what is wrong with the options before anything is tried. */
    void validate(CommandSpec spec, Map<String, String> env) {
        check(spec, "--jid", jid != null ? Entries.accountProblem(jid) : null);
        @Nullable String address = server(env);
        check(
                spec,
                "--server",
                address == null || address.isBlank() ? null : Entries.problem(() -> ServerAddress.parse(address)));
        @Nullable String authority = caFile;
        check(spec, "--ca-file", authority == null ? null : Entries.problem(() -> AccountStep.caFile(authority)));
    }

    static void check(CommandSpec spec, String option, @Nullable String problem) {
        if (problem != null) {
            throw wrong(spec, option + ": " + problem);
        }
    }

    static CommandLine.ParameterException wrong(CommandSpec spec, String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    private static String firstLine(CommandSpec spec, Path file) {
        try (var lines = Files.lines(file)) {
            return lines.findFirst()
                    .filter(line -> !line.isEmpty())
                    .orElseThrow(() -> wrong(spec, "--password-file: the first line of " + file + " is empty"));
        } catch (IOException | UncheckedIOException unreadable) {
            throw wrong(spec, "--password-file: " + file + " cannot be read");
        }
    }
}
