package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What a newcomer is told of what was said before (XEP-0045 §7.2.13). */
final class RoomHistory {

    private RoomHistory() {}

    /**
     * The messages, oldest first, with the room's delay stamps; not yet addressed.
     *
     * @param asked how much the newcomer wants, all limits together
     */
    static List<Stanza> wanted(Room room, Optional<XmlElement> asked) {
        int most = number(asked, "maxstanzas").orElse(room.settings().history());
        int chars = number(asked, "maxchars").orElse(Integer.MAX_VALUE);
        Instant from = since(room, asked);
        Deque<Archive.Entry> newestLast = new ArrayDeque<>(room.history());
        List<Stanza> wanted = new ArrayList<>();
        while (!newestLast.isEmpty() && wanted.size() < most) {
            Archive.Entry entry = newestLast.removeLast();
            Stanza message = Copies.delayed(entry.message(), room.jid(), entry.when());
            chars -= XmlWriter.forStream(message).length();
            if (chars < 0 || entry.when().isBefore(from)) {
                break;
            }
            wanted.add(message);
        }
        Collections.reverse(wanted);
        return wanted;
    }

    private static Instant since(Room room, Optional<XmlElement> asked) {
        Instant seconds = number(asked, "seconds")
                .map(ago -> room.realm().now().minusSeconds(ago))
                .orElse(Instant.MIN);
        return asked.map(history -> history.attribute("since"))
                .flatMap(RoomHistory::instant)
                .filter(stamp -> stamp.isAfter(seconds))
                .orElse(seconds);
    }

    private static Optional<Integer> number(Optional<XmlElement> element, String attribute) {
        return element.map(e -> e.attribute(attribute))
                .filter(text -> text.matches("\\d{1,9}"))
                .map(Integer::valueOf);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }
}
