package ai.openclaw.xmpp.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.openclaw.xmpp.Jid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every row of the access tables, and what must hold whatever the rules are. */
class AccessPolicyTest {

    private static final Jid ROOM = Jid.of("team@conference.example.org");
    private static final Paired PAIRED = Paired.of(Set.of(Jid.of("paired@example.org")));

    private static JidList list(@Nullable String entries) {
        return entries == null || entries.equals("-") ? JidList.EMPTY : JidList.parse(List.of(entries.split(" ")));
    }

    private static @Nullable Jid sender(String text) {
        return text.equals("hidden") ? null : Jid.of(text);
    }

    private static AccessRules dm(DmPolicy policy, String allowFrom) {
        return new AccessRules(
                policy,
                list(allowFrom),
                GroupPolicy.OPEN,
                JidList.EMPTY,
                Map.of(),
                RoomRules.DEFAULT,
                Gate.DISABLED,
                Gate.DISABLED,
                AcceptSubscriptions.ALL);
    }

    @Tag("C-31")
    @ParameterizedTest(name = "{0} [{1}] {2} -> {3} {4}")
    @CsvSource({
        "PAIRING,   -,                   paired@example.org/phone, DISPATCH,         SENDER_PAIRED",
        "PAIRING,   alice@example.org,   alice@example.org/phone,  DISPATCH,         SENDER_LISTED",
        "PAIRING,   *,                   any@where.net/x,          DISPATCH,         OPEN_TO_ALL",
        "PAIRING,   alice@example.org,   mallory@example.org/x,    PAIRING_REQUIRED, NOT_PAIRED",
        "PAIRING,   alice@example.org,   alice@evil.example/x,     PAIRING_REQUIRED, NOT_PAIRED",
        "PAIRING,   -,                   hidden,                   DROP,             SENDER_HIDDEN",
        "OPEN,      -,                   any@where.net/x,          DISPATCH,         OPEN_TO_ALL",
        "OPEN,      *,                   any@where.net/x,          DISPATCH,         OPEN_TO_ALL",
        "OPEN,      alice@example.org,   alice@example.org/x,      DISPATCH,         SENDER_LISTED",
        "OPEN,      alice@example.org,   any@where.net/x,          DROP,             SENDER_NOT_LISTED",
        "OPEN,      alice@example.org,   paired@example.org/x,     DROP,             SENDER_NOT_LISTED",
        "OPEN,      alice@example.org *, any@where.net/x,          DISPATCH,         OPEN_TO_ALL",
        "OPEN,      -,                   hidden,                   DROP,             SENDER_HIDDEN",
        "ALLOWLIST, alice@example.org,   alice@example.org/x,      DISPATCH,         SENDER_LISTED",
        "ALLOWLIST, *@example.org,       bob@example.org/x,        DISPATCH,         SENDER_LISTED",
        "ALLOWLIST, alice@example.org,   paired@example.org/x,     DROP,             SENDER_NOT_LISTED",
        "ALLOWLIST, -,                   any@where.net/x,          DROP,             SENDER_NOT_LISTED",
        "DISABLED,  *,                   alice@example.org/x,      DROP,             DM_DISABLED",
        "DISABLED,  -,                   paired@example.org/x,     DROP,             DM_DISABLED",
    })
    void judgesDirectMessages(DmPolicy policy, String allowFrom, String from, Admission admission, Reason reason) {
        assertEquals(
                new Decision(admission, reason),
                AccessPolicy.decide(dm(policy, allowFrom), PAIRED, Facts.direct(Kind.DIRECT_MESSAGE, sender(from))));
    }

    @Test
    void lets_nobody_in_on_a_guess_when_the_pairing_store_cannot_be_read() {
        Facts facts = Facts.direct(Kind.DIRECT_MESSAGE, Jid.of("paired@example.org"));
        AccessRules rules = dm(DmPolicy.PAIRING, "alice@example.org");
        assertEquals(
                new Decision(Admission.DROP, Reason.PAIRING_UNREADABLE),
                AccessPolicy.decide(rules, Paired.UNREADABLE, facts));
        assertEquals(
                new SubscriptionAnswer(SubscriptionAnswer.Reply.WAIT, false),
                AccessPolicy.subscription(rules, Paired.UNREADABLE, Jid.of("paired@example.org")));
    }

