package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import ai.openclaw.xmpp.session.StreamInfo;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a mutant puts between the session and its stream. By itself it changes nothing; what it shows, hides or invents is acknowledged
 * as if all was well.
 */
@SuppressWarnings("ReferenceEquality") // The very stanza is meant, not one like it.
class BentStream implements StanzaStream, StanzaStreamListener {

    private static final class Shown {
        private final @Nullable Stanza original;
        private final Stanza shown;
        private boolean safe;

        Shown(@Nullable Stanza original, Stanza shown, boolean safe) {
            this.original = original;
            this.shown = shown;
            this.safe = safe;
        }
    }

    private final Deque<Shown> underway = new ArrayDeque<>();
    private @Nullable StanzaStream stream;
    private @Nullable StanzaStreamListener session;

    final void between(StanzaStreamListener upper, StanzaStream lower) {
        session = upper;
        stream = lower;
    }

    final StanzaStream stream() {
        return Objects.requireNonNull(stream);
    }

    final StanzaStreamListener session() {
        return Objects.requireNonNull(session);
    }

    /** Shows the session a stanza in place of the one that came. */
    final void show(Stanza original, Stanza shown) {
        underway.add(new Shown(original, shown, false));
        session().onStanza(shown);
    }

    /** Shows the session a stanza that nobody sent. */
    final void invent(Stanza shown) {
        underway.add(new Shown(null, shown, false));
        session().onStanza(shown);
    }

    /** The session does not get to see it. */
    final void hide(Stanza original) {
        underway.add(new Shown(original, original, true));
        flush();
    }

    /** It has come; when the session sees it is yet to be said. */
    final void keep(Stanza original) {
        underway.add(new Shown(original, original, false));
    }

    private void flush() {
        while (!underway.isEmpty() && underway.element().safe) {
            Stanza original = underway.remove().original;
            if (original != null) {
                stream().acknowledge(original);
            }
        }
    }

    @Override
    public void acknowledge(Stanza stanza) {
        underway.stream()
                .filter(entry -> !entry.safe && entry.shown == stanza)
                .findFirst()
                .ifPresent(entry -> entry.safe = true);
        flush();
    }

    @Override
    public void onStanza(Stanza stanza) {
        show(stanza, stanza);
    }

    @Override
    public void onAcknowledged(Stanza stanza) {
        session().onAcknowledged(stanza);
    }

    @Override
    public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
        session().onClosed(cause, resume, deliveryUnknown);
    }

    @Override
    public Jid address() {
        return stream().address();
    }

    @Override
    public StreamInfo info() {
        return stream().info();
    }

    @Override
    public void send(Stanza stanza) {
        stream().send(stanza);
    }

    @Override
    public void close() {
        stream().close();
    }

    @Override
    public void abort() {
        stream().abort();
    }
}
