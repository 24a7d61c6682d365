package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.session.codec.StanzaIds;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What people see of our answers. */
final class Ears {

    private final Journal journal;
    private final Map<String, Integer> echoes = new HashMap<>();
    private final Set<String> ids = new HashSet<>();

    Ears(Journal journal) {
        this.journal = journal;
    }

    /** A client of somebody's hears something. */
    void heard(Jid client, Stanza stanza) {
        if (stanza.kind() != Stanza.Kind.MESSAGE || stanza.hasType("error")) {
            return;
        }
        String body =
                stanza.child(Ns.CLIENT, "body").map(element -> element.text()).orElse("");
        if (!body.startsWith(Application.ECHO)) {
            return;
        }
        if (echoes.merge(client + " " + body, 1, Integer::sum) > 1) {
            journal.broken(Invariant.ONE_ECHO, client + " sees twice: " + body);
        }
        String id = StanzaIds.origin(stanza.payload()).orElse(String.valueOf(stanza.id()));
        if (!ids.add(client + " " + id)) {
            journal.broken(Invariant.ONE_ECHO, client + " sees the id " + id + " twice, with: " + body);
        }
    }

    int echoes(Jid client, String text) {
        return echoes.getOrDefault(client + " " + Application.ECHO + text, 0);
    }
}
