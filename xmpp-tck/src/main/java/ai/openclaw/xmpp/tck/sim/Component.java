package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.session.Stanza;
import org.jspecify.annotations.Nullable;

/** A part of the server that lives elsewhere (XEP-0114): all that is for its domain goes there. Server's loop only. */
final class Component implements ServerEnd {

    private final Realm realm;
    private final Jid domain;
    private final String secret;
    private @Nullable ClientEnd end;

    Component(Realm realm, Jid domain, String secret) {
        this.realm = realm;
        this.domain = domain;
        this.secret = secret;
    }

    String secret() {
        return secret;
    }

    /** It is there. Who was there before goes: the domain has one (§3). */
    void attach(ClientEnd newEnd) {
        detach(StreamError.CONFLICT);
        end = newEnd;
    }

    void detach(@Nullable StreamError why) {
        ClientEnd last = end;
        end = null;
        if (last != null) {
            last.end(why);
        }
    }

    void vanish() {
        ClientEnd last = end;
        end = null;
        if (last != null) {
            last.drop();
        }
    }

    void deliver(Stanza stanza) {
        if (end == null) {
            realm.router().refuse(stanza, "wait", "service-unavailable");
        } else {
            end.deliver(stanza);
        }
    }

    @Override
    public void received(ClientEnd by, Stanza stanza) {
        if (!by.equals(end)) {
            return;
        }
        Jid from = stanza.from();
        if (from == null || !from.domain().equals(domain.domain())) {
            detach(StreamError.INVALID_FROM);
        } else if (stanza.to() == null) {
            detach(new StreamError("improper-addressing", "a component says to whom it writes"));
        } else {
            realm.router().route(stanza);
        }
    }

    @Override
    public void closed(ClientEnd by) {
        if (by.equals(end)) {
            detach(null);
        }
    }

    @Override
    public void lost(ClientEnd by) {
        if (by.equals(end)) {
            end = null;
        }
    }
}
