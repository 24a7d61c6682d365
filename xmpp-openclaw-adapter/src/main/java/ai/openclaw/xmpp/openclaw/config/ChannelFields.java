package ai.openclaw.xmpp.openclaw.config;

import static ai.openclaw.xmpp.openclaw.config.FieldTypes.choice;
import static ai.openclaw.xmpp.openclaw.config.FieldTypes.flag;
import static ai.openclaw.xmpp.openclaw.config.FieldTypes.group;
import static ai.openclaw.xmpp.openclaw.config.FieldTypes.hosts;
import static ai.openclaw.xmpp.openclaw.config.FieldTypes.listOf;
import static ai.openclaw.xmpp.openclaw.config.FieldTypes.map;
import static ai.openclaw.xmpp.openclaw.config.FieldTypes.secret;
import static ai.openclaw.xmpp.openclaw.config.FieldTypes.text;
import static ai.openclaw.xmpp.openclaw.config.FieldTypes.textOr;
import static ai.openclaw.xmpp.openclaw.config.FieldTypes.whole;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of all settings. The check for unknown keys, the host's JSON Schema, the defaults and the configuration page all come
 * from here.
 */
final class ChannelFields {

    private ChannelFields() {}

    private static final FieldType PEOPLE =
            listOf(text("a bare JID such as `alice@example.org`, `*@example.org`, or `*`", AddressChecks::person));
    private static final FieldType ROOM_JID =
            text("a room's bare JID such as `room@conference.example.org`", AddressChecks::room);
    private static final FieldType NICK = text("a nick", AddressChecks::nick);
    private static final FieldType GATE = choice("disabled", "allowlist", "open");

    private static final List<Field> ROOM_TO_JOIN = List.of(
            of("jid", ROOM_JID, "the room"),
            of("nick", NICK, "the bot's nick in it"),
            of("password", secret(), "the room's password"));

    /** The settings of one entry of {@code mucRooms}. */
    static final List<Field> ROOM = List.of(
            of("enabled", flag(), true, "`false`: the room is neither joined by this entry nor answered"),
            of("requireMention", flag(), true, "whether a message must mention the bot to be answered"),
            of("users", PEOPLE, "who is answered in this room, besides `groupAllowFrom`"),
            of("systemPrompt", text("text"), "an addition to the agent's system prompt in this room"),
            of("skills", listOf(text("a skill's name")), "the only skills that the agent has in this room"),
            of(
                    "tools",
                    hosts("object"),
                    "the tools that the agent has in this room, in the host's words: `{allow, deny, alsoAllow}`; who writes privately from there is not answered, since they would not hold"),
            of(
                    "agentId",
                    text("an agent's id"),
                    "the agent that answers in this room; nobody does if there is none of that id"),
            of("nick", NICK, "the bot's nick in this room"),
            of("password", secret(), "the room's password"),
            of("historyLimit", whole(0, 500), "as `historyLimit`, for this room"),
            of(
                    "trustRoom",
                    flag(),
                    false,
                    "where lists of senders apply: whether occupants whose real JID the room hides are answered too, whoever they are"));

