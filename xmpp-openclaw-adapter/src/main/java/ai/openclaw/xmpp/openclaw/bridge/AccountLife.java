package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionInfo;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.policy.Reason;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What has become of an account: since when it is as it is, what ended it, what is wrong with its store; and how that is told. Any thread. */
final class AccountLife {

    private final String accountId;
    private volatile Instant since;
    private volatile @Nullable XmppException ended;
    private volatile @Nullable XmppException storeProblem;

    AccountLife(String accountId, Instant since) {
        this.accountId = accountId;
        this.since = since;
    }

    /** The session's state is another one from now on. */
    void changed(Instant now) {
        since = now;
    }

    /** It is over, and not because it was wanted so. */
    void ended(XmppException cause) {
        ended = cause;
    }

    boolean hasEnded() {
        return ended != null;
    }

    /** The store cannot be used; {@code null} means that it can be again. */
    void store(@Nullable XmppException problem) {
        storeProblem = problem;
    }

    @Nullable
    String storeProblem() {
        XmppException problem = storeProblem;
        return problem == null ? null : problem.getMessage();
    }

    /** The host's word for it. */
    String word(SessionState state) {
        return switch (state) {
            case CONNECTING -> "connecting";
            case ONLINE -> "online";
            case RECONNECTING -> "reconnecting";
            case CLOSED -> ended == null ? "stopped" : "failed";
        };
    }

    /**
     * In the words of {@code status}.
     *
     * @param parts {@code null} as long as there is no session
     */
    Answers.Status status(Jid configured, @Nullable Parts parts, Map<Reason, Long> counters) {
        Optional<XmppSession> session = Optional.ofNullable(parts).map(Parts::session);
        @Nullable XmppException over = ended;
        @Nullable
        XmppException failure =
                over != null ? over : session.flatMap(XmppSession::lastError).orElse(null);
        SessionState state = session.map(XmppSession::state).orElse(SessionState.CONNECTING);
        return AccountStatus.of(
                new AccountStatus.Life(
                        accountId,
                        word(state),
                        since,
                        configured,
                        error(state, failure, parts),
                        failure == null ? null : problem(failure),
                        storeProblem()),
                parts,
                counters);
    }

    /** What the host is told when the session's state has changed, or what is wrong with it. */
    HostCalls.AccountState told(SessionState state, @Nullable XmppException cause, @Nullable Parts parts) {
        @Nullable
        Jid address = Optional.ofNullable(parts)
                .flatMap(known -> known.session().info())
                .map(SessionInfo::address)
                .orElse(null);
        return new HostCalls.AccountState(
                accountId,
                word(state),
                state == SessionState.ONLINE && address != null ? address.toString() : null,
                error(state, cause, parts));
    }

    private Answers.@Nullable Problem error(
            SessionState state, @Nullable XmppException failure, @Nullable Parts parts) {
        @Nullable XmppException told = state == SessionState.ONLINE ? standing(parts) : failure;
        return told == null ? null : problem(told);
    }

    /** What is wrong although we are online. */
    private @Nullable XmppException standing(@Nullable Parts parts) {
        if (storeProblem != null || parts == null) {
            return storeProblem;
        }
        return parts.hidden()
                .latest()
                .map(problem -> new XmppException(XmppException.Kind.CONFIGURATION, problem))
                .orElse(null);
    }

    static Answers.Problem problem(XmppException failure) {
        return new Answers.Problem(
                failure.kind().name(),
                String.valueOf(failure.getMessage()),
                failure.kind().isRetryable());
    }

    /** What really went wrong, in words. */
    static String messageOf(Throwable failure) {
        Throwable cause =
                failure.getCause() != null && !(failure instanceof XmppException) ? failure.getCause() : failure;
        return String.valueOf(cause.getMessage());
    }
}
