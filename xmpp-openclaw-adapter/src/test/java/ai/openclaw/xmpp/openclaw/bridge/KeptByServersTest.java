package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.openclaw.config.InvalidConfigException;
import ai.openclaw.xmpp.openclaw.config.WatchedNode;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.ServiceCalls;
import ai.openclaw.xmpp.pubsub.PubSubItem;
import ai.openclaw.xmpp.tck.sim.Person;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** History, nodes and the block list, as the host asks for them. */
class KeptByServersTest {

    private static final String OPEN = "'dmPolicy': 'open', 'rooms': ['tea@rooms.example.org']";
    private static final String PUBSUB = "http://jabber.org/protocol/pubsub";

    @TempDir
    Path directory;

    private SimulatedAccount account;
    private Person alice;
    private Person bob;

    @BeforeEach
    void start() {
        account = new SimulatedAccount(directory, "bot@example.org");
        account.server.room("tea");
        alice = account.server.person("alice");
        bob = account.server.person("bob");
        account.start(json(OPEN));
    }

    private static String json(String fields) {
        return "{" + fields.replace('\'', '"') + "}";
    }

    private <R> R ask(Function<Parts, CompletionStage<R>> question) {
        CompletionStage<R> answer = account.bridge().with(question);
        assertTrue(
                account.time.runUntil(() -> answer.toCompletableFuture().isDone(), Duration.ofSeconds(30)),
                "no answer");
        try {
            return answer.toCompletableFuture().join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw failed;
        }
    }

    private ServiceCalls.History read(
            String to, @Nullable String before, @Nullable String query, @Nullable Integer limit) {
        return ask(parts -> new AccountArchive(parts.session(), parts.references())
                .read(new ServiceCalls.ReadArchive("default", null, to, before, null, null, null, query, limit)));
    }

    private static List<String> texts(ServiceCalls.History history) {
        return history.messages().stream().map(ServiceCalls.Said::text).toList();
    }

    @Test
    @Tag("XEP-0313")
    void historyIsOfThatConversationAlone() {
        alice.say(account.bot, "mine");
        bob.say(account.bot, "a secret of bob's");
        alice.say(account.bot, "mine too");
        account.pass(1);
        ServiceCalls.History history = read("alice@example.org", null, null, null);
        assertEquals(List.of("mine", "mine too"), texts(history));
        assertEquals("alice@example.org", history.messages().get(0).sender());
        assertFalse(history.messages().get(0).own());
        assertTrue(history.complete());
        assertFalse(history.toString().contains("mine"), history.toString());
        assertEquals(List.of("mine too"), texts(read("xmpp:alice@example.org", null, null, 1)));
        String last = read("alice@example.org", null, null, 1).before();
        assertEquals(List.of("mine"), texts(read("alice@example.org", last, null, 5)));
    }

    @Test
    @Tag("XEP-0313")
    void searchesFromTheLatestBackAndGoesOn() {
        for (int i = 0; i < 120; i++) {
            alice.say(account.bot, i % 40 == 0 ? "needle " + i : "hay " + i);
        }
        account.pass(1);
        assertEquals(
                List.of("needle 0", "needle 40", "needle 80"), texts(read("alice@example.org", null, "NEEDLE", null)));
        ServiceCalls.History two = read("alice@example.org", null, "needle", 2);
        assertEquals(List.of("needle 40", "needle 80"), texts(two));
        assertFalse(two.complete());
        assertEquals(List.of("needle 0"), texts(read("alice@example.org", two.before(), "needle", 2)));
        assertEquals(List.of(), texts(read("alice@example.org", null, "nothing like it", null)));
    }

    @Test
    @Tag("XEP-0313")
    void whatIsTooMuchForOnePageIsReadInSmallerOnes() {
        for (int i = 0; i < 8; i++) {
            alice.say(account.bot, i + (i == 1 ? " needle " : " hay ") + "x".repeat(200_000));
        }
        account.pass(1);
        ServiceCalls.History latest = read("alice@example.org", null, null, null);
        ServiceCalls.History earlier = read("alice@example.org", latest.before(), null, null);
        assertFalse(latest.complete());
        assertEquals("34567", numbers(latest));
        assertEquals("012", numbers(earlier));
        assertEquals("1", numbers(read("alice@example.org", null, "needle", null)));
    }

