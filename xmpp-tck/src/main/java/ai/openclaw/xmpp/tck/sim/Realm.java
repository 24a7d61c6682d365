package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.session.Loop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What the parts of a server share: accounts, sessions, settings, time. Server's loop only. */
final class Realm {

    private static final int MAX_SESSIONS = 100;

    private final Jid domain;
    private final Loop loop;
    private final RandomGenerator random;
    private final Set<String> domains = new LinkedHashSet<>();
    private final Map<Jid, Account> accounts = new LinkedHashMap<>();
    private final Map<String, ServerSession> resumable = new LinkedHashMap<>();
    private final Map<String, Component> components = new LinkedHashMap<>();
    private final RoomService rooms;
    private final Router router;
    private ServerSettings settings;

    Realm(Jid domain, Loop loop, RandomGenerator random, ServerSettings settings) {
        this.domain = domain;
        this.loop = loop;
        this.random = random;
        this.settings = settings;
        this.domains.add(domain.domain());
        this.rooms = new RoomService(this, Jid.of("rooms." + domain));
        this.router = new Router(this);
    }

    Jid domain() {
        return domain;
    }

    Loop loop() {
        return loop;
    }

    Instant now() {
        return loop.now();
    }

    RandomGenerator random() {
        return random;
    }

    ServerSettings settings() {
        return settings;
    }

    void settings(ServerSettings changed) {
        settings = changed;
    }

    RoomService rooms() {
        return rooms;
    }

    Router router() {
        return router;
    }

    String freshId() {
        byte[] bytes = new byte[10];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    // Accounts.

    /** Whether addresses of that domain are this server's to look up. */
    boolean serves(String name) {
        return domains.contains(name);
    }

    /** The names that a certificate must have, as DNS writes them. */
    List<String> certificateNames() {
        List<String> names = new ArrayList<>();
        domains.forEach(name -> names.add(Jid.of(name).asciiDomain()));
        names.add(rooms.jid().asciiDomain());
        names.add("localhost");
        return names;
    }

    Account create(Jid jid, String password) {
        domains.add(jid.domain());
        Account account = new Account(this, jid, password);
        if (accounts.putIfAbsent(jid, account) != null) {
            throw new IllegalArgumentException("there is an account " + jid + " already");
        }
        return account;
    }

    Optional<Account> account(Jid jid) {
        return Optional.ofNullable(accounts.get(jid.bare()));
    }

    void delete(Jid jid) {
        Account account = accounts.remove(jid);
        if (account != null) {
            account.sessions().forEach(session -> session.end(StreamError.ACCOUNT_GONE));
        }
    }

    List<Account> accounts() {
        return List.copyOf(accounts.values());
    }

    List<ServerSession> sessions() {
        return accounts.values().stream()
                .flatMap(account -> account.sessions().stream())
                .toList();
    }

    Optional<ServerSession> session(Jid full) {
        return full.isBare() ? Optional.empty() : account(full).flatMap(account -> account.session(full));
    }

    // Components.

    void allow(Jid component, String secret) {
        components.put(component.domain(), new Component(this, component, secret));
    }

    /** The component of that address's domain. */
    Optional<Component> component(Jid address) {
        return Optional.ofNullable(components.get(address.domain()));
    }

    // Sessions.

    /** Binds a resource (RFC 6120 §7.7.2.2): whoever had it goes. */
    ServerSession bind(Account account, Jid full, ClientEnd end) {
        account.session(full).ifPresent(older -> older.end(StreamError.CONFLICT));
        if (account.sessions().size() >= MAX_SESSIONS) {
            throw new IllegalStateException(account.jid() + " has too many sessions");
        }
        ServerSession session = new ServerSession(this, account, full, end);
        account.add(session);
        return session;
    }

    void resumable(ServerSession session) {
        resumable.put(Objects.requireNonNull(session.management().orElseThrow().id()), session);
    }

    /** The session of that id, if it is the account's. */
    Optional<ServerSession> resumable(Account account, String id) {
        return Optional.ofNullable(resumable.get(id)).filter(session -> session.account() == account);
    }

    /** A session is over. */
    void ended(ServerSession session) {
        session.account().remove(session);
        session.management().ifPresent(management -> resumable.remove(management.id()));
        router.presences().gone(session);
    }

    /** The process has died: its sessions are gone without a word, and nobody is in a room. */
    void crash() {
        List<ServerSession> lost = sessions();
        lost.forEach(ServerSession::vanish);
        components.values().forEach(Component::vanish);
        accounts.values().forEach(account -> account.sessions().forEach(account::remove));
        resumable.clear();
        rooms.forgetOccupants();
    }

    /** Sessions of an account that wait for resumption can be resumed no more; tells how many there were. */
    int forgetDetached(Jid account) {
        List<ServerSession> detached = account(account).stream()
                .flatMap(known -> known.sessions().stream())
                .filter(session -> !session.isAttached())
                .toList();
        detached.forEach(session -> session.end(null));
        return detached.size();
    }
}
