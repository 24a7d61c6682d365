package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.BlockCodec;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.LinkedHashSet;
import java.util.Set;

/** Whom an account does not want to hear of (XEP-0191). Server's loop only. */
final class BlockedAddresses {

    private final Set<Jid> blocked = new LinkedHashSet<>();
    private final Set<ServerSession> interested = new LinkedHashSet<>();

    /** Whether an address is blocked: itself, its account or its domain (§3.2 of XEP-0191 by RFC 3921 §10). */
    boolean covers(Jid address) {
        return blocked.contains(address) || blocked.contains(address.bare()) || blocked.contains(address.domainJid());
    }

    /** Answers the account's own client, and tells its others. */
    void answer(Realm realm, ServerSession session, Stanza question) {
        XmlElement asked = question.payload().get(0);
        interested.removeIf(ServerSession::isOver);
        if (question.hasType("get") && asked.name().equals("blocklist")) {
            interested.add(session);
            XmlElement list = XmlElement.of(Ns.BLOCKING, "blocklist")
                    .with(blocked.stream()
                            .map(jid -> XmlElement.of(Ns.BLOCKING, "item").with("jid", jid.toString()))
                            .toList());
            session.deliver(Copies.result(question, list));
            return;
        }
        Set<Jid> named = BlockCodec.read(asked);
        if (question.hasType("set") && asked.name().equals("block") && !named.isEmpty()) {
            blocked.addAll(named);
        } else if (question.hasType("set") && asked.name().equals("unblock")) {
            if (named.isEmpty()) {
                blocked.clear();
            } else {
                blocked.removeAll(named);
            }
        } else {
            session.deliver(Copies.error(question, "modify", "bad-request"));
            return;
        }
        session.deliver(Copies.result(question));
        interested.forEach(each ->
                each.deliver(Copies.iq("set", session.account().jid(), each.address(), realm.freshId(), asked)));
    }
}