    /** The settings of {@code channels.xmpp} that an account may set too. */
    static final List<Field> ACCOUNT = List.of(
            of("enabled", flag(), true, "whether the account is used"),
            of("name", text("a name"), "what the account is called in lists"),
            of(
                    "jid",
                    text("a bare JID such as `bot@example.org`", AddressChecks::account),
                    "the bot's bare JID; `XMPP_JID` fills it for the default account"),
            of("password", secret(), "the bot's password; `XMPP_PASSWORD` fills it for the default account"),
            of(
                    "server",
                    text(
                            "`host`, `host:port`, `[v6]:port`, `xmpp://…`, `xmpps://…` (direct TLS), `wss://…`, `ws://` on this machine",
                            AddressChecks::server),
                    "where the server listens, if SRV records of the JID's domain do not tell; `XMPP_SERVER` fills it"),
            of(
                    "resource",
                    text("a resourcepart", AddressChecks::resource),
                    "openclaw",
                    "the resource to bind; on conflict a suffix is added"),
            of("nick", NICK, "the bot's nick in rooms; by default `name`, else the JID's local part"),
            of("rooms", listOf(textOr(ROOM_JID, group(ROOM_TO_JOIN))), "rooms to join"),
            of(
                    "dmPolicy",
                    choice("pairing", "open", "allowlist", "disabled"),
                    "pairing",
                    "who may write to the bot directly"),
            of("allowFrom", PEOPLE, "who may write to the bot directly; see `dmPolicy`"),
            of(
                    "acceptSubscriptions",
                    choice("all", "known"),
                    "all",
                    "under `pairing`: whether strangers may see the bot's presence before they are approved"),
            of(
                    "groupPolicy",
                    choice("open", "allowlist", "disabled"),
                    "open",
                    "rooms that are answered: all joined ones, those of `mucRooms`, or none"),
            of("groupAllowFrom", PEOPLE, "who is answered in all rooms; works where rooms show the bot real JIDs"),
            of(
                    "mucRooms",
                    map(".<jid>", "^(\\*|[^@/\\s]+@[^@/\\s]+)$", AddressChecks::roomKey, ROOM),
                    "the settings of a room, which the bot joins without an entry in `rooms` too; under `*` the defaults of all rooms, which joins and lists none"),
            of("mucPrivateMessages", GATE, "disabled", "who may write to the bot privately through a room"),
            of("invites", GATE, "disabled", "whose invitations to rooms are followed"),
            of(
                    "tls",
                    group(List.of(
                            of(
                                    "caFile",
                                    text("a path of a PEM file", AddressChecks::readableFile),
                                    "certificate authorities to trust instead of the system's"),
                            of(
                                    "pinSha256",
                                    textOr(
                                            text("base64 of a SHA-256", AddressChecks::pin),
                                            listOf(text("such texts", AddressChecks::pin))),
                                    "public keys (SHA-256 of the SubjectPublicKeyInfo, base64), one of which the server must have"),
                            of("minVersion", choice("1.2", "1.3"), "1.2", "the lowest accepted version"))),
                    "whom to trust; nothing accepts every certificate"),
            of(
                    "sasl",
                    listOf(choice("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN")),
                    "the allowed SASL mechanisms; by default all of these, strongest first"),
            of("mediaMaxMb", whole(1, 1024), 20L, "the largest file that is fetched, in MiB"),
            of(
                    "blockedMediaTypes",
                    listOf(text("a media type such as `application/x-sh` or `video/*`")),
                    "media types that are not handed to the agent"),
            of(
                    "mediaHosts",
                    listOf(text("a host's name")),
                    "hosts that files are fetched from besides the account's own upload services"),
            of("textChunkLimit", whole(100, 65536), 4000L, "the longest message that is sent, in characters"),
            of(
                    "chunkMode",
                    choice("length", "newline"),
                    "length",
                    "where long answers are cut: only where they must be, or at every empty line"),
            of(
                    "streaming",
                    choice("off", "corrections"),
                    "off",
                    "whether answers to people grow while they are written, where their client takes corrections (XEP-0308)"),
            of(
                    "profile",
                    group(
                            List.of(
                                    of("name", text("a name"), "what the agent is called in vCard and nick"),
                                    of("about", text("a text"), "what the vCard says of it"),
                                    of("url", text("an address"), "a page about it"),
                                    of(
                                            "avatar",
                                            text(
                                                    "a path of a PNG, JPEG, GIF or WebP file",
                                                    AddressChecks::readableFile),
                                            "its picture, 180 KiB at most"),
                                    of(
                                            "showBusy",
                                            flag(),
                                            true,
                                            "whether contacts see that it works on a long answer, since when it has had nothing to do, and that it is away while answers fail"))),
                    "what the bot shows of itself; written to the server where that has something else. What is left out stays as it is there"),
            of(
                    "receipts",
                    flag(),
                    true,
                    "whether those who may write are told that their message has arrived (XEP-0184), if it asks for that"),
            of(
                    "markers",
                    flag(),
                    true,
                    "whether those who may write are told that their message was read (XEP-0333), if it asks for that: as soon as the host has it; not in private messages of rooms"),
            of("typing", flag(), true, "whether the bot shows that it writes"),
            of(
                    "reactionNotifications",
                    choice("own", "all", "off"),
                    "own",
                    "reactions that the agent hears of: to the bot's messages, to all, none"),
            of(
                    "ackReaction",
                    text("an emoji"),
                    "a reaction to each message that the agent begins to answer; it is not taken away afterwards. The host's `messages.ackReactionScope` says where: if it is not set, in rooms where the bot is mentioned"),
            of(
                    "historyLimit",
                    whole(0, 500),
                    20L,
                    "how many messages of a room that did not mention the bot go along with the next one that does, as context"),
            of(
                    "pubsub",
                    listOf(group(NodeFields.NODE)),
                    "nodes whose news the agent hears of; they never begin a turn, see [agent](agent.md#nodes)"),
            of(
                    "engine",
                    text("an engine's name"),
                    "babbler",
                    "the XMPP engine: `babbler` or `smack`, see [engines](engines.md)"),
            of("javaPath", text("a path"), "the Java runtime to use; else `XMPP_JAVA`, `JAVA_HOME`, `PATH`"),
            of(
                    "limits",
                    group(List.of(
                            of("messagesPerMinute", whole(1, 100_000), 30L, "turns per sender and minute"),
                            of("roomMessagesPerMinute", whole(1, 100_000), 60L, "turns per room and minute"),
                            of(
                                    "turnsInARow",
                                    whole(1, 100_000),
                                    50L,
                                    "answers to the same partner without a minute's pause; then the agent waits for one"),
                            of(
                                    "botTurnsInARow",
                                    whole(1, 100_000),
                                    5L,
                                    "the same for partners who say that they are bots, with ten minutes' pause"))),
                    "how much is let through, see [policy](policy.md#limits)"),
            of(
                    "replyToMode",
                    choice("off", "first", "all", "batched"),
                    "the host's: which answers quote what they answer"),
            of("defaultTo", text("a target"), "the host's: where messages without a target go"),
            of("actions", group(ActionFields.ACTIONS), "what the agent may do, see [agent](agent.md)"),
            of(
                    "execApprovals",
                    hosts("object"),
                    "who is asked before the agent does something: `enabled` (as soon as there is an approver), `approvers` (JIDs; the owners of the host otherwise), `target` (`dm`, `channel`, `both`), `agentFilter`, `sessionFilter`"),
            of("configWrites", flag(), "the host's: whether commands in chats may change the configuration"),
            of("healthMonitor", hosts("object"), "the host's: watching the channel"));

