package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppSession;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Which place is meant by a word and an address. Runs on the account's executor.
 *
 * @param partners who is meant by an occupant's address
 */
record Destinations(XmppSession session, PrivatePartners partners, Executor executor) {

    /** Room or person: by what was said, the rooms that we are or were in, and what the address says of itself (R20). */
    CompletionStage<Place> find(@Nullable String kindWord, @Nullable String to) {
        @Nullable ChatKind said = Kinds.of(kindWord);
        Target target = Target.parse(Needed.field(to, "to"));
        @Nullable ChatKind kind = said == null ? target.kind() : said;
        if (kind != null
                || target.jid().local() == null
                || session.rooms().find(target.jid().bare()).isPresent()) {
            return CompletableFuture.completedFuture(settled(target, kind));
        }
        return session.rooms()
                .isRoom(target.jid())
                .handleAsync(
                        (room, unknown) -> settled(target, unknown == null && room ? ChatKind.ROOM : ChatKind.DIRECT),
                        executor);
    }

    /** The same as far as it is known without asking anybody. */
    Place settled(Target target, @Nullable ChatKind kind) {
        Jid jid = target.jid();
        boolean knownRoom = session.rooms().find(jid.bare()).isPresent();
        boolean inRoom = kind == null ? knownRoom : kind != ChatKind.DIRECT || (knownRoom && !jid.isBare());
        if (!inRoom) {
            return new Place(ChatKind.DIRECT, jid);
        }
        return new Place(jid.isBare() ? ChatKind.ROOM : ChatKind.ROOM_PRIVATE, jid);
    }

    /** Where that is at this moment. Asked directly before each stanza: an occupant may leave while a long answer is sent. */
    Place now(Place place, @Nullable String key) {
        return place.kind() == ChatKind.ROOM_PRIVATE
                ? new Place(place.kind(), partners.addressNow(session.rooms(), place.to(), key))
                : place;
    }
}
