package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Message;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The book of messages that came and are not yet safe with the application. Loop thread only; its stages complete there too. */
interface Inbox {

    /**
     * A message in the book.
     *
     * @param number in the order of arrival
     * @param message the message
     * @param size about how many characters it takes
     */
    record Entry(long number, Message message, int size) {}

    /**
     * Writes a message down. Completes when it is safe, in the order of the calls; empty if it is a copy of one that was written down
     * before. While it cannot be written it is tried again. Fails, or never completes, if it is not kept: then it must not be
     * acknowledged.
     */
    CompletionStage<Optional<Entry>> commit(Message message);

    /** The application has it. Its ids are remembered, it is not. */
    void done(Entry entry);

    /**
     * A piece of the book.
     *
     * @param entries oldest first; what cannot be read any more is left out
     * @param through the number up to which this is all
     * @param more whether there was more behind that
     */
    record Page(List<Entry> entries, long through, boolean more) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * What is in the book behind a number. All commits that completed before are in it, and all that complete later are not; fails if the
     * book cannot be read now.
     */
    CompletionStage<Page> after(long number, int limit);
}
