package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.SeeOtherHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * What lies between the engines of a {@link SimulatedServer} and the server itself: latency, and trouble on demand. Every fault that
 * {@link #strike hit} is counted. May be called from any thread.
 */
public final class SimulatedNetwork {

    private static final int SLOWNESS = 100;
    private static final Duration SLOW_TIME = Duration.ofMinutes(1);

    private final SimulatedServer server;
    private final RandomGenerator random;
    private final Map<Jid, List<SimulatedLink>> links = new LinkedHashMap<>();
    private final Map<Jid, LinkCondition> conditions = new LinkedHashMap<>();
    private final Map<Jid, Integer> connections = new LinkedHashMap<>();
    private final Deque<RuntimeException> refusals = new ArrayDeque<>();
    private final Set<String> deadHosts = new HashSet<>();
    private final Set<Jid> broken = new HashSet<>();
    private final Map<Fault, Integer> hits = new EnumMap<>(Fault.class);
    private Duration least = Duration.ofMillis(5);
    private Duration most = Duration.ofMillis(50);
    private Instant slowUntil = Instant.MIN;
    private int attempts;

    SimulatedNetwork(SimulatedServer server, RandomGenerator random) {
        this.server = server;
        this.random = random;
    }

    // Settings.

    /** How long a stanza takes, from least to most. */
    public void latency(Duration atLeast, Duration atMost) {
        if (atLeast.isNegative() || atMost.compareTo(atLeast) < 0) {
            throw new IllegalArgumentException(atLeast + " to " + atMost + " is no range");
        }
        server.act(() -> {
            least = atLeast;
            most = atMost;
        });
    }

    /** The next attempts to connect fail like that, after those that were refused before have had their turn. */
    public void refuse(XmppException.Kind kind, int times) {
        Objects.requireNonNull(kind, "kind");
        server.act(() -> IntStream.range(0, times)
                .forEach(i -> refusals.add(new XmppException(kind, "simulated: the connection fails with " + kind))));
    }

    /** The next attempt to connect is sent elsewhere (RFC 6120 §4.9.3.19). */
    public void redirect(String host) {
        server.act(() -> refusals.add(new SeeOtherHostException(host)));
    }

    /** Nobody answers at that host, until {@link #revive}. */
    public void kill(String host) {
        server.act(() -> deadHosts.add(host));
    }

    /** The host is reachable again. */
    public void revive(String host) {
        server.act(() -> deadHosts.remove(host));
    }

    /** How often somebody tried to connect so far. */
    public int attempts() {
        return server.call(() -> attempts);
    }

    // Trouble.

    /**
     * Lets a fault hit an account's live stream, or its rooms, or its server. What waits for the next stanza is counted when that comes.
     *
     * @return whether there was anything to hit
     */
    public boolean strike(Fault fault, Jid account) {
        Objects.requireNonNull(fault, "fault");
        return server.call(() -> {
            Optional<SimulatedLink> link = link(account.bare());
            switch (fault) {
                case CUT_IN_STANZA_DOWN ->
                    link.ifPresent(known -> known.cutInNextFromServer(() -> count(fault, account)));
                case CUT_IN_STANZA_UP ->
                    link.ifPresent(known -> known.cutInNextFromClient(() -> count(fault, account)));
                case DUPLICATE -> link.ifPresent(known -> known.repeatNext(() -> count(fault, account)));
                default -> {
                    if (link.filter(known -> hit(fault, known)).isEmpty()) {
                        return false;
                    }
                    count(fault, account);
                }
            }
            return link.isPresent();
        });
    }

    private void count(Fault fault, Jid account) {
        hits.merge(fault, 1, Integer::sum);
        server.traced(account.bare(), "!", fault.toString());
    }

    /** How often each kind of fault has hit so far. */
    public Map<Fault, Integer> hits() {
        return server.call(() -> new TreeMap<>(hits));
    }

    /** Cuts all connections of an account, dead ones too, and both sides notice. Not counted. */
    public void cut(Jid account) {
        server.act(() -> open(account.bare()).forEach(SimulatedLink::cut));
    }

    /** Nothing of an account's arrives for so long, in neither direction; then all does. */
    public void hold(Jid account, Duration time) {
        server.act(() -> link(account.bare()).ifPresent(link -> link.hold(time)));
    }

    /** Nothing that an account's client sends arrives for so long; it hears the server all the while. */
    public void holdFromClient(Jid account, Duration time) {
        server.act(() -> link(account.bare()).ifPresent(link -> link.holdUp(time)));
    }

    /** Changes how an account's connections are, those that are open and those to come. */
    public void condition(Jid account, LinkCondition condition) {
        Objects.requireNonNull(condition, "condition");
        server.act(() -> {
            conditions.put(account.bare(), condition);
            open(account.bare()).forEach(link -> link.condition(condition));
        });
    }

    /** How often a client of an account has connected so far, whatever came of it. */
    public int connections(Jid account) {
        return server.call(() -> connections.getOrDefault(account.bare(), 0));
    }

    private List<SimulatedLink> open(Jid account) {
        return links.getOrDefault(account, List.of()).stream()
                .filter(SimulatedLink::isOpen)
                .toList();
    }

    /** The latest connection of an account that is as it should be. */
    private Optional<SimulatedLink> link(Jid account) {
        List<SimulatedLink> alive =
                open(account).stream().filter(SimulatedLink::isAlive).toList();
        return alive.isEmpty() ? Optional.empty() : Optional.of(alive.get(alive.size() - 1));
    }

    private boolean hit(Fault fault, SimulatedLink link) {
        switch (fault) {
            case CUT -> link.cut();
            case BLACK_HOLE -> link.swallow(between(30, 180));
            case HALF_OPEN_CLIENT -> link.cutForServer();
            case HALF_OPEN_SERVER -> link.cutForClient(between(10, 180));
            case DEAF -> link.deafen();
            case DELAY -> link.hold(between(1, 30));
            case SLOW -> slowUntil = server.realm().now().plus(SLOW_TIME);
            case REFUSED -> {
                refusals.add(refusal(1 + random.nextInt(3)));
                link.cut();
            }
            case HANG -> {
                refusals.add(new XmppException(XmppException.Kind.TIMEOUT, "simulated: no answer"));
                link.cut();
            }
            case CUT_IN_LOGIN -> {
                broken.add(link.account());
                link.cut();
            }
            case RESUME_REFUSED -> {
                link.cut();
                server.realm().loop().execute(() -> server.realm().forgetDetached(link.account()));
            }
            case RESTART -> server.restart(between(1, 20));
            case CRASH -> server.crash(between(1, 20));
            case CONFLICT -> link.endFromServer(StreamError.CONFLICT);
            case KICK, ROOM_TROUBLE, ROOM_RESTART, ROOM_RESTART_SILENT -> {
                return room(link.account())
                        .map(room -> hitRoom(fault, room, link.account()))
                        .isPresent();
            }
            case CUT_IN_STANZA_DOWN, CUT_IN_STANZA_UP, DUPLICATE ->
                throw new IllegalArgumentException("waits for a stanza: " + fault);
        }
        return true;
    }

    private Optional<SimulatedRoom> room(Jid account) {
        List<RoomService.Parts> inside = server.realm().rooms().all().stream()
                .filter(parts -> !parts.room().ofAccount(account).isEmpty())
                .toList();
        return inside.isEmpty()
                ? Optional.empty()
                : Optional.of(new SimulatedRoom(server, inside.get(random.nextInt(inside.size()))));
    }

    private static SimulatedRoom hitRoom(Fault fault, SimulatedRoom room, Jid account) {
        String nick = room.nickOf(account).orElseThrow();
        switch (fault) {
            case KICK -> room.kick(nick, "simulated");
            case ROOM_TROUBLE -> room.lose(nick);
            case ROOM_RESTART -> room.restart();
            default -> room.restartSilently();
        }
        return room;
    }

    private static XmppException refusal(int which) {
        XmppException.Kind kind = switch (which) {
            case 1 -> XmppException.Kind.UNREACHABLE;
            case 2 -> XmppException.Kind.DISCONNECTED;
            default -> XmppException.Kind.TIMEOUT;
        };
        return new XmppException(kind, "simulated: the connection is refused");
    }

    private Duration between(int leastSeconds, int mostSeconds) {
        return Duration.ofMillis(random.nextLong(leastSeconds * 1000L, mostSeconds * 1000L + 1));
    }

    // For the parts beside; server's loop only.

    Duration latency() {
        long spread = most.minus(least).toNanos();
        Duration drawn = spread == 0 ? least : least.plusNanos(random.nextLong(spread + 1));
        return server.realm().now().isBefore(slowUntil) ? drawn.multipliedBy(SLOWNESS) : drawn;
    }

    /** Throws what the network has for this attempt. */
    void beforeDialling(ServerAddress address, ConnectRequest request) {
        attempts++;
        connections.merge(request.jid(), 1, Integer::sum);
        pass(address, conditions.getOrDefault(request.jid(), LinkCondition.GOOD));
        RuntimeException refusal = refusals.poll();
        if (refusal != null) {
            throw refusal;
        }
        if (deadHosts.contains(address.host())) {
            throw new XmppException(
                    XmppException.Kind.UNREACHABLE,
                    "simulated: nobody answers at " + address + ", asked for " + request.jid());
        }
    }

    /** Whether this login breaks off before the client knows that it is in. */
    boolean breaksOffLogin(Jid account) {
        return broken.remove(account);
    }

    void connected(SimulatedLink link) {
        List<SimulatedLink> all = links.computeIfAbsent(link.account(), account -> new ArrayList<>());
        all.removeIf(old -> !old.isOpen());
        all.add(link);
    }

    /** How a new connection fares. */
    private void pass(ServerAddress address, LinkCondition condition) {
        switch (condition) {
            case GOOD -> {
                // Through.
            }
            case BLACK_HOLE, HALF_OPEN, STALLED ->
                throw new XmppException(XmppException.Kind.TIMEOUT, "simulated: no answer from " + address);
            case REFUSING ->
                throw new XmppException(XmppException.Kind.UNREACHABLE, "simulated: refused at " + address);
        }
    }
}
