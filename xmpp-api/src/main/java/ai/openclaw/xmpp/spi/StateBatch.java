package ai.openclaw.xmpp.spi;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Changes that are made together. Not thread-safe; not to be changed once it is given to {@link AccountState#write}.
 *
 * <p>Names of books are 1 to 40 lower-case letters and hyphens. Keys are 1 to 200 printable ASCII characters without blanks, and ordered by them.
 * Texts are any but for U+0000, and may be large: a store takes at least 16 million characters.
 */
public final class StateBatch {

    private final Map<String, Map<String, @Nullable String>> books = new LinkedHashMap<>();

    /** Nothing to be changed yet. */
    public StateBatch() {}

    /** Puts a text under a key, in place of what is there. */
    public StateBatch put(String book, String key, String text) {
        change(book, key, Objects.requireNonNull(text, "text"));
        return this;
    }

    /** Takes away what is under a key, if there is anything. */
    public StateBatch remove(String book, String key) {
        change(book, key, null);
        return this;
    }

    private void change(String book, String key, @Nullable String text) {
        if (!isBook(book)) {
            throw new IllegalArgumentException("\"" + book + "\" is no name of a book");
        }
        if (!isKey(key)) {
            throw new IllegalArgumentException("\"" + key + "\" is no key");
        }
        books.computeIfAbsent(book, name -> new LinkedHashMap<>()).put(key, text);
    }

    private static boolean isBook(String book) {
        return !book.isEmpty() && book.length() <= 40 && book.chars().allMatch(c -> c >= 'a' && c <= 'z' || c == '-');
    }

    private static boolean isKey(String key) {
        return !key.isEmpty() && key.length() <= 200 && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** Whether nothing is to be changed. */
    public boolean isEmpty() {
        return books.isEmpty();
    }

    /** For stores: each book that is changed, with the changed keys; a text that is taken away is {@code null}. */
    public void forEach(BiConsumer<String, Map<String, @Nullable String>> change) {
        books.forEach(change);
    }
}
