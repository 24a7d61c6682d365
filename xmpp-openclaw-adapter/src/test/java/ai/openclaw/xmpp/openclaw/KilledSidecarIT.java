package ai.openclaw.xmpp.openclaw;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.tck.lab.Peer;
import ai.openclaw.xmpp.tck.lab.Prosody;
import ai.openclaw.xmpp.tck.lab.TestServer;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sidecar is killed while it holds a message of a real server's: the next one has it, there is one answer, and its reactions are known. */
@Timeout(300)
class KilledSidecarIT {

    /** Where the sidecar dies. */
    private enum Moment {
        BEFORE_ADOPTION,
        BEHIND_ADOPTION,
        BEHIND_THE_ANSWER
    }

    @TempDir
    Path folder;

    private final Set<String> adopted = new HashSet<>();
    private int starts;

    @Tag("C-80")
    @Tag("C-81")
    @Test
    void isAnsweredOnceWheneverTheSidecarDies() throws Exception {
        try (TestServer server = Prosody.launch();
                Peer alice = server.newPeer("alice")) {
            SessionConfig bot = server.newAccount("bot").config();
            ServeProcess sidecar = started(bot);
            try {
                for (int round = 0; round < 9; round++) {
                    Moment moment = Moment.values()[round % 3];
                    String question = "question " + round;
                    alice.say(bot.jid(), question);
                    JsonObject call = unknown(sidecar);
                    String event = eventOf(call);
                    assertEquals(question, textOf(call));
                    if (moment != Moment.BEFORE_ADOPTION) {
                        adopt(sidecar, call);
                    }
                    if (moment == Moment.BEHIND_THE_ANSWER) {
                        answer(sidecar, alice, question);
                    }
                    sidecar.kill();
                    sidecar = started(bot);
                    if (moment == Moment.BEFORE_ADOPTION) {
                        JsonObject again = unknown(sidecar);
                        assertEquals(question, textOf(again));
                        assertEquals(event, eventOf(again), "the host knows it by its id");
                        adopt(sidecar, again);
                    }
                    if (moment != Moment.BEHIND_THE_ANSWER) {
                        // From the adoption on the host takes care of the answer itself.
                        answer(sidecar, alice, question);
                    }
                    alice.awaitBody("answer to " + question);
                    assertEquals(round + 1, adopted.size());
                }
                sidecar.end();
                alice.never("a second answer", Duration.ofSeconds(1), stanza -> Peer.bodyOf(stanza) != null);
            } finally {
                sidecar.close();
            }
        }
    }

    @Tag("R14")
    @Test
    void reactionsAreAddedToThoseOfTheKilledOne() throws Exception {
        try (TestServer server = Prosody.launch();
                Peer alice = server.newPeer("alice")) {
            SessionConfig bot = server.newAccount("bot").config();
            ServeProcess sidecar = started(bot);
            try {
                String said = alice.say(bot.jid(), "hello");
                adopt(sidecar, unknown(sidecar));
                List<String> expected = new ArrayList<>();
                for (String emoji : List.of("👍", "🎉", "👀")) {
                    react(sidecar, "reaction.add", alice, said, emoji);
                    expected.add(emoji);
                    assertEquals(expected, reactions(alice));
                    sidecar.kill();
                    sidecar = started(bot);
                }
                react(sidecar, "reaction.remove", alice, said, "🎉");
                assertEquals(List.of("👍", "👀"), reactions(alice));
                sidecar.end();
            } finally {
                sidecar.close();
            }
        }
    }

    private void react(ServeProcess sidecar, String method, Peer alice, String said, String emoji) throws Exception {
        int id = sidecar.call(
                method,
                "{\"accountId\":\"a\",\"to\":\"" + alice.address() + "\",\"kind\":\"direct\",\"id\":\"" + said
                        + "\",\"emoji\":\"" + emoji + "\"}");
        awaitAnswer(sidecar, id);
    }

    private static List<String> reactions(Peer alice) {
        String namespace = "urn:xmpp:reactions:0";
        return alice
                .await(
                        "reactions",
                        stanza -> stanza.child(namespace, "reactions").isPresent())
                .child(namespace, "reactions")
                .orElseThrow()
                .children()
                .stream()
                .map(XmlElement::text)
                .toList();
    }

    private ServeProcess started(SessionConfig bot) throws Exception {
        ServeProcess sidecar = new ServeProcess(folder.resolve("xmpp"), folder.resolve("log" + ++starts));
        sidecar.initialize();
        sidecar.call(
                "account.start",
                "{\"accountId\":\"a\",\"config\":{\"jid\":\"" + bot.jid() + "\",\"password\":\""
                        + bot.password().reveal() + "\",\"server\":\"" + bot.server() + "\",\"tls\":{\"caFile\":\""
                        + bot.tls().caFile() + "\"},\"dmPolicy\":\"open\",\"allowFrom\":[\"*\"],\"typing\":false}}");
        String state;
        do {
            state = sidecar.heard("account.state")
                    .getAsJsonObject("params")
                    .get("state")
                    .getAsString();
        } while (!state.equals("online"));
        return sidecar;
    }

    /** The next message that the host has not adopted; what it has, and comes again, it drops, and says that it has it. */
    private JsonObject unknown(ServeProcess sidecar) throws Exception {
        JsonObject call = sidecar.heard("inbound.message");
        while (adopted.contains(eventOf(call))) {
            sidecar.reply(call, "{\"disposition\":\"adopted\"}");
            call = sidecar.heard("inbound.message");
        }
        return call;
    }

    private static String eventOf(JsonObject call) {
        return call.getAsJsonObject("params").get("eventId").getAsString();
    }

    private static String textOf(JsonObject call) {
        return call.getAsJsonObject("params").get("text").getAsString();
    }

    private void adopt(ServeProcess sidecar, JsonObject call) throws Exception {
        adopted.add(eventOf(call));
        sidecar.reply(call, "{\"disposition\":\"adopted\"}");
    }

    /** As a host that drops an id that it knows: what comes again meanwhile is said to be adopted, and no more. */
    private void answer(ServeProcess sidecar, Peer alice, String question) throws Exception {
        int id = sidecar.call(
                "message.send",
                "{\"accountId\":\"a\",\"to\":\"" + alice.address().bare()
                        + "\",\"kind\":\"direct\",\"text\":\"answer to " + question + "\"}");
        awaitAnswer(sidecar, id);
    }

    private void awaitAnswer(ServeProcess sidecar, int id) throws Exception {
        while (true) {
            JsonObject frame = sidecar.next();
            if (!frame.has("method")) {
                if (frame.get("id").getAsInt() == id) {
                    return;
                }
            } else if (frame.get("method").getAsString().equals("inbound.message")) {
                assertEquals(true, adopted.contains(eventOf(frame)), "a new one: " + textOf(frame));
                sidecar.reply(frame, "{\"disposition\":\"adopted\"}");
            } else if (frame.has("id")) {
                sidecar.reply(frame, "{\"entries\":[]}");
            }
        }
    }
}
