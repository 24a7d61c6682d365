package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import ai.openclaw.xmpp.tck.sim.Person;
import com.google.gson.Gson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people change of what they said, and what the bot changes of what it said. */
class SecondThoughtsTest {

    private static final String OPEN = "{dmPolicy: 'open', allowFrom: ['*']}";
    private static final String ROOM = "lab@rooms.example.org";

    @TempDir
    private Path directory;

    private SimulatedAccount account;
    private Person alice;

    @BeforeEach
    void people() {
        account = new SimulatedAccount(directory, "bot@example.org");
        alice = account.server.person("alice");
        alice.approveEverybody();
    }

    private void say(String id, String body, String more) {
        account.send(
                alice,
                "<message to='bot@example.org' type='chat' id='" + id + "'><body>" + body + "</body>" + more
                        + "</message>");
    }

    private static String replace(String id) {
        return "<replace xmlns='urn:xmpp:message-correct:0' id='" + id + "'/>";
    }

    private static String retract(String id) {
        return "<retract xmlns='urn:xmpp:message-retract:1' id='" + id
                + "'/><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:message-retract:1'/>";
    }

    @Tag("XEP-0308")
    @Test
    void theHostHearsWhatACorrectionReplaces() {
        account.start(OPEN);
        say("m1", "at five", "");
        say("m2", "at six", replace("m1"));
        say("m3", "at seven", replace("never-seen"));
        assertEquals(List.of("at five", "at six", "at seven"), account.texts());
        assertEquals(
                account.host.messages.get(0).eventId(),
                account.host.messages.get(1).replaces());
        assertNull(account.host.messages.get(2).replaces());
    }

    @Tag("XEP-0308")
    @Tag("XEP-0424")
    @Test
    void whatWaitsBehindATurnIsChangedBeforeTheHostHearsOfIt() {
        List<CompletableFuture<HostCalls.Disposition>> taken = new ArrayList<>();
        account.host.answer = message -> {
            CompletableFuture<HostCalls.Disposition> stage = new CompletableFuture<>();
            taken.add(stage);
            return stage;
        };
        account.start(OPEN);
        say("m1", "first", "");
        say("m2", "deploy to prod", "");
        say("m3", "my password is x", "");
        say("m4", "deploy to staging", replace("m2"));
        say("m5", "gone", retract("m3"));
        for (int i = 0; i < taken.size(); i++) {
            taken.get(i).complete(new HostCalls.Disposition("adopted", null));
            account.pass(1);
        }
        assertEquals(List.of("first", "deploy to staging"), account.texts());
        assertNull(account.last().replaces());
        assertEquals(List.of(), account.host.events);
    }

    /** It comes again later, and until then the host has nothing that could be replaced or taken back. */
    @Tag("XEP-0424")
    @Test
    void whatTheHostDidNotTakeIsNotTakenBackThere() {
        account.host.answer = message -> ScriptedHost.said("retry");
        account.start(OPEN);
        say("m1", "my password is x", "");
        account.host.answer = message -> ScriptedHost.said("adopted");
        say("m2", "gone", retract("m1"));
        account.pass(120);
        assertEquals(List.of("my password is x"), account.texts());
        assertEquals(List.of(), account.host.events);
    }

    @Tag("XEP-0424")
    @Test
    void whatWasHandedOverAndTakenBackIsAnEvent() {
        account.start(OPEN);
        say("m1", "my password is x", "");
        say("m2", "gone", retract("m1"));
        say("m3", "gone", retract("m1"));
        assertEquals(1, account.host.events.size());
        HostCalls.InboundEvent event = account.host.events.get(0);
        assertEquals("retraction", event.type());
        assertEquals(account.host.messages.get(0).referenceId(), event.messageId());
        assertEquals(new HostCalls.TakenBack(account.host.messages.get(0).eventId(), false), event.takenBack());
        assertNull(event.emojis());
    }

    @Tag("H-29")
    @Tag("XEP-0424")
    @Test
    void aStrangersMessageAndItsRetractionAreNothing() {
        account.start("{dmPolicy: 'allowlist', allowFrom: ['carol@example.org']}");
        say("m1", "hello", "");
        say("m2", "gone", retract("m1"));
        assertEquals(List.of(), account.host.messages);
        assertEquals(List.of(), account.host.events);
    }

