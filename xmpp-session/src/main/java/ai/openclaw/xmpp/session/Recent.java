package ai.openclaw.xmpp.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A map that forgets its oldest entry when it is full. */
final class Recent<K, V> {

    private final Map<K, V> entries;

    Recent(int limit) {
        this.entries = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > limit;
            }
        };
    }

    void put(K key, V value) {
        entries.remove(key);
        entries.put(key, value);
    }

    Optional<V> find(K key) {
        return Optional.ofNullable(entries.get(key));
    }

    void remove(K key) {
        entries.remove(key);
    }

    boolean contains(K key) {
        return entries.containsKey(key);
    }

    Set<K> keys() {
        return entries.keySet();
    }

    int size() {
        return entries.size();
    }

    void clear() {
        entries.clear();
    }
}
