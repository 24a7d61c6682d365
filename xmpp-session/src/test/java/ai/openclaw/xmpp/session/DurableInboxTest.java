package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.RoomConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Written down, acknowledged, handed over, adopted, done; and a process that ends at any point in between. */
class DurableInboxTest {

    private final ScriptedStore store = new ScriptedStore();
    private final List<CompletableFuture<Void>> taken = new ArrayList<>();
    private World world = start();

    private World start() {
        World started = new World(store);
        started.application = message -> {
            CompletableFuture<Void> stage = new CompletableFuture<>();
            taken.add(stage);
            return stage;
        };
        return started.start();
    }

    /** Another process after a sudden end of this one. */
    private void restart() {
        store.kill();
        store.quick = true;
        taken.clear();
        world = start();
    }

    private void say(String from, String id, String body) {
        world.stream()
                .say("<message type='chat' from='" + from + "' id='" + id + "'><body>" + body + "</body></message>");
    }

    private void adopt(int index) {
        taken.get(index).complete(null);
        world.run();
    }

    private void steps() {
        while (store.step()) {
            world.run();
        }
    }

    private List<String> bodies() {
        return world.messages.stream().map(Message::body).toList();
    }

    private long acknowledged() {
        return world.stream().acknowledged.stream()
                .filter(stanza -> stanza.kind() == Stanza.Kind.MESSAGE)
                .count();
    }

    @Tag("C-80")
    @Test
    void acknowledgesAndHandsOverWhatIsWrittenAndNothingElse() {
        store.quick = false;
        say("a@b.org/x", "1", "one");
        say("a@b.org/x", "2", "two");
        assertEquals(0, acknowledged());
        assertEquals(List.of(), bodies());
        steps();
        assertEquals(2, acknowledged());
        assertEquals(List.of("one"), bodies());
    }

    @Tag("C-25")
    @Test
    void catchesCopiesThatFollowWhileTheFirstIsBeingWritten() {
        store.quick = false;
        say("a@b.org/x", "1", "one");
        say("a@b.org/x", "1", "one");
        store.step();
        world.run();
        say("a@b.org/x", "1", "one");
        steps();
        say("a@b.org/x", "1", "one");
        steps();
        assertEquals(4, acknowledged());
        assertEquals(List.of("one"), bodies());
        adopt(0);
        steps();
        assertEquals(List.of("one"), bodies());
    }

    @Tag("C-80")
    @Tag("C-81")
    @Tag("H-59")
    @Test
    void survivesTheEndOfTheProcessBehindEachStep() {
        for (int done = 0; done <= 8; done++) {
            store.quick = false;
            int before = done;
            String body = "killed behind step " + before;
            say("a@b.org/x", "k" + before, body);
            for (int i = 0; i < before; i++) {
                store.step();
                world.run();
                taken.forEach(stage -> stage.complete(null));
                world.run();
            }
            boolean acknowledged = acknowledged() > 0;
            boolean handedOver = bodies().contains(body);
            boolean written = store.book(DurableInbox.INBOX).values().stream().anyMatch(text -> text.contains(body));
            boolean adoptionWritten = handedOver && !written;
            assertTrue(!acknowledged || written || handedOver, "acknowledged and not written");
            restart();
            if (!acknowledged) {
                // Whatever the server was not told of comes again.
                say("a@b.org/x", "k" + before, body);
            }
            assertEquals(adoptionWritten ? List.of() : List.of(body), bodies(), "after step " + before);
            taken.forEach(stage -> stage.complete(null));
            world.run();
            say("a@b.org/x", "k" + before, body);
            assertEquals(adoptionWritten ? 0 : 1, bodies().size(), "a copy after the end, step " + before);
            restart();
            assertEquals(List.of(), bodies(), "all is settled, step " + before);
        }
    }

    @Tag("C-27")
    @Tag("C-80")
    @Test
    void handsOverWhatWasLeftInOrderBeforeWhatIsNew() {
        say("a@b.org/x", "1", "a1");
        say("a@b.org/y", "2", "a2");
        say("c@b.org/x", "3", "c1");
        store.kill();
        store.quick = false;
        taken.clear();
        world = new World(store);
        world.application = message -> {
            CompletableFuture<Void> stage = new CompletableFuture<>();
            taken.add(stage);
            return stage;
        };
        world.start();
        assertEquals(0, world.streams.size(), "no stream before the state is known");
        steps();
        assertEquals(List.of("a1", "c1"), bodies());
        say("a@b.org/x", "4", "a3");
        steps();
        adopt(0);
        steps();
        adopt(2);
        steps();
        assertEquals(List.of("a1", "c1", "a2", "a3"), bodies());
    }

