package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those of the host's pairing store whom we have greeted, kept in a file: the approval itself restarts the channel, so memory would
 * forget who is new. Not thread-safe.
 */
final class KnownPeople {

    private static final Logger LOG = LoggerFactory.getLogger(KnownPeople.class);

    private final Path file;
    private final Set<Jid> known = new LinkedHashSet<>();
    private boolean firstTime;

    KnownPeople(Path file) {
        this.file = file;
        try {
            if (Files.exists(file)) {
                Files.readAllLines(file).forEach(line -> Jid.parse(line).ifPresent(known::add));
            } else {
                firstTime = true;
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be read, nobody is greeted this time: {}", file, e.toString());
            firstTime = true;
        }
    }

    /** Who came into the store and who is in it no longer. */
    record Change(List<Jid> come, List<Jid> gone) {}

    /**
     * Takes note of the store's content and tells what has changed. The first time ever nobody is new: they were approved before we
     * kept book.
     */
    Change update(List<String> entries) {
        Set<Jid> now = new LinkedHashSet<>();
        for (Jid person : Gate.people(entries)) {
            if (person.local() != null) {
                now.add(person);
            }
        }
        List<Jid> fresh = firstTime
                ? List.of()
                : now.stream().filter(jid -> !known.contains(jid)).toList();
        List<Jid> gone = known.stream().filter(jid -> !now.contains(jid)).toList();
        boolean changed = firstTime || !known.equals(now);
        firstTime = false;
        known.clear();
        known.addAll(now);
        if (changed) {
            try {
                PrivateFiles.write(file, known.stream().map(Jid::toString).toList());
            } catch (IOException e) {
                LOG.warn("{} cannot be written: {}", file, e.toString());
            }
        }
        return new Change(fresh, gone);
    }
}
