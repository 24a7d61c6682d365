package ai.openclaw.xmpp.openclaw.config;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.muc.RoomConfig;
import com.google.gson.JsonObject;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes records of the object that the host hands over for an account. */
public final class ConfigReader {

    private ConfigReader() {}

    /**
     * An account's settings.
     *
     * @param channel the account's {@code channels.xmpp} object, with secrets resolved
     * @throws InvalidConfigException if anything is wrong; it tells everything that is
     */
    public static AccountConfig read(JsonObject channel) {
        Map<String, Object> values = PlainValues.of(channel);
        List<ConfigProblem> problems = new ArrayList<>();
        FieldTypes.group(ChannelFields.CHANNEL).check("", values, problems);
        for (String required : List.of("jid", "password")) {
            if (!values.containsKey(required)) {
                problems.add(new ConfigProblem(
                        required,
                        "is missing; set channels.xmpp." + required + ", or XMPP_" + required.toUpperCase(Locale.ROOT)
                                + " for the default account"));
            }
        }
        NodeFields.complete(values, problems);
        if (problems.isEmpty()) {
            roomsAmongPeople(values, problems);
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        return records(ConfigValueFactory.fromMap(values)
                .toConfig()
                .withFallback(ConfigFactory.parseResources(
                        ConfigReader.class,
                        "defaults.conf",
                        ConfigParseOptions.defaults().setAllowMissing(false))));
    }

    private static AccountConfig records(Config config) {
        Jid jid = Jid.of(config.getString("jid"));
        @Nullable String name = optional(config, "name");
        String nick = first(optional(config, "nick"), usableAsNick(name), jid.local());
        return new AccountConfig(
                session(config, jid),
                nick,
                AccessReader.read(config),
                AccessReader.limits(config.getConfig("limits")),
                rooms(config, nick),
                config.getInt("historyLimit"),
                historyLimits(config),
                config.getBoolean("receipts"),
                config.getBoolean("markers"),
                config.getBoolean("typing"),
                ReactionNotifications.valueOf(
                        config.getString("reactionNotifications").toUpperCase(Locale.ROOT)),
                config.getInt("textChunkLimit"),
                config.getString("chunkMode").equals("newline"),
                config.getLong("mediaMaxMb") * 1024 * 1024,
                strings(config, "blockedMediaTypes"),
                NodeFields.read(config),
                appearance(config));
    }

    private static Appearance appearance(Config config) {
        @Nullable String avatar = optional(config, "profile.avatar");
        return new Appearance(
                config.getString("streaming").equals("corrections"),
                optional(config, "profile.name"),
                optional(config, "profile.about"),
                optional(config, "profile.url"),
                avatar == null ? null : Path.of(avatar),
                config.getBoolean("profile.showBusy"));
    }

    private static SessionConfig session(Config config, Jid jid) {
        @Nullable String server = optional(config, "server");
        @Nullable String caFile = optional(config, "tls.caFile");
        return SessionConfig.of(jid, Secret.of(config.getString("password")))
                .withServer(server == null ? null : ServerAddress.parse(server))
                .withResource(config.getString("resource"))
                .withTls(new TlsConfig(
                        caFile == null ? null : Path.of(caFile),
                        Set.copyOf(strings(config, "tls.pinSha256")),
                        "TLSv" + config.getString("tls.minVersion")))
                .withSaslMechanisms(
                        config.hasPath("sasl") && !strings(config, "sasl").isEmpty()
                                ? strings(config, "sasl")
                                : SessionConfig.DEFAULT_SASL_MECHANISMS)
                .withMediaHosts(Set.copyOf(strings(config, "mediaHosts")))
                .withEngine(config.getString("engine"))
                .withSoftware("OpenClaw");
    }

    /** The rooms of {@code rooms} and those of {@code mucRooms}, without those that are switched off there. */
    private static List<RoomConfig> rooms(Config config, String nick) {
        Map<Jid, Config> entries = entries(config);
        Map<Jid, Config> wanted = new LinkedHashMap<>();
        if (config.hasPath("rooms")) {
            for (ConfigValue value : config.getList("rooms")) {
                Config room = value.valueType() == ConfigValueType.STRING
                        ? ConfigFactory.empty().withValue("jid", ConfigValueFactory.fromAnyRef(value.unwrapped()))
                        : value.atKey("room").getConfig("room");
                if (room.hasPath("jid")) {
                    wanted.put(Jid.of(room.getString("jid")), room);
                }
            }
        }
        entries.forEach((jid, entry) -> {
            if (flag(entry, "enabled")) {
                wanted.merge(jid, entry, Config::withFallback);
            } else {
                wanted.remove(jid);
            }
        });
        return wanted.entrySet().stream()
                .map(room -> new RoomConfig(
                        room.getKey(),
                        first(optional(room.getValue(), "nick"), nick),
                        room.getValue().hasPath("password")
                                ? Secret.of(room.getValue().getString("password"))
                                : null))
                .toList();
    }

    /** The entries of {@code mucRooms}, completed from its {@code "*"}; that one itself is not among them. */
    static Map<Jid, Config> entries(Config config) {
        Map<Jid, Config> entries = new LinkedHashMap<>();
        if (!config.hasPath("mucRooms")) {
            return entries;
        }
        Config forAll = forAllRooms(config);
        for (Map.Entry<String, ConfigValue> entry : config.getObject("mucRooms").entrySet()) {
            if (!entry.getKey().equals("*")) {
                entries.put(
                        Jid.of(entry.getKey()),
                        entry.getValue().atKey("room").getConfig("room").withFallback(forAll));
            }
        }
        return entries;
    }

    /** What {@code mucRooms["*"]} says. */
    static Config forAllRooms(Config config) {
        @Nullable
        ConfigValue forAll =
                config.hasPath("mucRooms") ? config.getObject("mucRooms").get("*") : null;
        return forAll == null ? ConfigFactory.empty() : forAll.atKey("room").getConfig("room");
    }

    static boolean flag(Config room, String name) {
        return room.hasPath(name) ? room.getBoolean(name) : Boolean.TRUE.equals(ChannelFields.roomDefault(name));
    }

    private static Map<Jid, Integer> historyLimits(Config config) {
        return entries(config).entrySet().stream()
                .filter(entry -> entry.getValue().hasPath("historyLimit"))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().getInt("historyLimit")));
    }

    /** A room in a list of people would let in all its occupants, or nobody: either is a mistake. */
    private static void roomsAmongPeople(Map<String, Object> values, List<ConfigProblem> problems) {
        Config config = ConfigValueFactory.fromMap(values).toConfig();
        Set<Jid> rooms = rooms(config, "x").stream().map(RoomConfig::room).collect(Collectors.toSet());
        rooms.addAll(entries(config).keySet());
        check("allowFrom", strings(config, "allowFrom"), rooms, problems);
        check("groupAllowFrom", strings(config, "groupAllowFrom"), rooms, problems);
        entries(config)
                .forEach((room, entry) ->
                        check("mucRooms." + room + ".users", strings(entry, "users"), rooms, problems));
    }

    private static void check(String path, List<String> people, Set<Jid> rooms, List<ConfigProblem> problems) {
        for (int i = 0; i < people.size(); i++) {
            String entry = people.get(i);
            if (Jid.parse(entry).filter(rooms::contains).isPresent()) {
                problems.add(new ConfigProblem(
                        path + "[" + i + "]",
                        entry + " is a room, not a person; list people by their own JIDs, and rooms in mucRooms"));
            }
        }
    }

    static List<String> strings(Config config, String path) {
        if (!config.hasPath(path)) {
            return List.of();
        }
        ConfigValue value = config.getValue(path);
        return value instanceof ConfigList list
                ? list.stream().map(item -> String.valueOf(item.unwrapped())).toList()
                : List.of(String.valueOf(value.unwrapped()));
    }

    private static @Nullable String optional(Config config, String path) {
        return config.hasPath(path) ? config.getString(path) : null;
    }

    private static @Nullable String usableAsNick(@Nullable String name) {
        return name != null && AddressChecks.nick(name) == null ? name : null;
    }

    private static String first(@Nullable String... candidates) {
        for (String candidate : candidates) {
            if (candidate != null) {
                return candidate;
            }
        }
        throw new IllegalArgumentException("nothing to choose from");
    }
}