    @Test
    void handsOverNothingBeforeAnAnswerCanBeSent() {
        say("a@b.org/x", "1", "left");
        store.kill();
        world = new World(store).refuse(XmppException.Kind.UNREACHABLE).start();
        assertEquals(List.of(), bodies());
        world.pass(Duration.ofSeconds(10));
        assertEquals(SessionState.ONLINE, world.session.state());
        assertEquals(List.of("left"), bodies());
    }

    @Tag("C-83")
    @Test
    void waitsForTheRoomAndKnowsWhoSpokeInIt() {
        Jid room = Jid.of("team@rooms.example.org");
        world.session.rooms().join(RoomConfig.of(room, "bot"));
        world.run();
        String muc = "http://jabber.org/protocol/muc#user";
        Runnable enter = () -> {
            world.stream()
                    .say("<presence from='" + room + "/bot'><x xmlns='" + muc
                            + "'><item affiliation='none' role='participant'/><status code='110'/></x></presence>");
            world.stream().say("<message type='groupchat' from='" + room + "/x'><subject/></message>");
        };
        world.stream()
                .say("<presence from='" + room + "/alice'><x xmlns='" + muc
                        + "'><item affiliation='owner' role='moderator' jid='alice@example.org/a'/></x></presence>");
        enter.run();
        world.stream().say("<message type='groupchat' from='" + room + "/alice' id='1'><body>left</body></message>");
        assertEquals(List.of("left"), bodies());
        Message first = world.messages.get(0);
        restart();
        world.session.rooms().join(RoomConfig.of(room, "bot"));
        world.run();
        assertEquals(List.of(), bodies());
        enter.run();
        world.pass(Duration.ofSeconds(2));
        assertEquals(List.of(first), world.messages);
        assertEquals(ChatKind.ROOM, world.messages.get(0).kind());
        assertEquals(Affiliation.OWNER, world.messages.get(0).occupant().affiliation());
        assertEquals(
                Jid.of("alice@example.org"), world.messages.get(0).occupant().realJid());
        restart();
        assertEquals(List.of(), bodies());
        world.pass(Duration.ofSeconds(61));
        assertEquals(List.of("left"), bodies(), "a room that is never entered again does not keep it for ever");
    }

    @Tag("C-82")
    @Test
    void saysThatItCannotWriteAndAcknowledgesNothingMeanwhile() {
        store.failing = 3;
        say("a@b.org/x", "1", "one");
        say("a@b.org/x", "2", "two");
        assertEquals(0, acknowledged());
        assertEquals(List.of(), bodies());
        assertEquals(List.of("the disk is full; make room"), world.storeProblems);
        world.pass(Duration.ofMinutes(2));
        assertEquals(2, acknowledged());
        assertEquals(List.of("one"), bodies());
        assertEquals(List.of("the disk is full; make room", "none"), world.storeProblems);
        adopt(0);
        assertEquals(List.of("one", "two"), bodies());
    }

    @Test
    void isNotFooledByWhatAFailedWriteLeftBehind() {
        store.failing = 1;
        store.failingLeavesTraces = true;
        say("a@b.org/x", "1", "one");
        world.pass(Duration.ofSeconds(10));
        assertEquals(List.of("one"), bodies());
        adopt(0);
        restart();
        assertEquals(List.of(), bodies());
    }

    @Test
    void waitsForTheAccountAndSaysWhy() {
        World second = new World(store).start();
        assertEquals(0, second.streams.size());
        assertEquals(
                "held by somebody else",
                second.session.lastError().orElseThrow().getMessage());
        world.session.close();
        world.run();
        second.pass(Duration.ofMinutes(1));
        assertEquals(SessionState.ONLINE, second.session.state());
        second.session.close();
        second.run();
        assertEquals(SessionState.CLOSED, second.session.state());
        restart();
        assertEquals(SessionState.ONLINE, world.session.state());
    }

    @Test
    void letsGoOfTheAccountAlsoWhenItEndsBeforeItHasIt() {
        store.kill();
        store.quick = false;
        World early = new World(store).start();
        early.session.close();
        early.run();
        store.step();
        early.run();
        store.step();
        restart();
        assertEquals(SessionState.ONLINE, world.session.state());
    }