    @Tag("R19")
    @Tag("C-36")
    @ParameterizedTest(name = "{0} [{1}] {2} {3} -> {4} back={5}")
    @CsvSource({
        "PAIRING,   alice@example.org, ALL,   alice@example.org,  APPROVE, true",
        "PAIRING,   -,                 ALL,   paired@example.org, APPROVE, true",
        "PAIRING,   -,                 ALL,   any@where.net,      APPROVE, false",
        "PAIRING,   -,                 KNOWN, any@where.net,      WAIT,    false",
        "PAIRING,   -,                 KNOWN, paired@example.org, APPROVE, true",
        "OPEN,      -,                 ALL,   any@where.net,      APPROVE, true",
        "OPEN,      *,                 ALL,   any@where.net,      APPROVE, true",
        "OPEN,      alice@example.org, ALL,   alice@example.org,  APPROVE, true",
        "OPEN,      alice@example.org, ALL,   any@where.net,      DENY,    false",
        "ALLOWLIST, alice@example.org, ALL,   alice@example.org,  APPROVE, true",
        "ALLOWLIST, alice@example.org, ALL,   any@where.net,      DENY,    false",
        "DISABLED,  alice@example.org, ALL,   alice@example.org,  DENY,    false",
    })
    void answersSubscriptions(
            DmPolicy policy,
            String allowFrom,
            AcceptSubscriptions accept,
            String from,
            SubscriptionAnswer.Reply reply,
            boolean back) {
        AccessRules dm = dm(policy, allowFrom);
        AccessRules rules = new AccessRules(
                dm.dmPolicy(),
                dm.allowFrom(),
                dm.groupPolicy(),
                dm.groupAllowFrom(),
                dm.rooms(),
                dm.roomDefaults(),
                dm.mucPrivateMessages(),
                dm.invites(),
                accept);
        assertEquals(new SubscriptionAnswer(reply, back), AccessPolicy.subscription(rules, PAIRED, Jid.of(from)));
    }

    @ParameterizedTest
    @EnumSource(DmPolicy.class)
    void alwaysAcceptsTheEndOfASubscription(DmPolicy policy) {
        assertEquals(
                new Decision(Admission.DISPATCH, Reason.HARMLESS),
                AccessPolicy.decide(dm(policy, "-"), PAIRED, Facts.direct(Kind.UNSUBSCRIBE, Jid.of("any@where.net"))));
    }

    private static AccessRules rooms(
            GroupPolicy policy, boolean listed, boolean enabled, String users, String groupAllowFrom, boolean trust) {
        RoomRules own = new RoomRules(enabled, false, list(users), trust);
        return new AccessRules(
                DmPolicy.PAIRING,
                JidList.EMPTY,
                policy,
                list(groupAllowFrom),
                listed ? Map.of(ROOM, own) : Map.of(),
                new RoomRules(true, false, JidList.EMPTY, false),
                Gate.DISABLED,
                Gate.DISABLED,
                AcceptSubscriptions.ALL);
    }

