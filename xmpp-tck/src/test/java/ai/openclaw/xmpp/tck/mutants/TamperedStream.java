package ai.openclaw.xmpp.tck.mutants;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import ai.openclaw.xmpp.session.StreamInfo;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A stream between a real one and its listener. As it is it changes nothing; mutants change one thing each. */
class TamperedStream implements StanzaStream, StanzaStreamListener {

    private final CompletableFuture<StanzaStream> real = new CompletableFuture<>();
    private @Nullable TamperedEngine engine;
    private @Nullable StanzaStreamListener listener;

    /** Connects; mutants may ask for something else, or fail otherwise. */
    StanzaStream open(TamperedEngine owner, ConnectRequest request, StanzaStreamListener told) {
        engine = owner;
        listener = told;
        real.complete(owner.real().connect(request, this));
        return this;
    }

    /** The real stream. */
    final StanzaStream real() {
        return real.join();
    }

    /** The engine, which outlives its streams. */
    final TamperedEngine engine() {
        if (engine == null) {
            throw new IllegalStateException("not opened");
        }
        return engine;
    }

    /** Who is told. */
    final StanzaStreamListener listener() {
        if (listener == null) {
            throw new IllegalStateException("not opened");
        }
        return listener;
    }

    @Override
    public Jid address() {
        return real().address();
    }

    @Override
    public StreamInfo info() {
        return real().info();
    }

    @Override
    public void send(Stanza stanza) {
        real().send(stanza);
    }

    @Override
    public void acknowledge(Stanza stanza) {
        real().acknowledge(stanza);
    }

    @Override
    public void close() {
        real().close();
    }

    @Override
    public void abort() {
        real().abort();
    }

    @Override
    public void onStanza(Stanza stanza) {
        listener().onStanza(stanza);
    }

    @Override
    public void onAcknowledged(Stanza stanza) {
        listener().onAcknowledged(stanza);
    }

    @Override
    public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
        listener().onClosed(cause, resume, deliveryUnknown);
    }
}
