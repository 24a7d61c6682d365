package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who said what, and what of it is still to be handed over, conversation by conversation. Every text begins with its number, such as
 * {@code #12 hello}.
 */
final class Ledger {

    /** Something that somebody said. */
    static final class Said {
        private final int number;
        private final Jid author;
        private final Instant when;
        private final boolean direct;
        private @Nullable Instant handed;

        private Said(int number, Jid author, Instant when, boolean direct) {
            this.number = number;
            this.author = author;
            this.when = when;
            this.direct = direct;
        }

        Jid author() {
            return author;
        }
    }

    /** A time in which the server may lose what is on its way to us, by its own rules. */
    private record Loss(Instant from, Instant to) {}

    /** A message that came by our stream. */
    static final class Expected {
        private final int number;
        private final boolean optional;
        private boolean acknowledged;
        private boolean streamGone;
        private boolean handed;
        private boolean underway;
        private boolean overtaken;

        private Expected(int number, boolean optional) {
            this.number = number;
            this.optional = optional;
        }

        /** Whether it must be handed over: it is acknowledged, or may still be. */
        private boolean isDue() {
            return handed || acknowledged && !optional || !optional && !streamGone;
        }

        void acknowledged() {
            acknowledged = true;
        }

        void streamGone() {
            streamGone = true;
        }
    }

    private final Journal journal;
    private final Map<Integer, Said> said = new LinkedHashMap<>();
    private final Map<String, Deque<Expected>> lanes = new HashMap<>();
    private final Set<Integer> done = new HashSet<>();
    private final Set<Integer> own = new HashSet<>();
    private final List<Loss> losses = new ArrayList<>();
    private int numbers;

    Ledger(Journal journal) {
        this.journal = journal;
    }

    static OptionalInt number(String text) {
        int end = text.indexOf(' ');
        return text.startsWith("#") && end > 1
                ? OptionalInt.of(Integer.parseInt(text, 1, end, 10))
                : OptionalInt.empty();
    }

    /**
     * Somebody is about to say something to us.
     *
     * @return the number to begin it with
     */
    int said(Jid author, boolean direct) {
        Said entry = new Said(++numbers, author, journal.now(), direct);
        said.put(entry.number, entry);
        return entry.number;
    }

    /** A number for what must never be handed over. */
    int forged() {
        return ++numbers;
    }

    /** A number for what our account says with another client: it is not handed over, if it can be known. */
    int own() {
        own.add(++numbers);
        return numbers;
    }

    Optional<Said> find(int number) {
        return Optional.ofNullable(said.get(number));
    }

    boolean isDone(int number) {
        return done.contains(number);
    }

    /** What is on its way now may be lost, by the server's rules, and so may what is said for a while. */
    void mayLose(Duration time) {
        mayLose(journal.now(), time);
    }

    /** What was on its way since then may be lost. */
    void mayLose(Instant since, Duration time) {
        losses.add(new Loss(since, journal.now().plus(time)));
    }

    static String lane(ChatKind kind, Jid conversation) {
        return kind + " " + conversation;
    }

    /**
     * A message came by our stream.
     *
     * @param optional whether the session may take it for something else
     * @return the entry to tell when it is acknowledged, or empty if it is none that is to be handed over (again)
     */
    Optional<Expected> arrived(String lane, int number, boolean optional) {
        if (!said.containsKey(number) || done.contains(number)) {
            return Optional.empty();
        }
        Deque<Expected> queue = lanes.computeIfAbsent(lane, key -> new ArrayDeque<>());
        Optional<Expected> before =
                queue.stream().filter(entry -> entry.number == number).findFirst();
        if (before.isPresent() && before.get().isDue()) {
            return Optional.empty();
        }
        before.ifPresent(queue::remove);
        Expected entry = new Expected(number, optional);
        queue.add(entry);
        return Optional.of(entry);
    }

    /**
     * The application is called with a message.
     *
     * @param uncertain whether the session may not yet know who is who there
     */
    void handed(Message message, boolean uncertain) {
        OptionalInt number = number(message.body());
        if (uncertain && own.contains(number.orElse(0))) {
            return;
        }
        String lane = lane(message.kind(), message.conversation());
        if (number.isEmpty() || !said.containsKey(number.getAsInt())) {
            journal.broken(Invariant.FOREIGN, "handed over: " + message.body() + " from " + message.from());
            return;
        }
        int n = number.getAsInt();
        if (done.contains(n)) {
            journal.broken(Invariant.ONCE, "#" + n + " is handed over again");
            return;
        }
        Deque<Expected> queue = lanes.getOrDefault(lane, new ArrayDeque<>());
        Optional<Expected> found =
                queue.stream().filter(entry -> entry.number == n).findFirst();
        if (found.isEmpty()) {
            journal.broken(Invariant.FOREIGN, "#" + n + " was not to be handed over in " + lane);
            return;
        }
        checkTurn(queue, found.get(), lane);
        found.get().handed = true;
        found.get().underway = true;
        Said entry = said.get(n);
        if (entry != null && entry.handed == null) {
            entry.handed = journal.now();
        }
    }

    private void checkTurn(Deque<Expected> queue, Expected entry, String lane) {
        if (entry.underway) {
            journal.broken(Invariant.ONCE, "#" + entry.number + " is handed over while the application has it");
        }
        if (entry.overtaken) {
            journal.broken(Invariant.ORDER, "#" + entry.number + " is handed over after later ones in " + lane);
        }
        for (Expected before : List.copyOf(queue)) {
            if (before == entry) {
                return;
            } else if (before.handed) {
                journal.broken(
                        Invariant.ORDER,
                        "#" + entry.number + " is handed over before #" + before.number + " is taken in " + lane);
            } else if (before.isDue()) {
                // Late if it still comes, lost if it does not.
                before.overtaken = true;
            } else {
                queue.remove(before);
            }
        }
    }

    /** The application has answered. */
    void settled(Message message, boolean taken) {
        int n = number(message.body()).orElse(0);
        Deque<Expected> queue = lanes.getOrDefault(lane(message.kind(), message.conversation()), new ArrayDeque<>());
        queue.stream().filter(entry -> entry.number == n).findFirst().ifPresent(entry -> {
            entry.underway = false;
            if (taken) {
                queue.remove(entry);
                done.add(n);
            }
        });
    }

    /** In the end: everything that was ours to hand over is handed over. */
    void check() {
        lanes.forEach((lane, queue) -> queue.stream()
                .filter(Expected::isDue)
                .findFirst()
                .ifPresent(entry -> journal.broken(
                        Invariant.NOT_LOST, "#" + entry.number + " came and was not handed over in " + lane)));
        Map<Jid, Instant> next = new HashMap<>();
        List<Said> latestFirst = new ArrayList<>(said.values());
        Collections.reverse(latestFirst);
        for (Said entry : latestFirst) {
            if (entry.direct && entry.handed != null) {
                next.put(entry.author, entry.handed);
            } else if (entry.direct) {
                Instant until = next.getOrDefault(entry.author, journal.now());
                if (losses.stream().noneMatch(loss -> !loss.to.isBefore(entry.when) && !loss.from.isAfter(until))) {
                    journal.broken(
                            Invariant.NOT_LOST,
                            "#" + entry.number + " of " + entry.author + ", said at " + entry.when
                                    + ", was never handed over");
                }
            }
        }
    }
}