    @Tag("R2")
    @Tag("C-32")
    @ParameterizedTest(name = "{0} listed={1} enabled={2} users=[{3}] all=[{4}] trust={5} {6} -> {7} {8}")
    @CsvSource({
        "OPEN,      true,  false, -,                 -,                 false, alice@example.org,  DROP,     ROOM_DISABLED",
        "ALLOWLIST, true,  false, -,                 -,                 false, alice@example.org,  DROP,     ROOM_DISABLED",
        "DISABLED,  true,  true,  -,                 -,                 false, alice@example.org,  DROP,     ROOMS_DISABLED",
        "DISABLED,  false, true,  -,                 alice@example.org, false, alice@example.org,  DROP,     ROOMS_DISABLED",
        "ALLOWLIST, false, true,  -,                 -,                 false, alice@example.org,  DROP,     ROOM_NOT_LISTED",
        "ALLOWLIST, false, true,  -,                 alice@example.org, false, alice@example.org,  DROP,     ROOM_NOT_LISTED",
        "ALLOWLIST, true,  true,  -,                 -,                 false, any@where.net,      DISPATCH, OPEN_TO_ALL",
        "ALLOWLIST, true,  true,  -,                 -,                 false, hidden,             DISPATCH, OPEN_TO_ALL",
        "ALLOWLIST, true,  true,  alice@example.org, -,                 false, alice@example.org,  DISPATCH, SENDER_LISTED",
        "ALLOWLIST, true,  true,  alice@example.org, -,                 false, any@where.net,      DROP,     SENDER_NOT_LISTED",
        "ALLOWLIST, true,  true,  -,                 bob@example.org,   false, bob@example.org,    DISPATCH, SENDER_LISTED",
        "ALLOWLIST, true,  true,  alice@example.org, bob@example.org,   false, bob@example.org,    DISPATCH, SENDER_LISTED",
        "ALLOWLIST, true,  true,  alice@example.org, -,                 false, paired@example.org, DROP,     SENDER_NOT_LISTED",
        "ALLOWLIST, true,  true,  alice@example.org, -,                 false, hidden,             DROP,     SENDER_HIDDEN",
        "ALLOWLIST, true,  true,  alice@example.org, -,                 true,  hidden,             DISPATCH, ROOM_TRUSTED",
        "ALLOWLIST, true,  true,  alice@example.org, -,                 true,  any@where.net,      DROP,     SENDER_NOT_LISTED",
        "OPEN,      false, true,  -,                 -,                 false, any@where.net,      DISPATCH, OPEN_TO_ALL",
        "OPEN,      false, true,  -,                 -,                 false, hidden,             DISPATCH, OPEN_TO_ALL",
        "OPEN,      false, true,  -,                 bob@example.org,   false, bob@example.org,    DISPATCH, SENDER_LISTED",
        "OPEN,      false, true,  -,                 bob@example.org,   false, any@where.net,      DROP,     SENDER_NOT_LISTED",
        "OPEN,      false, true,  -,                 bob@example.org,   false, hidden,             DROP,     SENDER_HIDDEN",
        "OPEN,      true,  true,  alice@example.org, -,                 false, alice@example.org,  DISPATCH, SENDER_LISTED",
        "OPEN,      true,  true,  alice@example.org, -,                 false, any@where.net,      DROP,     SENDER_NOT_LISTED",
        "OPEN,      true,  true,  alice@example.org, bob@example.org,   false, bob@example.org,    DISPATCH, SENDER_LISTED",
    })
    void judgesRooms(
            GroupPolicy policy,
            boolean listed,
            boolean enabled,
            String users,
            String all,
            boolean trust,
            String from,
            Admission admission,
            Reason reason) {
        AccessRules rules = rooms(policy, listed, enabled, users, all, trust);
        Decision expected = new Decision(admission, reason);
        assertEquals(
                expected, AccessPolicy.decide(rules, PAIRED, Facts.room(Kind.ROOM_MESSAGE, ROOM, sender(from), true)));
        assertEquals(
                expected, AccessPolicy.decide(rules, PAIRED, Facts.room(Kind.REACTION, ROOM, sender(from), false)));
    }

