package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.ServerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link SimulatedServer} behind sockets, for clients of every kind: XML streams (RFC 6120) with STARTTLS on one port and TLS from the first
 * byte on another, SASL, resource binding, stream management. It listens on this machine's loopback address only and is a test tool: its
 * certificate is made for the run, its passwords are known to it. Thread-safe.
 */
public final class LoopbackServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoopbackServer.class);
    private static final int MAX_CONNECTIONS = 500;

    private final SimulatedServer server;
    private final LoopbackCertificate certificate;
    private final Path caFile;
    private final ServerSocket startTls;
    private final ServerSocket directTls;
    private final Set<SocketConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    LoopbackServer(SimulatedServer server, Path caFile, int startTlsPort, int directTlsPort) throws IOException {
        this.server = server;
        this.caFile = caFile;
        this.certificate =
                LoopbackCertificate.of(server.call(() -> server.realm().certificateNames()));
        Files.writeString(caFile, certificate.authority());
        this.startTls = socket(startTlsPort);
        try {
            this.directTls = socket(directTlsPort);
        } catch (IOException taken) {
            startTls.close();
            throw taken;
        }
        listen(startTls, false);
        listen(directTls, true);
        LOG.info(
                "test server for {} on this machine: STARTTLS on port {}, TLS on port {}",
                server.domain(),
                startTls.getLocalPort(),
                directTls.getLocalPort());
    }

    private static ServerSocket socket(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException taken) {
            socket.close();
            throw taken;
        }
    }

    /** Where to go for STARTTLS. */
    public ServerAddress startTls() {
        return address(ServerAddress.Transport.STARTTLS, startTls);
    }

    /** Where to go for TLS from the first byte (XEP-0368). */
    public ServerAddress directTls() {
        return address(ServerAddress.Transport.DIRECT_TLS, directTls);
    }

    private static ServerAddress address(ServerAddress.Transport transport, ServerSocket socket) {
        return new ServerAddress(transport, socket.getInetAddress().getHostAddress(), socket.getLocalPort(), "");
    }

    /** The PEM file of the authority that clients must trust. */
    public Path caFile() {
        return caFile;
    }

    private void listen(ServerSocket socket, boolean direct) {
        start("sim-accept-" + socket.getLocalPort(), () -> {
            while (!closed) {
                try {
                    accept(socket.accept(), direct);
                } catch (SocketException over) {
                    LOG.debug("no longer listening: {}", over.toString());
                    return;
                } catch (IOException failed) {
                    LOG.info("a connection failed at once: {}", failed.toString());
                }
            }
        });
    }

    private void accept(Socket socket, boolean direct) throws IOException {
        if (connections.size() >= MAX_CONNECTIONS || closed || !server.isUp()) {
            socket.close();
            return;
        }
        SocketConnection connection =
                new SocketConnection(server, socket, certificate.context(), direct, connections::remove);
        connections.add(connection);
        start("sim-connection", connection::run);
    }

    static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Stops listening and drops all connections; the server itself goes on. */
    @Override
    public void close() {
        closed = true;
        for (ServerSocket socket : new ServerSocket[] {startTls, directTls}) {
            try {
                socket.close();
            } catch (IOException failed) {
                LOG.debug("closing failed", failed);
            }
        }
        connections.forEach(SocketConnection::drop);
    }
}
