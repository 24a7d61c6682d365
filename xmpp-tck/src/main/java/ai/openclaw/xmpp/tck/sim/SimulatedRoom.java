package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.Role;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Ns;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A room of a {@link SimulatedServer}, for a test to look at and to play with. May be called from any thread. */
public final class SimulatedRoom {

    private final SimulatedServer server;
    private final RoomService.Parts parts;

    SimulatedRoom(SimulatedServer server, RoomService.Parts parts) {
        this.server = server;
        this.parts = parts;
    }

    /** The room's bare JID. */
    public Jid jid() {
        return parts.room().jid();
    }

    /** How it is set up. */
    public RoomSettings settings() {
        return ask(() -> parts.room().settings());
    }

    /** Changes how it is set up; those inside are told (status 104), and those who may no longer be inside go (322). */
    public void configure(RoomSettings settings) {
        Objects.requireNonNull(settings, "settings");
        tell(room -> parts.moderation().configure(settings));
    }

    /** Who is inside, by nick. */
    public List<String> nicks() {
        return ask(
                () -> parts.room().occupants().stream().map(RoomOccupant::nick).toList());
    }

    /** The nick under which an account is inside; empty if it is not. */
    public Optional<String> nickOf(Jid account) {
        return ask(() -> parts.room().ofAccount(account.bare()).stream()
                .map(RoomOccupant::nick)
                .findFirst());
    }

    /** Whether an account is inside. */
    public boolean has(Jid account) {
        return nickOf(account).isPresent();
    }

    /** What an account is to the room. */
    public Affiliation affiliation(Jid account) {
        return ask(() -> parts.room().affiliation(account.bare()));
    }

    /** Makes an account something to the room, with all that follows: bans (301), lost membership (321), roles. */
    public void affiliation(Jid account, Affiliation affiliation) {
        Objects.requireNonNull(affiliation, "affiliation");
        tell(room -> parts.moderation().affiliation(account.bare(), affiliation, null, null));
    }

    /** Gives an occupant a role. */
    public void role(String nick, Role role) {
        tell(room -> parts.moderation().role(occupant(nick), role));
    }

    /** Removes an occupant, as a moderator would (status 307). */
    public void kick(String nick, @Nullable String reason) {
        tell(room -> parts.moderation().kick(occupant(nick), null, reason));
    }

    /** Bans an account (status 301). */
    public void ban(Jid account, @Nullable String reason) {
        tell(room -> parts.moderation().affiliation(account.bare(), Affiliation.OUTCAST, null, reason));
    }

    /** Loses an occupant to a technical problem (status 333). */
    public void lose(String nick) {
        tell(room -> parts.moderation().lose(occupant(nick)));
    }

    /** Loses an occupant without telling anybody, the occupant included: what XEP-0410 is there to find. */
    public void forget(String nick) {
        tell(room -> room.remove(occupant(nick)));
    }

    /** Destroys the room. */
    public void destroy(@Nullable Jid instead, @Nullable String reason) {
        tell(room -> parts.moderation().destroy(instead, reason));
    }

    /** Goes down and comes back empty; those inside are told (status 332). */
    public void restart() {
        tell(room -> parts.moderation().shutDown());
    }

    /** Goes down and comes back empty, and nobody is told. */
    public void restartSilently() {
        tell(Room::forgetOccupants);
    }

    /** Sets the subject, in the name of the room. */
    public void subject(String subject) {
        tell(room -> parts.speech()
                .say(
                        room.jid(),
                        room.jid(),
                        Copies.message(
                                "groupchat",
                                room.jid(),
                                room.jid(),
                                room.realm().freshId(),
                                List.of(XmlElement.of(Ns.CLIENT, "subject", subject)))));
    }

    /** What the archive holds, oldest first. */
    public List<Stanza> archived() {
        return ask(() -> parts.room().archive().entries().stream()
                .map(Archive.Entry::message)
                .toList());
    }

    /** The archive forgets what is older. */
    public void purgeArchive(Instant before) {
        tell(room -> room.archive().purge(before));
    }

    private RoomOccupant occupant(String nick) {
        return parts.room()
                .byNick(nick)
                .orElseThrow(() -> new IllegalArgumentException("nobody is called " + nick + " in " + jid()));
    }

    private <T> T ask(Supplier<T> question) {
        return server.call(question);
    }

    private void tell(Consumer<Room> action) {
        server.call(() -> {
            action.accept(parts.room());
            return true;
        });
    }
}