    @ParameterizedTest(name = "entry={0} requireMention={1} mentioned={2} -> {3}")
    @CsvSource({
        "false, true,  true,  DISPATCH",
        "false, true,  false, OBSERVE",
        "true,  true,  true,  DISPATCH",
        "true,  true,  false, OBSERVE",
        "true,  false, false, DISPATCH",
    })
    void asksForAMention(boolean entry, boolean required, boolean mentioned, Admission admission) {
        RoomRules own = new RoomRules(true, required, JidList.EMPTY, false);
        AccessRules rules = new AccessRules(
                DmPolicy.PAIRING,
                JidList.EMPTY,
                GroupPolicy.OPEN,
                JidList.EMPTY,
                entry ? Map.of(ROOM, own) : Map.of(),
                RoomRules.DEFAULT,
                Gate.DISABLED,
                Gate.DISABLED,
                AcceptSubscriptions.ALL);
        Decision decision = AccessPolicy.decide(
                rules, PAIRED, Facts.room(Kind.ROOM_MESSAGE, ROOM, Jid.of("any@where.net"), mentioned));
        assertEquals(admission, decision.admission());
    }

    @Test
    void doesNotEvenObserveWhoIsNotAdmitted() {
        AccessRules rules = new AccessRules(
                DmPolicy.OPEN,
                JidList.EMPTY,
                GroupPolicy.OPEN,
                list("bob@example.org"),
                Map.of(),
                RoomRules.DEFAULT,
                Gate.DISABLED,
                Gate.DISABLED,
                AcceptSubscriptions.ALL);
        assertEquals(
                Decision.drop(Reason.SENDER_NOT_LISTED),
                AccessPolicy.decide(
                        rules, PAIRED, Facts.room(Kind.ROOM_MESSAGE, ROOM, Jid.of("any@where.net"), false)));
    }

    @Test
    void refusesARoomMessageWithoutARoom() {
        assertEquals(
                Decision.drop(Reason.ROOM_NOT_LISTED),
                AccessPolicy.decide(
                        AccessRules.DEFAULT, PAIRED, Facts.direct(Kind.ROOM_MESSAGE, Jid.of("any@where.net"))));
    }

    @Tag("R21")
    @Tag("C-34")
    @Tag("C-37")
    @ParameterizedTest(name = "{0} {1} -> {2} {3}")
    @CsvSource({
        "DISABLED,  alice@example.org,  DROP,     DISABLED",
        "ALLOWLIST, alice@example.org,  DISPATCH, SENDER_LISTED",
        "ALLOWLIST, paired@example.org, DISPATCH, SENDER_PAIRED",
        "ALLOWLIST, any@where.net,      DROP,     SENDER_NOT_LISTED",
        "ALLOWLIST, hidden,             DROP,     SENDER_HIDDEN",
        "OPEN,      any@where.net,      DISPATCH, OPEN_TO_ALL",
        "OPEN,      hidden,             DISPATCH, OPEN_TO_ALL",
    })
    void judgesPrivateMessagesInRoomsAndInvites(Gate gate, String from, Admission admission, String reason) {
        for (Kind kind : List.of(Kind.ROOM_PRIVATE_MESSAGE, Kind.INVITE)) {
            boolean invite = kind == Kind.INVITE;
            AccessRules rules = new AccessRules(
                    DmPolicy.OPEN,
                    list("alice@example.org"),
                    GroupPolicy.OPEN,
                    JidList.EMPTY,
                    Map.of(),
                    RoomRules.DEFAULT,
                    invite ? Gate.DISABLED : gate,
                    invite ? gate : Gate.DISABLED,
                    AcceptSubscriptions.ALL);
            Reason expected = reason.equals("DISABLED")
                    ? invite ? Reason.INVITES_DISABLED : Reason.ROOM_PRIVATE_DISABLED
                    : Reason.valueOf(reason);
            assertEquals(
                    new Decision(admission, expected),
                    AccessPolicy.decide(rules, PAIRED, Facts.room(kind, ROOM, sender(from), false)));
        }
    }

