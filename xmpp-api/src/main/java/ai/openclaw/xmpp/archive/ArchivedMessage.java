package ai.openclaw.xmpp.archive;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message as an archive has it.
 *
 * @param id the archive's own id for it, by which pages go on
 * @param archive whose archive: a room's JID, or the account's
 * @param outgoing whether our account said it, with whatever client. In rooms that is known only while we are inside, and only where the room
 *     gives occupant ids (XEP-0421); else it is {@code false}, for a nick may have been somebody else's
 * @param message what was said; its {@code stanzaIds} have {@code id}, its occupant is {@code null}, for rooms say who somebody is only now.
 *     Its {@code replaces} is what the sender claims, unlike in messages that are handed over: nobody has looked at whose message that is, or how
 *     old. {@link ArchivePage#settled()} does
 * @param retracts the message that this one takes back (XEP-0424, XEP-0425), if its sender may: of rooms its stanza-id, or of old clients its
 *     origin-id; else the sender's id; or {@code null}
 * @param fate what became of the message since, as far as that is known
 */
public record ArchivedMessage(
        String id,
        Jid archive,
        boolean outgoing,
        Message message,
        @Nullable String retracts,
        Fate fate) {

    /** What became of a message. */
    public enum Fate {
        /** It stands as it was said. */
        AS_SAID,
        /** Its author has corrected it (XEP-0308): it has the words of the last correction. */
        CORRECTED,
        /** It was taken back (XEP-0424), or a moderator removed it (XEP-0425): it has no words any more. */
        RETRACTED
    }

    public ArchivedMessage {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(archive, "archive");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(fate, "fate");
    }
}
