package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.openclaw.config.ConfigReader;
import ai.openclaw.xmpp.policy.AccessPolicy;
import ai.openclaw.xmpp.policy.AccessRules;
import ai.openclaw.xmpp.policy.Admission;
import ai.openclaw.xmpp.policy.Decision;
import ai.openclaw.xmpp.policy.Facts;
import ai.openclaw.xmpp.policy.Kind;
import ai.openclaw.xmpp.policy.Paired;
import ai.openclaw.xmpp.policy.Reason;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every reason that the policy gives is explained, with the setting that led to it. */
class ExplanationsTest {

    private static final Jid ALICE = Jid.of("alice@example.org");
    private static final Jid ROOM = Jid.of("lab@rooms.example.org");
    private static final Jid OCCUPANT = Jid.of("lab@rooms.example.org/wonder");
    private static final String ENTRY = "channels.xmpp.mucRooms[\"lab@rooms.example.org\"]";

    private static final Facts DIRECT = Facts.direct(Kind.DIRECT_MESSAGE, ALICE);
    private static final Facts IN_ROOM = Facts.room(Kind.ROOM_MESSAGE, ROOM, ALICE, true);
    private static final Facts HIDDEN = Facts.room(Kind.ROOM_MESSAGE, ROOM, null, true);
    private static final Facts PRIVATE = Facts.room(Kind.ROOM_PRIVATE_MESSAGE, ROOM, ALICE, true);
    private static final Facts INVITE = Facts.room(Kind.INVITE, ROOM, ALICE, true);

    /**
     * Settings and something judged by them.
     *
     * @param says what the explanation must say
     * @param instead settings under which it is let in after all, as the explanation proposes; {@code null} where it proposes none
     */
    private record Case(
            Reason reason,
            String settings,
            Paired paired,
            Facts facts,
            List<String> says,
            @Nullable String instead) {}

    private static Case of(Reason reason, String settings, Facts facts, @Nullable String instead, String... says) {
        return new Case(reason, settings, Paired.NONE, facts, List.of(says), instead);
    }

    private static final String LISTED = "{dmPolicy: 'allowlist', allowFrom: ['alice@example.org']}";

