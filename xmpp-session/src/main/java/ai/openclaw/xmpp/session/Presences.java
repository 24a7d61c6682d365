package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Presence;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sorts presences: rooms', requests, contacts'. Loop thread only. */
final class Presences {

    private final Origin origin;
    private final RoomBook rooms;
    private final Directory directory;
    private final Announcer announcer;

    Presences(Origin origin, RoomBook rooms, Directory directory, Announcer announcer) {
        this.origin = origin;
        this.rooms = rooms;
        this.directory = directory;
        this.announcer = announcer;
    }

    void handle(Stanza presence) {
        Jid from = presence.from();
        if (from != null) {
            directory.heard(from, presence);
        }
        if (from == null || rooms.presence(from, presence) || origin.isOurs(from)) {
            return;
        }
        boolean occupant = presence.child(Ns.MUC_USER, "x").isPresent();
        String type = presence.type() == null ? "" : presence.type();
        switch (type) {
            case "" -> available(from, presence, occupant);
            case "unavailable" -> {
                if (!occupant && !from.isBare()) {
                    announcer.tell((to, s) -> to.onPresence(s, new Presence(from, false, null, status(presence))));
                }
            }
            case "subscribe" -> announcer.tell((to, s) -> to.onSubscriptionRequest(s, from.bare()));
            case "unsubscribe" -> announcer.tell((to, s) -> to.onUnsubscribed(s, from.bare()));
            default -> {
                // "subscribed", "unsubscribed" come as roster pushes too; errors and probes need nothing.
            }
        }
    }

    /** Presence of a room that we are not in says nothing about a contact. */
    private void available(Jid from, Stanza presence, boolean occupant) {
        if (!occupant && !from.isBare()) {
            announcer.tell((to, s) -> to.onPresence(s, new Presence(from, true, show(presence), status(presence))));
        }
    }

    private static Presence.Show show(Stanza presence) {
        String text = presence.child(Ns.CLIENT, "show")
                .map(XmlElement::text)
                .orElse("")
                .strip();
        return switch (text) {
            case "chat" -> Presence.Show.CHAT;
            case "away" -> Presence.Show.AWAY;
            case "xa" -> Presence.Show.XA;
            case "dnd" -> Presence.Show.DND;
            default -> Presence.Show.AVAILABLE;
        };
    }

    private static @Nullable String status(Stanza presence) {
        Optional<String> text = presence.child(Ns.CLIENT, "status").map(XmlElement::text);
        return text.filter(t -> !t.isBlank()).orElse(null);
    }
}
