package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options that name an account. There is none for the password itself: every user of a machine can read command lines. */
final class AccountOptions {

    private static final String STANDARD_INPUT = "-";

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
            description = "the password is the file's first line, - for standard input; else XMPP_PASSWORD")
    @Nullable
    String passwordFile;

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
    String jid(Map<String, String> env) {
        return jid != null ? jid : variable(env, "XMPP_JID");
    }

    @Nullable
    String server(Map<String, String> env) {
        @Nullable String address = server != null ? server : variable(env, "XMPP_SERVER");
        return address == null || address.isBlank() ? null : address;
    }

    /** A variable's value; one that is blank, as compose files leave it, is not set. */
    static @Nullable String variable(Map<String, String> env, String name) {
        @Nullable String value = env.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** Whether an option says where the password is. */
    boolean namesPassword() {
        return passwordFile != null || passwordVariable != null;
    }

    /**
     * The password of the options, else of the environment, else {@code null}.
     *
     * @throws IllegalArgumentException if it is not where an option says
     */
    @Nullable
    Password password(Map<String, String> env) {
        if (passwordFile != null) {
            String line = firstLine(passwordFile);
            return new Password(Secret.of(line), line);
        }
        String variable = passwordVariable != null ? passwordVariable : AccountStep.PASSWORD_VARIABLE;
        @Nullable String value = env.get(variable);
        if (value != null && !value.isEmpty()) {
            return new Password(Secret.of(value), Answers.reference(variable));
        }
        if (passwordVariable != null) {
            throw new IllegalArgumentException("--password-env: " + variable + " is not set");
        }
        return null;
    }

    /** Tells all that is wrong with the options, before anything is tried. */
    void validate(Map<String, String> env, Consumer<String> problems) {
        @Nullable String address = jid(env);
        SetupOptions.tell(
                jid != null ? "--jid" : "XMPP_JID", address == null ? null : Entries.accountProblem(address), problems);
        @Nullable String host = server(env);
        SetupOptions.tell(
                server != null ? "--server" : "XMPP_SERVER",
                host == null ? null : Entries.problem(() -> ServerAddress.parse(host)),
                problems);
        @Nullable String authority = caFile;
        SetupOptions.tell(
                "--ca-file", authority == null ? null : Entries.problem(() -> AccountStep.caFile(authority)), problems);
    }

    /** Says all problems at once; does nothing if there are none. */
    static void refuse(CommandSpec spec, List<String> problems) {
        if (!problems.isEmpty()) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.join("\n", problems));
        }
    }

    /** As {@link #password(Map)}, with its problem among the others. */
    @Nullable
    Password password(Map<String, String> env, List<String> problems) {
        try {
            return password(env);
        } catch (IllegalArgumentException missing) {
            problems.add(String.valueOf(missing.getMessage()));
            return null;
        }
    }

    /** Problems of these options alone. */
    List<String> problems(Map<String, String> env) {
        List<String> problems = new ArrayList<>();
        validate(env, problems::add);
        return problems;
    }

    private static String firstLine(String file) {
        try (InputStream in = file.equals(STANDARD_INPUT)
                        ? new FileInputStream(FileDescriptor.in)
                        : Files.newInputStream(Path.of(file));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            @Nullable String line = lines.readLine();
            if (line == null || line.isEmpty()) {
                throw new IllegalArgumentException("--password-file: the first line of " + file + " is empty");
            }
            return line;
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("--password-file: " + file + " cannot be read", unreadable);
        }
    }
}
