package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.muc.RoomConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rooms that the agent entered by itself, kept in a file as {@code room@service/nick}, for after a restart. Bounded. Not thread-safe. */
final class EnteredRooms {

    static final int MAX = 50;

    private static final Logger LOG = LoggerFactory.getLogger(EnteredRooms.class);

    private final Path file;
    private final Map<Jid, RoomConfig> entered = new LinkedHashMap<>();

    EnteredRooms(Path file) {
        this.file = file;
        try {
            if (Files.exists(file)) {
                Files.readAllLines(file).stream()
                        .limit(MAX)
                        .flatMap(line -> Jid.parse(line).stream())
                        .filter(jid -> jid.local() != null && jid.resource() != null)
                        .forEach(jid ->
                                entered.put(jid.bare(), RoomConfig.of(jid.bare(), String.valueOf(jid.resource()))));
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be read, rooms that the agent was in are not entered: {}", file, e.toString());
        }
    }

    List<RoomConfig> list() {
        return List.copyOf(entered.values());
    }

    boolean contains(Jid room) {
        return entered.containsKey(room.bare());
    }

    boolean isFull() {
        return entered.size() >= MAX;
    }

    void add(RoomConfig room) {
        entered.put(room.room(), room);
        write();
    }

    void remove(Jid room) {
        if (entered.remove(room.bare()) != null) {
            write();
        }
    }

    private void write() {
        try {
            PrivateFiles.write(
                    file,
                    entered.values().stream()
                            .map(each -> each.room().withResource(each.nick()).toString())
                            .toList());
        } catch (IOException e) {
            LOG.warn("{} cannot be written, the agent will not come back to rooms by itself: {}", file, e.toString());
        }
    }
}