    private static String numbers(ServiceCalls.History history) {
        return texts(history).stream().map(text -> text.substring(0, 1)).collect(Collectors.joining());
    }

    @Test
    @Tag("XEP-0313")
    void aRoomIsReadOnlyFromInside() {
        alice.join(Jid.of("tea@rooms.example.org"), "alice");
        alice.sayInRoom(Jid.of("tea@rooms.example.org"), "in the room");
        account.pass(1);
        ServiceCalls.History history = read("room:tea@rooms.example.org", null, null, null);
        assertEquals(List.of("in the room"), texts(history));
        assertEquals("alice", history.messages().get(0).sender());
        account.server.room("cake");
        assertEquals(
                XmppException.Kind.STATE,
                assertThrows(XmppException.class, () -> read("room:cake@rooms.example.org", null, null, null))
                        .kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"room:tea@rooms.example.org/alice", "tea@rooms.example.org/alice"})
    void whatWasSaidPrivatelyUnderANickIsNotReadAgain(String to) {
        assertEquals(
                XmppException.Kind.UNSUPPORTED,
                assertThrows(XmppException.class, () -> read(to, null, null, null))
                        .kind());
    }

    @Test
    void whatIsSaidToBePrivateInARoomIsNotReadAgain() {
        ServiceCalls.ReadArchive question = new ServiceCalls.ReadArchive(
                "default", "roomPrivate", "cake@rooms.example.org/alice", null, null, null, null, null, null);
        assertEquals(
                XmppException.Kind.UNSUPPORTED,
                assertThrows(
                                XmppException.class,
                                () -> ask(parts ->
                                        new AccountArchive(parts.session(), parts.references()).read(question)))
                        .kind());
    }

    @Test
    @Tag("XEP-0313")
    void aPageIsNeverLargerThanTheLimit() {
        for (int i = 0; i < 60; i++) {
            alice.say(account.bot, "hay " + i);
        }
        account.pass(1);
        assertEquals(50, read("alice@example.org", null, null, 1000).messages().size());
        assertEquals(List.of("hay 59"), texts(read("alice@example.org", null, null, 0)));
    }

    @Test
    @Tag("XEP-0313")
    void whatWasFoundAndNotShownIsFoundOnTheNextPage() {
        for (int i = 0; i < 5; i++) {
            alice.say(account.bot, "Needle " + i);
        }
        account.pass(1);
        ServiceCalls.History two = read("alice@example.org", null, "needle", 2);
        assertEquals(List.of("Needle 3", "Needle 4"), texts(two));
        assertFalse(two.complete(), "there is more");
        assertEquals(List.of("Needle 1", "Needle 2"), texts(read("alice@example.org", two.before(), "needle", 2)));
    }

    @Test
    @Tag("XEP-0313")
    void aTextIsLookedForInTheLatestPagesOnly() {
        alice.say(account.bot, "needle");
        for (int i = 0; i < 510; i++) {
            alice.say(account.bot, "hay");
        }
        account.pass(5);
        ServiceCalls.History none = read("alice@example.org", null, "needle", null);
        assertEquals(List.of(), texts(none));
        assertFalse(none.complete(), "there is more");
        assertEquals(List.of("needle"), texts(read("alice@example.org", none.before(), "needle", null)));
    }

    @Test
    @Tag("H-11")
    void ofALongMessageTheBeginningIsRead() {
        alice.say(account.bot, "x".repeat(3_999) + "\uD83C\uDF89".repeat(10));
        account.pass(1);
        assertEquals(List.of("x".repeat(3_999) + "…"), texts(read("alice@example.org", null, null, null)));
    }

