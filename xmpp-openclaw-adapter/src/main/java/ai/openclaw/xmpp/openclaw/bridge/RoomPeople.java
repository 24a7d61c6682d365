package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.muc.Occupant;
import ai.openclaw.xmpp.openclaw.config.AccountConfig;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is behind what comes. A room's service can name whom it likes, so its word on real JIDs counts only where the owner chose it: in
 * configured rooms that are not switched off, on the services that those are on, and on the services of the account's own domain. Elsewhere, in a room that somebody
 * invited us to, everybody counts as hidden.
 *
 * @param config the account's settings of this moment
 */
record RoomPeople(Supplier<AccountConfig> config) {

    /** Whether that room is on a service of the account's own domain. */
    boolean isOwn(Jid room) {
        return room.domain().endsWith("." + config.get().session().jid().domain());
    }

    /** Whether that room's service is believed when it says who somebody is. */
    boolean isBelieved(Jid room) {
        AccountConfig current = config.get();
        String service = room.domain();
        return isOwn(room)
                || Stream.concat(
                                current.rooms().stream().map(configured -> configured.room()),
                                current.access().rooms().entrySet().stream()
                                        .filter(entry -> entry.getValue().enabled())
                                        .map(Map.Entry::getKey))
                        .anyMatch(configured -> configured.domain().equals(service));
    }

    /** The account behind an occupant, as far as that counts; {@code null} where it is hidden. */
    @Nullable
    Jid realJid(@Nullable Occupant occupant) {
        return occupant == null || occupant.realJid() == null || !isBelieved(occupant.address())
                ? null
                : occupant.realJid().bare();
    }

    /** The sender as the host sees it. */
    HostCalls.Sender sender(ChatKind kind, Jid from, @Nullable Occupant occupant) {
        if (kind == ChatKind.DIRECT) {
            String jid = from.bare().toString();
            return new HostCalls.Sender(jid, jid, from.toString(), null, null);
        }
        @Nullable Jid real = realJid(occupant);
        return new HostCalls.Sender(
                real == null ? pseudonym(from, occupant) : real.toString(),
                real == null ? null : real.toString(),
                from.toString(),
                from.resource(),
                occupant == null ? null : occupant.occupantId());
    }

    /**
     * A name for somebody whose JID is hidden: the same under every nick where the room gives occupant ids (XEP-0421), else as good as the
     * nick. No JID has a colon before its {@code @} (RFC 7622 §3.3.1), so no list can name one and no account can have it.
     */
    private static String pseudonym(Jid from, @Nullable Occupant occupant) {
        String room = from.bare().toString();
        return occupant != null && occupant.occupantId() != null
                ? "occupant:" + EventIds.hash("occupant", room, occupant.occupantId())
                : "nick:" + EventIds.hash("nick", from.toString());
    }
}
