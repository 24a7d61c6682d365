package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.openclaw.rpc.RpcConnection;
import ai.openclaw.xmpp.openclaw.rpc.RpcMethods;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bot's second door: JSON-RPC over a socket that only this user can reach, because it lies in a directory of mode 0700 and has mode 0600.
 * Thread-safe.
 */
final class ControlServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final int AT_A_TIME = 16;

    private final Path socket;
    private final ServerSocketChannel server;
    private final Supplier<RpcMethods> methods;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private ControlServer(Path socket, ServerSocketChannel server, Supplier<RpcMethods> methods) {
        this.socket = socket;
        this.server = server;
        this.methods = methods;
    }

    /**
     * Begins to listen. What a process that was killed has left behind is replaced, if nobody answers there.
     *
     * @throws XmppException of kind {@code STATE} if another bot answers there, {@code CONFIGURATION} if nobody can listen there
     */
    static ControlServer listen(Path stateDir, Supplier<RpcMethods> methods) {
        UnixDomainSocketAddress address = ControlPath.address(stateDir);
        Path socket = address.getPath();
        try {
            protect(Objects.requireNonNull(socket.getParent(), "it lies in a directory"));
            if (answers(address)) {
                throw new XmppException(
                        XmppException.Kind.STATE, "another bot is running in " + stateDir + "; end that one first");
            }
            Files.deleteIfExists(socket);
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.bind(address);
                if (isPosix()) {
                    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
                }
            } catch (IOException | RuntimeException failed) {
                channel.close();
                throw failed;
            }
            ControlServer listening = new ControlServer(socket, channel, methods);
            thread("control", listening::accept);
            return listening;
        } catch (IOException | UnsupportedOperationException failed) {
            throw new XmppException(
                    XmppException.Kind.CONFIGURATION,
                    "the bot cannot listen at " + socket + ": " + failed.getMessage(),
                    failed);
        }
    }

    /** Makes the socket's directory ours alone, also one that is there already; fails if it is somebody else's. */
    private static void protect(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            if (isPosix()) {
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectory(directory);
            }
        } else if (isPosix()) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    private static boolean answers(UnixDomainSocketAddress address) {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return probe.connect(address);
        } catch (IOException nobody) {
            return false;
        }
    }

    private static void thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!closed) {
            try {
                SocketChannel caller = server.accept();
                if (open.size() >= AT_A_TIME) {
                    LOG.warn("more than {} commands talk to the bot at a time; one is turned away", AT_A_TIME);
                    caller.close();
                } else {
                    open.add(caller);
                    thread("control-call", () -> serve(caller));
                }
            } catch (IOException failed) {
                if (!closed) {
                    LOG.error("the bot no longer listens at {}: {}", socket, failed.getMessage());
                }
                return;
            }
        }
    }

    private void serve(SocketChannel caller) {
        try (caller;
                RpcConnection connection =
                        new RpcConnection(ChannelStreams.in(caller), ChannelStreams.out(caller), methods.get())) {
            connection.listen();
        } catch (IOException gone) {
            LOG.debug("a command's connection broke off", gone);
        } finally {
            open.remove(caller);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            server.close();
            Files.deleteIfExists(socket);
        } catch (IOException failed) {
            LOG.debug("the socket was not removed", failed);
        }
        open.forEach(caller -> {
            try {
                caller.close();
            } catch (IOException gone) {
                LOG.debug("a command's connection was not closed", gone);
            }
        });
    }
}
