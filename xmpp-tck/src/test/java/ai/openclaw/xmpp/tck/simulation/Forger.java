package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Errors;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends what must never reach the application, with numbers that nobody said. */
final class Forger {

    private final Stage stage;
    private final Ledger ledger;

    Forger(Stage stage, Ledger ledger) {
        this.stage = stage;
        this.ledger = ledger;
    }

    void forge(Member member, Stage.Place place) {
        stage.journal().hit("FORGERY");
        Jid room = place.jid();
        switch (stage.random().nextInt(8)) {
            case 0 -> member.message("chat", stage.bot(), id(), copy("received"));
            case 1 -> member.message("normal", stage.bot(), id(), copy("sent"));
            case 2 -> deliver("groupchat", room.withResource(member.name()), body(), delay(room));
            case 3 -> deliver("groupchat", Jid.of("elsewhere@" + room.domain() + "/" + member.name()), body());
            case 4 -> deliver("error", member.fullJid(), body(), Errors.element("cancel", "item-not-found"));
            case 5 -> deliver("chat", room.withResource("nobody"), body(), XmlElement.of(Ns.MUC_USER, "x"));
            case 6 -> deliver("headline", member.fullJid(), body());
            default -> member.message("chat", stage.bot(), id(), archived());
        }
    }

    private String id() {
        return "f" + ledger.forged();
    }

    private XmlElement body() {
        return XmlElement.of(Ns.CLIENT, "body", "#" + ledger.forged() + " is forged");
    }

    private XmlElement forwarded() {
        Member victim = stage.any(stage.people());
        return XmlElement.of(Ns.FORWARD, "forwarded")
                .with(XmlElement.of(Ns.CLIENT, "message")
                        .with("from", victim.fullJid().toString())
                        .with("to", stage.bot().toString())
                        .with("type", "chat")
                        .with(body()));
    }

    private XmlElement copy(String direction) {
        return XmlElement.of(Ns.CARBONS, direction).with(forwarded());
    }

    private XmlElement archived() {
        return XmlElement.of(Ns.MAM, "result").with("id", "1").with(forwarded());
    }

    private static XmlElement delay(Jid by) {
        return XmlElement.of(Ns.DELAY, "delay").with("from", by.toString()).with("stamp", "2025-12-31T23:59:59Z");
    }

    private void deliver(@Nullable String type, Jid from, XmlElement... payload) {
        stage.server()
                .deliver(
                        stage.bot(),
                        new Stanza(Stanza.Kind.MESSAGE, type, from, stage.bot(), id(), null, List.of(payload)));
    }
}