    private static final List<Case> CASES = List.of(
            of(Reason.SENDER_LISTED, LISTED, DIRECT, null, "alice@example.org is in channels.xmpp.allowFrom."),
            of(
                    Reason.SENDER_LISTED,
                    "{groupAllowFrom: ['alice@example.org']}",
                    IN_ROOM,
                    null,
                    ENTRY + ".users or channels.xmpp.groupAllowFrom"),
            new Case(
                    Reason.SENDER_PAIRED,
                    "{dmPolicy: 'pairing'}",
                    Paired.of(Set.of(ALICE)),
                    DIRECT,
                    List.of("openclaw xmpp pairing revoke"),
                    null),
            of(Reason.OPEN_TO_ALL, "{dmPolicy: 'open'}", DIRECT, null, "channels.xmpp.dmPolicy"),
            of(Reason.OPEN_TO_ALL, "{}", IN_ROOM, null, ENTRY + ".users", "channels.xmpp.groupAllowFrom"),
            of(
                    Reason.OPEN_TO_ALL,
                    "{mucPrivateMessages: 'open'}",
                    PRIVATE,
                    null,
                    "channels.xmpp.mucPrivateMessages: \"open\""),
            of(Reason.OPEN_TO_ALL, "{invites: 'open'}", INVITE, null, "channels.xmpp.invites: \"open\""),
            of(
                    Reason.ROOM_TRUSTED,
                    "{mucRooms: {'lab@rooms.example.org': {users: ['alice@example.org'], trustRoom: true}}}",
                    HIDDEN,
                    null,
                    OCCUPANT.toString(),
                    ENTRY + ".trustRoom"),
            of(Reason.HARMLESS, "{}", Facts.direct(Kind.UNSUBSCRIBE, ALICE), null, "nothing that could be refused"),
            of(
                    Reason.NOT_MENTIONED,
                    "{}",
                    Facts.room(Kind.ROOM_MESSAGE, ROOM, ALICE, false),
                    "{mucRooms: {'lab@rooms.example.org': {requireMention: false}}}",
                    ENTRY + ".requireMention: false"),
            of(
                    Reason.DM_DISABLED,
                    "{dmPolicy: 'disabled', allowFrom: ['alice@example.org']}",
                    DIRECT,
                    LISTED,
                    "channels.xmpp.dmPolicy: \"disabled\""),
            of(
                    Reason.SENDER_NOT_LISTED,
                    "{dmPolicy: 'allowlist'}",
                    DIRECT,
                    LISTED,
                    "add alice@example.org there",
                    "channels.xmpp.allowFrom"),
            of(
                    Reason.SENDER_NOT_LISTED,
                    "{groupAllowFrom: ['bob@example.org']}",
                    IN_ROOM,
                    "{mucRooms: {'lab@rooms.example.org': {users: ['alice@example.org']}}}",
                    ENTRY + ".users"),
            of(
                    Reason.SENDER_NOT_LISTED,
                    "{invites: 'allowlist'}",
                    INVITE,
                    "{invites: 'allowlist', allowFrom: ['alice@example.org']}",
                    "channels.xmpp.allowFrom"),
            of(
                    Reason.NOT_PAIRED,
                    "{dmPolicy: 'pairing'}",
                    DIRECT,
                    "{dmPolicy: 'pairing', allowFrom: ['alice@example.org']}",
                    "must be approved first",
                    "openclaw xmpp pairing list",
                    "channels.xmpp.allowFrom"),
            of(
                    Reason.NOT_PAIRED,
                    "{dmPolicy: 'pairing'}",
                    Facts.direct(Kind.REACTION, ALICE),
                    "{dmPolicy: 'pairing', allowFrom: ['alice@example.org']}",
                    "only people who may write"),
            new Case(
                    Reason.PAIRING_UNREADABLE,
                    "{dmPolicy: 'pairing'}",
                    Paired.UNREADABLE,
                    DIRECT,
                    List.of("the host's log", "add alice@example.org to channels.xmpp.allowFrom"),
                    "{dmPolicy: 'pairing', allowFrom: ['alice@example.org']}"),
            of(
                    Reason.SENDER_HIDDEN,
                    "{groupAllowFrom: ['alice@example.org']}",
                    HIDDEN,
                    "{groupAllowFrom: ['alice@example.org'], mucRooms: {'*': {trustRoom: true}}}",
                    "make the bot a moderator",
                    ENTRY + ".trustRoom: true"),
            of(
                    Reason.SENDER_HIDDEN,
                    "{mucPrivateMessages: 'allowlist'}",
                    Facts.room(Kind.ROOM_PRIVATE_MESSAGE, ROOM, null, true),
                    null,
                    "channels.xmpp.mucPrivateMessages: \"allowlist\""),
            of(
                    Reason.SENDER_HIDDEN,
                    "{invites: 'allowlist'}",
                    Facts.room(Kind.INVITE, ROOM, null, true),
                    null,
                    "channels.xmpp.invites: \"allowlist\""),
            of(
                    Reason.ROOMS_DISABLED,
                    "{groupPolicy: 'disabled'}",
                    IN_ROOM,
                    "{groupPolicy: 'open'}",
                    "channels.xmpp.groupPolicy: \"disabled\""),
            of(
                    Reason.ROOM_DISABLED,
                    "{mucRooms: {'lab@rooms.example.org': {enabled: false}}}",
                    IN_ROOM,
                    "{mucRooms: {'lab@rooms.example.org': {}}}",
                    ENTRY + ".enabled: false"),
            of(
                    Reason.ROOM_NOT_LISTED,
                    "{groupPolicy: 'allowlist'}",
                    IN_ROOM,
                    "{groupPolicy: 'allowlist', mucRooms: {'lab@rooms.example.org': {}}}",
                    "add " + ENTRY),
            of(
                    Reason.ROOM_PRIVATE_DISABLED,
                    "{}",
                    PRIVATE,
                    "{mucPrivateMessages: 'open'}",
                    "channels.xmpp.mucPrivateMessages"),
            of(Reason.INVITES_DISABLED, "{}", INVITE, "{invites: 'open'}", "channels.xmpp.invites"));

