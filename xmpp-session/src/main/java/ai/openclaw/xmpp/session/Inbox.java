package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Message;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The book of messages that came and are not yet safe with the application. Loop thread only; its stages complete there too. */
interface Inbox {

    /**
     * A message in the book.
     *
     * @param number in the order of arrival
     * @param message the message
     */
    record Entry(long number, Message message) {}

    /** Writes a message down. Completes when it is safe; empty if it is a copy of one that was written down before. */
    CompletionStage<Optional<Entry>> commit(Message message);

    /** The application has it. Its ids are remembered, it is not. */
    void done(Entry entry);
}