    @Test
    @Tag("XEP-0380")
    void whatIsEncryptedIsSaidToBe() {
        alice.sendXml(
                "<message to='bot@example.org' type='chat' id='e1'><body>a fallback of hers</body>"
                        + "<encryption xmlns='urn:xmpp:eme:0' namespace='eu.siacs.conversations.axolotl'/>"
                        + "<encrypted xmlns='eu.siacs.conversations.axolotl'><payload>AAAA</payload></encrypted><store xmlns='urn:xmpp:hints'/></message>");
        account.pass(1);
        assertEquals(
                "(encrypted)",
                texts(read("alice@example.org", null, null, null)).get(0));
    }

    // Nodes.

    private void publish(String node, String id, String text) {
        alice.sendXml("<iq type='set' id='p-" + id + "'><pubsub xmlns='" + PUBSUB + "'><publish node='" + node
                + "'><item id='" + id + "'><entry xmlns='http://www.w3.org/2005/Atom'><title>News</title><summary>"
                + text
                + "</summary></entry></item></publish><publish-options><x xmlns='jabber:x:data' type='submit'><field"
                + " var='pubsub#access_model'><value>open</value></field></x></publish-options></pubsub></iq>");
        account.pass(1);
    }

    private static String watching(String node) {
        return json(OPEN + ", 'pubsub': [{'service': 'alice@example.org', 'node': '" + node
                + "', 'conversation': 'room:tea@rooms.example.org'}]");
    }

    @Tag("setting:pubsub")
    @Test
    @Tag("XEP-0060")
    void newsOfNodesThatTheSettingsNameAreTold() {
        publish("news", "0", "before");
        publish("other", "0", "before");
        account.start(watching("news"));
        publish("news", "1", "hello");
        publish("other", "1", "not wanted");
        assertEquals(1, account.host.nodes.size());
        ServiceCalls.NodeEvent told = account.host.nodes.get(0);
        assertEquals("alice@example.org", told.service());
        assertEquals("room:tea@rooms.example.org", told.conversation());
        assertEquals("News\nhello", told.items().get(0).text());
        assertFalse(told.toString().contains("hello"), told.toString());
        assertEquals(List.of(), account.host.messages, "it began a turn");
        account.take(watching("other"));
        publish("news", "2", "no more");
        publish("other", "2", "from now on");
        assertEquals(2, account.host.nodes.size());
        assertEquals("other", account.host.nodes.get(1).node());
    }

    @Test
    @Tag("XEP-0060")
    void aFloodOfNewsIsCutShort() {
        publish("news", "0", "before");
        account.start(watching("news"));
        for (int i = 1; i <= 30; i++) {
            publish("news", "f" + i, "flood");
        }
        assertEquals(20, account.host.nodes.size());
        account.pass(61);
        publish("news", "later", "again");
        assertEquals(21, account.host.nodes.size());
    }

    private boolean subscribe(String node, String conversation) {
        return ask(parts -> parts.nodes()
                        .subscribe(new ServiceCalls.Subscribe("default", "alice@example.org", node, conversation)))
                .counts();
    }

    private Answers.Ok unsubscribe(String node) {
        return ask(parts -> parts.nodes().unsubscribe(new ServiceCalls.Node("default", "alice@example.org", node)));
    }

    private List<ServiceCalls.Subscription> subscriptions() {
        return ask(parts -> CompletableFuture.completedFuture(parts.nodes().subscriptions()))
                .subscriptions();
    }

    @Test
    @Tag("XEP-0060")
    void aNodeThatWasAskedForIsFollowedUntilItIsNot() {
        publish("news", "0", "before");
        assertTrue(subscribe("news", "xmpp:bob@example.org"));
        assertEquals(
                List.of(new ServiceCalls.Subscription("alice@example.org", "news", "bob@example.org", true)),
                subscriptions());
        publish("news", "1", "hello");
        assertEquals(1, account.host.nodes.size());
        assertEquals("bob@example.org", account.host.nodes.get(0).conversation());
        assertTrue(account.host.nodes.get(0).asked(), "it is taken for one of the settings");
        account.take(json(OPEN + ", 'typing': false"));
        publish("news", "2", "after a change of settings");
        account.start(json(OPEN));
        publish("news", "3", "after a restart");
        assertEquals(3, account.host.nodes.size());
        unsubscribe("news");
        assertEquals(List.of(), subscriptions());
        publish("news", "4", "no more");
        account.start(json(OPEN));
        publish("news", "5", "no more");
        assertEquals(3, account.host.nodes.size());
        assertThrows(XmppException.class, () -> unsubscribe("news"));
    }