    private static AccessRules rules(String settings) {
        JsonObject channel = JsonParser.parseString(settings).getAsJsonObject();
        channel.addProperty("jid", "bot@example.org");
        channel.addProperty("password", "secret");
        return ConfigReader.read(channel).access();
    }

    private static Matter matter(Facts facts) {
        boolean inRoom = facts.room() != null;
        return new Matter(
                "event",
                facts,
                inRoom ? OCCUPANT : Jid.of("alice@example.org/phone"),
                inRoom ? ROOM : ALICE,
                List.of("m1"));
    }

    /** In a room that hides its people a nick is all there is, and it may be chosen to look like somebody's. */
    @Tag("C-38")
    @Test
    void aNickThatPretendsIsSeen() {
        Facts facts = Facts.room(Kind.ROOM_MESSAGE, ROOM, null, true);
        Matter matter = new Matter("event", facts, ROOM.withResource("\u0430lice"), ROOM, List.of());
        Decision decision = AccessPolicy.decide(rules("{groupAllowFrom: ['alice@example.org']}"), Paired.NONE, facts);
        String text = new Explanations("default").of(matter, decision);
        assertTrue(text.contains("/\\u{430}lice") && text.chars().allMatch(c -> c < 128), text);
    }

    @TestFactory
    Stream<DynamicTest> eachReasonIsExplainedAndTheCureItNamesHelps() {
        return CASES.stream()
                .map(each -> dynamicTest(each.reason() + " " + each.settings(), () -> {
                    Decision decision = AccessPolicy.decide(rules(each.settings()), each.paired(), each.facts());
                    assertEquals(each.reason(), decision.reason());
                    String text = new Explanations("default").of(matter(each.facts()), decision);
                    for (String part : each.says()) {
                        assertTrue(text.contains(part), text);
                    }
                    assertTrue(text.matches("[^\n]+\\.") && !text.contains("null"), text);
                    if (each.instead() != null) {
                        assertTrue(
                                AccessPolicy.decide(rules(each.instead()), each.paired(), each.facts())
                                        .isDispatch(),
                                text);
                    }
                }));
    }

    /** What the policy let pass, and was held back nevertheless. */
    private static final Map<Reason, Map<Facts, List<String>>> HELD_BACK = Map.of(
            Reason.RATE_LIMITED,
            Map.of(
                    DIRECT,
                    List.of("from alice@example.org", "channels.xmpp.limits.messagesPerMinute"),
                    IN_ROOM,
                    List.of("in this room", "channels.xmpp.limits.roomMessagesPerMinute")),
            Reason.BOT_LOOP,
            Map.of(DIRECT, List.of("alice@example.org", "channels.xmpp.limits.turnsInARow and botTurnsInARow")));

    @TestFactory
    Stream<DynamicTest> whatWasHeldBackIsExplained() {
        return HELD_BACK.entrySet().stream()
                .flatMap(reason -> reason.getValue().entrySet().stream()
                        .map(each -> dynamicTest(
                                reason.getKey() + " " + each.getKey().kind(), () -> {
                                    String text = new Explanations("default")
                                            .of(matter(each.getKey()), new Decision(Admission.DROP, reason.getKey()));
                                    for (String part : each.getValue()) {
                                        assertTrue(text.contains(part), text);
                                    }
                                })));
    }

    @Test
    void noReasonIsLeftOut() {
        assertEquals(
                EnumSet.allOf(Reason.class),
                Stream.concat(CASES.stream().map(Case::reason), HELD_BACK.keySet().stream())
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Reason.class))));
    }

    @Test
    void anotherAccountsSettingsStandUnderItsName() {
        String text = new Explanations("work")
                .of(matter(DIRECT), AccessPolicy.decide(rules("{dmPolicy: 'disabled'}"), Paired.NONE, DIRECT));
        assertTrue(text.contains("channels.xmpp.accounts.work.dmPolicy"), text);
    }
}