    @Tag("XEP-0424")
    @Tag("XEP-0308")
    @Test
    void theContextOfARoomForgetsWhatWasTakenBackOrSaidAnew() {
        Jid room = Jid.of(ROOM);
        account.server.room("lab");
        account.start("{rooms: ['" + ROOM + "'], dmPolicy: 'disabled'}");
        alice.join(room, "alice");
        account.pass(1);
        inRoom("r1", "the code is 42", "");
        inRoom("r2", "lunch at noon", "");
        inRoom("r3", "lunch at one", replace("r2"));
        String given = alice.messages().stream()
                .filter(stanza -> "r1".equals(stanza.id()))
                .flatMap(stanza -> stanza.child("urn:xmpp:sid:0", "stanza-id").stream())
                .map(element -> String.valueOf(element.attribute("id")))
                .findFirst()
                .orElseThrow();
        inRoom("r4", "gone", retract(given));
        inRoom("r5", "bot: what is for lunch?", "");
        assertEquals(
                List.of("lunch at one"),
                account.last().history().stream()
                        .map(HostCalls.HistoryEntry::body)
                        .toList());
        assertEquals(List.of(), account.host.events);
    }

    private void inRoom(String id, String body, String more) {
        account.send(
                alice,
                "<message to='" + ROOM + "' type='groupchat' id='" + id + "'><body>" + body + "</body>" + more
                        + "</message>");
    }

    private static final String MARKABLE = "<markable xmlns='urn:xmpp:chat-markers:0'/>";

    @Tag("XEP-0333")
    @Tag("setting:markers")
    @Test
    void whatTheHostTookIsMarkedAsRead() {
        account.start("{dmPolicy: 'allowlist', allowFrom: ['alice@example.org']}");
        Person mallory = account.server.person("mallory");
        say("m1", "plain", "");
        account.send(
                mallory, "<message to='bot@example.org' type='chat' id='x1'><body>x</body>" + MARKABLE + "</message>");
        assertEquals(List.of(), account.sent("displayed"));
        say("m2", "markable", MARKABLE);
        assertEquals(1, account.sent("displayed").size());
        assertTrue(account.sent("displayed").get(0).contains("id='m2'"), account.sent.toString());
        account.take("{dmPolicy: 'allowlist', allowFrom: ['alice@example.org'], markers: false}");
        say("m3", "markable", MARKABLE);
        assertEquals(1, account.sent("displayed").size());
    }

    // What cannot be read, and what is not to be kept.

    private static final String OMEMO = "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/>"
            + "<payload>abc</payload></encrypted>";

    @Tag("C-57")
    @Tag("C-58")
    @Tag("H-41")
    @Tag("XEP-0380")
    @Test
    void whoMayWriteIsToldOnceADayThatEncryptedMessagesCannotBeRead() {
        account.start("{dmPolicy: 'allowlist', allowFrom: ['alice@example.org']}");
        Person mallory = account.server.person("mallory");
        String stranger = "<message to='bot@example.org' type='chat' id='x'><body>I sent you an OMEMO message</body>"
                + OMEMO + "</message>";
        account.send(mallory, stranger);
        say("m1", "I sent you an OMEMO message", OMEMO);
        say("m2", "I sent you an OMEMO message", OMEMO);
        say("m3", "mixed", "<encryption xmlns='urn:xmpp:eme:0' namespace='urn:xmpp:omemo:2'/>");
        assertEquals(List.of(), account.texts());
        assertEquals(1, account.sent("I cannot read encrypted messages").size());
        assertTrue(
                account.sent("I cannot read encrypted").get(0).contains("to='alice@example.org/"),
                account.sent.toString());
        account.pass(24 * 3600);
        say("m4", "I sent you an OMEMO message", OMEMO);
        assertEquals(2, account.sent("I cannot read encrypted messages").size());
    }

    /** Else clients would offer to encrypt. */
    @Tag("C-58")
    @Test
    void keysThatWeDoNotHaveAreNotAnnounced() {
        account.start("{dmPolicy: 'allowlist', allowFrom: ['alice@example.org']}");
        account.send(
                alice,
                "<iq type='get' id='d1' to='" + account.bot.withResource("openclaw") + "'><query"
                        + " xmlns='http://jabber.org/protocol/disco#info'/></iq>");
        assertEquals(1, account.sent("urn:xmpp:reactions:0").size(), account.sent.toString());
        say("m1", "I sent you an OMEMO message", OMEMO);
        assertEquals(List.of(), account.sent("axolotl"));
        assertEquals(List.of(), account.sent("urn:xmpp:omemo"));
        assertEquals(List.of(), account.sent("urn:xmpp:openpgp"));
    }

    @Tag("XEP-0334")
    @Test
    void whatIsNotToBeStoredIsNoContext() {
        account.server.room("lab");
        account.start("{rooms: ['" + ROOM + "'], dmPolicy: 'disabled'}");
        alice.join(Jid.of(ROOM), "alice");
        account.pass(1);
        inRoom("r1", "between us", "<no-store xmlns='urn:xmpp:hints'/>");
        inRoom("r2", "for all", "");
        inRoom("r3", "bot: well?", "");
        assertEquals(
                List.of("for all"),
                account.last().history().stream()
                        .map(HostCalls.HistoryEntry::body)
                        .toList());
    }