    /** A room that would not be listened to is not entered, and only who was admitted can be told so. */
    @Tag("C-37")
    @Tag("H-37")
    @ParameterizedTest(name = "{0} {1} listed={2} enabled={3} {4} -> {5} {6}")
    @CsvSource({
        "ALLOWLIST, OPEN,      false, true,  alice@example.org, DISPATCH, SENDER_LISTED",
        "ALLOWLIST, OPEN,      true,  false, alice@example.org, DROP,     ROOM_DISABLED",
        "ALLOWLIST, ALLOWLIST, true,  true,  alice@example.org, DISPATCH, SENDER_LISTED",
        "ALLOWLIST, ALLOWLIST, false, true,  alice@example.org, DROP,     ROOM_NOT_LISTED",
        "ALLOWLIST, DISABLED,  true,  true,  alice@example.org, DROP,     ROOMS_DISABLED",
        "ALLOWLIST, DISABLED,  true,  true,  any@where.net,     DROP,     SENDER_NOT_LISTED",
        "ALLOWLIST, ALLOWLIST, false, true,  hidden,            DROP,     SENDER_HIDDEN",
        "OPEN,      ALLOWLIST, false, true,  any@where.net,     DROP,     ROOM_NOT_LISTED",
        "OPEN,      OPEN,      false, true,  hidden,            DISPATCH, OPEN_TO_ALL",
        "DISABLED,  OPEN,      true,  true,  alice@example.org, DROP,     INVITES_DISABLED",
    })
    void followsNobodyIntoARoomWhereNobodyIsHeard(
            Gate gate,
            GroupPolicy policy,
            boolean listed,
            boolean enabled,
            String from,
            Admission admission,
            Reason reason) {
        AccessRules rules = new AccessRules(
                DmPolicy.DISABLED,
                list("alice@example.org"),
                policy,
                JidList.EMPTY,
                listed ? Map.of(ROOM, new RoomRules(enabled, true, JidList.EMPTY, false)) : Map.of(),
                RoomRules.DEFAULT,
                Gate.DISABLED,
                gate,
                AcceptSubscriptions.ALL);
        assertEquals(
                new Decision(admission, reason),
                AccessPolicy.decide(rules, PAIRED, Facts.room(Kind.INVITE, ROOM, sender(from), false)));
    }

