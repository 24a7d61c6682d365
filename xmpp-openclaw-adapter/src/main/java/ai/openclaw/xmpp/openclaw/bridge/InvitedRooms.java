package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.muc.Invitation;
import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The invitations that were followed, kept in a file: who invites a bot expects it to be there tomorrow. Bounded. Not thread-safe. */
final class InvitedRooms {

    static final int MAX = 50;

    private static final Logger LOG = LoggerFactory.getLogger(InvitedRooms.class);
    private static final Gson JSON = new Gson();

    /** As it stands in the file. */
    private record Line(
            String room,
            @Nullable String inviter,
            boolean direct,
            @Nullable String password) {
        /** Without the password. */
        @Override
        public String toString() {
            return "Line[" + room + "]";
        }
    }

    private final Path file;
    private final Map<Jid, Invitation> followed = new LinkedHashMap<>();

    InvitedRooms(Path file) {
        this.file = file;
        try {
            if (Files.exists(file)) {
                Files.readAllLines(file).stream().limit(MAX).forEach(this::read);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be read, rooms that the bot was invited to are not entered: {}", file, e.toString());
        }
    }

    private void read(String text) {
        try {
            Line line = JSON.fromJson(text, Line.class);
            Jid room = Jid.of(line.room());
            followed.put(
                    room,
                    new Invitation(
                            room,
                            line.inviter() == null ? null : Jid.of(line.inviter()),
                            line.direct(),
                            line.password() == null ? null : Secret.of(line.password()),
                            null));
        } catch (JsonParseException | IllegalArgumentException | NullPointerException damaged) {
            LOG.warn("a line of {} cannot be read; it is left out", file);
        }
    }

    List<Invitation> list() {
        return List.copyOf(followed.values());
    }

    boolean contains(Jid room) {
        return followed.containsKey(room.bare());
    }

    boolean isFull() {
        return followed.size() >= MAX;
    }

    void add(Invitation invitation) {
        followed.put(invitation.room(), invitation);
        write();
    }

    void remove(Jid room) {
        if (followed.remove(room.bare()) != null) {
            write();
        }
    }

    private void write() {
        try {
            PrivateFiles.write(
                    file,
                    followed.values().stream()
                            .map(each -> JSON.toJson(new Line(
                                    each.room().toString(),
                                    each.inviter() == null
                                            ? null
                                            : each.inviter().toString(),
                                    each.direct(),
                                    each.password() == null
                                            ? null
                                            : each.password().reveal())))
                            .toList());
        } catch (IOException e) {
            LOG.warn("{} cannot be written, the bot will not come back to rooms by itself: {}", file, e.toString());
        }
    }
}
