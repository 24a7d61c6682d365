package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.spi.ProbeReport.PublicRoom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks which rooms to join: those that were found may be picked, any may be named. For one run. */
final class RoomStep {

    private static final int MAX_NAME = 60;

    private final Map<String, ?> current;
    private final List<PublicRoom> found;
    private final @Nullable String service;
    private final Prompter prompter;

    /**
     * @param found rooms to suggest
     * @param service the server's own rooms, so that a name alone will do; or {@code null}
     */
    RoomStep(Map<String, ?> current, List<PublicRoom> found, @Nullable String service, Prompter prompter) {
        this.current = current;
        this.found = found;
        this.service = service;
        this.prompter = prompter;
    }

    List<String> ask() {
        List<String> before = Settings.rooms(current);
        List<String> offered = found.stream().map(room -> room.jid().toString()).toList();
        List<String> rooms = new ArrayList<>();
        if (!found.isEmpty()) {
            rooms.addAll(prompter.multiselect(
                    "Rooms that were found: which shall the bot join?",
                    found.stream().map(RoomStep::option).toList(),
                    before.stream().filter(offered::contains).toList()));
        }
        List<String> others =
                before.stream().filter(room -> !offered.contains(room)).toList();
        List<String> named = Entries.rooms(
                prompter.text(
                        (found.isEmpty() ? "Rooms to join" : "Other rooms to join")
                                + ", separated by commas (empty: none)"
                                + (service == null ? "" : "; a name alone means NAME@" + service),
                        others.isEmpty() ? null : String.join(", ", others),
                        false,
                        text -> Entries.roomsProblem(text, service)),
                service);
        named.stream().filter(room -> !rooms.contains(room)).forEach(rooms::add);
        return rooms;
    }

    private static Prompter.Option option(PublicRoom room) {
        List<String> hints = new ArrayList<>();
        if (room.bookmarked()) {
            hints.add("bookmarked");
        }
        if (room.features().contains("muc_passwordprotected")) {
            hints.add("wants a password");
        }
        if (room.features().contains("muc_membersonly")) {
            hints.add("members only");
        }
        if (room.semiAnonymous()) {
            hints.add("hides who its occupants are");
        }
        String jid = room.jid().toString();
        String name = room.name() == null ? "" : Shown.line(room.name(), MAX_NAME);
        boolean tells = !name.isEmpty()
                && !name.equalsIgnoreCase(Objects.requireNonNullElse(room.jid().local(), ""));
        return new Prompter.Option(
                jid, tells ? jid + "  \"" + name + "\"" : jid, hints.isEmpty() ? null : String.join(", ", hints));
    }

    /**
     * Says which rooms hide their occupants' addresses although there is a list of those who may speak to the bot: nobody would be heard.
     *
     * @param look finds out about rooms that were not found before
     */
    void warn(List<String> rooms, Function<List<Jid>, List<PublicRoom>> look) {
        List<String> listed = rooms.stream().filter(this::hasSenderList).toList();
        if (listed.isEmpty()) {
            return;
        }
        Map<String, PublicRoom> known = new LinkedHashMap<>();
        found.forEach(room -> known.put(room.jid().toString(), room));
        List<Jid> unknown = listed.stream()
                .filter(room -> !known.containsKey(room))
                .map(Jid::of)
                .toList();
        if (!unknown.isEmpty()) {
            look.apply(unknown).forEach(room -> known.put(room.jid().toString(), room));
        }
        List<String> hiding = listed.stream()
                .filter(room -> Optional.ofNullable(known.get(room))
                        .filter(PublicRoom::semiAnonymous)
                        .isPresent())
                .toList();
        if (!hiding.isEmpty()) {
            prompter.note(
                    "Nobody would be heard in " + String.join(", ", hiding),
                    "The configuration lists who may speak to the bot there, by real addresses, but the room hides them (it is"
                            + " semi-anonymous).\nEither let the room's owner show real addresses to everybody (non-anonymous), make"
                            + " the bot a moderator, or set mucRooms.<room>.trustRoom to let everybody in the room speak to it.");
        }
    }

    private boolean hasSenderList(String room) {
        Map<String, Object> entries = Settings.object(current, "mucRooms");
        Map<String, Object> entry = new LinkedHashMap<>(Settings.object(entries, "*"));
        entries.forEach((jid, value) -> {
            if (Settings.prepared(jid).equals(room)) {
                entry.putAll(Settings.object(Map.of("it", value), "it"));
            }
        });
        return !Boolean.TRUE.equals(entry.get("trustRoom"))
                && !(Settings.list(entry, "users").isEmpty()
                        && Settings.list(current, "groupAllowFrom").isEmpty());
    }
}
