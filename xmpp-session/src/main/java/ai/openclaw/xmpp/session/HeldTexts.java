package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Message;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Corrections that wait in the inbox, for those whom they correct: only so much, the latest. Loop thread only. */
final class HeldTexts {

    /** Characters of all together, as the inbox counts them. */
    static final int MAX_SIZE = 2 << 20;

    private final Map<Long, Inbox.Entry> texts = new LinkedHashMap<>();
    private long size;

    void put(Inbox.Entry entry) {
        remove(entry.number());
        if (entry.size() > MAX_SIZE) {
            return;
        }
        texts.put(entry.number(), entry);
        size += entry.size();
        Iterator<Inbox.Entry> oldest = texts.values().iterator();
        while (size > MAX_SIZE) {
            size -= oldest.next().size();
            oldest.remove();
        }
    }

    @Nullable
    Message find(long number) {
        Inbox.Entry entry = texts.get(number);
        return entry == null ? null : entry.message();
    }

    void remove(long number) {
        Inbox.Entry entry = texts.remove(number);
        if (entry != null) {
            size -= entry.size();
        }
    }
}
