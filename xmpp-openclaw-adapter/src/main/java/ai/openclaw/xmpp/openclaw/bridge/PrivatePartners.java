package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.muc.Occupant;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.muc.Rooms;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who wrote to us privately from which occupant's address. Nicks change hands between a question and its answer; the answer goes to the
 * person who asked, or to nobody. Bounded. Not thread-safe.
 */
final class PrivatePartners {

    private static final int MAX_QUESTIONS = 2000;
    private static final int MAX_ADDRESSES = 1000;

    /** Longer than a turn takes. */
    private static final Duration LONGEST_TURN = Duration.ofDays(1);

    /** How answers are named after the event that they answer, by the plugin and by the bot. */
    private static final Pattern ANSWER =
            Pattern.compile("(?<event>[A-Za-z0-9_-]{" + EventIds.LENGTH + "})d[0-9]+(m[0-9]+)?t?");

    private record Question(Jid address, @Nullable String person) {}

    /**
     * Who wrote from an address last.
     *
     * @param person {@code null} if the room does not say
     * @param since when they took it over from somebody else who wrote from it; {@code null} if nobody did
     */
    private record Holder(@Nullable String person, @Nullable Instant since) {}

    private final Map<String, Question> questions = bounded(MAX_QUESTIONS);
    private final Map<Jid, Holder> holders = bounded(MAX_ADDRESSES);
    private final Clock clock;

    PrivatePartners(Clock clock) {
        this.clock = clock;
    }

    private static <K, V> Map<K, V> bounded(int limit) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > limit;
            }
        };
    }

    /** What a room says of somebody that no nick changes; {@code null} if it says nothing. */
    private static @Nullable String person(@Nullable Occupant occupant) {
        if (occupant == null) {
            return null;
        }
        if (occupant.realJid() != null) {
            return "jid " + occupant.realJid().bare();
        }
        return occupant.occupantId() == null ? null : "occupant " + occupant.occupantId();
    }

    /** Somebody wrote from there, which is that event. Who wrote it first has it, however often it comes. */
    void heard(String event, Jid address, @Nullable Occupant occupant) {
        String person = person(occupant);
        if (questions.putIfAbsent(event, new Question(address, person)) != null) {
            return;
        }
        Holder before = holders.remove(address);
        @Nullable Instant since = before == null ? null : before.since();
        if (before != null && !Objects.equals(before.person(), person)) {
            since = clock.instant();
        }
        holders.put(address, new Holder(person, since));
    }

    /**
     * Where the person is now whom something is for: who asked what it answers if its key tells that, else who wrote from the address last.
     * The address itself if nobody wrote from it, or the room does not tell its people apart.
     *
     * @param key what is sent has that key
     * @throws XmppException of kind {@code STATE} if that person is not in the room, or it is not known who it is
     */
    Jid addressNow(Rooms rooms, Jid address, @Nullable String key) {
        Matcher answer = ANSWER.matcher(key == null ? "" : key);
        if (answer.matches()) {
            Question question = questions.get(answer.group("event"));
            if (question == null || !question.address().equals(address)) {
                throw refused("it is no longer known who asked as " + Shown.address(address));
            }
            return where(rooms, address, question.person());
        }
        Holder holder = holders.get(address);
        if (holder == null) {
            return address;
        }
        if (holder.since() != null && holder.since().plus(LONGEST_TURN).isAfter(clock.instant())) {
            throw refused("another person has the nick of " + Shown.address(address)
                    + " now than lately, and it is not said which of the two is meant");
        }
        return where(rooms, address, holder.person());
    }

    private static Jid where(Rooms rooms, Jid address, @Nullable String wanted) {
        Optional<Room> room = rooms.find(address.bare());
        if (wanted == null) {
            boolean somebody = room.stream()
                    .flatMap(known -> known.occupants().stream())
                    .anyMatch(occupant -> occupant.address().equals(address) && person(occupant) != null);
            if (somebody) {
                throw refused("the room says now who " + Shown.address(address) + " is, and did not when they asked");
            }
            return address;
        }
        return room.stream()
                .flatMap(known -> known.occupants().stream())
                .filter(occupant -> wanted.equals(person(occupant)))
                .map(Occupant::address)
                // Somebody may be there twice.
                .reduce((one, other) -> other.equals(address) ? other : one)
                .orElseThrow(() -> refused("who wrote as " + Shown.address(address) + " is no longer in the room"));
    }

    private static XmppException refused(String why) {
        return new XmppException(XmppException.Kind.STATE, why + "; nobody else gets the answer");
    }
}
