package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Roster;
import ai.openclaw.xmpp.RosterItem;
import ai.openclaw.xmpp.RosterItem.Subscription;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.session.codec.RosterCodec;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The account's contacts. Loop thread only, but for the API's methods. */
final class RosterBook implements Roster {

    private final Origin origin;
    private final Wire wire;
    private final Loop loop;
    private final Map<Jid, RosterItem> contacts = new LinkedHashMap<>();
    private final Set<Jid> asked = new HashSet<>();
    private volatile List<RosterItem> items = List.of();

    RosterBook(Origin origin, Wire wire, Loop loop) {
        this.origin = origin;
        this.wire = wire;
        this.loop = loop;
    }

    /** A new stream: what we asked on the old one may be asked again. */
    void reset() {
        asked.clear();
    }

    /** The server has sent the whole roster. */
    void load(@Nullable XmlElement query) {
        contacts.clear();
        if (query != null && query.is(Ns.ROSTER, "query")) {
            RosterCodec.read(query).forEach(this::apply);
        }
        items = List.copyOf(contacts.values());
    }

    /** Whether an IQ is a roster push (RFC 6121 §2.1.6): those who may, own account or nobody, are obeyed. */
    boolean isPush(Stanza iq) {
        return iq.hasType("set")
                && iq.child(Ns.ROSTER, "query").isPresent()
                && origin.mayPushRoster(iq.from(), wire.address());
    }

    void push(Stanza iq) {
        iq.child(Ns.ROSTER, "query").ifPresent(query -> RosterCodec.read(query).forEach(this::apply));
        items = List.copyOf(contacts.values());
    }

    private void apply(RosterCodec.Line line) {
        if (line.removed()) {
            contacts.remove(line.item().jid());
            asked.remove(line.item().jid());
        } else {
            contacts.put(line.item().jid(), line.item());
            if (line.asked()) {
                asked.add(line.item().jid());
            }
        }
    }

    @Override
    public List<RosterItem> items() {
        return items;
    }

    @Override
    public void approve(Jid contact) {
        send("subscribed", contact);
    }

    @Override
    public void deny(Jid contact) {
        send("unsubscribed", contact);
    }

    @Override
    public void subscribe(Jid contact) {
        Jid bare = Objects.requireNonNull(contact, "contact").bare();
        loop.execute(() -> {
            RosterItem known = contacts.get(bare);
            boolean sees = known != null
                    && (known.subscription() == Subscription.TO || known.subscription() == Subscription.BOTH);
            if (wire.isOpen() && !sees && asked.add(bare)) {
                wire.send(Stanzas.presence("subscribe", bare, null, List.of()));
            }
        });
    }

    @Override
    public void unsubscribe(Jid contact) {
        loop.execute(() -> asked.remove(contact.bare()));
        send("unsubscribe", contact);
    }

    private void send(String type, Jid contact) {
        Jid bare = Objects.requireNonNull(contact, "contact").bare();
        loop.execute(() -> wire.sendIfOpen(Stanzas.presence(type, bare, null, List.of())));
    }
}
