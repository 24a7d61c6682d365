package ai.openclaw.xmpp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateBatch;
import ai.openclaw.xmpp.spi.StateStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every {@link StateStore} must do. Subclasses say how one is opened. */
public abstract class StateStoreContract {

    private static final Jid ACCOUNT = Jid.of("bot@example.org");

    private @Nullable StateStore opened;

    /** For subclasses. */
    protected StateStoreContract() {}

    /** Opens the store: the same one each time within a test, with what is in it. */
    protected abstract StateStore open();

    @BeforeEach
    void openIt() {
        opened = open();
    }

    @AfterEach
    void closeIt() {
        store().close();
    }

    private StateStore store() {
        return Objects.requireNonNull(opened, "not opened");
    }

    private static <T extends @Nullable Object> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof XmppException known) {
                throw known;
            }
            throw new AssertionError(failed);
        } catch (InterruptedException | TimeoutException late) {
            throw new AssertionError(late);
        }
    }

    private static void assertRefused(CompletionStage<?> stage) {
        XmppException refused = assertThrows(XmppException.class, () -> get(stage));
        assertEquals(XmppException.Kind.STATE, refused.kind());
    }

    @Test
    void keepsWhatIsWrittenInTheOrderOfTheKeys() {
        try (AccountState state = get(store().hold(ACCOUNT))) {
            assertEquals(Map.of(), get(state.find("book", List.of("a"))));
            assertEquals(0, get(state.size("book")));
            get(state.write(new StateBatch()
                    .put("book", "b", "2")
                    .put("book", "a", "1 ü 🎉\n")
                    .put("book", "Z", "0")
                    .put("book", "c", "3")
                    .put("other", "a", "another book")));
            assertEquals(Map.of("a", "1 ü 🎉\n", "c", "3"), get(state.find("book", List.of("a", "c", "none"))));
            assertEquals(
                    List.of("Z", "a"),
                    List.copyOf(get(state.page("book", null, 2)).keySet()));
            assertEquals(
                    List.of("b", "c"),
                    List.copyOf(get(state.page("book", "a", 9)).keySet()));
            assertEquals(
                    List.of("c"), List.copyOf(get(state.page("book", "bb", 9)).keySet()));
            assertEquals(4, get(state.size("book")));
            get(state.write(new StateBatch().remove("book", "a").remove("book", "none")));
            assertEquals(3, get(state.size("book")));
        }
    }

    @Test
    void takesLargeTexts() {
        String large = "x".repeat(16_000_000);
        try (AccountState state = get(store().hold(ACCOUNT))) {
            get(state.write(new StateBatch().put("book", "k", large)));
            assertEquals(large, get(state.find("book", List.of("k"))).get("k"));
        }
    }

    @Tag("C-75")
    @Test
    void keepsAccountsApart() {
        List<Jid> accounts = Stream.of("a.b@example.org", "a_b@example.org", "a@b.example.org", "a%b@example.org")
                .map(Jid::of)
                .toList();
        List<AccountState> states = new ArrayList<>();
        for (Jid account : accounts) {
            AccountState state = get(store().hold(account));
            states.add(state);
            get(state.write(new StateBatch().put("book", "k", account.toString())));
        }
        for (int i = 0; i < accounts.size(); i++) {
            assertEquals(
                    Map.of("k", accounts.get(i).toString()), get(states.get(i).find("book", List.of("k"))));
        }
    }

    @Test
    void lendsAnAccountToOneHolderAtATime() {
        AccountState first = get(store().hold(ACCOUNT));
        assertRefused(store().hold(ACCOUNT.withResource("x")));
        get(store().hold(Jid.of("other@example.org"))).close();
        first.close();
        first.close();
        assertRefused(first.size("book"));
        get(store().hold(ACCOUNT)).close();
    }

    @Test
    void completesInTheOrderOfTheCalls() {
        ConcurrentLinkedQueue<Integer> order = new ConcurrentLinkedQueue<>();
        List<CompletionStage<?>> stages = new ArrayList<>();
        try (AccountState state = get(store().hold(ACCOUNT))) {
            for (int i = 0; i < 300; i++) {
                int number = i;
                CompletionStage<?> stage = i % 3 == 0
                        ? state.write(new StateBatch().put("book", "k", "" + i))
                        : i % 3 == 1 ? state.find("book", List.of("k")) : state.size("book");
                stages.add(stage.whenComplete((done, failure) -> order.add(number)));
            }
            stages.forEach(StateStoreContract::get);
        }
        assertEquals(Stream.iterate(0, i -> i + 1).limit(300).toList(), List.copyOf(order));
    }

    @Test
    void refusesAfterItsEndAndOutlivesIt() {
        AccountState state = get(store().hold(ACCOUNT));
        get(state.write(new StateBatch().put("book", "k", "v")));
        store().close();
        store().close();
        assertRefused(state.size("book"));
        assertRefused(store().hold(ACCOUNT));
    }

    @Test
    void refusesNamesThatNotEveryStoreCanKeep() {
        StateBatch batch = new StateBatch();
        assertThrows(IllegalArgumentException.class, () -> batch.put("Book", "k", "v"));
        assertThrows(IllegalArgumentException.class, () -> batch.put("", "k", "v"));
        assertThrows(IllegalArgumentException.class, () -> batch.put("book", "", "v"));
        assertThrows(IllegalArgumentException.class, () -> batch.remove("book", "two words"));
        assertThrows(IllegalArgumentException.class, () -> batch.put("book", "ü", "v"));
        assertThrows(IllegalArgumentException.class, () -> batch.put("book", "k".repeat(201), "v"));
        assertTrue(batch.isEmpty());
    }

    @Tag("C-74")
    @TestFactory
    Stream<DynamicTest> isAMapWhateverIsDoneToIt() {
        return new Random(75)
                .longs(30)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> anything(new Random(seed))));
    }

    private void anything(Random random) {
        Jid account = Jid.of("seed" + random.nextInt(1_000_000) + "@example.org");
        Map<String, TreeMap<String, String>> model = new TreeMap<>();
        List<Runnable> checks = new ArrayList<>();
        AccountState state = get(store().hold(account));
        for (int step = 0; step < 200; step++) {
            String book = "book-" + "abc".charAt(random.nextInt(3));
            TreeMap<String, String> known = model.computeIfAbsent(book, name -> new TreeMap<>());
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> {
                    StateBatch batch = new StateBatch();
                    for (int i = random.nextInt(5); i >= 0; i--) {
                        String key = key(random);
                        if (random.nextInt(3) == 0) {
                            batch.remove(book, key);
                            known.remove(key);
                        } else {
                            String text = "t".repeat(random.nextInt(200)) + random.nextInt();
                            batch.put(book, key, text);
                            known.put(key, text);
                        }
                    }
                    CompletionStage<Void> written = state.write(batch);
                    checks.add(() -> get(written));
                }
                case 3 -> {
                    Set<String> keys = new HashSet<>(
                            List.of(key(random), key(random), key(random)).subList(0, 2));
                    Map<String, String> expected = new TreeMap<>(known);
                    expected.keySet().retainAll(keys);
                    CompletionStage<Map<String, String>> found = state.find(book, keys);
                    checks.add(() -> assertEquals(expected, get(found)));
                }
                case 4 -> {
                    String after = key(random);
                    int limit = 1 + random.nextInt(10);
                    List<String> expected = known.tailMap(after, false).keySet().stream()
                            .limit(limit)
                            .toList();
                    CompletionStage<List<String>> page =
                            state.page(book, after, limit).thenApply(found -> List.copyOf(found.keySet()));
                    checks.add(() -> assertEquals(expected, get(page)));
                }
                default -> {
                    if (random.nextInt(10) == 0) {
                        state.close();
                        state = get(store().hold(account));
                    }
                    long expected = known.size();
                    CompletionStage<Long> size = state.size(book);
                    checks.add(() -> assertEquals(expected, get(size)));
                }
            }
        }
        checks.forEach(Runnable::run);
        state.close();
    }

    private static String key(Random random) {
        return Integer.toString(random.nextInt(60), 36);
    }
}