    @Test
    @Tag("XEP-0060")
    void nodesOfTheSettingsAreTheOperators() {
        publish("news", "0", "before");
        subscribe("news", "bob@example.org");
        account.take(watching("news"));
        publish("news", "1", "hello");
        assertEquals(1, account.host.nodes.size());
        assertEquals("room:tea@rooms.example.org", account.host.nodes.get(0).conversation());
        assertFalse(account.host.nodes.get(0).asked());
        assertThrows(XmppException.class, () -> unsubscribe("news"));
        assertThrows(XmppException.class, () -> subscribe("news", "bob@example.org"));
        assertEquals(1, subscriptions().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"room:tea@rooms.example.org", "room:tea@rooms.example.org/bob", "bob@example.org/x"})
    void newsAreToldInChatsWithPeopleOnly(String conversation) {
        publish("news", "0", "before");
        assertThrows(IllegalArgumentException.class, () -> subscribe("news", conversation));
        assertEquals(List.of(), subscriptions());
    }

    @Test
    void whatCannotBeSubscribedToIsNotKept() {
        assertThrows(XmppException.class, () -> subscribe("none", "bob@example.org"));
        assertEquals(List.of(), subscriptions());
    }

    @Test
    void aDamagedFileOfSubscriptionsCostsNoMoreThanItsLine() throws IOException {
        Path file = directory.resolve("nodes.txt");
        AskedNodes kept = new AskedNodes(file);
        for (int i = 0; i < AskedNodes.MAX; i++) {
            kept.put(new WatchedNode(Jid.of("pubsub.example.org"), "line\n\"" + i, "bob@example.org"));
        }
        WatchedNode more = new WatchedNode(Jid.of("pubsub.example.org"), "more", "bob@example.org");
        assertThrows(XmppException.class, () -> kept.put(more));
        assertEquals(kept.list(), new AskedNodes(file).list());
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.set(0, "[\"nonsense\", {}, 3");
        lines.set(1, "{}");
        lines.set(2, "[\"a@b\"]");
        Files.write(file, lines);
        assertEquals(AskedNodes.MAX - 3, new AskedNodes(file).list().size());
        for (int i = 0; i < 1_000; i++) {
            lines.add("[\"pubsub.example.org\",\"more" + i + "\",\"bob@example.org\"]");
        }
        Files.write(file, lines);
        assertEquals(AskedNodes.MAX - 3, new AskedNodes(file).list().size());
    }

    @Test
    void aNodeIsToldInOneConversation() {
        AskedNodes kept = new AskedNodes(directory.resolve("nodes.txt"));
        kept.put(new WatchedNode(Jid.of("pubsub.example.org"), "news", "alice@example.org"));
        WatchedNode elsewhere = new WatchedNode(Jid.of("pubsub.example.org"), "news", "bob@example.org");
        kept.put(elsewhere);
        assertEquals(List.of(elsewhere), kept.list());
    }

