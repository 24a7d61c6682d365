package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.openclaw.xmpp.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Messages, copies, failures, restarts and kills in any order: nothing is lost, nothing comes twice that was settled, and each conversation
 * keeps its order.
 */
@Tag("C-23")
@Tag("C-80")
@Tag("C-81")
class InboxPropertiesTest {

    @TestFactory
    Stream<DynamicTest> losesNothingAndDoublesNothing() {
        return new Random(80)
                .longs(Integer.getInteger("inbox.seeds", 300))
                .mapToObj(seed -> dynamicTest("seed " + seed, () -> new Run(seed).run()));
    }

    /** Without a stack trace: the log is long enough. */
    private static final class NotNow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotNow() {
            super("not now", null, false, false);
        }
    }

    /** One life of an account, over several processes. Events are told apart by their text. */
    private static final class Run {
        private static final String[] SENDERS = {"a@b.org/x", "a@b.org/y", "c@b.org/x", "d@b.org/x"};

        private final Random random;
        private final ScriptedStore store = new ScriptedStore();
        private World world;

        /** All that was ever sent to us, in order: text to stanza. */
        private final Map<String, String> sent = new LinkedHashMap<>();

        /** What this stream said, in order: what is not acknowledged comes again. */
        private final List<String> said = new ArrayList<>();

        private final Map<String, CompletableFuture<Void>> offered = new LinkedHashMap<>();
        private final Set<String> adopted = new HashSet<>();
        private final Set<String> settled = new HashSet<>();
        private final Map<String, List<String>> firstOffers = new HashMap<>();
        private int count;

        Run(long seed) {
            random = new Random(seed);
            begin();
        }

        private void begin() {
            world = new World(store);
            world.application = this::offer;
            world.start();
        }

        private CompletableFuture<Void> offer(Message message) {
            String text = message.body();
            assertTrue(!settled.contains(text), text + " was settled and comes again");
            assertTrue(!offered.containsKey(text), text + " comes twice at a time");
            String lane = message.conversation().toString();
            assertTrue(
                    offered.keySet().stream().noneMatch(other -> sent.get(other).contains("'" + lane + "/")),
                    "two at a time in " + lane);
            List<String> before = firstOffers.computeIfAbsent(lane, key -> new ArrayList<>());
            if (!before.contains(text)) {
                before.add(text);
            }
            CompletableFuture<Void> stage = new CompletableFuture<>();
            offered.put(text, stage);
            return stage;
        }

        void run() {
            for (int i = 0; i < 150; i++) {
                switch (random.nextInt(14)) {
                    case 0, 1, 2, 3 -> speak();
                    case 4 -> copy();
                    case 5, 6, 7 -> answer(random.nextInt(5) > 0);
                    case 8, 9, 10 -> work(random.nextInt(4));
                    case 11 -> store.quick = random.nextBoolean();
                    case 12 -> {
                        if (random.nextInt(4) == 0) {
                            store.failing = random.nextInt(3);
                            store.failingLeavesTraces = random.nextBoolean();
                        }
                        world.pass(Duration.ofSeconds(random.nextInt(20)));
                    }
                    default -> {
                        if (random.nextInt(3) == 0) {
                            restart(random.nextInt(4) > 0);
                        }
                    }
                }
            }
            finish();
        }

        private void speak() {
            String text = "t" + count++;
            boolean named = random.nextInt(8) > 0;
            String stanza = "<message type='chat' from='" + SENDERS[random.nextInt(SENDERS.length)] + "'"
                    + (named ? " id='" + random.nextInt(5) + "'" : "") + "><body>" + text + "</body></message>";
            sent.put(text, stanza);
            hear(stanza);
        }

        private void copy() {
            if (!sent.isEmpty()) {
                String stanza = List.copyOf(sent.values()).get(random.nextInt(sent.size()));
                if (stanza.contains(" id=")) {
                    hear(stanza);
                }
            }
        }

        private void hear(String stanza) {
            if (!world.streams.isEmpty() && !world.stream().aborted) {
                said.add(stanza);
                world.stream().say(stanza);
            } else {
                // Nobody is there: the server keeps it.
                said.add(stanza);
            }
        }

        private void work(int steps) {
            for (int i = 0; i < steps; i++) {
                store.step();
                world.run();
            }
        }

        private void answer(boolean well) {
            if (!offered.isEmpty()) {
                String text = List.copyOf(offered.keySet()).get(random.nextInt(offered.size()));
                CompletableFuture<Void> stage = offered.remove(text);
                if (well) {
                    adopted.add(text);
                    stage.complete(null);
                } else {
                    stage.completeExceptionally(new NotNow());
                }
                world.run();
            }
        }

        /** What was adopted, and is not in the book any more, is settled. */
        private void note() {
            String inbox = String.join("\n", store.book(DurableInbox.INBOX).values());
            adopted.stream()
                    .filter(text -> !inbox.contains(">" + text + "<"))
                    .filter(text -> sent.get(text).contains(" id="))
                    .forEach(settled::add);
        }

        private void restart(boolean suddenly) {
            int acknowledged = world.streams.isEmpty()
                    ? 0
                    : (int) world.stream().acknowledged.stream()
                            .filter(stanza -> stanza.kind() == Stanza.Kind.MESSAGE)
                            .count();
            if (suddenly) {
                store.kill();
            } else {
                world.session.close();
                world.run();
                while (store.step()) {
                    world.run();
                }
            }
            offered.clear();
            note();
            List<String> again = List.copyOf(said.subList(acknowledged, said.size()));
            said.clear();
            store.quick = true;
            store.failing = 0;
            begin();
            world.pass(Duration.ofMinutes(2));
            again.forEach(this::hear);
            store.quick = random.nextBoolean();
        }

        private void finish() {
            restart(true);
            store.quick = true;
            while (store.step()) {
                world.run();
            }
            for (int i = 0; i < 2000 && !offered.isEmpty(); i++) {
                answer(true);
            }
            world.pass(Duration.ofHours(1));
            while (!offered.isEmpty()) {
                answer(true);
            }
            assertEquals(sent.keySet(), adopted, "nothing is lost");
            assertEquals(0, store.book(DurableInbox.INBOX).size());
            firstOffers.forEach((lane, texts) -> assertEquals(
                    texts.stream().sorted((x, y) -> number(x) - number(y)).toList(), texts, "the order in " + lane));
            note();
            sent.values().stream().filter(stanza -> stanza.contains(" id=")).forEach(this::hear);
            assertTrue(offered.isEmpty(), "copies of all come, and none is new");
        }

        private static int number(String text) {
            return Integer.parseInt(text.substring(1));
        }
    }
}
