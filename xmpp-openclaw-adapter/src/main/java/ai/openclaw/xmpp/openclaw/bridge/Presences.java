package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Presence;
import ai.openclaw.xmpp.XmppSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which contacts are online, and how, by this stream. What strangers show us is not kept. Runs on the account's executor. */
final class Presences {

    /** Of one contact; whoever has more is asked about the latest. */
    private static final int MAX_CLIENTS = 10;

    private final XmppSession session;
    private final Map<Jid, Map<Jid, Presence>> online = new LinkedHashMap<>();

    Presences(XmppSession session) {
        this.session = session;
    }

    /** A new stream: the server tells everything again. */
    void forget() {
        online.clear();
    }

    void came(Presence presence) {
        Jid contact = presence.from().bare();
        if (!presence.available()) {
            gone(contact, presence.from());
            return;
        }
        if (session.roster().items().stream().noneMatch(item -> item.jid().equals(contact))) {
            return;
        }
        Map<Jid, Presence> clients = online.computeIfAbsent(contact, each -> new LinkedHashMap<>());
        clients.remove(presence.from());
        clients.put(presence.from(), presence);
        if (clients.size() > MAX_CLIENTS) {
            clients.remove(clients.keySet().iterator().next());
        }
    }

    private void gone(Jid contact, Jid client) {
        Map<Jid, Presence> clients = online.get(contact);
        if (clients != null) {
            clients.remove(client);
            if (client.isBare() || clients.isEmpty()) {
                online.remove(contact);
            }
        }
    }

    /** The clients of a contact that are online, the latest to say so first. */
    List<Presence> of(Jid contact) {
        List<Presence> clients =
                new ArrayList<>(online.getOrDefault(contact.bare(), Map.of()).values());
        Collections.reverse(clients);
        return clients;
    }
}
