package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An account: what outlives its streams, and the sessions that it has now. Server's loop only. */
final class Account {

    private final Jid jid;
    private final String password;
    private final Contacts contacts = new Contacts();
    private final Archive archive;
    private final PersonalNodes nodes;
    private final BlockedAddresses blocked = new BlockedAddresses();
    private final Map<String, XmlElement> privateStorage = new LinkedHashMap<>();
    private @Nullable XmlElement vCard;
    private final List<Stanza> offline = new ArrayList<>();
    private final Map<String, ServerSession> sessions = new LinkedHashMap<>();

    Account(Realm realm, Jid jid, String password) {
        this.jid = jid;
        this.password = password;
        this.archive = new Archive(jid, realm);
        this.nodes = new PersonalNodes(realm, this);
    }

    Jid jid() {
        return jid;
    }

    String password() {
        return password;
    }

    Contacts contacts() {
        return contacts;
    }

    Archive archive() {
        return archive;
    }

    PersonalNodes nodes() {
        return nodes;
    }

    /** What it shows of itself (XEP-0054), or {@code null}. */
    @Nullable
    XmlElement vCard() {
        return vCard;
    }

    void vCard(XmlElement shown) {
        vCard = shown;
    }

    /** Whom it does not want to hear of. */
    BlockedAddresses blocked() {
        return blocked;
    }

    /** What its clients keep here (XEP-0049), by namespace. */
    Map<String, XmlElement> privateStorage() {
        return privateStorage;
    }

    /** What waits until somebody comes online, in the order it came. */
    List<Stanza> offline() {
        return offline;
    }

    void add(ServerSession session) {
        sessions.put(resource(session), session);
    }

    void remove(ServerSession session) {
        sessions.remove(resource(session), session);
    }

    private static String resource(ServerSession session) {
        return Objects.requireNonNull(session.address().resource());
    }

    List<ServerSession> sessions() {
        return List.copyOf(sessions.values());
    }

    Optional<ServerSession> session(Jid full) {
        return Optional.ofNullable(sessions.get(Objects.requireNonNull(full.resource())));
    }

    /** Those that sent presence. */
    List<ServerSession> available() {
        return sessions.values().stream().filter(ServerSession::isAvailable).toList();
    }

    /** Those that want messages to the account (RFC 6121 §8.5.2.1): available with a priority that is not negative. */
    List<ServerSession> reachable() {
        return available().stream().filter(session -> session.priority() >= 0).toList();
    }
}
