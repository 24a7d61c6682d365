package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import ai.openclaw.xmpp.session.StreamInfo;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bound stream: stanzas from the wire to the listener and back, past Babbler. */
final class BabblerStream implements StanzaStream {

    private static final Logger LOG = LoggerFactory.getLogger(BabblerStream.class);

    private final Wire wire;
    private final StanzaStreamListener listener;
    private final List<Runnable> early = new ArrayList<>();
    private @Nullable Jid address;
    private @Nullable StreamInfo info;
    private boolean live;

    BabblerStream(Wire wire, StanzaStreamListener listener) {
        this.wire = wire;
        this.listener = listener;
    }

    /** Login is done: from now on the listener hears, first what came meanwhile. */
    synchronized void goLive(Jid boundAddress, StreamInfo streamInfo) {
        address = boundAddress;
        info = streamInfo;
        live = true;
        early.forEach(Runnable::run);
        early.clear();
    }

    synchronized void onStanza(Stanza stanza) {
        tell(() -> listener.onStanza(stanza));
    }

    synchronized void onEnd(@Nullable XmppException cause) {
        tell(() -> listener.onClosed(cause, ResumeState.NONE, List.of()));
    }

    private void tell(Runnable call) {
        if (!live) {
            early.add(call);
            return;
        }
        try {
            call.run();
        } catch (RuntimeException faulty) {
            LOG.error("the listener of {} failed; the stream goes on", address, faulty);
        }
    }

    @Override
    public synchronized Jid address() {
        return Objects.requireNonNull(address);
    }

    @Override
    public synchronized StreamInfo info() {
        return Objects.requireNonNull(info);
    }

    @Override
    public void send(Stanza stanza) {
        wire.send(wire.isFramed() ? XmlWriter.forFrame(stanza) : XmlWriter.forStream(stanza));
    }

    @Override
    public void acknowledge(Stanza stanza) {
        // Counts with XEP-0198, which this engine does not speak yet.
    }

    @Override
    public void close() {
        wire.close();
    }

    @Override
    public void abort() {
        wire.abort();
    }
}
