package ai.openclaw.xmpp.tck.lab;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.ServerAddress.Transport;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.TlsConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A real server that is a program of this machine, started for tests. */
abstract class LocalServer implements TestServer {

    static final String DOMAIN = "localhost";
    static final String ROOMS = "conference.localhost";
    static final String COMPONENT = "component.localhost";
    static final String COMPONENT_SECRET = "between-servers";
    private static final String PASSWORD = "pa<ss&word";
    private static final Duration START_PATIENCE = Duration.ofSeconds(30);

    /** Where a server listens. */
    record Ports(int startTls, int directTls, int http, int https, int component) {}

    private final Path directory;
    private final Ports ports;
    private final String name;
    private final List<TcpLink> links = new CopyOnWriteArrayList<>();
    private final Link allLinks = new LinkGroup(() -> links);
    private final AtomicInteger accounts = new AtomicInteger();
    private final Thread last = new Thread(this::kill);
    private @Nullable Process process;

    LocalServer(String debianPackage, String program) {
        boolean installed = Files.isExecutable(Path.of(program));
        if (!installed && Boolean.getBoolean("servers.required")) {
            throw new IllegalStateException(debianPackage + " is not installed, and servers.required is set");
        }
        Assumptions.assumeTrue(
                installed, "SKIPPED: " + debianPackage + " is not installed (apt-get install " + debianPackage + ")");
        try {
            directory = Directories.temporary("xmpp-" + debianPackage);
            List<Integer> free = freePorts(5);
            ports = new Ports(free.get(0), free.get(1), free.get(2), free.get(3), free.get(4));
            name = debianPackage + version(debianPackage);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Runtime.getRuntime().addShutdownHook(last);
    }

    private static String version(String debianPackage) throws IOException {
        Process query = new ProcessBuilder("dpkg-query", "-W", "-f", "${Version}", debianPackage)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String version = new String(query.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return version.isBlank() ? "" : "-" + version.strip().replaceAll("-.*", "");
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket each : held) {
                each.close();
            }
        }
    }

    /** Writes what the server reads when it starts. */
    abstract void configure(Path home, Ports at, ServerKey key) throws IOException;

    /** How to run it in the foreground. */
    abstract ProcessBuilder command(Path home);

    /** Whether the server, which listens, is ready. */
    boolean isReady(String log) {
        return true;
    }

    /** Makes an account; the server runs. */
    abstract void register(Path home, Ports at, String user, String password) throws IOException;

    final void begin() {
        try {
            configure(directory, ports, ServerKey.ofLocalhost());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        start();
    }

    private Path log() {
        return directory.resolve("log");
    }

    @Override
    public final void start() {
        if (process != null && process.isAlive()) {
            return;
        }
        try {
            Files.deleteIfExists(log());
            process = command(directory)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log().toFile())
                    .start();
            awaitListening(process);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void awaitListening(Process started) throws IOException {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        try {
            while (System.nanoTime() < deadline && started.isAlive()) {
                if (isListening() && isReady(Files.readString(log()))) {
                    return;
                }
                started.waitFor(20, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        kill();
        throw new IllegalStateException(name + " did not start:\n" + Files.readString(log()));
    }

    private boolean isListening() {
        try {
            for (int port : List.of(ports.startTls(), ports.directTls(), ports.http(), ports.component())) {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
            }
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public final void stop() {
        end(Process::destroy);
    }

    @Override
    public final void kill() {
        end(Process::destroyForcibly);
    }

    private void end(java.util.function.Consumer<Process> how) {
        Process running = process;
        if (running == null) {
            return;
        }
        how.accept(running);
        try {
            if (!running.waitFor(10, TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        } catch (InterruptedException stopped) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public final void close() {
        kill();
        links.forEach(TcpLink::close);
        Directories.delete(directory);
        try {
            Runtime.getRuntime().removeShutdownHook(last);
        } catch (IllegalStateException shuttingDown) {
            // Then it runs, and finds nothing to do.
        }
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Jid domain() {
        return Jid.of(DOMAIN);
    }

    @Override
    public final Jid roomService() {
        return Jid.of(ROOMS);
    }

    @Override
    public final TlsConfig tls() {
        return ServerKey.ofLocalhost().trusted();
    }

    @Override
    public Optional<ServerAddress> address(Transport transport) {
        return Optional.of(
                switch (transport) {
                    case STARTTLS -> new ServerAddress(transport, DOMAIN, ports.startTls(), "");
                    case DIRECT_TLS -> new ServerAddress(transport, DOMAIN, ports.directTls(), "");
                    case WEBSOCKET -> new ServerAddress(transport, DOMAIN, ports.https(), "/xmpp-websocket");
                    case WEBSOCKET_PLAIN -> new ServerAddress(transport, DOMAIN, ports.http(), "/xmpp-websocket");
                });
    }

    @Override
    public final Optional<ComponentAccess> component() {
        return Optional.of(new ComponentAccess(
                Jid.of(COMPONENT),
                Secret.of(COMPONENT_SECRET),
                new ServerAddress(Transport.STARTTLS, DOMAIN, ports.component(), "")));
    }

    @Override
    public final Account newAccount(String prefix) {
        String user = prefix + "-" + accounts.incrementAndGet();
        try {
            register(directory, ports, user, PASSWORD);
        } catch (IOException failed) {
            throw new UncheckedIOException("no account " + user + " at " + name, failed);
        }
        TcpLink link = new TcpLink(ports.startTls());
        links.add(link);
        SessionConfig config = SessionConfig.of(Jid.of(user, DOMAIN, null), Secret.of(PASSWORD))
                .withServer(new ServerAddress(Transport.STARTTLS, DOMAIN, link.port(), ""))
                .withTls(tls());
        return new Account(config, link);
    }

    @Override
    public final Peer logIn(SessionConfig config) {
        return TcpPeer.logIn(new ServerAddress(Transport.DIRECT_TLS, DOMAIN, ports.directTls(), ""), config);
    }

    @Override
    public final Link allLinks() {
        return allLinks;
    }
}
