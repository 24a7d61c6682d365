package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.Role;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Ns;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A room: who is in it, who is what to it, what was said. What happens in it is in the classes beside it. Server's loop only. */
final class Room {

    private static final int MAX_HISTORY = 100;

    private final Realm realm;
    private final Jid jid;
    private final String secret;
    private final Archive archive;
    private final Map<String, RoomOccupant> occupants = new LinkedHashMap<>();
    private final Map<Jid, RoomOccupant> bySession = new HashMap<>();
    private final Map<Jid, XmlElement> occupantIds = new HashMap<>();
    private final Map<Jid, Affiliation> affiliations = new LinkedHashMap<>();
    private final Deque<Archive.Entry> history = new ArrayDeque<>();
    private RoomSettings settings;
    private @Nullable Stanza subject;
    private boolean persistent;
    private boolean locked;

    Room(Realm realm, Jid jid, RoomSettings settings) {
        this.realm = realm;
        this.jid = jid;
        this.settings = settings;
        this.secret = realm.freshId();
        this.archive = new Archive(jid, realm);
    }

    Realm realm() {
        return realm;
    }

    Jid jid() {
        return jid;
    }

    RoomSettings settings() {
        return settings;
    }

    void settings(RoomSettings changed) {
        settings = changed;
    }

    Archive archive() {
        return archive;
    }

    boolean isArchived() {
        return settings.archived() && realm.settings().archive();
    }

    /** Whether it stays when nobody is in it. */
    boolean isPersistent() {
        return persistent;
    }

    void persistent(boolean stays) {
        persistent = stays;
    }

    /** Whether its creator has not yet said how it is to be (XEP-0045 §10.1). */
    boolean isLocked() {
        return locked;
    }

    void locked(boolean waits) {
        locked = waits;
    }

    Optional<Stanza> subject() {
        return Optional.ofNullable(subject);
    }

    void subject(Stanza newSubject) {
        subject = newSubject;
    }

    Deque<Archive.Entry> history() {
        return history;
    }

    void remember(Archive.Entry entry) {
        history.add(entry);
        if (history.size() > MAX_HISTORY) {
            history.remove();
        }
    }

    // Occupants.

    List<RoomOccupant> occupants() {
        return List.copyOf(occupants.values());
    }

    Optional<RoomOccupant> byNick(@Nullable String nick) {
        return Optional.ofNullable(nick == null ? null : occupants.get(nick));
    }

    /** Who has that client in the room. */
    Optional<RoomOccupant> of(@Nullable Jid full) {
        return Optional.ofNullable(full == null ? null : bySession.get(full));
    }

    List<RoomOccupant> ofAccount(Jid bare) {
        return occupants.values().stream()
                .filter(occupant -> occupant.account().equals(bare))
                .toList();
    }

    void add(RoomOccupant occupant) {
        occupants.put(occupant.nick(), occupant);
    }

    /** A client of an occupant is inside, and says this of itself. */
    void enter(RoomOccupant occupant, Jid full, List<XmlElement> presence) {
        occupant.put(full, presence);
        bySession.put(full, occupant);
    }

    /** One of an occupant's clients goes. */
    void leave(RoomOccupant occupant, Jid full) {
        occupant.remove(full);
        bySession.remove(full);
    }

    void remove(RoomOccupant occupant) {
        occupants.remove(occupant.nick(), occupant);
        occupant.sessions().forEach(bySession::remove);
    }

    void rename(RoomOccupant occupant, Jid address) {
        occupants.remove(occupant.nick(), occupant);
        occupant.rename(address);
        add(occupant);
    }

    void forgetOccupants() {
        occupants.clear();
        bySession.clear();
    }

    /** The stable name of somebody in this room (XEP-0421): tells nothing of who they are. */
    Optional<XmlElement> occupantId(Jid account) {
        return realm.settings().occupantIds()
                ? Optional.of(occupantIds.computeIfAbsent(account, this::newOccupantId))
                : Optional.empty();
    }

    private XmlElement newOccupantId(Jid account) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((secret + "\n" + account).getBytes(StandardCharsets.UTF_8));
            return XmlElement.of(Ns.OCCUPANT_ID, "occupant-id")
                    .with("id", HexFormat.of().formatHex(hash).substring(0, 32));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    // Affiliations.

    Affiliation affiliation(Jid bare) {
        return Objects.requireNonNull(affiliations.getOrDefault(bare, Affiliation.NONE));
    }

    void affiliation(Jid bare, Affiliation affiliation) {
        if (affiliation == Affiliation.NONE) {
            affiliations.remove(bare);
        } else {
            affiliations.put(bare, affiliation);
        }
    }

    Map<Jid, Affiliation> affiliations() {
        return new LinkedHashMap<>(affiliations);
    }

    boolean isAdmin(Jid bare) {
        return affiliation(bare) == Affiliation.OWNER || affiliation(bare) == Affiliation.ADMIN;
    }

    boolean isMember(Jid bare) {
        return isAdmin(bare) || affiliation(bare) == Affiliation.MEMBER;
    }

    /** With which role somebody begins (XEP-0045 §5.1.2). */
    Role firstRole(Jid bare) {
        if (isAdmin(bare)) {
            return Role.MODERATOR;
        }
        return settings.moderated() && !isMember(bare) ? Role.VISITOR : Role.PARTICIPANT;
    }

    void send(Stanza stanza) {
        realm.router().route(stanza);
    }
}