    /** Of an entry only what somebody wrote to be read (RFC 4287); of anything else all that is text. */
    @Test
    @Tag("XEP-0060")
    void anEntryIsItsTitleItsSummaryAndItsContent() {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put(
                "<entry xmlns='http://www.w3.org/2005/Atom'><id>tag:a,2026:1</id><published>2026-11-27T19:44:39Z</published>"
                        + "<updated>2026-11-27T19:44:40Z</updated><author><name>Alice</name><uri>xmpp:alice@a</uri></author>"
                        + "<link href='https://a.example/'/><generator>x</generator><title type='text'>News</title>"
                        + "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>one</p><p>two</p></div></content>"
                        + "<summary>short</summary><title xmlns='urn:x'>not ours</title></entry>",
                "News\none\ntwo\nshort");
        shown.put("<entry xmlns='http://www.w3.org/2005/Atom'><updated>2026-11-27T19:44:40Z</updated></entry>", "");
        shown.put("<entry xmlns='urn:x'><updated>then</updated><title>T</title></entry>", "then\nT");
        shown.forEach((payload, text) -> {
            alice.sendXml("<iq type='set' id='p-1'><pubsub xmlns='" + PUBSUB
                    + "'><publish node='blog'><item id='1'>" + payload
                    + "</item></publish><publish-options><x xmlns='jabber:x:data' type='submit'><field"
                    + " var='pubsub#access_model'><value>open</value></field></x></publish-options></pubsub></iq>");
            account.pass(1);
            ServiceCalls.ReadNode question =
                    new ServiceCalls.ReadNode("default", "alice@example.org", "blog", null, null);
            assertEquals(
                    text,
                    ask(parts -> parts.nodes().items(question)).items().get(0).text());
        });
    }

    @Test
    @Tag("XEP-0060")
    void publishesReadsAndRetracts() {
        ServiceCalls.Publish wish =
                new ServiceCalls.Publish("default", null, "diary", "1", "Today", "all is well", "open");
        assertEquals("1", ask(parts -> parts.nodes().publish(wish)).id());
        ServiceCalls.ReadNode question = new ServiceCalls.ReadNode("default", null, "diary", null, null);
        ServiceCalls.Items items = ask(parts -> parts.nodes().items(question));
        assertEquals("Today\nall is well", items.items().get(0).text());
        assertNull(items.next());
        ask(parts -> parts.nodes().retract(new ServiceCalls.Retract("default", null, "diary", "1")));
        assertEquals(List.of(), ask(parts -> parts.nodes().items(question)).items());
    }

