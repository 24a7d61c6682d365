package ai.openclaw.xmpp.openclaw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.Xmpp;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sidecar is killed while it holds a message of a real server's: the next one has it, and there is one answer. */
@Tag("C-80")
@Tag("C-81")
@Timeout(300)
class KilledSidecarIT {

    private static final Jid BOT = Jid.of("bot@localhost");
    private static final Jid ALICE = Jid.of("alice@localhost");

    /** Where the sidecar dies. */
    private enum Moment {
        BEFORE_ADOPTION,
        BEHIND_ADOPTION,
        BEHIND_THE_ANSWER
    }

    @TempDir
    Path folder;

    private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final Set<String> adopted = new HashSet<>();
    private int starts;

    @Test
    void isAnsweredOnceWheneverTheSidecarDies() throws Exception {
        try (TestServer server = new TestServer(folder.resolve("prosody"))) {
            XmppSession alice = Xmpp.connect(config(server), new XmppListener() {
                @Override
                public CompletionStage<Void> onMessage(XmppSession session, Message message) {
                    answers.add(message.body());
                    return CompletableFuture.completedFuture(null);
                }
            });
            alice.online().toCompletableFuture().get(30, TimeUnit.SECONDS);
            ServeProcess sidecar = started(server);
            try {
                for (int round = 0; round < 9; round++) {
                    Moment moment = Moment.values()[round % 3];
                    String question = "question " + round;
                    alice.send(OutgoingMessage.to(BOT).body(question).build())
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS);
                    JsonObject call = sidecar.heard("inbound.message");
                    String event = eventOf(call);
                    assertEquals(question, textOf(call));
                    if (moment != Moment.BEFORE_ADOPTION) {
                        adopt(sidecar, call);
                    }
                    if (moment == Moment.BEHIND_THE_ANSWER) {
                        answer(sidecar, question);
                    }
                    sidecar.kill();
                    sidecar = started(server);
                    if (moment == Moment.BEFORE_ADOPTION) {
                        JsonObject again = sidecar.heard("inbound.message");
                        assertEquals(question, textOf(again));
                        assertEquals(event, eventOf(again), "the host knows it by its id");
                        adopt(sidecar, again);
                    }
                    if (moment != Moment.BEHIND_THE_ANSWER) {
                        // From the adoption on the host takes care of the answer itself.
                        answer(sidecar, question);
                    }
                    assertEquals("answer to " + question, answers.poll(30, TimeUnit.SECONDS));
                    assertEquals(round + 1, adopted.size());
                }
                sidecar.end();
                assertNull(answers.poll(1, TimeUnit.SECONDS), "each question has one answer");
            } finally {
                sidecar.close();
                alice.close();
            }
        }
    }

    private static SessionConfig config(TestServer server) {
        return SessionConfig.of(ALICE, Secret.of(TestServer.PASSWORD))
                .withServer(ServerAddress.parse(server.address()))
                .withTls(new TlsConfig(server.authority(), Set.of(), "TLSv1.2"));
    }

    private ServeProcess started(TestServer server) throws Exception {
        ServeProcess sidecar = new ServeProcess(folder.resolve("xmpp"), folder.resolve("log" + ++starts));
        sidecar.initialize();
        sidecar.call(
                "account.start",
                "{\"accountId\":\"a\",\"config\":{\"jid\":\"" + BOT + "\",\"password\":\"" + TestServer.PASSWORD
                        + "\",\"server\":\"" + server.address() + "\",\"tls\":{\"caFile\":\"" + server.authority()
                        + "\"},\"dmPolicy\":\"open\",\"allowFrom\":[\"*\"],\"typing\":false}}");
        String state;
        do {
            state = sidecar.heard("account.state")
                    .getAsJsonObject("params")
                    .get("state")
                    .getAsString();
        } while (!state.equals("online"));
        return sidecar;
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
    private void answer(ServeProcess sidecar, String question) throws Exception {
        int id = sidecar.call(
                "message.send",
                "{\"accountId\":\"a\",\"to\":\"" + ALICE + "\",\"kind\":\"direct\",\"text\":\"answer to " + question
                        + "\"}");
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
