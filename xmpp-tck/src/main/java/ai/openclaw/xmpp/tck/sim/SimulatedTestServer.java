package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.ServerAddress.Transport;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.tck.lab.Ability;
import ai.openclaw.xmpp.tck.lab.Account;
import ai.openclaw.xmpp.tck.lab.Link;
import ai.openclaw.xmpp.tck.lab.LinkGroup;
import ai.openclaw.xmpp.tck.lab.Peer;
import ai.openclaw.xmpp.tck.lab.TcpLink;
import ai.openclaw.xmpp.tck.lab.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A simulated server to run the contract's suites on, in real time: {@link #inMemory() in memory} for its own {@link #engine() engine}, or
 * {@link #behindSockets() behind loopback sockets} for any other. Nothing has to be installed. Thread-safe, but for stopping and starting.
 */
public final class SimulatedTestServer implements TestServer {

    private static final String PASSWORD = "pa<ss&word";
    private static final Secret SHARED = Secret.of("between-servers");
    private static final ServerAddress NOWHERE = new ServerAddress(Transport.STARTTLS, "localhost", 5222, "");

    /** A door to the outside, and where its certificate lies. */
    private record Door(LoopbackServer listener, Path directory) {}

    private final SimulatedServer server;
    private final Set<Ability> abilities;
    private final @Nullable Door door;
    private final List<Link> links = new CopyOnWriteArrayList<>();
    private final Link allLinks = new LinkGroup(() -> links);
    private final AtomicInteger accounts = new AtomicInteger();
    private final Jid component;

    private SimulatedTestServer(Set<Ability> lacks, boolean sockets) {
        this.server = new SimulatedServer(
                new EagerTime(),
                "localhost",
                ServerSettings.ALL.withRoomLocking(false).withNewRooms(RoomSettings.OPEN.withNonAnonymous(true)));
        this.abilities = EnumSet.complementOf(EnumSet.copyOf(lacks));
        this.component = server.component("component.localhost", SHARED.reveal());
        server.network().latency(Duration.ZERO, Duration.ofMillis(2));
        this.door = sockets ? open() : null;
    }

    /** For {@link #engine()}: no sockets, and so nothing that only bytes can show, such as certificates. */
    public static SimulatedTestServer inMemory() {
        return new SimulatedTestServer(
                EnumSet.of(Ability.SOCKETS, Ability.DIRECT_TLS, Ability.WEBSOCKET, Ability.UPLOAD), false);
    }

    /** For engines that need an address. */
    public static SimulatedTestServer behindSockets() {
        return new SimulatedTestServer(EnumSet.of(Ability.WEBSOCKET, Ability.UPLOAD, Ability.COMPONENT), true);
    }

    private Door open() {
        try {
            Path directory = Files.createTempDirectory("xmpp-simulated");
            return new Door(server.listen(directory), directory);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The engine whose streams go to this server; what is done to an account's link in memory is done to these. */
    public SimulatedEngine engine() {
        return server.engine();
    }

    /** The server itself, for tests that know that it is a simulated one. */
    public SimulatedServer server() {
        return server;
    }

    @Override
    public String name() {
        return door == null ? "simulation" : "simulation.sockets";
    }

    @Override
    public Set<Ability> abilities() {
        return Set.copyOf(abilities);
    }

    @Override
    public Jid domain() {
        return server.domain();
    }

    @Override
    public Jid roomService() {
        return server.roomService();
    }

    @Override
    public TlsConfig tls() {
        return door == null
                ? TlsConfig.SYSTEM
                : TlsConfig.ofCaFile(door.listener().caFile());
    }

    @Override
    public Optional<ServerAddress> address(Transport transport) {
        return door == null
                ? Optional.empty()
                : switch (transport) {
                    case STARTTLS -> Optional.of(door.listener().startTls());
                    case DIRECT_TLS -> Optional.of(door.listener().directTls());
                    case WEBSOCKET, WEBSOCKET_PLAIN -> Optional.empty();
                };
    }

    @Override
    public Optional<ComponentAccess> component() {
        return abilities.contains(Ability.COMPONENT)
                ? Optional.of(new ComponentAccess(component, SHARED, NOWHERE))
                : Optional.empty();
    }

    @Override
    public Account newAccount(String name) {
        Jid jid = server.account(name + "-" + accounts.incrementAndGet(), PASSWORD);
        SessionConfig config = SessionConfig.of(jid, Secret.of(PASSWORD)).withTls(tls());
        if (door == null) {
            Link link = new AccountLink(server.network(), jid);
            links.add(link);
            return new Account(config.withServer(NOWHERE), link);
        }
        TcpLink link = new TcpLink(door.listener().startTls().port());
        links.add(link);
        return new Account(
                config.withServer(new ServerAddress(Transport.STARTTLS, "localhost", link.port(), "")), link);
    }

    @Override
    public Peer logIn(SessionConfig config) {
        return new SimulatedPeer(server, config.jid().withResource(Objects.requireNonNull(config.resource())));
    }

    @Override
    public Link allLinks() {
        return allLinks;
    }

    @Override
    public void stop() {
        server.stop();
    }

    @Override
    public void kill() {
        server.kill();
    }

    @Override
    public void start() {
        server.start();
    }

    @Override
    public void close() {
        server.kill();
        if (door != null) {
            door.listener().close();
            try {
                Files.deleteIfExists(door.listener().caFile());
                Files.deleteIfExists(door.directory());
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        for (Link link : links) {
            if (link instanceof TcpLink listening) {
                listening.close();
            }
        }
    }
}
