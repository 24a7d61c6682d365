package ai.openclaw.xmpp.openclaw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.tck.lab.Peer;
import ai.openclaw.xmpp.tck.lab.Prosody;
import ai.openclaw.xmpp.tck.lab.TestServer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the sidecar tells of itself while it is online on a real server: all that its operator needs, and nobody's secrets. */
@Timeout(120)
class DiagnosisIT {

    private static final String FORM = "jabber:x:data";
    private static final String MUC_OWNER = "http://jabber.org/protocol/muc#owner";

    @TempDir
    Path folder;

    private final List<String> answers = new ArrayList<>();
    private TestServer server;
    private SessionConfig bot;
    private ServeProcess sidecar;
    private Jid room;

    private static String config(SessionConfig bot, String password, String more) {
        return "{\"jid\":\"" + bot.jid() + "\",\"password\":\"" + password + "\",\"server\":\"" + bot.server()
                + "\",\"tls\":{\"caFile\":\"" + bot.tls().caFile() + "\"}" + more + "}";
    }

    private JsonObject result(String method, String params) throws Exception {
        JsonObject answer = sidecar.answer(sidecar.call(method, params));
        answers.add(answer.toString());
        assertTrue(answer.has("result"), answer.toString());
        return answer.getAsJsonObject("result");
    }

    private void start(String more) throws Exception {
        sidecar.call(
                "account.start",
                "{\"accountId\":\"a\",\"config\":" + config(bot, bot.password().reveal(), more) + "}");
        String state;
        do {
            state = sidecar.heard("account.state")
                    .getAsJsonObject("params")
                    .get("state")
                    .getAsString();
        } while (!state.equals("online"));
    }

