package ai.openclaw.xmpp.babbler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what a stream tells, in order. */
final class Heard implements StanzaStreamListener {

    /** One call. */
    record Event(String what, Stanza stanza) {}

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    volatile ResumeState resume = ResumeState.NONE;
    volatile List<Stanza> unknown = List.of();
    volatile XmppException cause;

    @Override
    public void onStanza(Stanza stanza) {
        events.add(new Event("stanza " + stanza.id(), stanza));
    }

    @Override
    public void onAcknowledged(Stanza stanza) {
        events.add(new Event("acknowledged " + stanza.id(), stanza));
    }

    @Override
    public void onClosed(XmppException why, ResumeState left, List<Stanza> deliveryUnknown) {
        cause = why;
        resume = left;
        unknown = deliveryUnknown;
        events.add(new Event("closed", null));
    }

    Event next() throws InterruptedException {
        Event event = events.poll(20, TimeUnit.SECONDS);
        assertNotNull(event, "nothing came");
        return event;
    }

    /** The next calls are those; gives the last one's stanza. */
    Stanza expect(String... whats) throws InterruptedException {
        Stanza last = null;
        for (String what : whats) {
            Event event = next();
            assertEquals(what, event.what());
            last = event.stanza();
        }
        return last;
    }

    /** The next stanza has that id; confirmations of ours are passed over. */
    Stanza stanza(String id) throws InterruptedException {
        Event event;
        do {
            event = next();
        } while (event.what().startsWith("acknowledged "));
        assertEquals("stanza " + id, event.what());
        return event.stanza();
    }

    List<String> unknownIds() {
        return unknown.stream().map(Stanza::id).toList();
    }

    boolean isQuiet() {
        return events.isEmpty();
    }
}
