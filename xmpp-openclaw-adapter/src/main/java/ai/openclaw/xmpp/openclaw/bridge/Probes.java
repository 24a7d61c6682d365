package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.SessionInfo;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.onboarding.ServerCheck;
import ai.openclaw.xmpp.openclaw.config.AccountConfig;
import ai.openclaw.xmpp.openclaw.config.ConfigReader;
import ai.openclaw.xmpp.openclaw.config.InvalidConfigException;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server answers, and what it is.
 *
 * @param threads runs what may take a while
 */
record Probes(ServerCheck check, Executor threads) {

    /** Logs in with a configuration that nobody uses yet. What is wrong is in the result. */
    CompletionStage<Answers.ProbeResult> unsaved(JsonObject raw) {
        AccountConfig config;
        try {
            config = ConfigReader.read(raw);
        } catch (InvalidConfigException invalid) {
            return CompletableFuture.completedFuture(failed(
                    0,
                    new Answers.Problem(
                            XmppException.Kind.CONFIGURATION.name(), String.valueOf(invalid.getMessage()), false)));
        }
        return CompletableFuture.supplyAsync(() -> check.start(config.session()), threads)
                .thenCompose(Function.identity())
                .thenApply(Probes::result);
    }

    private static Answers.ProbeResult result(ServerCheck.Result found) {
        ServerCheck.@Nullable Problem problem = found.error();
        return new Answers.ProbeResult(
                found.ok(),
                found.elapsedMs(),
                found.jid() == null ? null : found.jid().toString(),
                found.server(),
                found.tls(),
                found.sasl(),
                found.features(),
                found.services().stream()
                        .map(service ->
                                new Answers.Service(service.jid().toString(), service.category(), service.type()))
                        .toList(),
                found.lacks(),
                problem == null
                        ? null
                        : new Answers.Problem(problem.kind().name(), problem.message(), problem.retryable()));
    }

    /** No second login: that would throw the live session out (R23). */
    CompletionStage<Answers.ProbeResult> live(XmppSession session) {
        long began = System.nanoTime();
        CompletableFuture<List<String>> features = session.discover(
                        session.account().domainJid())
                .thenApply(info -> info.features().stream().sorted().toList())
                .exceptionally(unknown -> List.of())
                .toCompletableFuture();
        return session.ping(session.account().domainJid())
                .toCompletableFuture()
                .orTimeout(15, TimeUnit.SECONDS)
                .thenCombine(features, (time, found) -> {
                    Optional<SessionInfo> info = session.info();
                    return new Answers.ProbeResult(
                            true,
                            time.toMillis(),
                            info.map(known -> known.address().toString())
                                    .orElse(session.account().toString()),
                            info.map(SessionInfo::server).orElse(null),
                            info.map(SessionInfo::tlsVersion).orElse(null),
                            info.map(SessionInfo::saslMechanism).orElse(null),
                            found,
                            List.of(),
                            List.of(),
                            null);
                })
                .exceptionally(failure ->
                        failed(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began), problem(session, failure)));
    }

    private static Answers.Problem problem(XmppSession session, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (session.state() != SessionState.ONLINE && session.lastError().isPresent()) {
            return AccountLife.problem(session.lastError().get());
        }
        return AccountLife.problem(
                cause instanceof XmppException known
                        ? known
                        : new XmppException(XmppException.Kind.TIMEOUT, "the server gave no sign of life", cause));
    }

    private static Answers.ProbeResult failed(long elapsedMs, Answers.Problem problem) {
        return new Answers.ProbeResult(
                false, elapsedMs, null, null, null, null, List.of(), List.of(), List.of(), problem);
    }
}
