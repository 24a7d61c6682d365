package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.Occupant;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whom and what an account knows. */
final class Directory {

    private static final int MAX = 500;

    private Directory() {}

    static Answers.Directory peers(XmppSession session, Requests.Directory request) {
        return answer(
                session.roster().items().stream()
                        .map(item -> new Answers.Entry(item.jid().toString(), item.name(), null, null)),
                request);
    }

    /** Rooms; with a {@code member} those that this person is seen in at this moment, by a real JID that is believed. */
    static Answers.Directory rooms(
            XmppSession session, RoomPeople people, Map<Jid, String> names, Requests.Directory request) {
        @Nullable String member = request.member();
        @Nullable
        Jid person = member == null ? null : Target.parse(member).jid().bare();
        return answer(
                session.rooms().list().stream()
                        .filter(room -> person == null
                                || room.occupants().stream()
                                        .map(people::realJid)
                                        .anyMatch(real ->
                                                real != null && real.bare().equals(person)))
                        .map(room -> new Answers.Entry(
                                room.jid().toString(),
                                names.getOrDefault(
                                        room.jid(), String.valueOf(room.jid().local())),
                                null,
                                null)),
                request);
    }

    /** Who is in a room: by JID where the room shows it to everybody and it is believed, else by the address in the room. */
    static CompletionStage<Answers.Directory> members(
            XmppSession session, RoomPeople people, Requests.Directory request) {
        Jid jid = Target.parse(Needed.field(request.room(), "room")).jid().bare();
        Room room = session.rooms()
                .find(jid)
                .orElseThrow(() -> new XmppException(XmppException.Kind.STATE, "the bot is not in the room " + jid));
        return new Anonymity(session)
                .isOpen(jid)
                .thenApply(open ->
                        answer(room.occupants().stream().map(occupant -> member(occupant, open, people)), request));
    }

    private static Answers.Entry member(Occupant occupant, boolean open, RoomPeople people) {
        @Nullable Jid person = open ? people.realJid(occupant) : null;
        return new Answers.Entry(
                Objects.requireNonNullElse(person, occupant.address()).toString(),
                occupant.nick(),
                occupant.affiliation().name().toLowerCase(Locale.ROOT),
                occupant.role().name().toLowerCase(Locale.ROOT));
    }

    private static Answers.Directory answer(Stream<Answers.Entry> entries, Requests.Directory request) {
        String query = request.query() == null ? "" : request.query().strip().toLowerCase(Locale.ROOT);
        int limit = request.limit() == null ? MAX : Math.max(0, Math.min(MAX, request.limit()));
        return new Answers.Directory(
                entries.filter(entry -> contains(entry.id(), query) || contains(entry.name(), query))
                        .limit(limit)
                        .toList());
    }

    private static boolean contains(@Nullable String text, String query) {
        return text != null && text.toLowerCase(Locale.ROOT).contains(query);
    }
}
