package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.registration.RegistrationForm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The first half of the wizard: who the bot is and where, asked until a login has been seen to work. For one run. */
final class AccountStep {

    static final String PASSWORD_VARIABLE = "XMPP_PASSWORD";

    private final Map<String, ?> current;
    private final Map<String, String> env;
    private final Trail trail;
    private final ServerCheck check;
    private final AccountMaker maker;

    AccountStep(Map<String, ?> current, Map<String, String> env, Trail trail, ServerCheck check) {
        this.current = current;
        this.env = env;
        this.trail = trail;
        this.check = check;
        this.maker = new AccountMaker(check);
    }

    /**
     * What was found out.
     *
     * @param password what is written into the configuration
     * @param madeUp whether the password was made up here, so that nobody knows it yet
     * @param session how to be online with it
     * @param found of the test; {@code null} if the person goes on without
     */
    record Account(
            Jid jid,
            Object password,
            boolean madeUp,
            @Nullable String server,
            @Nullable Path caFile,
            SessionConfig session,
            ServerCheck.@Nullable Result found) {
        /** Without the password. */
        @Override
        public String toString() {
            return "Account[" + jid + "]";
        }
    }

    /** Who the bot is to be, and by which invite. */
    private record Bot(Jid jid, @Nullable Invite invite) {}

    private record Password(Object written, Secret secret, boolean madeUp) {
        /** Without the password. */
        @Override
        public String toString() {
            return "Password";
        }
    }

    Account run() {
        Bot bot = askBot(known(current, env, "jid", "XMPP_JID"));
        Password password = bot.invite() == null ? askPassword(bot.jid()) : newPassword(bot.jid());
        @Nullable String server = askServer(bot.jid(), known(current, env, "server", "XMPP_SERVER"));
        @Nullable String trusted = Settings.text(Settings.object(current, "tls"), "caFile");
        @Nullable Path caFile = trusted == null ? null : Path.of(trusted);
        boolean making = password.madeUp() || bot.invite() != null;
        while (true) {
            Jid jid = bot.jid();
            SessionConfig session = session(current, jid, password.secret(), server, caFile);
            ServerCheck.@Nullable Problem problem;
            if (making) {
                problem = make(session, bot.invite());
                if (problem == null) {
                    trail.note("There is a new account", jid + " was made. If you break off now it is removed again.");
                    making = false;
                    continue;
                }
            } else {
                ServerCheck.Result result = trail.once(() -> check.run(session), nothing -> {});
                problem = result.error();
                if (problem == null) {
                    trail.note("Online as " + jid, found(result));
                    return new Account(jid, password.written(), password.madeUp(), server, caFile, session, result);
                }
            }
            switch (chooseCure(problem, jid, making)) {
                case PASSWORD, LOG_IN -> {
                    password = enterPassword("Password of " + jid);
                    making = false;
                }
                case MAKE -> making = true;
                case NEW_PASSWORD -> password = newPassword(jid);
                case JID -> {
                    Bot before = bot;
                    bot = askBot(jid.toString());
                    if (bot.invite() != null && !bot.equals(before)) {
                        password = newPassword(bot.jid());
                        making = true;
                    }
                }
                case SERVER -> server = askServer(jid, server);
                case CA_FILE -> caFile = askCaFile(caFile);
                case RETRY -> {}
                case UNTESTED -> {
                    return new Account(jid, password.written(), password.madeUp(), server, caFile, session, null);
                }
                case STOP -> throw new CancellationException("stopped after a failed test");
            }
        }
    }

    private ServerCheck.@Nullable Problem make(SessionConfig session, @Nullable Invite invite) {
        return trail.once(
                        () -> Optional.ofNullable(
                                maker.make(session, invite == null ? null : invite.token(), this::askOthers)),
                        problem -> {
                            if (problem.isEmpty()) {
                                remove(session);
                            }
                        })
                .orElse(null);
    }

    private void remove(SessionConfig session) {
        ServerCheck.@Nullable Problem stays = maker.remove(session);
        if (stays != null) {
            trail.aside().note("The account " + session.jid() + " could not be removed again", stays.message());
        }
    }

    /** What a server asks besides name and password, such as what can be read in a picture. */
    private Map<String, String> askOthers(RegistrationForm form) {
        Prompter aside = trail.aside();
        String words = Shown.line(form.instructions(), 500);
        String page = form.url() == null ? "" : "See " + Shown.line(form.url(), 500);
        aside.note("The server asks for more", (words + "\n" + page).strip());
        Map<String, String> answers = new LinkedHashMap<>();
        for (RegistrationForm.Field field : AccountMaker.open(form)) {
            String label = Shown.line(field.label(), 200);
            answers.put(
                    field.name(),
                    field.options().isEmpty()
                            ? aside.text(
                                    label, null, false, text -> text.isBlank() ? "The server insists on it." : null)
                            : aside.select(
                                    label,
                                    field.options().stream()
                                            .map(option -> new Prompter.Option(option, Shown.line(option, 100), null))
                                            .toList(),
                                    null));
        }
        return answers;
    }