    private static List<String> texts(JsonObject answer, String list, String field) {
        return StreamSupport.stream(answer.getAsJsonArray(list).spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .filter(each -> each.has(field))
                .map(each -> each.get(field).getAsString())
                .toList();
    }

    @Tag("R23")
    @Test
    void tellsHowItFaresAndWhyAndWhatIsWrong() throws Exception {
        try (TestServer started = Prosody.launch();
                Peer alice = started.newPeer("alice")) {
            server = started;
            prepare(alice);
            hideRealJids(alice);
            try {
                start(",\"dmPolicy\":\"open\",\"groupAllowFrom\":[\"alice@localhost\"],\"typing\":false,\"rooms\":[\""
                        + room + "\"]");
                Jid inside = room.withResource(bot.jid().local());
                alice.await("the bot in the room", stanza -> Peer.isPresence(stanza, inside));
                alice.say(bot.jid(), "hello");
                JsonObject call = sidecar.heard("inbound.message");
                String event = call.getAsJsonObject("params").get("eventId").getAsString();
                sidecar.reply(call, "{\"disposition\":\"dropped\",\"reason\":\"not today\"}");

                JsonObject explained = result("explain", "{\"accountId\":\"a\",\"query\":\"" + event + "\"}");
                JsonObject decided =
                        explained.getAsJsonArray("decisions").get(0).getAsJsonObject();
                assertEquals("open_to_all", decided.get("reason").getAsString());
                assertTrue(decided.get("text").getAsString().contains("channels.xmpp.accounts.a.dmPolicy"));

                JsonObject status = result("status", "{\"accountId\":\"a\"}")
                        .getAsJsonArray("accounts")
                        .get(0)
                        .getAsJsonObject();
                assertEquals("online", status.get("state").getAsString());
                assertEquals(bot.jid(), Jid.of(status.get("jid").getAsString()).bare());
                assertTrue(status.get("tls").getAsString().startsWith("TLSv1."));
                assertTrue(status.get("sasl").getAsString().startsWith("SCRAM-"));
                assertEquals(String.valueOf(bot.server()), status.get("server").getAsString());
                assertEquals(List.of(room.toString()), texts(status, "rooms", "jid"));
                assertEquals(
                        1, status.getAsJsonObject("counters").get("open_to_all").getAsInt());
                assertTrue(status.get("inboxWaiting").getAsLong() <= 1);
                assertTrue(status.has("lastInboundAt") && status.has("since"));

                JsonObject found = result(
                        "doctor", "{\"accountId\":\"a\",\"hostSettings\":{\"sessionReset\":{\"mode\":\"daily\"}}}");
                String whole = found.toString();
                assertTrue(whole.contains(room + " hides who its people are"), whole);
                assertTrue(whole.contains("Everybody on the XMPP network may write"), whole);
                assertTrue(whole.contains("Once a day the agent forgets"), whole);
                assertTrue(whole.contains("All direct chats are one conversation"), whole);
                assertEquals("error", texts(found, "findings", "level").get(0));
                assertEquals("online", stateNow(), "the doctor's try-out has thrown the live session out");

                JsonObject live = result("probe", "{\"accountId\":\"a\"}");
                assertTrue(live.get("ok").getAsBoolean(), live.toString());
                assertEquals(status.get("jid"), live.get("jid"), "the live session itself is asked");
                JsonObject unsaved = result(
                        "probe", "{\"config\":" + config(bot, bot.password().reveal(), "") + "}");
                assertTrue(unsaved.get("ok").getAsBoolean(), unsaved.toString());
                assertNotEquals(status.get("jid"), unsaved.get("jid"));
                assertEquals("online", stateNow(), "a probe has thrown the live session out");

                JsonObject nobody = result("doctor", "{\"accountId\":\"b\"}");
                assertTrue(nobody.toString().contains("is not running"), nobody.toString());
                sidecar.end();
            } finally {
                sidecar.close();
            }
        }
    }

    private void hideRealJids(Peer owner) {
        XmlElement form = XmlElement.of(FORM, "x")
                .with("type", "submit")
                .with(field("FORM_TYPE", "http://jabber.org/protocol/muc#roomconfig"))
                .with(field("muc#roomconfig_whois", "moderators"));
        Stanza answer = owner.ask(room, "set", XmlElement.of(MUC_OWNER, "query").with(form));
        assertEquals("result", answer.type());
    }

    private static XmlElement field(String name, String value) {
        return XmlElement.of(FORM, "field").with("var", name).with(XmlElement.of(FORM, "value", value));
    }

    private String stateNow() throws Exception {
        return result("status", "{\"accountId\":\"a\"}")
                .getAsJsonArray("accounts")
                .get(0)
                .getAsJsonObject()
                .get("state")
                .getAsString();
    }

    private void prepare(Peer alice) throws Exception {
        bot = server.newAccount("bot").config();
        room = Jid.of("lab", server.roomService().toString(), null);
        alice.available();
        alice.join(room, "alice");
        sidecar = new ServeProcess(folder.resolve("xmpp"), folder.resolve("log"));
        sidecar.initialize();
    }

    /** Each canary is a secret that goes through the sidecar; none may be seen in what it writes, whatever goes wrong meanwhile. */
    @Tag("H-58")
    @Tag("R26")
    @Test
    void noSecretAndNoBodyShowsInItsLogOrItsAnswers() throws Exception {
        try (TestServer started = Prosody.launch();
                Peer alice = started.newPeer("alice")) {
            server = started;
            prepare(alice);
            List<String> canaries = List.of(
                    bot.password().reveal(),
                    "canary-wrong-password",
                    "canary-room-password",
                    "canary-body-in",
                    "canary-body-out",
                    "canary-frame",
                    "canary-param",
                    "canary-file");
            try {
                start(",\"dmPolicy\":\"open\",\"rooms\":[{\"jid\":\"" + room
                        + "\",\"password\":\"canary-room-password\"}]");
                alice.say(bot.jid(), "canary-body-in");
                JsonObject call = sidecar.heard("inbound.message");
                String event = call.getAsJsonObject("params").get("eventId").getAsString();
                sidecar.reply(call, "{\"disposition\":\"retry\",\"reason\":\"busy\"}");
                sidecar.reply(sidecar.heard("inbound.message"), "{\"disposition\":\"adopted\"}");
                result(
                        "message.send",
                        "{\"accountId\":\"a\",\"kind\":\"direct\",\"to\":\""
                                + alice.address().bare() + "\",\"text\":\"canary-body-out\"}");
                alice.awaitBody("canary-body-out");

                Path outgoing = Files.createDirectories(folder.resolve("xmpp").resolve("outgoing"));
                Path file = Files.writeString(outgoing.resolve("a.txt"), "canary-file");
                result(
                        "message.send",
                        "{\"accountId\":\"a\",\"kind\":\"direct\",\"to\":\""
                                + alice.address().bare() + "\",\"media\":{\"path\":\"" + file
                                + "\",\"name\":\"a.txt\",\"contentType\":\"text/plain\"}}");

                JsonObject refused = result("probe", "{\"config\":" + config(bot, "canary-wrong-password", "") + "}");
                assertEquals(
                        "AUTHENTICATION",
                        refused.getAsJsonObject("error").get("kind").getAsString());
                result("doctor", "{\"accountId\":\"a\",\"hostSettings\":{\"passwordIsPlain\":true}}");
                result("status", "{}");
                result("explain", "{\"accountId\":\"a\"}");

                sidecar.frame("no JSON, but a canary-frame");
                assertTrue(sidecar.answer().has("error"));
                sidecar.frame(
                        "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"probe\",\"params\":{\"config\":{\"password\":\"canary-frame");
                assertTrue(sidecar.answer().has("error"));
                for (String wrong : List.of(
                        "{\"accountId\":{\"canary-param\":1}}",
                        "{\"accountId\":\"a\",\"limit\":\"canary-param\"}",
                        "[\"canary-param\"]",
                        "\"canary-param\"")) {
                    JsonObject error = sidecar.answer(sidecar.call("explain", wrong));
                    answers.add(error.toString());
                    assertTrue(error.has("error"), error.toString());
                }
                server.stop();
                sidecar.end();
                String log = Files.readString(folder.resolve("log"));
                assertTrue(log.contains("a: event " + event + " is DISPATCH"), "debug is on:\n" + log);
                for (String canary : canaries) {
                    assertFalse(log.contains(canary), canary + " is in the log:\n" + log);
                    assertFalse(answers.toString().contains(canary), canary + " is in the answers:\n" + answers);
                }
            } finally {
                sidecar.close();
            }
        }
    }
}
