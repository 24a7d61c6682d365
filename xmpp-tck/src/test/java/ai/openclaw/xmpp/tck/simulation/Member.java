package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.tck.sim.Person;
import ai.openclaw.xmpp.tck.sim.SimulatedServer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Somebody's client: online or not, in rooms or not. */
final class Member {

    private final SimulatedServer server;
    private final Person person;
    private final String name;

    Member(SimulatedServer server, Person person, String name) {
        this.server = server;
        this.person = person;
        this.name = name;
    }

    Person person() {
        return person;
    }

    String name() {
        return name;
    }

    Jid jid() {
        return person.jid();
    }

    Jid fullJid() {
        return person.fullJid();
    }

    boolean isOnline() {
        return server.isUp() && server.sessions(jid()).contains(fullJid());
    }

    boolean isIn(Stage.Place place) {
        return place.room().has(jid());
    }

    /** Comes online; false if the server is down. */
    boolean comeOnline() {
        if (!isOnline() && server.isUp()) {
            person.comeOnline();
        }
        return isOnline();
    }

    void goOffline() {
        if (isOnline()) {
            person.goOffline();
        }
    }

    /** Enters, or takes another nick. */
    void enter(Stage.Place place, String nick) {
        XmlElement x =
                XmlElement.of(Ns.MUC, "x").with(XmlElement.of(Ns.MUC, "history").with("maxstanzas", "0"));
        if (place.password() != null) {
            x = x.with(XmlElement.of(Ns.MUC, "password", place.password()));
        }
        if (place.exists()) {
            presence(null, place.jid().withResource(nick), x);
        }
    }

    void leave(Stage.Place place) {
        place.room()
                .nickOf(jid())
                .ifPresent(nick -> presence("unavailable", place.jid().withResource(nick), null));
    }

    private void presence(@Nullable String type, Jid to, @Nullable XmlElement payload) {
        if (isOnline()) {
            person.send(new Stanza(
                    Stanza.Kind.PRESENCE, type, null, to, null, null, payload == null ? List.of() : List.of(payload)));
        }
    }

    void message(String type, Jid to, String id, XmlElement... payload) {
        person.send(new Stanza(Stanza.Kind.MESSAGE, type, null, to, id, null, List.of(payload)));
    }
}