    @Test
    void handsOverNothingAfterTheEnd() {
        say("a@b.org/x", "1", "one");
        say("a@b.org/x", "2", "two");
        world.session.close();
        world.run();
        adopt(0);
        world.pass(Duration.ofHours(1));
        assertEquals(List.of("one"), bodies());
        taken.clear();
        world = start();
        assertEquals(List.of("one"), bodies(), "that it was taken came too late to be written down");
    }

    @Tag("C-73")
    @Test
    void keepsFewInMemoryAndTheOrderOfAll() {
        int count = 1000;
        for (int i = 0; i < count; i++) {
            say(i % 3 + "@b.org/x", "m" + i, "" + i);
        }
        assertEquals(count, acknowledged());
        assertEquals(3, world.messages.size());
        for (int i = 0; i < count; i++) {
            adopt(i);
        }
        for (int lane = 0; lane < 3; lane++) {
            int number = lane;
            assertEquals(
                    IntStream.range(0, count)
                            .filter(i -> i % 3 == number)
                            .mapToObj(Integer::toString)
                            .toList(),
                    world.messages.stream()
                            .filter(message -> message.from().local().equals("" + number))
                            .map(Message::body)
                            .toList());
        }
        assertEquals(0, store.book(DurableInbox.INBOX).size());
        say("0@b.org/x", "new", "new");
        assertEquals("new", bodies().get(count));
    }

    @Tag("C-73")
    @Test
    void leavesToTheServerWhatIsTooMuch() {
        say("a@b.org/x", "first", "first");
        String text = store.book(DurableInbox.INBOX).firstEntry().getValue();
        for (int i = 1; i < DurableInbox.MAX_UNDONE; i++) {
            store.book(DurableInbox.INBOX).put(DurableInbox.key(i), text);
        }
        store.book("meta").put("last-number", DurableInbox.key(DurableInbox.MAX_UNDONE));
        restart();
        say("a@b.org/x", "last", "last");
        assertEquals(1, acknowledged());
        assertFalse(world.stream().aborted);
        say("a@b.org/x", "more", "more");
        assertEquals(1, acknowledged());
        assertTrue(world.streams.get(0).aborted);
        assertEquals(DurableInbox.MAX_UNDONE, store.book(DurableInbox.INBOX).size());
    }

    @Tag("C-73")
    @Tag("C-81")
    @Test
    void forgetsTheOldAndTheMany() {
        world.application = message -> CompletableFuture.completedFuture(null);
        say("a@b.org/x", "1", "one");
        world.pass(Forgetting.MAX_AGE.minusHours(2));
        restart();
        world.application = message -> CompletableFuture.completedFuture(null);
        say("a@b.org/x", "1", "one");
        assertEquals(List.of(), bodies());
        // The next process's clock begins where all begin, so a week is a week of its own.
        world.pass(Forgetting.MAX_AGE.plusHours(2));
        assertEquals(0, store.book(DurableInbox.EVENTS).size());
        assertEquals(0, store.book(DurableInbox.NAMES).size());
        say("a@b.org/x", "2", "two");
        Event event = Event.read(store.book(DurableInbox.EVENTS).firstEntry().getValue())
                .orElseThrow();
        int many = Forgetting.MAX_EVENTS + 1000;
        for (int i = 3; i <= many; i++) {
            Event other = new Event(event.at(), Set.of("name" + i), event.archives());
            store.book(DurableInbox.EVENTS).put(DurableInbox.key(i), other.text());
            store.book(DurableInbox.NAMES).put("name" + i, DurableInbox.key(i));
        }
        // A name that has gone over to a later event stays with it.
        store.book(DurableInbox.NAMES).put("name5", DurableInbox.key(many));
        store.book("meta").put("last-number", DurableInbox.key(many));
        restart();
        assertEquals(Forgetting.MAX_EVENTS, store.book(DurableInbox.EVENTS).size());
        assertEquals(Forgetting.MAX_EVENTS + 1, store.book(DurableInbox.NAMES).size());
        assertEquals(
                DurableInbox.key(many - Forgetting.MAX_EVENTS + 1),
                store.book(DurableInbox.EVENTS).firstKey());
    }

    @Tag("C-23")
    @Test
    void tellsEventsApartAlsoAfterARestart() {
        world.application = message -> CompletableFuture.completedFuture(null);
        say("a@b.org/x", "1", "ok");
        restart();
        world.application = message -> CompletableFuture.completedFuture(null);
        say("a@b.org/x", "1", "ok");
        say("a@b.org/x", "1", "other text under an old id");
        say("a@b.org/x", "2", "ok");
        say("a@b.org/x", "1", "ok");
        assertEquals(List.of("other text under an old id", "ok"), bodies());
    }
}
