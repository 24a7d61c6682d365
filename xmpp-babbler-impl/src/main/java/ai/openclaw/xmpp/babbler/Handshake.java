package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.EngineErrors;
import ai.openclaw.xmpp.session.StreamInfo;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.xml.bind.JAXBException;
import org.jspecify.annotations.Nullable;

/** Hears the wire: while the stream is being opened for what a request wants, and then for the stream. */
final class Handshake implements Wire.Listener {

    /** What is said until the stream is open. Its calls come one at a time. */
    interface Steps {
        /** The server has opened the stream, with this start tag. */
        default void opened(String startTag) throws XmlRefusedException {}

        /** The server has said something. */
        void said(XmlElement element, String xml)
                throws XmlRefusedException, JAXBException, rocks.xmpp.core.XmppException;

        /** The stream will not be opened. */
        default void gaveUp(RuntimeException cause) {}
    }

    private record Opened(Jid address, StreamInfo info) {}

    private final Wire wire;
    private final ServerAddress server;
    private final ConnectRequest request;
    private final BabblerStream stream;
    private final CompletableFuture<Opened> done = new CompletableFuture<>();
    private volatile @Nullable RuntimeException failure;
    private @Nullable Steps steps;

    Handshake(Wire wire, ServerAddress server, ConnectRequest request, BabblerStream stream) {
        this.wire = wire;
        this.server = server;
        this.request = request;
        this.stream = stream;
    }

    /** Begins. */
    void start(Steps first) {
        steps = first;
        wire.open(this);
    }

    /** The stream is open. For the steps; what follows goes to the stream. */
    void succeed(Jid address, String saslMechanism, List<XmlElement> features, boolean resumed) {
        StreamInfo info = new StreamInfo(
                server.toString(),
                wire.remoteAddress(),
                wire.tlsVersion(),
                wire.tlsCipher(),
                saslMechanism,
                null,
                features,
                resumed);
        steps = null;
        done.complete(new Opened(address, info));
    }

    /** What went wrong, if anything did. */
    @Nullable
    RuntimeException failure() {
        return failure;
    }

    /**
     * Waits until the stream is open, and makes it live.
     *
     * @throws XmppException if it could not be opened
     */
    void await() {
        try {
            Opened opened = done.get(request.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
            stream.goLive(opened.address(), opened.info());
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException known ? known : EngineErrors.lost(server, failed);
        } catch (TimeoutException silent) {
            throw EngineErrors.silent(server, silent);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw EngineErrors.gaveUp(server, stopped);
        }
    }

    @Override
    public void onOpen(String startTag) {
        Steps now = steps;
        if (now == null) {
            return;
        }
        try {
            now.opened(startTag);
        } catch (XmlRefusedException hostile) {
            end(EngineErrors.hostile(server, hostile));
        } catch (XmppException known) {
            fail(known);
        }
    }

    @Override
    public void onElement(String xml) {
        try {
            XmlElement element = XmlReader.readOrLeaveOut(xml);
            Steps now = steps;
            if (element.is(XmlReader.STREAM, "error")) {
                end(
                        now == null
                                ? EngineErrors.streamError(element, server, request)
                                : EngineErrors.opening(element, server, request));
            } else if (now == null) {
                stream.onElement(element);
            } else {
                now.said(element, xml);
            }
        } catch (XmlRefusedException hostile) {
            end(EngineErrors.hostile(server, hostile));
        } catch (XmppException known) {
            fail(known);
        } catch (rocks.xmpp.core.XmppException | JAXBException | RuntimeException refused) {
            fail(BabblerLogin.explain(refused, request, server));
        }
    }

    /** Whoever waits has no more patience and drops the wire: its end is a consequence then, not the reason. */
    void abandon() {
        if (failure == null) {
            failure = EngineErrors.silent(server, new TimeoutException());
        }
    }

    private void end(RuntimeException cause) {
        fail(cause);
        wire.abort();
    }

    private void fail(RuntimeException cause) {
        if (failure == null) {
            failure = cause;
        }
        Steps now = steps;
        if (now != null) {
            done.completeExceptionally(cause);
            now.gaveUp(cause);
        } else if (cause instanceof XmppException known) {
            stream.fail(known);
        }
    }

    @Override
    public void onEnd(@Nullable XmppException cause, boolean cut) {
        if (steps != null) {
            fail(cause != null ? cause : EngineErrors.ended(server));
        }
        stream.onEnd(cause, cut);
    }
}