    @Tag("R13")
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"REACTION", "COMMAND"})
    void neverAnswersAStrangersReactionOrCommandWithPairing(Kind kind) {
        AccessRules rules = dm(DmPolicy.PAIRING, "alice@example.org");
        assertEquals(
                Decision.drop(Reason.NOT_PAIRED),
                AccessPolicy.decide(rules, PAIRED, Facts.direct(kind, Jid.of("any@where.net"))));
        assertEquals(
                Decision.dispatch(Reason.SENDER_LISTED),
                AccessPolicy.decide(rules, PAIRED, Facts.direct(kind, Jid.of("alice@example.org"))));
    }

    // What must hold whatever the rules are.

    private static final String[] PEOPLE = {
        "alice@example.org",
        "bob@example.org",
        "paired@example.org",
        "alice@evil.example",
        "team@conference.example.org"
    };

    private record Case(AccessRules rules, Facts facts, List<String> allowFrom) {}

    private static Case random(long seed) {
        Random random = new Random(seed);
        List<String> allowFrom = entries(random);
        RoomRules own = new RoomRules(random.nextBoolean(), random.nextBoolean(), list(random), random.nextBoolean());
        RoomRules other = new RoomRules(random.nextBoolean(), random.nextBoolean(), list(random), random.nextBoolean());
        AccessRules rules = new AccessRules(
                pick(random, DmPolicy.values()),
                JidList.parse(allowFrom),
                pick(random, GroupPolicy.values()),
                list(random),
                random.nextBoolean() ? Map.of(ROOM, own) : Map.of(),
                other,
                pick(random, Gate.values()),
                pick(random, Gate.values()),
                pick(random, AcceptSubscriptions.values()));
        Jid from = random.nextInt(5) == 0 ? null : Jid.of(PEOPLE[random.nextInt(PEOPLE.length)] + "/r" + seed);
        Facts facts =
                new Facts(pick(random, Kind.values()), from, random.nextBoolean() ? ROOM : null, random.nextBoolean());
        return new Case(rules, facts, allowFrom);
    }

    private static <T> T pick(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static JidList list(Random random) {
        return JidList.parse(entries(random));
    }

    private static List<String> entries(Random random) {
        List<String> entries = new ArrayList<>();
        String[] all = {"alice@example.org", "bob@example.org", "*@example.org", "*", "carol@example.org"};
        for (int i = random.nextInt(3); i > 0; i--) {
            entries.add(all[random.nextInt(all.length)]);
        }
        return entries;
    }

    private static Stream<DynamicTest> forSeeds(java.util.function.LongConsumer property) {
        return new Random(42).longs(300).mapToObj(seed -> dynamicTest("seed " + seed, () -> property.accept(seed)));
    }

    @TestFactory
    Stream<DynamicTest> isTotalAndStable() {
        return forSeeds(seed -> {
            Case random = random(seed);
            for (Paired paired : List.of(PAIRED, Paired.NONE, Paired.UNREADABLE)) {
                Decision decision = AccessPolicy.decide(random.rules(), paired, random.facts());
                assertNotNull(decision);
                assertEquals(decision, AccessPolicy.decide(random.rules(), paired, random.facts()));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> theSendersResourceNeverMatters() {
        return forSeeds(seed -> {
            Case random = random(seed);
            Facts facts = random.facts();
            Jid sender = facts.sender();
            if (sender != null) {
                Facts bare = new Facts(facts.kind(), sender.bare(), facts.room(), facts.mentioned());
                assertEquals(
                        AccessPolicy.decide(random.rules(), PAIRED, bare),
                        AccessPolicy.decide(random.rules(), PAIRED, facts));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> disabledNeverDispatches() {
        return forSeeds(seed -> {
            Case random = random(seed);
            AccessRules rules = new AccessRules(
                    DmPolicy.DISABLED,
                    random.rules().allowFrom(),
                    GroupPolicy.DISABLED,
                    random.rules().groupAllowFrom(),
                    random.rules().rooms(),
                    random.rules().roomDefaults(),
                    Gate.DISABLED,
                    Gate.DISABLED,
                    random.rules().acceptSubscriptions());
            Decision decision = AccessPolicy.decide(rules, PAIRED, random.facts());
            assertEquals(random.facts().kind() == Kind.UNSUBSCRIBE, decision.isDispatch());
        });
    }

    @TestFactory
    Stream<DynamicTest> removingAnEntryLetsNobodyNewIn() {
        return forSeeds(seed -> {
            Case random = random(seed);
            // Under "open" an empty list means everybody: there the last entry is a fence, not a door.
            if (random.allowFrom().size() > 1 || random.rules().dmPolicy() != DmPolicy.OPEN) {
                for (String entry : random.allowFrom()) {
                    List<String> fewer = new ArrayList<>(random.allowFrom());
                    fewer.remove(entry);
                    AccessRules r = random.rules();
                    AccessRules stricter = new AccessRules(
                            r.dmPolicy(),
                            JidList.parse(fewer),
                            r.groupPolicy(),
                            r.groupAllowFrom(),
                            r.rooms(),
                            r.roomDefaults(),
                            r.mucPrivateMessages(),
                            r.invites(),
                            r.acceptSubscriptions());
                    boolean before =
                            AccessPolicy.decide(r, PAIRED, random.facts()).isDispatch();
                    boolean after = AccessPolicy.decide(stricter, PAIRED, random.facts())
                            .isDispatch();
                    assertFalse(after && !before, "removing " + entry + " let somebody in");
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> pairingNeverOpensARoom() {
        return forSeeds(seed -> {
            Case random = random(seed);
            Facts facts = new Facts(
                    Kind.ROOM_MESSAGE,
                    random.facts().sender(),
                    ROOM,
                    random.facts().mentioned());
            assertEquals(
                    AccessPolicy.decide(random.rules(), Paired.NONE, facts),
                    AccessPolicy.decide(random.rules(), PAIRED, facts));
            assertNotEquals(
                    Admission.PAIRING_REQUIRED,
                    AccessPolicy.decide(random.rules(), Paired.NONE, facts).admission());
        });
    }
}
