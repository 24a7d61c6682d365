package ai.openclaw.xmpp.archive;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of an archive.
 *
 * @param messages what can be read, oldest first
 * @param complete whether the archive says that there is nothing more in the direction that was asked for
 * @param first the archive id of the first entry of the page, for the page before; {@code null} for an empty page. Entries that are no
 *     messages to be read (reactions, receipts) count for pages, and are not in {@code messages}
 * @param last the archive id of the last entry, for the page behind; {@code null} for an empty page
 */
public record ArchivePage(
        List<ArchivedMessage> messages,
        boolean complete,
        @Nullable String first,
        @Nullable String last) {

    public ArchivePage {
        messages = List.copyOf(messages);
    }

    /**
     * The messages as their authors want them to be read now: corrections (XEP-0308) stand in the place of what they correct, and what was
     * taken back (XEP-0424, XEP-0425) has no words. Only the author, or a room itself, changes a message; what was said in a room, or privately
     * through one, only whoever has the same occupant id (XEP-0421), for a nick may be somebody else's now. A correction of a message that is
     * not on this page, or not the sender's, stays where it is.
     */
    public List<ArchivedMessage> settled() {
        return Settled.of(messages);
    }
}
