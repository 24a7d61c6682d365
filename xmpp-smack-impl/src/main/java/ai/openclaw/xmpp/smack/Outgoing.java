package ai.openclaw.xmpp.smack;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jivesoftware.smack.packet.Nonza;
import org.jivesoftware.smack.packet.XmlEnvironment;

/**
 * What waits to be written. Smack's own queue makes its callers wait when it is full; this one never does: at most one element stands in
 * Smack's queue for all the text that waits here, and gives it when the writer comes to it. Thread-safe.
 */
final class Outgoing {

    /** The most characters that may wait. */
    static final int MAX_QUEUED = 8 << 20;

    /** About how much is written at once. */
    private static final int CHUNK = 64 * 1024;

    /** Puts an element into Smack's queue. */
    interface Queue {
        void put(Nonza element);
    }

    private final Queue queue;
    private final Deque<String> texts = new ArrayDeque<>();
    private int waiting;
    private boolean announced;

    Outgoing(Queue queue) {
        this.queue = queue;
    }

    /** Adds text; false if more waits than may. */
    synchronized boolean add(String text) {
        if (waiting + text.length() > MAX_QUEUED) {
            return false;
        }
        texts.add(text);
        waiting += text.length();
        announce();
        return true;
    }

    private void announce() {
        if (!announced) {
            announced = true;
            queue.put(new Waiting());
        }
    }

    private synchronized String take() {
        announced = false;
        StringBuilder chunk = new StringBuilder();
        while (chunk.length() < CHUNK && !texts.isEmpty()) {
            chunk.append(texts.remove());
        }
        waiting -= chunk.length();
        if (!texts.isEmpty()) {
            announce();
        }
        return chunk.toString();
    }

    /** Stands in Smack's queue; its text is what waits when it is written. */
    private final class Waiting implements Nonza {
        @Override
        public CharSequence toXML(XmlEnvironment environment) {
            return take();
        }

        @Override
        public String getNamespace() {
            return "jabber:client";
        }

        @Override
        public String getElementName() {
            return "waiting";
        }

        @Override
        public String toString() {
            return "what waits to be written";
        }
    }
}
