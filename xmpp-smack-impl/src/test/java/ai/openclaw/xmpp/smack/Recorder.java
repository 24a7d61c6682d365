package ai.openclaw.xmpp.smack;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what a stream tells. */
class Recorder implements StanzaStreamListener {

    final BlockingQueue<Stanza> stanzas = new LinkedBlockingQueue<>();
    final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    final BlockingQueue<Optional<XmppException>> causes = new LinkedBlockingQueue<>();

    @Override
    public void onStanza(Stanza stanza) {
        stanzas.add(stanza);
    }

    @Override
    public void onClosed(XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
        ends.add(cause == null ? "closed" : cause.kind().name());
        causes.add(Optional.ofNullable(cause));
    }

    Stanza next() throws InterruptedException {
        Stanza stanza = stanzas.poll(20, TimeUnit.SECONDS);
        assertNotNull(stanza, "no stanza came");
        return stanza;
    }

    /** Why the stream ended; empty if we closed it. */
    Optional<XmppException> end() throws InterruptedException {
        Optional<XmppException> cause = causes.poll(20, TimeUnit.SECONDS);
        assertNotNull(cause, "no end came");
        return cause;
    }
}
