package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps what a stream says. */
final class Ear implements StanzaStreamListener {

    final List<Stanza> heard = new CopyOnWriteArrayList<>();
    final List<Stanza> acknowledged = new CopyOnWriteArrayList<>();
    final List<XmppException.@Nullable Kind> ends = new ArrayList<>();
    volatile ResumeState resume = ResumeState.NONE;
    volatile List<Stanza> unknown = List.of();
    volatile boolean closed;

    @Override
    public void onStanza(Stanza stanza) {
        heard.add(stanza);
    }

    @Override
    public void onAcknowledged(Stanza stanza) {
        acknowledged.add(stanza);
    }

    @Override
    public void onClosed(@Nullable XmppException cause, ResumeState state, List<Stanza> deliveryUnknown) {
        ends.add(cause == null ? null : cause.kind());
        resume = state;
        unknown = deliveryUnknown;
        closed = true;
    }

    List<String> bodies() {
        return bodies(heard);
    }

    static List<String> bodies(List<Stanza> stanzas) {
        return stanzas.stream()
                .flatMap(stanza -> stanza.child(Ns.CLIENT, "body").stream())
                .map(body -> body.text())
                .toList();
    }
}