    /** All settings of {@code channels.xmpp}. */
    static final List<Field> CHANNEL = Stream.concat(
                    ACCOUNT.stream(),
                    Stream.of(
                            of(
                                    "accounts",
                                    map(".<id>", "^[a-z0-9][a-z0-9_-]{0,63}$", ignored -> null, ACCOUNT),
                                    "several accounts, by ids of `a`-`z`, `0`-`9`, `-` and `_`; each inherits the settings above and may set them anew"),
                            of(
                                    "defaultAccount",
                                    text("an account's id"),
                                    "the account that is meant if none is named")))
            .toList();

    private static Field of(String name, FieldType type, String doc) {
        return new Field(name, type, null, doc);
    }

    private static Field of(String name, FieldType type, Object byDefault, String doc) {
        return new Field(name, type, byDefault, doc);
    }

    /** The default of a room's setting. */
    static @Nullable Object roomDefault(String name) {
        return ROOM.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::byDefault)
                .findFirst()
                .orElse(null);
    }

    /** The fields that are groups, with their fields' defaults; for the defaults file. */
    static Map<String, Object> defaults(List<Field> fields) {
        Map<String, Object> defaults = new java.util.TreeMap<>();
        for (Field field : fields) {
            if (field.byDefault() != null) {
                defaults.put(field.name(), field.byDefault());
            } else if (field.type().keyWords().isEmpty()
                    && !field.type().fields().isEmpty()) {
                defaults.put(field.name(), defaults(field.type().fields()));
            }
        }
        return defaults;
    }
}
