package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.session.Loop;
import ai.openclaw.xmpp.session.Stanza;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * An XMPP server in memory, for tests: accounts, rosters and presence (RFC 6121), messages with offline store, carbons, archive and nodes, whom to block, rooms
 * (XEP-0045) at {@code rooms.<domain>}, stream management (XEP-0198). Bots reach it by {@link #engine()}, in the {@link Scheduler
 * time} that it was made with; other people are {@link #person played} by the test; {@link #network()} makes the network as bad as
 * wanted.
 *
 * <p>May be called from any thread; in virtual time from the test's only. A test tool: it keeps passwords as they are.
 */
public final class SimulatedServer {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Scheduler scheduler;
    private final Loop loop;
    private final Realm realm;
    private final SimulatedNetwork network;
    private final Map<Jid, Person> people = new LinkedHashMap<>();
    private volatile Consumer<String> trace = line -> {};
    private volatile boolean up = true;

    /** A server of {@code example.org} that can do everything. */
    public SimulatedServer(Scheduler scheduler) {
        this(scheduler, "example.org", ServerSettings.ALL);
    }

    /** A server of that domain. It answers for further domains as soon as somebody there has an account. */
    public SimulatedServer(Scheduler scheduler, String domain, ServerSettings settings) {
        this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
        this.loop = scheduler.loop();
        Random random = new Random(scheduler.environment().random().nextLong());
        this.realm = new Realm(Jid.of(domain), loop, random, settings);
        this.network = new SimulatedNetwork(this, new Random(random.nextLong()));
    }

    /** The server's domain. */
    public Jid domain() {
        return realm.domain();
    }

    /** The address of its rooms' service. */
    public Jid roomService() {
        return realm.rooms().jid();
    }

    /** The time that it lives in. */
    public Scheduler scheduler() {
        return scheduler;
    }

    /** The network between it and its engines. */
    public SimulatedNetwork network() {
        return network;
    }

    /** An engine whose streams go to this server, in the server's time. */
    public SimulatedEngine engine() {
        return new SimulatedEngine(this);
    }

    /** Changes what it can do, for streams and messages from now on. */
    public void settings(ServerSettings settings) {
        Objects.requireNonNull(settings, "settings");
        act(() -> realm.settings(settings));
    }

    /** Hears of every stanza that an engine's stream carries, when it arrives: one line each, the same for the same seed. */
    public void trace(Consumer<String> lines) {
        trace = Objects.requireNonNull(lines, "lines");
    }

    // Accounts and people.

    /**
     * Makes an account.
     *
     * @param name a localpart, or a bare JID for another domain
     */
    public Jid account(String name, String password) {
        Jid jid = address(name);
        act(() -> realm.create(jid, Objects.requireNonNull(password, "password")));
        return jid;
    }

    /** Takes an account away; its streams end. */
    public void deleteAccount(Jid account) {
        act(() -> realm.delete(account.bare()));
    }

    /** What a bot needs to log in to an account of this server. */
    public SessionConfig config(Jid account) {
        String password = call(() -> known(account).password());
        return SessionConfig.of(account.bare(), Secret.of(password));
    }

    /**
     * Somebody who is online at one client; the account is made if there is none.
     *
     * @param name a localpart, or a bare JID for another domain
     */
    public Person person(String name) {
        return person(name, "client");
    }

    /** Somebody who is online at the client of that resource; may be at others too. */
    public Person person(String name, String resource) {
        Jid jid = address(name);
        return call(() -> people.computeIfAbsent(
                        jid.withResource(resource),
                        full -> new Person(
                                this,
                                realm.account(jid).orElseGet(() -> realm.create(jid, realm.freshId())),
                                resource)))
                .comeOnline();
    }

    /** Lets a component (XEP-0114) be there for a domain; who has the secret may be it. */
    public Jid component(String domain, String secret) {
        Jid jid = Jid.of(domain);
        act(() -> realm.allow(jid, Objects.requireNonNull(secret, "secret")));
        return jid;
    }

    private Jid address(String name) {
        Jid jid =
                name.contains("@") ? Jid.of(name) : Jid.of(name, realm.domain().domain(), null);
        if (!jid.isBare()) {
            throw new IllegalArgumentException("an account has no resource: " + name);
        }
        return jid;
    }

    /** Lets two accounts see each other's presence, without their being asked. */
    public void befriend(Jid one, Jid other) {
        act(() -> realm.router().presences().subscriptions().befriend(known(one), known(other)));
    }

    private Account known(Jid account) {
        return realm.account(account).orElseThrow(() -> new IllegalArgumentException("there is no account " + account));
    }

    /** The full JIDs at which an account has sessions, those included that wait to be resumed. */
    public List<Jid> sessions(Jid account) {
        return call(() ->
                known(account).sessions().stream().map(ServerSession::address).toList());
    }

    /** How many of an account's sessions have a stream that the server takes for alive. */
    public int streams(Jid account) {
        return call(() -> (int) known(account).sessions().stream()
                .filter(ServerSession::isAttached)
                .count());
    }

    /** Whether an account is available: has sent presence. */
    public boolean isAvailable(Jid account) {
        return call(() -> !known(account).available().isEmpty());
    }

    /** The messages that wait for an account, oldest first. */
    public List<Stanza> offline(Jid account) {
        return call(() -> List.copyOf(known(account).offline()));
    }

    /** What an account's archive holds, oldest first. */
    public List<Stanza> archived(Jid account) {
        return call(() -> known(account).archive().entries().stream()
                .map(Archive.Entry::message)
                .toList());
    }

    /** An account's archive forgets what is older. */
    public void purgeArchive(Jid account, Instant before) {
        act(() -> known(account).archive().purge(before));
    }

    /** Puts text on all streams of an account, whatever it is: for forgeries, and for what no server should send. */
    public void say(Jid account, String xml) {
        act(() -> known(account).sessions().forEach(session -> session.deliverRaw(xml)));
    }

    /** Delivers a stanza to all sessions of an account as if it had been routed to them; nothing in it is checked. */
    public void deliver(Jid account, Stanza stanza) {
        act(() -> known(account).sessions().forEach(session -> session.deliver(stanza)));
    }

    // Rooms.

    /** Makes a room that stays, open to all. */
    public SimulatedRoom room(String name) {
        return room(name, RoomSettings.OPEN);
    }

    /** Makes a room that stays. */
    public SimulatedRoom room(String name, RoomSettings settings) {
        Jid jid = Jid.of(name, realm.rooms().jid().domain(), null);
        return call(() -> {
            RoomService.Parts parts = realm.rooms().create(jid, settings);
            parts.room().persistent(true);
            return new SimulatedRoom(this, parts);
        });
    }

    /** A room that is there, whoever made it. */
    public Optional<SimulatedRoom> findRoom(Jid room) {
        return call(() -> realm.rooms().find(room).map(parts -> new SimulatedRoom(this, parts)));
    }

    // Trouble that comes from the server; that of the network is the network's.

    /** Ends all streams of an account with a stream error, such as {@code conflict} or {@code policy-violation}. */
    public void endStreams(Jid account, String condition) {
        act(() -> known(account)
                .sessions()
                .forEach(session -> session.end(new StreamError(condition, "because the test says so"))));
    }

    /** Forgets the sessions that wait to be resumed; tells how many there were. */
    public int forgetResumable() {
        return call(() -> realm.accounts().stream()
                .mapToInt(account -> realm.forgetDetached(account.jid()))
                .sum());
    }

    /** Stops, and comes back after a while. */
    public void restart(Duration down) {
        act(() -> {
            stop();
            loop.after(down, this::start);
        });
    }

    /** Dies, and comes back after a while. */
    public void crash(Duration down) {
        act(() -> {
            kill();
            loop.after(down, this::start);
        });
    }

    /** Stops as its operator would: clients are told (stream error {@code system-shutdown}), what is stored stays. */
    public void stop() {
        act(() -> {
            realm.sessions().forEach(session -> session.end(StreamError.SHUTDOWN));
            kill();
        });
    }

    /** Stops as a power cut would: nobody is told, streams just end, unacknowledged stanzas are lost; what is stored stays. */
    public void kill() {
        act(() -> {
            up = false;
            realm.crash();
        });
    }

    /** Starts again after {@link #stop} or {@link #kill}; the people of the test come back. Does nothing if it runs. */
    public void start() {
        act(() -> {
            if (!up) {
                up = true;
                people.values().forEach(Person::serverIsBack);
            }
        });
    }

    /** Whether it can be reached. */
    public boolean isUp() {
        return up;
    }

    /**
     * Lets time pass until something is so. In virtual time that is {@link SimulatedTime#runUntil}.
     *
     * @return whether it became so within the limit
     */
    public boolean await(BooleanSupplier condition, Duration limit) {
        return scheduler.await(condition, limit);
    }

    // Sockets.

    /**
     * Listens on free ports of this machine's loopback address. Only in real time.
     *
     * @param directory where {@code ca.pem} is written, the authority that clients must trust; its certificate is for the domains that have
     *     accounts by now
     * @throws IOException if that fails
     */
    public LoopbackServer listen(Path directory) throws IOException {
        return listen(directory, 0, 0);
    }

    /**
     * As {@link #listen(Path)}, on ports of one's choice; 0 for a free one.
     *
     * @throws IOException if a port is taken
     */
    public LoopbackServer listen(Path directory, int startTlsPort, int directTlsPort) throws IOException {
        if (scheduler instanceof SimulatedTime) {
            throw new IllegalStateException("sockets know real time only");
        }
        return new LoopbackServer(this, directory.resolve("ca.pem"), startTlsPort, directTlsPort);
    }

    // For the parts beside.

    Realm realm() {
        return realm;
    }

    void traced(Jid account, String direction, String what) {
        trace.accept(realm.now() + " " + account + " " + direction + " " + what);
    }

    void act(Runnable action) {
        call(() -> {
            action.run();
            return true;
        });
    }

    /** Does something on the server's loop and waits for it. */
    <T> T call(Supplier<T> action) {
        if (loop.isCurrent()) {
            return action.get();
        }
        CompletableFuture<T> done = CompletableFuture.supplyAsync(action, loop);
        try {
            return done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the simulated server", stopped);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (TimeoutException stuck) {
            throw new IllegalStateException("the simulated server is stuck", stuck);
        }
    }
}
