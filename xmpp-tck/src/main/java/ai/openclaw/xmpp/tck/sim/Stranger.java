package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.session.Stanza;

/** Somebody who does not log in: looks at the features, or makes an account. Server's loop only. */
final class Stranger implements ServerEnd {

    private final Registration registration;

    Stranger(Registration registration) {
        this.registration = registration;
    }

    @Override
    public void received(ClientEnd by, Stanza stanza) {
        if (stanza.kind() == Stanza.Kind.IQ && Copies.isQuestion(stanza)) {
            by.deliver(registration.answer(stanza));
        } else {
            by.end(new StreamError("not-authorized", "log in first"));
        }
    }

    @Override
    public void closed(ClientEnd by) {
        by.end(null);
    }

    @Override
    public void lost(ClientEnd by) {
        // Nothing is kept of strangers.
    }
}
