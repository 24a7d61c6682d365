package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.SessionInfo;
import ai.openclaw.xmpp.StanzaError;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.spi.ProbeReport;
import ai.openclaw.xmpp.spi.XmppProvider;
import ai.openclaw.xmpp.spi.XmppProviders;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tries a configuration without saving it: reaches the server, proves TLS, logs in under a resource of its own, and says what the
 * server lacks. What goes wrong is part of the result; nothing is thrown for it. Safe for use by several threads.
 */
public final class ServerCheck {

    /** Past this the try-out counts as failed, whatever its steps do. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private final Function<@Nullable String, XmppProvider> engines;
    private final LongSupplier nanoTime;

    /** Tries with the engines on the class path. */
    public ServerCheck() {
        this(XmppProviders::named, System::nanoTime);
    }

    ServerCheck(Function<@Nullable String, XmppProvider> engines, LongSupplier nanoTime) {
        this.engines = engines;
        this.nanoTime = nanoTime;
    }

    /**
     * What was found.
     *
     * @param elapsedMs how long it took, in milliseconds
     * @param jid the full JID that the server bound; {@code null} on failure, as are the next three
     * @param server where we were connected to
     * @param tls the version, or {@code null} also where the transport hides it
     * @param sasl the mechanism that proved the password
     * @param features the namespaces that server and account support, sorted
     * @param services the server's components
     * @param lacks what the bot would use and the server does not offer, in words; empty on failure
     * @param rooms those that were asked for, and some that the account may want to join
     * @param error what went wrong, or {@code null}
     */
    public record Result(
            long elapsedMs,
            @Nullable Jid jid,
            @Nullable String server,
            @Nullable String tls,
            @Nullable String sasl,
            List<String> features,
            List<ProbeReport.Service> services,
            List<String> lacks,
            List<ProbeReport.PublicRoom> rooms,
            @Nullable Problem error) {
        public Result {
            rooms = List.copyOf(rooms);
            features = List.copyOf(features);
            services = List.copyOf(services);
            lacks = List.copyOf(lacks);
        }

        /** Whether the account can be used. */
        public boolean ok() {
            return error == null;
        }
    }

    /**
     * Why a try-out failed.
     *
     * @param message what went wrong, where, and what to do
     * @param condition the server's reason (RFC 6120 §8.3.3), such as {@code conflict}; {@code null} where it gave none
     */
    public record Problem(
            XmppException.Kind kind,
            String message,
            @Nullable String condition) {
        public Problem {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(message, "message");
        }

        /** Whether trying again later, unchanged, can help. */
        public boolean retryable() {
            return kind.isRetryable();
        }
    }

    /** Begins to try; the stage never fails. */
    public CompletionStage<Result> start(SessionConfig config) {
        return start(config, List.of());
    }

    private CompletionStage<Result> start(SessionConfig config, List<Jid> rooms) {
        Objects.requireNonNull(config, "config");
        long began = nanoTime.getAsLong();
        CompletionStage<ProbeReport> probe;
        try {
            probe = engines.apply(config.engine()).probe(config, rooms);
        } catch (RuntimeException refused) {
            return CompletableFuture.completedStage(failure(refused, config, began));
        }
        return probe.thenApply(Function.identity())
                .toCompletableFuture()
                .orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .handle((report, failure) -> report != null
                        ? success(report, began)
                        : failure(Objects.requireNonNull(failure), config, began));
    }

    /**
     * Tries, and waits for the result: at most a minute.
     *
     * @throws CancellationException if the thread is interrupted
     */
    public Result run(SessionConfig config) {
        return run(config, List.of());
    }

    /** The same, and looks at these rooms. */
    Result run(SessionConfig config, List<Jid> rooms) {
        try {
            return start(config, rooms).toCompletableFuture().get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while trying " + config.jid());
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible.getCause());
        }
    }

    private Result success(ProbeReport report, long began) {
        SessionInfo info = report.info();
        return new Result(
                elapsed(began),
                info.address(),
                info.server(),
                info.tlsVersion(),
                info.saslMechanism(),
                report.features().stream().sorted().toList(),
                report.services(),
                Needs.missing(report),
                report.rooms(),
                null);
    }

    /** The engine that the configuration names. */
    XmppProvider engine(SessionConfig config) {
        return engines.apply(config.engine());
    }

    private Result failure(Throwable failure, SessionConfig config, long began) {
        return new Result(
                elapsed(began),
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                problem(failure, config.jid()));
    }

    static Problem problem(Throwable failure, Jid account) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof XmppException known) {
            return new Problem(
                    known.kind(),
                    Objects.requireNonNullElse(known.getMessage(), known.kind().toString()),
                    known.stanzaError().map(StanzaError::condition).orElse(null));
        }
        if (cause instanceof TimeoutException) {
            return new Problem(
                    XmppException.Kind.TIMEOUT,
                    "the server of " + account.domain() + " was not through with it after " + LIMIT.toSeconds() + " s",
                    null);
        }
        return new Problem(XmppException.Kind.STATE, "a fault of ours while trying " + account + ": " + cause, null);
    }

    private long elapsed(long began) {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - began);
    }
}
