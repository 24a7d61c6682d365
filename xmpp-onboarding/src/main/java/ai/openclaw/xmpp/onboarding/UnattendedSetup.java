package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.onboarding.Wizard.Outcome;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The setup without questions: all answers are there, the account is tested all the same. For one run. */
final class UnattendedSetup {

    /**
     * A password.
     *
     * @param written how the configuration has it
     * @param secret what it is; {@code null} if that is not known here, and not needed
     * @param madeUp whether it was made up here
     */
    private record Given(Object written, @Nullable Secret secret, boolean madeUp) {
        /** Without the password. */
        @Override
        public String toString() {
            return "Given";
        }
    }

    private final ServerCheck check;
    private final AccountMaker maker;
    private final Map<String, String> env;
    private final PrintWriter err;
    private final @Nullable String invite;
    private final boolean create;
    private final boolean test;
    private @Nullable Given given;

    /**
     * @param invite an invite's URI, by which the account is made; or {@code null}
     * @param create whether to make the account if the login is refused
     * @param test whether to log in at all
     */
    UnattendedSetup(
            OnboardingModule.Tools with, PrintWriter err, @Nullable String invite, boolean create, boolean test) {
        this.check = with.check();
        this.maker = new AccountMaker(check);
        this.env = with.env();
        this.err = err;
        this.invite = invite;
        this.create = create;
        this.test = test;
    }

    /**
     * Tells what is missing or wrong, beside what the options say of themselves. To be called before {@link #run}.
     *
     * @param canKeep whether a password that is made up here can be kept anywhere
     */
    void validate(Map<String, Object> filled, AccountOptions options, boolean canKeep, List<String> problems) {
        if (invite != null) {
            SetupOptions.tell("--invite", Entries.problem(() -> Invite.parse(invite)), problems::add);
        }
        boolean named = jid(filled) != null || invite != null && invitedAccount() != null;
        if (!named) {
            problems.add("Which account? Give --jid bot@example.org, or set XMPP_JID");
        }
        boolean makes = create || invite != null;
        if (makes && !test) {
            problems.add("--no-test cannot go with --create or --invite: an account is made at the server");
        }
        int before = problems.size();
        given = findPassword(filled, options, problems);
        if (given == null && problems.size() == before) {
            problems.add("No password: set XMPP_PASSWORD, or give --password-env or --password-file");
        }
        if (given != null && given.madeUp() && !canKeep) {
            problems.add("Without a password one is made up; give --out FILE, or it would be lost");
        }
    }

    private @Nullable String jid(Map<String, Object> filled) {
        return AccountStep.known(filled, env, "jid", "XMPP_JID");
    }

    private @Nullable Jid invitedAccount() {
        try {
            return invite == null ? null : Invite.parse(invite).account();
        } catch (IllegalArgumentException told) {
            return null;
        }
    }

    /** How the password is written, and what it is: an option says so, else the configuration, else the environment. */
    private @Nullable Given findPassword(Map<String, Object> filled, AccountOptions options, List<String> problems) {
        @Nullable Object configured = options.namesPassword() ? null : filled.get("password");
        if (configured instanceof String text && !text.isEmpty()) {
            return new Given(text, Secret.of(text), false);
        }
        if (configured instanceof Map<?, ?> reference && !reference.isEmpty()) {
            String name = "env".equals(reference.get("source"))
                    ? String.valueOf(reference.get("id"))
                    : AccountStep.PASSWORD_VARIABLE;
            @Nullable String value = env.get(name);
            if (value == null || value.isEmpty()) {
                if (!test) {
                    return new Given(reference, null, false);
                }
                problems.add("The value of the configuration's reference to the password is not known here: set " + name
                        + " for the test, or give --no-test");
                return new Given(reference, null, false);
            }
            return new Given(reference, Secret.of(value), false);
        }
        int before = problems.size();
        AccountOptions.@Nullable Password given = options.password(env, problems);
        if (given != null) {
            return new Given(given.written(), given.secret(), false);
        }
        if (problems.size() > before || !create && invite == null) {
            return null;
        }
        String fresh = Passwords.fresh();
        return new Given(fresh, Secret.of(fresh), true);
    }

    /**
     * Tests, makes the account if it may, and hands the outcome on.
     *
     * @param save writes the outcome; what it throws is thrown on, after a new account is gone again
     * @return the exit code
     */
    int run(Map<String, Object> filled, @Nullable String owner, Function<Outcome, Integer> save) {
        Given password = Objects.requireNonNull(given, "validate comes first");
        @Nullable Jid invited = invitedAccount();
        Jid jid = invited != null ? invited : Entries.account(Objects.requireNonNull(jid(filled), "validated"));
        @Nullable String server = AccountStep.known(filled, env, "server", "XMPP_SERVER");
        @Nullable String caText = Settings.text(Settings.object(filled, "tls"), "caFile");
        @Nullable Path caFile = caText == null ? null : Path.of(caText);
        Outcome outcome = outcome(jid, password, server, caFile, owner, filled);
        if (!test) {
            return save.apply(outcome);
        }
        SessionConfig session = AccountStep.session(
                filled, jid, Objects.requireNonNull(password.secret(), "validated"), server, caFile);
        boolean made = false;
        boolean saved = false;
        try {
            ServerCheck.@Nullable Result result = password.madeUp() || invite != null ? null : check.run(session);
            if (result == null || create && isRefused(result.error())) {
                ServerCheck.@Nullable Problem problem = maker.make(
                        session, invite == null ? null : Invite.parse(invite).token(), form -> Map.of());
                if (problem != null) {
                    err.println("No account was made: " + problem.message() + ". Nothing is saved.");
                    return ExitCode.of(problem.kind());
                }
                made = true;
                err.println(jid + " was made.");
                result = check.run(session);
            }
            ServerCheck.@Nullable Problem problem = result.error();
            if (problem != null) {
                err.println(Failures.title(problem.kind()) + ": " + problem.message());
                err.println(Failures.advice(problem.kind(), jid.domain()) + " Nothing is saved.");
                return ExitCode.of(problem.kind());
            }
            err.println(jid + " works.");
            err.println(AccountStep.found(result).indent(2));
            int code = save.apply(outcome);
            saved = code == ExitCode.OK;
            return code;
        } finally {
            if (made && !saved) {
                maker.remove(session);
            }
        }
    }

    private static boolean isRefused(ServerCheck.@Nullable Problem problem) {
        return problem != null && problem.kind() == XmppException.Kind.AUTHENTICATION;
    }

    private static Outcome outcome(
            Jid jid,
            Given password,
            @Nullable String server,
            @Nullable Path caFile,
            @Nullable String owner,
            Map<String, Object> filled) {
        Answers answers = new Answers(
                jid.toString(),
                password.written(),
                server,
                caFile,
                owner,
                Objects.requireNonNullElse(Settings.text(filled, "dmPolicy"), "pairing"),
                Settings.texts(filled, "allowFrom"),
                Settings.rooms(filled),
                Objects.requireNonNullElse(Settings.text(filled, "groupPolicy"), "allowlist"));
        return new Outcome(answers.over(filled), answers.hostPatch(), password.madeUp());
    }
}
