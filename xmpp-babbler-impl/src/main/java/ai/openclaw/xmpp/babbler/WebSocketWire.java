package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.EngineErrors;
import ai.openclaw.xmpp.session.tls.Trust;
import ai.openclaw.xmpp.session.xml.StanzaSplitter;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** A stream over WebSocket (RFC 7395). The certificate is checked against the address's host, as browsers do. */
final class WebSocketWire implements Wire {

    private static final String FRAMING = "urn:ietf:params:xml:ns:xmpp-framing";

    private final ServerAddress server;
    private final ConnectRequest request;
    private final ExecutorService thread;
    private final Receiver receiver = new Receiver();
    private final SilenceWatch silence;
    private final AtomicLong queued = new AtomicLong();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);
    private @Nullable WebSocket socket;
    private volatile @Nullable Listener listener;

    private WebSocketWire(ServerAddress server, ConnectRequest request) {
        this.server = server;
        this.request = request;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = EngineThreads.make(task);
            made.setName("xmpp-websocket-" + request.jid());
            return made;
        });
        this.silence = new SilenceWatch(
                thread,
                () -> socket().sendPing(ByteBuffer.allocate(0)),
                () -> end(EngineErrors.lost(server, null), true));
    }

    /** Connects; blocks. */
    static WebSocketWire connect(ServerAddress server, ConnectRequest request) {
        WebSocketWire wire = new WebSocketWire(server, request);
        SSLContext context = Trust.context(request.tls());
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(Trust.parameters(context, request.tls()).getProtocols());
        HttpClient client = HttpClient.newBuilder()
                .sslContext(context)
                .sslParameters(parameters)
                .connectTimeout(request.connectTimeout())
                .executor(wire.thread)
                .build();
        CompletableFuture<WebSocket> attempt = client.newWebSocketBuilder()
                .connectTimeout(request.connectTimeout())
                .subprotocols("xmpp")
                .buildAsync(URI.create(server.toString()), wire.receiver);
        boolean done = false;
        try {
            wire.socket = attempt.get(request.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
            done = true;
            return wire;
        } catch (ExecutionException failed) {
            throw EngineErrors.connecting(failed.getCause() == null ? failed : failed.getCause(), server, request);
        } catch (TimeoutException silent) {
            throw EngineErrors.connecting(new java.net.SocketTimeoutException(), server, request);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw EngineErrors.gaveUp(server, stopped);
        } finally {
            if (!done) {
                wire.drop(attempt);
            }
        }
    }

    /** Nobody waits for an attempt any more: it ends now, or, if it is past the HTTP exchange, with its connection. */
    private void drop(CompletableFuture<WebSocket> attempt) {
        attempt.whenComplete((late, failure) -> {
            if (late != null) {
                late.abort();
            }
            thread.shutdown();
        });
        // To cancel a copy ends the exchange all the same, but does not hide what the attempt itself comes to.
        attempt.copy().cancel(true);
    }

    private WebSocket socket() {
        return java.util.Objects.requireNonNull(socket);
    }

    @Override
    public void open(Listener newListener) {
        listener = newListener;
        transmit(opening());
        socket().request(1);
    }

    private String opening() {
        return "<open xmlns='" + FRAMING + "' to='" + request.jid().domain() + "' version='1.0'/>";
    }

    @Override
    public void restart() {
        transmit(opening());
    }

    @Override
    public void send(String xml) {
        transmit(xml);
    }

    /** One message at a time, as the library wants it. */
    private synchronized void transmit(String text) {
        if (queued.addAndGet(text.length()) > OutgoingText.MAX_WAITING) {
            end(EngineErrors.stuck(server, OutgoingText.MAX_WAITING), true);
            return;
        }
        sending = sending.thenCompose(before -> socket().sendText(text, true)).whenComplete((sent, failure) -> {
            queued.addAndGet(-text.length());
            if (failure != null) {
                end(EngineErrors.lost(server, failure), true);
            }
        });
    }

    @Override
    public boolean isFramed() {
        return true;
    }

    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            transmit("<close xmlns='" + FRAMING + "'/>");
            try {
                ended.await(900, TimeUnit.MILLISECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
        abort();
    }

    @Override
    public void abort() {
        end(EngineErrors.lost(server, null), true);
    }

    /** The end, told once, on the wire's own thread. */
    private void end(@Nullable XmppException cause, boolean cut) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        if (socket != null) {
            socket.abort();
        }
        thread.execute(() -> {
            silence.stop();
            ended.countDown();
            Listener told = listener;
            if (told != null) {
                told.onEnd(cause, cut);
            }
        });
        thread.shutdown();
    }

    @Override
    public @Nullable InetAddress remoteAddress() {
        try {
            // java.net.http hides the socket; for a name, this is where it points to.
            return InetAddress.getByName(server.host());
        } catch (UnknownHostException gone) {
            return null;
        }
    }

    @Override
    public @Nullable String tlsVersion() {
        return null;
    }

    @Override
    public @Nullable String tlsCipher() {
        return null;
    }

    private final class Receiver implements WebSocket.Listener {
        /** Of the message that has begun. */
        private @Nullable StanzaSplitter splitter;

        @Override
        public void onOpen(WebSocket webSocket) {
            // Nothing is asked for before the stream is opened.
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            silence.message();
            Listener told = listener;
            if (!over.get() && told != null) {
                take(told, data.toString(), last);
            }
            webSocket.request(1);
            return null;
        }

        private void take(Listener told, String part, boolean last) {
            StanzaSplitter current = splitter == null ? newSplitter(told) : splitter;
            splitter = last ? null : current;
            try {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                current.feed(bytes, 0, bytes.length);
                if (last && !current.isAtRest()) {
                    throw new IllegalStateException("a message is not a whole element");
                }
            } catch (XmlRefusedException | IllegalStateException hostile) {
                end(EngineErrors.hostile(server, hostile), false);
            }
        }

        private StanzaSplitter newSplitter(Listener told) {
            return StanzaSplitter.forFrames(new StanzaSplitter.Sink() {
                @Override
                public void onOpen(String startTag) {}

                @Override
                public void onElement(String xml) {
                    if (xml.startsWith("<open") && xml.contains(FRAMING)) {
                        told.onOpen(xml);
                    } else if (xml.startsWith("<close") && xml.contains(FRAMING)) {
                        end(null, false);
                    } else {
                        told.onElement(xml);
                    }
                }

                @Override
                public void onClose() {}
            });
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer data) {
            silence.alive();
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            end(EngineErrors.lost(server, null), true);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            end(EngineErrors.lost(server, error), true);
        }
    }
}
