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

    /** Corrections name the sender's id; retractions do so too, but in rooms the room's. */
    private static boolean names(ArchivedMessage candidate, ArchivedMessage change, String id) {
        Message message = candidate.message();
        boolean inRoom = message.kind() == ChatKind.ROOM;
        if (change.retracts() != null && inRoom) {
            return id.equals(candidate.id());
        }
        return id.equals(message.id()) || change.retracts() != null && id.equals(message.originId());
    }

    private static boolean mayChange(ArchivedMessage change, ArchivedMessage said) {
        Message by = change.message();
        Message of = said.message();
        if (by.kind() != of.kind()) {
            return false;
        }
        if (by.kind() != ChatKind.ROOM) {
            return by.kind() == ChatKind.DIRECT
                    ? by.from().bare().equals(of.from().bare())
                    : by.from().equals(of.from());
        }
        if (by.from().isBare()) {
            // The room itself, for a moderator.
            return change.retracts() != null && by.from().equals(of.from().bare());
        }
        @Nullable String id = occupantId(by);
        return Objects.equals(id, occupantId(of)) && (id != null || by.from().equals(of.from()));
    }

    private static @Nullable String occupantId(Message message) {
        return message.payload().stream()
                .filter(element -> element.is(OCCUPANT_ID, "occupant-id"))
                .map(XmlElement::attributes)
                .map(attributes -> attributes.get("id"))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static ArchivedMessage emptied(ArchivedMessage said) {
        return new ArchivedMessage(
                said.id(), said.archive(), said.outgoing(), emptied(said.message()), null, Fate.RETRACTED);
    }

    static Message emptied(Message old) {
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
                List.of());
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