    private Bot askBot(@Nullable String initial) {
        String text = trail.text(
                "The bot's JID (its address), such as bot@example.org, or an invite (xmpp:…?register;…)",
                initial,
                false,
                entered -> Invite.looksLikeOne(entered)
                        ? Entries.problem(() -> Invite.parse(entered))
                        : Entries.accountProblem(entered));
        if (!Invite.looksLikeOne(text)) {
            return new Bot(Entries.account(text), null);
        }
        Invite invite = Invite.parse(text);
        if (invite.account() != null) {
            return new Bot(invite.account(), invite);
        }
        String domain = invite.domain().toString();
        String name = trail.text(
                "Name of the new account: NAME@" + domain,
                "bot",
                false,
                entered -> Entries.accountProblem(entered.contains("@") ? entered : entered.strip() + "@" + domain));
        return new Bot(Entries.account(name.contains("@") ? name : name.strip() + "@" + domain), invite);
    }

    private Password askPassword(Jid jid) {
        Object before = current.get("password");
        @Nullable String provided = env.get(PASSWORD_VARIABLE);
        if (before instanceof String text && !text.isEmpty()) {
            if (first("The configuration has a password for the bot", "Keep it", "Enter another one")) {
                return new Password(text, Secret.of(text), false);
            }
        } else if (before instanceof Map<?, ?> reference && !reference.isEmpty()) {
            String name = reference.get("source") + ":" + reference.get("id");
            if (first(
                    "The configuration refers to a secret for the bot's password (" + name + ")",
                    "Keep the reference",
                    "Enter a password instead")) {
                return new Password(reference, valueOf(reference, name), false);
            }
        } else if (provided != null && !provided.isEmpty()) {
            if (first(
                    PASSWORD_VARIABLE + " is set in the environment",
                    "Write a reference to it; the password itself stays out of the configuration",
                    "Enter another password, to be written into the configuration")) {
                return new Password(Answers.reference(PASSWORD_VARIABLE), Secret.of(provided), false);
            }
        }
        return entered("Password of " + jid + " (empty: make this account at the server now)");
    }

    private Password newPassword(Jid jid) {
        return entered("Password for the new account " + jid + " (empty: one is made up that nobody can guess)");
    }

    private Password entered(String message) {
        String entered = trail.text(message, null, true, text -> null);
        String password = entered.isEmpty() ? Passwords.fresh() : entered;
        return new Password(password, Secret.of(password), entered.isEmpty());
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
        String entered = trail.text(message, null, true, text -> text.isEmpty() ? "The password is empty." : null);
        return new Password(entered, Secret.of(entered), false);
    }

    private @Nullable String askServer(Jid jid, @Nullable String initial) {
        String entered = trail.text(
                        "Server: empty to look it up (DNS SRV of " + jid.domain()
                                + "), or chat.example.org:5222, xmpps://…, wss://…",
                        initial,
                        false,
                        text -> text.isBlank() ? null : Entries.problem(() -> ServerAddress.parse(text)))
                .strip();
        return entered.isEmpty() ? null : entered;
    }

    private Path askCaFile(@Nullable Path before) {
        return caFile(trail.text(
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

    private Failures.Cure chooseCure(ServerCheck.Problem problem, Jid jid, boolean making) {
        List<Failures.Cure> cures = making ? Failures.curesOfMaking(problem) : Failures.cures(problem.kind());
        boolean refused = making && problem.condition() != null;
        trail.note(
                making ? "No account was made" : Failures.title(problem.kind()),
                problem.message() + (refused ? "" : "\n" + Failures.advice(problem.kind(), jid.domain())));
        return Failures.Cure.valueOf(trail.select(
                "What now?",
                cures.stream().map(Failures.Cure::option).toList(),
                cures.get(0).name()));
    }

    private boolean first(String message, String first, String second) {
        List<Prompter.Option> options =
                List.of(new Prompter.Option("first", first, null), new Prompter.Option("second", second, null));
        return trail.select(message, options, "first").equals("first");
    }

    /** What the configuration says, else the environment; a variable that is blank is not set. */
    static @Nullable String known(Map<String, ?> current, Map<String, String> env, String key, String variable) {
        @Nullable String configured = Settings.text(current, key);
        return configured != null ? configured : AccountOptions.variable(env, variable);
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
