package ai.openclaw.xmpp.spi;

import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One account's state: books of texts under keys, each book in the order of its keys. A book is there as soon as something is in it.
 * What may be a book's name and a key is said in {@link StateBatch}.
 *
 * <p>No method blocks. Calls take effect in their order, and their stages complete in that order, on a thread of the store's or on the
 * caller's: do not block there. They fail with an {@link ai.openclaw.xmpp.XmppException} of kind {@code STATE} that says what is wrong
 * and what to do; after {@link #close} always. After such a failure the store tries again with the next call.
 */
public interface AccountState extends AutoCloseable {

    /** The texts under these keys; without those that are not there. */
    CompletionStage<Map<String, String>> find(String book, Collection<String> keys);

    /**
     * A piece of a book, in the order of its keys.
     *
     * @param after begins behind that key, whether it is there or not; {@code null} for the beginning
     * @param limit how many at most
     */
    CompletionStage<SortedMap<String, String>> page(String book, @Nullable String after, int limit);

    /** How many texts are in a book. */
    CompletionStage<Long> size(String book);

    /**
     * Writes, all or nothing. Completes when it is safe from the end of this process, however sudden. If it fails, it is not there,
     * or may show up only after the store was opened again: write the same once more.
     */
    CompletionStage<Void> write(StateBatch batch);

    /** Lets go of the account, after what was begun. */
    @Override
    void close();
}