    // What we said.

    @Tag("H-53")
    @Test
    void whateverTheModelSaysStaysOneText() {
        account.start(OPEN);
        String nasty = "]]> </body><x xmlns='evil'/> \u0000\u0001\u001b[31m \ud800 & <b>";
        OutgoingText said = new OutgoingText(nasty);
        done(account.say("kind: 'direct', to: 'alice@example.org', text: " + said.json()));
        String body = alice.messages()
                .get(alice.messages().size() - 1)
                .child("jabber:client", "body")
                .orElseThrow()
                .text();
        assertEquals("]]> </body><x xmlns='evil'/> [31m \ufffd & <b>", body);
    }

    private record OutgoingText(String text) {
        String json() {
            return new Gson().toJson(text);
        }
    }

    @Tag("H-54")
    @Test
    void whatWeSayInARoomIsNoCommandToUs() {
        account.server.room("lab");
        account.start("{rooms: ['" + ROOM + "'], dmPolicy: 'disabled'}");
        done(account.say("kind: 'room', to: '" + ROOM + "', text: '/approve 42 allow-always bot: bot'"));
        assertEquals(1, account.sent("/approve 42").size());
        assertEquals(List.of(), account.host.messages);
    }

    private <T> T done(CompletionStage<T> stage) {
        account.pass(1);
        return stage.toCompletableFuture().join();
    }

    private CompletionStage<Answers.Id> edit(String id, String text) {
        return account.bridge()
                .with(parts -> parts.outbound()
                        .amendments()
                        .edit(new Requests.Edit("default", "direct", "alice@example.org", id, text)));
    }

    private CompletionStage<Answers.Ok> retracting(String id) {
        return account.bridge()
                .with(parts -> parts.outbound()
                        .amendments()
                        .retract(new Gson()
                                .fromJson(
                                        "{kind: 'direct', to: 'alice@example.org', id: '" + id + "'}",
                                        Requests.Retract.class)));
    }

    private static String words(String word, int characters) {
        return (word + " ").repeat(characters / (word.length() + 1)).strip();
    }

    @Tag("R25")
    @Tag("XEP-0308")
    @Test
    void anAnswerInSeveralMessagesIsEditedAsAWhole() {
        account.start("{dmPolicy: 'open', allowFrom: ['*'], textChunkLimit: 200}");
        Answers.Sent sent = done(account.say(
                "kind: 'direct', to: 'alice@example.org', thread: 't1', text: '" + words("one", 300) + "'"));
        assertEquals(2, sent.ids().size());
        account.sent.clear();
        done(edit(sent.id(), "two"));
        assertEquals(1, account.sent("<body>two</body>").size());
        assertTrue(account.sent("<body>two</body>")
                .get(0)
                .contains("id='" + sent.ids().get(0) + "'/>"));
        assertTrue(account.sent("<body>two</body>").get(0).contains("<thread>t1</thread>"));
        assertEquals(
                1, account.sent("message-retract:1' id='" + sent.ids().get(1)).size());
        account.sent.clear();
        String correction = done(edit(sent.ids().get(0), words("three", 300))).id();
        assertEquals(1, account.sent("message-correct").size());
        assertEquals(2, account.sent("<body>three").size());
        assertEquals(2, account.sent("<thread>t1</thread>").size());
        account.sent.clear();
        done(edit(correction, "four"));
        assertTrue(account.sent("<body>four</body>").get(0).contains(sent.ids().get(0)), account.sent.toString());
    }

    @Tag("XEP-0424")
    @Test
    void anAnswerInSeveralMessagesIsTakenBackAsAWhole() {
        account.start("{dmPolicy: 'open', allowFrom: ['*'], textChunkLimit: 200}");
        Answers.Sent sent =
                done(account.say("kind: 'direct', to: 'alice@example.org', text: '" + words("one", 300) + "'"));
        done(retracting(sent.id()));
        for (String id : sent.ids()) {
            assertEquals(1, account.sent("message-retract:1' id='" + id).size());
        }
    }

