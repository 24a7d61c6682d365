package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.TlsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The first half of the wizard: who the bot is and where, asked until a login has been seen to work. For one run. */
final class AccountStep {

    static final String PASSWORD_VARIABLE = "XMPP_PASSWORD";

    private final Map<String, ?> current;
    private final Map<String, String> env;
    private final Prompter prompter;
    private final ServerCheck check;

    AccountStep(Map<String, ?> current, Map<String, String> env, Prompter prompter, ServerCheck check) {
        this.current = current;
        this.env = env;
        this.prompter = prompter;
        this.check = check;
    }

    /**
     * What was found out.
     *
     * @param password what is written into the configuration
     * @param found of the test; {@code null} if the person goes on without
     */
    record Account(
            Jid jid,
            Object password,
            @Nullable String server,
            @Nullable Path caFile,
            ServerCheck.@Nullable Result found) {
        /** Without the password. */
        @Override
        public String toString() {
            return "Account[" + jid + "]";
        }
    }

    private record Password(Object written, Secret secret) {
        /** Without the password. */
        @Override
        public String toString() {
            return "Password";
        }
    }

    Account run() {
        Jid jid = askJid(known("jid", "XMPP_JID"));
        Password password = askPassword(jid);
        @Nullable String server = askServer(jid, known("server", "XMPP_SERVER"));
        @Nullable String trusted = Settings.text(Settings.object(current, "tls"), "caFile");
        @Nullable Path caFile = trusted == null ? null : Path.of(trusted);
        while (true) {
            ServerCheck.Result result = check.run(session(current, jid, password.secret(), server, caFile));
            ServerCheck.@Nullable Problem problem = result.error();
            if (problem == null) {
                prompter.note("Online as " + jid, found(result));
                return new Account(jid, password.written(), server, caFile, result);
            }
            switch (chooseCure(problem, jid)) {
                case PASSWORD -> password = enterPassword("Password of " + jid);
                case JID -> jid = askJid(jid.toString());
                case SERVER -> server = askServer(jid, server);
                case CA_FILE -> caFile = askCaFile(caFile);
                case RETRY -> {}
                case UNTESTED -> {
                    return new Account(jid, password.written(), server, caFile, null);
                }
                case STOP -> throw new CancellationException("stopped after a failed test");
            }
        }
    }

    private Jid askJid(@Nullable String initial) {
        return Entries.account(prompter.text(
                "The bot's JID (its address), such as bot@example.org", initial, false, Entries::accountProblem));
    }

    private Password askPassword(Jid jid) {
        Object before = current.get("password");
        @Nullable String provided = env.get(PASSWORD_VARIABLE);
        if (before instanceof String text && !text.isEmpty()) {
            if (first("The configuration has a password for the bot", "Keep it", "Enter another one")) {
                return new Password(text, Secret.of(text));
            }
        } else if (before instanceof Map<?, ?> reference && !reference.isEmpty()) {
            String name = reference.get("source") + ":" + reference.get("id");
            if (first(
                    "The configuration refers to a secret for the bot's password (" + name + ")",
                    "Keep the reference",
                    "Enter a password instead")) {
                return new Password(reference, valueOf(reference, name));
            }
        } else if (provided != null && !provided.isEmpty()) {
            if (first(
                    PASSWORD_VARIABLE + " is set in the environment",
                    "Write a reference to it; the password itself stays out of the configuration",
                    "Enter another password, to be written into the configuration")) {
                return new Password(Answers.reference(PASSWORD_VARIABLE), Secret.of(provided));
            }
        }
        return enterPassword("Password of " + jid);
    }

    private Secret valueOf(Map<?, ?> reference, String name) {
        @Nullable
        String value = "env".equals(reference.get("source")) ? env.get(String.valueOf(reference.get("id"))) : null;
        return value != null && !value.isEmpty()
                ? Secret.of(value)
                : enterPassword("Its value cannot be read here (" + name + "). The password, for the test only")
                        .secret();
    }

