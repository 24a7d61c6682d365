package ai.openclaw.xmpp.archive;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.archive.ArchivedMessage.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Applies corrections and retractions to the messages that they are about. */
final class Settled {

    private static final String OCCUPANT_ID = "urn:xmpp:occupant-id:0";

    private final List<ArchivedMessage> settled = new ArrayList<>();

    private Settled() {}

    static List<ArchivedMessage> of(List<ArchivedMessage> messages) {
        Settled result = new Settled();
        messages.forEach(result::add);
        return List.copyOf(result.settled);
    }

    private void add(ArchivedMessage next) {
        String retracts = next.retracts();
        String replaces = next.message().replaces();
        if (retracts != null) {
            int at = find(next, retracts);
            if (at >= 0) {
                settled.set(at, emptied(settled.get(at)));
            }
        } else if (replaces != null && replaced(next, replaces)) {
            return;
        } else {
            settled.add(next);
        }
    }

    private boolean replaced(ArchivedMessage correction, String id) {
        int at = find(correction, id);
        if (at < 0) {
            return false;
        }
        ArchivedMessage old = settled.get(at);
        if (old.fate() != Fate.RETRACTED) {
            settled.set(
                    at,
                    new ArchivedMessage(
                            old.id(),
                            old.archive(),
                            old.outgoing(),
                            with(old.message(), correction.message()),
                            null,
                            Fate.CORRECTED));
        }
        return true;
    }

    /** The latest message of that id that the other one may change; -1 for none. */
    private int find(ArchivedMessage change, String id) {
        for (int i = settled.size() - 1; i >= 0; i--) {
            ArchivedMessage candidate = settled.get(i);
            if (names(candidate, change, id) && mayChange(change, candidate)) {
                return i;
            }
        }
        return -1;
    }

    /** Corrections name the sender's id; retractions do so too, but in rooms the room's, or of old clients the sender's origin-id. */
    private static boolean names(ArchivedMessage candidate, ArchivedMessage change, String id) {
        Message message = candidate.message();
        if (change.retracts() == null) {
            return id.equals(message.id());
        }
        if (message.kind() != ChatKind.ROOM) {
            return id.equals(message.id()) || id.equals(message.originId());
        }
        boolean byRoom = change.message().from().isBare();
        return id.equals(candidate.id()) || !byRoom && id.equals(message.originId());
    }

    private static boolean mayChange(ArchivedMessage change, ArchivedMessage said) {
        Message by = change.message();
        Message of = said.message();
        if (by.kind() != of.kind()) {
            return false;
        }
        if (!by.from().bare().equals(of.from().bare())) {
            return false;
        }
        if (by.kind() == ChatKind.DIRECT || change.outgoing() && said.outgoing()) {
            return true;
        }
        if (by.kind() == ChatKind.ROOM && by.from().isBare()) {
            // The room itself, for a moderator.
            return change.retracts() != null;
        }
        // Whoever has a nick now may not be who had it then.
        @Nullable String id = occupantId(by);
        return id != null && id.equals(occupantId(of));
    }

    private static @Nullable String occupantId(Message message) {
        return message.payload().stream()
                .filter(Settled::isOccupantId)
                .map(XmlElement::attributes)
                .map(attributes -> attributes.get("id"))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static boolean isOccupantId(XmlElement element) {
        return element.is(OCCUPANT_ID, "occupant-id");
    }

    private static ArchivedMessage emptied(ArchivedMessage said) {
        return new ArchivedMessage(
                said.id(), said.archive(), said.outgoing(), emptied(said.message()), null, Fate.RETRACTED);
    }

    /** Without anything but who said it. */
    private static Message emptied(Message old) {
        return new Message(
                old.kind(),
                old.from(),
                old.to(),
                old.occupant(),
                old.id(),
                old.originId(),
                old.stanzaIds(),
                "",
                old.thread(),
                null,
                List.of(),
                null,
                false,
                false,
                false,
                old.timestamp(),
                old.delayed(),
                old.payload().stream().filter(Settled::isOccupantId).toList());
    }

    /** What was said later, in the place and under the names of what was said first. */
    private static Message with(Message old, Message words) {
        return new Message(
                old.kind(),
                old.from(),
                old.to(),
                old.occupant(),
                old.id(),
                old.originId(),
                old.stanzaIds(),
                words.body(),
                old.thread(),
                words.reply() == null ? old.reply() : words.reply(),
                words.media(),
                null,
                false,
                false,
                words.unreadable(),
                old.timestamp(),
                old.delayed(),
                old.payload());
    }
}