    private void keptByAClient(String node, String payload) {
        ask(parts -> parts.session()
                .pubsub()
                .publish(
                        parts.session().account(),
                        node,
                        PubSubItem.of("1", XmlElement.of("urn:x", "kept", payload)),
                        null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "urn:xmpp:bookmarks:1",
                "storage:bookmarks",
                "eu.siacs.conversations.axolotl.devicelist",
                "eu.siacs.conversations.axolotl.bundles:1",
                "urn:xmpp:omemo:2:devices",
                "urn:xmpp:avatar:data",
                "urn:xmpp:avatar:metadata",
                "http://jabber.org/protocol/nick",
                "urn:xmpp:vcard4",
                "urn:xmpp:mds:displayed:0",
                "urn:xmpp:microblog:0x",
                "org.example.next",
                "next/of-somebody"
            })
    @Tag("XEP-0060")
    void whatClientsKeepInTheAccountsOwnNodesIsNotTheAgents(String node) {
        keptByAClient(node, "a room's password");
        for (String service : new String[] {null, "", "bot@example.org", " BOT@example.org "}) {
            List<Runnable> wishes = List.of(
                    () -> ask(parts ->
                            parts.nodes().items(new ServiceCalls.ReadNode("default", service, node, null, null))),
                    () -> ask(parts -> parts.nodes()
                            .publish(new ServiceCalls.Publish("default", service, node, "2", null, "mine", null))),
                    () -> ask(parts -> parts.nodes().retract(new ServiceCalls.Retract("default", service, node, "1"))),
                    () -> ask(parts -> parts.nodes()
                            .subscribe(new ServiceCalls.Subscribe("default", service, node, "alice@example.org"))));
            for (Runnable wish : wishes) {
                XmppException refused = assertThrows(XmppException.class, wish::run);
                assertEquals(XmppException.Kind.UNSUPPORTED, refused.kind());
                assertTrue(refused.getMessage().contains(node), refused.getMessage());
            }
        }
        assertEquals(
                List.of("1"),
                ask(parts -> parts.session().pubsub().items(parts.session().account(), node, 10, null)).items().stream()
                        .map(PubSubItem::id)
                        .toList());
        // Of another account they are what that account lets everybody read.
        publish(node, "1", "theirs");
        assertEquals(
                1,
                ask(parts -> parts.nodes()
                                .items(new ServiceCalls.ReadNode("default", "alice@example.org", node, null, null)))
                        .items()
                        .size());
    }

    @Test
    void anAddressOfTheAccountsClientsIsTheAccountToo() {
        Jid account = Jid.of("bot@example.org");
        assertThrows(
                XmppException.class, () -> OwnNodes.require(account, account.withResource("x"), "storage:bookmarks"));
        OwnNodes.require(account, Jid.of("alice@example.org/x"), "storage:bookmarks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"urn:xmpp:microblog:0", "urn:xmpp:microblog:0:comments/1", "diary", "my news"})
    @Tag("XEP-0060")
    void otherNodesOfTheAccountAre(String node) {
        ask(parts -> parts.nodes().publish(new ServiceCalls.Publish("default", null, node, "1", null, "mine", "open")));
        assertEquals(
                1,
                ask(parts -> parts.nodes().items(new ServiceCalls.ReadNode("default", null, node, null, null)))
                        .items()
                        .size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'service': 'alice@example.org/x', 'node': 'n', 'conversation': 'alice@example.org'}",
                "{'service': 'alice@example.org', 'node': '', 'conversation': 'alice@example.org'}",
                "{'service': 'alice@example.org', 'node': 'n', 'conversation': 'nobody'}",
                "{'service': 'alice@example.org', 'node': 'n'}",
                "{'service': 'alice@example.org', 'node': 'n', 'conversation': 'alice@example.org', 'more': 1}",
            })
    void aWrongNodeIsAnErrorOfTheSettings(String node) {
        assertThrows(InvalidConfigException.class, () -> account.config(json(OPEN + ", 'pubsub': [" + node + "]")));
    }

    // Whom to block.

    @Test
    @Tag("XEP-0191")
    void blocksButNeitherItselfNorItsServer() {
        block("bob@example.org", null);
        assertEquals(
                List.of("bob@example.org"),
                ask(parts -> new BlockDesk(parts.session()).list()).addresses());
        bob.say(account.bot, "spam");
        account.pass(1);
        assertEquals(List.of(), account.host.messages);
        ask(parts -> new BlockDesk(parts.session()).unblock(new ServiceCalls.Block("default", "bob@example.org")));
        bob.say(account.bot, "sorry");
        account.pass(1);
        assertEquals(1, account.host.messages.size());
        for (String own : List.of("bot@example.org", "bot@example.org/x", "example.org")) {
            assertThrows(XmppException.class, () -> block(own, null));
        }
    }

    private Answers.Ok block(String address, @Nullable List<String> owners) {
        return ask(
                parts -> new BlockDesk(parts.session()).block(new ServiceCalls.AddBlock("default", address, owners)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "boss@work.example", "Boss@Work.Example", "boss@work.example.", "boss@work.example/phone",
                        " boss@work.example ",
                "\uFF42oss@work.example", "boss@\uFF57ork.example", "boss@work\u3002example", "work.example",
                        "work.example.",
                "WORK.example", "work.example/x", "chief@b\u00fcro.example", "chief@xn--bro-hoa.example",
                        "xn--bro-hoa.example",
            })
    @Tag("XEP-0191")
    void anOwnerIsNotBlockedHoweverTheAddressIsWritten(String address) {
        List<String> owners = List.of("*", "telegram:1", "boss@work.example", "chief@b\u00fcro.example");
        assertThrows(XmppException.class, () -> block(address, owners));
        assertEquals(
                List.of(), ask(parts -> new BlockDesk(parts.session()).list()).addresses());
        block("bossy@work.example", owners);
        block("chat.work.example", owners);
    }
}