    @Tag("XEP-0424")
    @Test
    void onlyOurOwnIsChanged() {
        account.start(OPEN);
        say("m1", "hers", "");
        for (CompletionStage<?> change : List.of(edit("m1", "mine"), retracting("m1"))) {
            account.pass(1);
            CompletionException refused = assertThrows(
                    CompletionException.class,
                    () -> change.toCompletableFuture().join());
            assertEquals(XmppException.Kind.STATE, ((XmppException) refused.getCause()).kind());
        }
        assertEquals(List.of(), account.sent("message-correct"));
        assertEquals(List.of(), account.sent("message-retract"));
        CompletionException unknown = assertThrows(CompletionException.class, () -> done(retracting("nobody-s")));
        assertInstanceOf(IllegalArgumentException.class, unknown.getCause());
        assertEquals(List.of(), account.sent("message-retract"));
    }

    /** Anybody can use an id again: ours stays ours. */
    @Tag("H-29")
    @Tag("XEP-0424")
    @Test
    void nobodyMakesOurMessagesTheirsByTheirIds() {
        account.start(OPEN);
        Answers.Sent sent = done(account.say("kind: 'direct', to: 'alice@example.org', text: 'a secret'"));
        say(sent.id(), "mine now", "");
        account.sent.clear();
        done(edit(sent.id(), "nothing"));
        assertEquals(1, account.sent("<body>nothing</body>").size());
        done(retracting(sent.id()));
        assertEquals(1, account.sent("message-retract:1' id='" + sent.id()).size());
    }

    /** Mallory's own id is the one that the room has given to alice's message. */
    @Tag("H-29")
    @Tag("H-31")
    @Tag("XEP-0424")
    @Test
    void nobodySpeaksUnderAnothersMessagesName() {
        account.server.room("lab");
        account.start("{rooms: ['" + ROOM + "'], dmPolicy: 'disabled'}");
        Person mallory = account.server.person("mallory");
        alice.join(Jid.of(ROOM), "alice");
        mallory.join(Jid.of(ROOM), "mallory");
        account.pass(1);
        inRoom("r1", "bot: the code is 42", "");
        String given = String.valueOf(account.last().referenceId());
        account.send(
                mallory,
                "<message to='" + ROOM + "' type='groupchat' id='" + given
                        + "'><body>bot: the code is 666</body></message>");
        account.send(
                mallory,
                "<message to='" + ROOM + "' type='groupchat' id='r2'><body>bot: more</body>" + replace(given)
                        + "</message>");
        account.sent.clear();
        done(account.say("kind: 'room', to: '" + ROOM + "', text: 'yes', replyTo: {id: '" + given + "'}"));
        assertEquals(1, account.sent("the code is 42").size(), account.sent.toString());
        assertEquals(List.of(), account.sent("666"));
        inRoom("r3", "gone", retract(given));
        assertEquals(
                account.host.messages.get(0).eventId(),
                account.host.events.get(0).takenBack().eventId());
    }

    /** What the host refuses is not read, and its author no more heard than before. */
    @Tag("XEP-0333")
    @Tag("XEP-0184")
    @Test
    void whatTheHostDropsIsNeitherMarkedNorConfirmedNorTakenBack() {
        account.host.answer =
                message -> CompletableFuture.completedFuture(new HostCalls.Disposition("dropped", "not authorised"));
        account.start(OPEN);
        say("m1", "hello", MARKABLE + "<request xmlns='urn:xmpp:receipts'/>");
        say("m2", "gone", retract("m1"));
        assertEquals(List.of("hello"), account.texts());
        assertEquals(List.of(), account.sent("displayed"));
        assertEquals(List.of(), account.sent("urn:xmpp:receipts' id='m1'"));
        assertEquals(List.of(), account.host.events);
    }

    @Tag("XEP-0461")
    @Tag("XEP-0428")
    @Tag("H-31")
    @Test
    void aReplyQuotesWhatItAnswersForClientsThatKnowNoReplies() {
        account.start(OPEN);
        say("m1", "&gt; older\nwhat is the time?", "");
        done(account.say("kind: 'direct', to: 'alice@example.org', text: 'noon', replyTo: {id: 'm1'}"));
        String reply = account.sent("noon").get(0);
        assertTrue(reply.contains("<body>&gt; what is the time?&#xA;noon</body>"), reply);
        assertTrue(reply.contains("<body start='0' end='20'/>"), reply);
        Person bob = account.server.person("bob");
        account.sent.clear();
        String toBob = "kind: 'direct', to: '" + bob.jid().bare() + "', text: 'for bob', replyTo: {id: 'm1'";
        assertThrows(CompletionException.class, () -> done(account.say(toBob + "}")));
        assertEquals(List.of(), account.sent("for bob"));
        done(account.say(toBob + ", ifKnown: true}"));
        assertFalse(account.sent("for bob").get(0).contains("what is the time"), account.sent.toString());
        assertFalse(account.sent("for bob").get(0).contains("urn:xmpp:reply"), account.sent.toString());
    }
}
