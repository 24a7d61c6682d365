package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.SessionInfo;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a session stands. Changes on the loop thread; any thread reads it and waits for it. */
final class SessionStatus {

    private final CompletableFuture<SessionInfo> online = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile SessionState state = SessionState.CONNECTING;
    private volatile @Nullable SessionInfo info;
    private volatile Set<String> streamFeatures = Set.of();
    private volatile @Nullable XmppException lastError;

    SessionState state() {
        return state;
    }

    boolean isClosed() {
        return state == SessionState.CLOSED;
    }

    /** Of the live stream, if there is one. */
    @Nullable
    SessionInfo info() {
        return info;
    }

    /** The namespaces of the last stream's features (RFC 6120 §4.3.2). */
    Set<String> streamFeatures() {
        return streamFeatures;
    }

    @Nullable
    XmppException lastError() {
        return lastError;
    }

    /** Completes when the session is online for the first time, or ends without. */
    CompletionStage<SessionInfo> whenOnline() {
        return online.minimalCompletionStage();
    }

    /** Waits for the end, or until the patience is over or the thread is interrupted. */
    void awaitClosed(Duration patience) {
        try {
            closed.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** There is a stream. */
    void opened(StanzaStream stream) {
        StreamInfo told = stream.info();
        info = new SessionInfo(
                stream.address(), told.server(), told.tlsVersion(), told.saslMechanism(), told.resumed());
        streamFeatures = told.features().stream().map(XmlElement::namespace).collect(Collectors.toSet());
    }

    /** The stream is ready. */
    void online() {
        state = SessionState.ONLINE;
        online.complete(Objects.requireNonNull(info));
    }

    /** There is no stream, and why. */
    void down(@Nullable XmppException cause) {
        lastError = cause;
        info = null;
    }

    /** Another stream will be tried. */
    void retrying() {
        state = online.isDone() ? SessionState.RECONNECTING : SessionState.CONNECTING;
    }

    /** It is over; those who wait for it are told with {@link #settle}. */
    void close() {
        state = SessionState.CLOSED;
    }

    /** Nobody need wait to be online any more. */
    void settle(XmppException cause) {
        online.completeExceptionally(cause);
    }

    /** Nobody need wait for the end any more. */
    void release() {
        closed.countDown();
    }
}
