package ai.openclaw.xmpp.tck.lab;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.TlsConfig;
import java.util.Optional;
import java.util.Set;

/** A server to test on: real or simulated. It runs until it is closed. Thread-safe, but for stopping and starting. */
public interface TestServer extends AutoCloseable {

    /** Which one, with its version, such as {@code prosody-0.12.3}; fit for a file's name. */
    String name();

    /** What it can do. */
    Set<Ability> abilities();

    /** Its domain. */
    Jid domain();

    /** Where rooms are; of no meaning without {@link Ability#ROOMS}. */
    Jid roomService();

    /** Whom to trust. */
    TlsConfig tls();

    /** Where it listens for clients of that kind, past all links. */
    Optional<ServerAddress> address(ServerAddress.Transport transport);

    /** How to be a component of it; empty without {@link Ability#COMPONENT}. Always the same one. */
    Optional<ComponentAccess> component();

    /**
     * Makes an account.
     *
     * @param name what its localpart begins with
     */
    Account newAccount(String name);

    /** Logs in by a client that has nothing to do with any engine, past all links; no presence is sent. */
    Peer logIn(SessionConfig config);

    /** Another person: a new account, logged in and available. */
    default Peer newPeer(String name) {
        Peer peer = logIn(newAccount(name).config().withResource("peer"));
        peer.available();
        return peer;
    }

    /** The links of all accounts at once. */
    Link allLinks();

    /** Stops it in order, as its operator would. Accounts, rosters, archives and offline messages stay; rooms and streams do not. */
    void stop();

    /** Stops it at once, as a power cut would. */
    void kill();

    /** Starts it again after {@link #stop} or {@link #kill}. */
    void start();

    /** Ends it and removes what it wrote. */
    @Override
    void close();

    /**
     * What a component needs to join.
     *
     * @param domain its own domain
     * @param secret the secret it shares with the server
     * @param server where the server listens for components
     */
    record ComponentAccess(Jid domain, Secret secret, ServerAddress server) {}
}
