package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Loop;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Errors;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A bound resource as the server sees it: attached to a client's end, or waiting to be resumed. Server's loop only.
 */
final class ServerSession implements ServerEnd {

    private final Realm realm;
    private final Account account;
    private final Jid address;
    private final Set<Jid> directed = new LinkedHashSet<>();
    private @Nullable ClientEnd end;
    private @Nullable StreamManagement management;
    private @Nullable Stanza presence;
    private Loop.@Nullable Timer patience;
    private boolean carbons;
    private boolean interested;
    private boolean asking;
    private boolean over;

    ServerSession(Realm realm, Account account, Jid address, ClientEnd end) {
        this.realm = realm;
        this.account = account;
        this.address = address;
        this.end = end;
    }

    Account account() {
        return account;
    }

    Jid address() {
        return address;
    }

    /** Its latest broadcast presence, while it is available. */
    Optional<Stanza> presence() {
        return Optional.ofNullable(presence);
    }

    void presence(@Nullable Stanza newPresence) {
        presence = newPresence;
    }

    boolean isAvailable() {
        return presence != null;
    }

    int priority() {
        String text = presence()
                .flatMap(p -> p.child(Ns.CLIENT, "priority"))
                .map(XmlElement::text)
                .orElse("0")
                .strip();
        return text.matches("-?\\d{1,3}") ? Integer.parseInt(text) : 0;
    }

    /** Whom it sent presence to apart from the broadcast: they must hear of its end (RFC 6121 §4.6.3). */
    Set<Jid> directed() {
        return directed;
    }

    boolean wantsCarbons() {
        return carbons;
    }

    void carbons(boolean on) {
        carbons = on;
    }

    /** Whether it asked for the roster, and so gets its pushes (RFC 6121 §2.2). */
    boolean wantsRoster() {
        return interested;
    }

    void wantRoster() {
        interested = true;
    }

    boolean isOver() {
        return over;
    }

    /** Whether a stream stands; if not, it waits to be resumed. */
    boolean isAttached() {
        return end != null;
    }

    Optional<StreamManagement> management() {
        return Optional.ofNullable(management);
    }

    // Towards the client.

    void deliver(Stanza stanza) {
        if (over) {
            return;
        }
        Stanza addressed = stanza.to() == null ? Copies.addressed(stanza, stanza.from(), address) : stanza;
        if (management != null) {
            management.sent(stamped(addressed));
        }
        if (end != null) {
            end.deliver(addressed);
            ask();
        }
    }

    /** As servers keep it, for it may be late when it is sent again. */
    private Stanza stamped(Stanza stanza) {
        boolean asItIs = stanza.kind() == Stanza.Kind.IQ
                || stanza.child(Ns.DELAY, "delay").isPresent();
        return asItIs ? stanza : Copies.delayed(stanza, account.jid(), realm.now());
    }

    /** Text of the test's, whatever it is; if it is a stanza it counts as one. */
    void deliverRaw(String xml) {
        if (management != null) {
            Copies.counted(xml, address).ifPresent(management::sent);
        }
        if (end != null) {
            end.deliverRaw(xml);
        }
    }

    /** One question for all that is sent at one moment. */
    private void ask() {
        if (management != null && !asking) {
            asking = true;
            realm.loop().execute(() -> {
                asking = false;
                if (end != null) {
                    end.requestAcknowledgement();
                }
            });
        }
    }

    // From the client.

    @Override
    public void received(ClientEnd by, Stanza stanza) {
        if (over || !by.equals(end)) {
            return;
        }
        if (management != null) {
            management.received();
        }
        Jid from = stanza.from();
        if (from != null && !from.equals(address) && !from.equals(account.jid())) {
            end(StreamError.INVALID_FROM);
            return;
        }
        realm.router().fromClient(this, Copies.addressed(stanza, address, stanza.to()));
    }

    /** Something like a stanza, but of no known kind or with a malformed address (RFC 6120 §8.1.1): it counts, and goes nowhere. */
    void receivedNonsense(ClientEnd by, XmlElement element) {
        if (over || !by.equals(end)) {
            return;
        }
        if (management != null) {
            management.received();
        }
        if (element.name().equals("iq")) {
            deliver(new Stanza(
                    Stanza.Kind.IQ,
                    "error",
                    account.jid().domainJid(),
                    address,
                    element.attribute("id"),
                    null,
                    List.of(Errors.element("modify", "jid-malformed"))));
        }
    }

    /** The client turns stream management on; empty if it may not. */
    Optional<StreamManagement> enable(boolean resume) {
        if (!realm.settings().streamManagement() || management != null) {
            return Optional.empty();
        }
        boolean resumable = resume && !realm.settings().resumeTimeout().isZero();
        management = new StreamManagement(realm.freshId(), resumable);
        if (resumable) {
            realm.resumable(this);
        }
        return management();
    }

    @Override
    public void asked(ClientEnd by) {
        if (management != null && by.equals(end)) {
            by.acknowledge(management.handled());
        }
    }

    @Override
    public void acknowledged(ClientEnd by, long handled) {
        if (by.equals(end) && management != null && !management.acknowledged(handled)) {
            end(StreamError.HANDLED_TOO_MUCH);
        }
    }

    /** A new stream takes over; what the client does not have is to be sent by {@link #replay()}. */
    void resume(ClientEnd newEnd) {
        stopWaiting();
        if (end != null) {
            end.drop();
        }
        end = newEnd;
    }

    void replay() {
        if (management != null && end != null) {
            management.unacknowledged().forEach(end::deliver);
            ask();
        }
    }

    /** The session waits to be resumed, or is over. */
    @Override
    public void lost(ClientEnd which) {
        if (over || !which.equals(end)) {
            return;
        }
        end = null;
        if (management != null && management.isResumable()) {
            stopWaiting();
            patience = realm.loop().after(realm.settings().resumeTimeout(), this::finish);
        } else {
            finish();
        }
    }

    @Override
    public void closed(ClientEnd which) {
        if (!over && which.equals(end)) {
            end = null;
            which.end(null);
            finish();
        }
    }

    /** The server ends the stream and the session. */
    void end(@Nullable StreamError error) {
        if (over) {
            return;
        }
        ClientEnd last = end;
        end = null;
        if (last != null) {
            last.end(error);
        }
        finish();
    }

    /** The server has died: nobody is told anything, and what was not acknowledged is lost. */
    void vanish() {
        over = true;
        stopWaiting();
        if (end != null) {
            end.drop();
        }
        end = null;
    }

    private void finish() {
        over = true;
        stopWaiting();
        List<Stanza> left = management == null ? List.of() : management.unacknowledged();
        realm.ended(this);
        left.forEach(stanza -> realm.router().undelivered(this, stanza));
    }

    private void stopWaiting() {
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
    }
}