    private Password enterPassword(String message) {
        String entered = prompter.text(message, null, true, text -> text.isEmpty() ? "The password is empty." : null);
        return new Password(entered, Secret.of(entered));
    }

    private @Nullable String askServer(Jid jid, @Nullable String initial) {
        String entered = prompter.text(
                        "Server: empty to look it up (DNS SRV of " + jid.domain()
                                + "), or chat.example.org:5222, xmpps://…, wss://…",
                        initial,
                        false,
                        text -> text.isBlank() ? null : Entries.problem(() -> ServerAddress.parse(text)))
                .strip();
        return entered.isEmpty() ? null : entered;
    }

    private Path askCaFile(@Nullable Path before) {
        return caFile(prompter.text(
                "PEM file of the certificate authority",
                before == null ? null : before.toString(),
                false,
                text -> Entries.problem(() -> caFile(text))));
    }

    /**
     * A readable file with certificates in it.
     *
     * @throws IllegalArgumentException if it is not; the message says what is wrong
     */
    static Path caFile(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            throw new IllegalArgumentException("Name a file, such as /etc/ssl/example-ca.pem");
        }
        Path file = stripped.startsWith("~/")
                ? Path.of(System.getProperty("user.home"), stripped.substring(2))
                : Path.of(stripped).toAbsolutePath();
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("There is no file " + file);
        }
        try (InputStream in = Files.newInputStream(file)) {
            if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
                throw new IllegalArgumentException("There is no certificate in " + file);
            }
        } catch (CertificateException malformed) {
            throw new IllegalArgumentException(
                    file + " is not a PEM file of certificates (-----BEGIN CERTIFICATE-----)", malformed);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
        return file;
    }

    private Failures.Cure chooseCure(ServerCheck.Problem problem, Jid jid) {
        List<Failures.Cure> cures = Failures.cures(problem.kind());
        prompter.note(
                Failures.title(problem.kind()),
                problem.message() + "\n" + Failures.advice(problem.kind(), jid.domain()));
        return Failures.Cure.valueOf(prompter.select(
                "What now?",
                cures.stream().map(Failures.Cure::option).toList(),
                cures.get(0).name()));
    }

    private boolean first(String message, String first, String second) {
        List<Prompter.Option> options =
                List.of(new Prompter.Option("first", first, null), new Prompter.Option("second", second, null));
        return prompter.select(message, options, "first").equals("first");
    }

    private @Nullable String known(String key, String variable) {
        @Nullable String configured = Settings.text(current, key);
        return configured != null ? configured : env.get(variable);
    }

    static SessionConfig session(
            Map<String, ?> current, Jid jid, Secret secret, @Nullable String server, @Nullable Path caFile) {
        Map<String, Object> tls = Settings.object(current, "tls");
        List<String> mechanisms = Settings.texts(current, "sasl");
        return SessionConfig.of(jid, secret)
                .withServer(server == null ? null : ServerAddress.parse(server))
                .withTls(new TlsConfig(
                        caFile,
                        Set.copyOf(Settings.texts(tls, "pinSha256")),
                        "TLSv" + Objects.requireNonNullElse(Settings.text(tls, "minVersion"), "1.2")))
                .withSaslMechanisms(mechanisms.isEmpty() ? SessionConfig.DEFAULT_SASL_MECHANISMS : mechanisms)
                .withEngine(Objects.requireNonNullElse(Settings.text(current, "engine"), "babbler"));
    }

    /** What a person wants to know of a login that works. */
    static String found(ServerCheck.Result result) {
        List<String> lines = new ArrayList<>();
        lines.add("server   " + result.server());
        lines.add("TLS      " + Objects.requireNonNullElse(result.tls(), "hidden by the transport"));
        lines.add("login    " + result.sasl() + ", " + result.elapsedMs() + " ms");
        if (result.lacks().isEmpty()) {
            lines.add("The server has all that the bot uses.");
        } else {
            lines.add("The server lacks:");
            result.lacks().forEach(lack -> lines.add("- " + lack));
        }
        return String.join("\n", lines);
    }
}
