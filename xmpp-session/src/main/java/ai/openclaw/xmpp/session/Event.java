package ai.openclaw.xmpp.session;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is remembered of a message, for longer than the message itself.
 *
 * @param at when it was written down
 * @param names all names that it and its copies had
 * @param archives which id which archive gave it
 */
record Event(Instant at, Set<String> names, Map<String, String> archives) {

    /** Nobody's honest message has more copies under other ids. */
    private static final int MAX_NAMES = 8;

    static Event of(Instant at, Names names) {
        return new Event(at, new LinkedHashSet<>(names.names()), names.archives());
    }

    /** Some clients use an id twice, also for the same text; an archive never does. */
    boolean isDistinctFrom(Names other) {
        return other.archives().entrySet().stream().anyMatch(entry -> {
            String mine = archives.get(entry.getKey());
            return mine != null && !mine.equals(entry.getValue());
        });
    }

    /** With what a copy knows more. */
    Event with(Names copy) {
        Set<String> allNames = new LinkedHashSet<>(names);
        copy.names().stream().limit(MAX_NAMES).forEach(name -> {
            if (allNames.size() < MAX_NAMES) {
                allNames.add(name);
            }
        });
        Map<String, String> allArchives = new LinkedHashMap<>(archives);
        copy.archives().forEach(allArchives::putIfAbsent);
        return new Event(at, allNames, allArchives);
    }

    /** {@code seconds name,name archive:id,archive:id}. */
    String text() {
        return at.getEpochSecond() + " " + String.join(",", names) + " "
                + archives.entrySet().stream()
                        .map(entry -> entry.getKey() + ":" + entry.getValue())
                        .collect(Collectors.joining(","));
    }

    static Optional<Event> read(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != 3 || !parts[0].matches("\\d{1,12}")) {
            return Optional.empty();
        }
        Map<String, String> archives = new LinkedHashMap<>();
        for (String pair : list(parts[2])) {
            int colon = pair.indexOf(':');
            if (colon < 0) {
                return Optional.empty();
            }
            archives.put(pair.substring(0, colon), pair.substring(colon + 1));
        }
        return Optional.of(new Event(
                Instant.ofEpochSecond(Long.parseLong(parts[0])), new LinkedHashSet<>(list(parts[1])), archives));
    }

    private static List<String> list(String part) {
        return part.isEmpty() ? List.of() : Arrays.asList(part.split(",", -1));
    }
}
