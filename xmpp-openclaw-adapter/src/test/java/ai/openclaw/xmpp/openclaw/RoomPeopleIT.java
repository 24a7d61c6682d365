package ai.openclaw.xmpp.openclaw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.tck.lab.Peer;
import ai.openclaw.xmpp.tck.lab.Prosody;
import ai.openclaw.xmpp.tck.lab.TestServer;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sidecar among people in a room of a real server's: asked in, blind where the room hides them, and back after its death. */
@Timeout(120)
class RoomPeopleIT {

    private static final String FORM = "jabber:x:data";
    private static final String OWNER = "http://jabber.org/protocol/muc#owner";
    private static final String MUC_USER = "http://jabber.org/protocol/muc#user";

    @TempDir
    Path folder;

    private int starts;

    @Tag("C-32")
    @Tag("C-34")
    @Tag("C-37")
    @Test
    void isAskedInAndTellsPeopleApart() throws Exception {
        try (TestServer server = Prosody.launch();
                Peer alice = server.newPeer("alice");
                Peer mallory = server.newPeer("mallory")) {
            SessionConfig bot = server.newAccount("bot").config();
            Jid room = Jid.of("lab", server.roomService().domain(), null);
            alice.join(room, "alice");
            configure(alice, room, "muc#roomconfig_whois", "moderators");
            configure(alice, room, "muc#roomconfig_roomsecret", "sesame");
            ServeProcess sidecar = started(bot, alice);
            try {
                Jid elsewhere = Jid.of("trap", server.roomService().domain(), null);
                mallory.join(elsewhere, "mallory");
                invite(mallory, elsewhere, bot.jid());
                mallory.send(message(
                        bot.jid(), XmlElement.of("jabber:x:conference", "x").with("jid", elsewhere.toString())));
                mallory.sync();
                // Through a room that hides its people, Prosody does not say who invites.
                invite(alice, room, bot.jid());
                alice.sync();
                alice.send(message(
                        bot.jid(),
                        XmlElement.of("jabber:x:conference", "x")
                                .with("jid", room.toString())
                                .with("password", "sesame")));
                alice.await("the bot", isIn(room));

                alice.sayInRoom(room, "hello");
                assertTrue(problem(sidecar).contains("hides who its people are"));
                configure(alice, room, "muc#roomconfig_whois", "anyone");
                alice.send(
                        new Stanza(Stanza.Kind.PRESENCE, null, null, room.withResource("ally"), null, null, List.of()));
                alice.await("her other nick", stanza -> Peer.isPresence(stanza, room.withResource("ally")));
                alice.sayInRoom(room, "hello again");
                JsonObject spoken = sidecar.heard("inbound.message");
                sidecar.reply(spoken, "{\"disposition\":\"adopted\"}");
                assertEquals("hello again", text(spoken));
                assertEquals(alice.address().bare().toString(), sender(spoken));

                alice.say(room.withResource("bot"), "psst");
                JsonObject whispered = sidecar.heard("inbound.message");
                sidecar.reply(whispered, "{\"disposition\":\"adopted\"}");
                assertEquals(
                        "roomPrivate",
                        whispered.getAsJsonObject("params").get("kind").getAsString());
                sidecar.call(
                        "message.send",
                        "{\"accountId\":\"a\",\"kind\":\"roomPrivate\",\"to\":\"" + room
                                + "/ally\",\"text\":\"what?\"}");
                Stanza answer = alice.awaitBody("what?");
                assertEquals(room.withResource("bot"), answer.from());
                assertTrue(answer.child(MUC_USER, "x").isPresent());

                assertFalse(mallory.untaken().stream().anyMatch(isIn(elsewhere)), "it followed a stranger");
                assertEquals(List.of(), mallory.untaken(stanza -> bot.jid().equals(bare(stanza.from()))));

                sidecar.kill();
                assertEquals(List.of(), alice.untaken(isIn(room)));
                // The server keeps the dead one's place until the next one comes, and enters the room by itself.
                sidecar = started(bot, alice);
                alice.await("its return", isIn(room));
            } finally {
                sidecar.close();
            }
        }
    }

    private static @Nullable Jid bare(@Nullable Jid jid) {
        return jid == null ? null : jid.bare();
    }

    private static Predicate<Stanza> isIn(Jid room) {
        return stanza -> Peer.isPresence(stanza, room.withResource("bot")) && stanza.type() == null;
    }

    private static Stanza message(Jid to, XmlElement payload) {
        return new Stanza(Stanza.Kind.MESSAGE, null, null, to, Peer.newId(), null, List.of(payload));
    }

    private static void invite(Peer host, Jid room, Jid guest) {
        host.send(message(
                room,
                XmlElement.of(MUC_USER, "x")
                        .with(XmlElement.of(MUC_USER, "invite").with("to", guest.toString()))));
    }

    private static void configure(Peer owner, Jid room, String name, String value) {
        XmlElement form = XmlElement.of(FORM, "x")
                .with("type", "submit")
                .with(field("FORM_TYPE", "http://jabber.org/protocol/muc#roomconfig"))
                .with(field("muc#roomconfig_passwordprotectedroom", "1"))
                .with(field(name, value));
        assertEquals(
                "result",
                owner.ask(room, "set", XmlElement.of(OWNER, "query").with(form)).type());
    }

    private static XmlElement field(String name, String value) {
        return XmlElement.of(FORM, "field").with("var", name).with(XmlElement.of(FORM, "value", value));
    }

    private ServeProcess started(SessionConfig bot, Peer alice) throws Exception {
        ServeProcess sidecar = new ServeProcess(folder.resolve("xmpp"), folder.resolve("log" + ++starts));
        sidecar.initialize();
        String people = "[\"" + alice.address().bare() + "\"]";
        sidecar.call(
                "account.start",
                "{\"accountId\":\"a\",\"config\":{\"jid\":\"" + bot.jid() + "\",\"nick\":\"bot\",\"password\":\""
                        + bot.password().reveal() + "\",\"server\":\"" + bot.server() + "\",\"tls\":{\"caFile\":\""
                        + bot.tls().caFile() + "\"},\"dmPolicy\":\"allowlist\",\"allowFrom\":" + people
                        + ",\"groupAllowFrom\":" + people
                        + ",\"invites\":\"allowlist\",\"mucPrivateMessages\":\"allowlist\",\"mucRooms\":{\"*\":{\"requireMention\":false}}}}");
        while (!state(sidecar).get("state").getAsString().equals("online")) {
            // On its way.
        }
        return sidecar;
    }

    private static JsonObject state(ServeProcess sidecar) throws Exception {
        return sidecar.heard("account.state").getAsJsonObject("params");
    }

    private static String problem(ServeProcess sidecar) throws Exception {
        JsonObject state;
        do {
            state = state(sidecar);
        } while (!state.has("error"));
        return state.getAsJsonObject("error").get("message").getAsString();
    }

    private static String text(JsonObject call) {
        return call.getAsJsonObject("params").get("text").getAsString();
    }

    private static String sender(JsonObject call) {
        return call.getAsJsonObject("params")
                .getAsJsonObject("sender")
                .get("id")
                .getAsString();
    }
}
