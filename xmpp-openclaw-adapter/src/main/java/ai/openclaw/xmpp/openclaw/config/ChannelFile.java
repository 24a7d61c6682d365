package ai.openclaw.xmpp.openclaw.config;

import ai.openclaw.xmpp.XmppException;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@code channels.xmpp} object in a file of its own, for a bot without a host: what the host's plugin does with its configuration is done here.
 *
 * @param accounts the enabled accounts, by id
 * @param defaultAccount the one that is meant if none is named
 * @param secretVariables environment variables that hold passwords: those that are referred to, and those with the text of one
 */
public record ChannelFile(Map<String, AccountConfig> accounts, String defaultAccount, Set<String> secretVariables) {

    private static final Logger LOG = LoggerFactory.getLogger(ChannelFile.class);
    private static final String DEFAULT = "default";
    private static final ConfigResolver NOTHING = new ConfigResolver() {
        @Override
        public ConfigValue lookup(String path) {
            return ConfigValueFactory.fromAnyRef("");
        }

        @Override
        public ConfigResolver withFallback(ConfigResolver fallback) {
            return this;
        }
    };
    private static final List<String> FROM_ENVIRONMENT = List.of("jid", "password", "server");

    /**
     * Reads a file of JSON or HOCON: the object itself, or one that has it as {@code channels.xmpp}.
     *
     * @throws XmppException of kind {@code CONFIGURATION} if the file cannot be read
     * @throws InvalidConfigException if anything in it is wrong
     */
    public static ChannelFile read(Path file, Map<String, String> env) {
        JsonObject channel = channel(file, ConfigResolveOptions.defaults());
        if (othersMayRead(file) && keepsPassword(file)) {
            LOG.warn(
                    "there is a password in {}, and other users may read it: chmod 600, or refer to the password",
                    file);
        }
        List<ConfigProblem> problems = new ArrayList<>();
        Set<String> variables = new TreeSet<>(List.of("XMPP_PASSWORD"));
        Path folder = file.toAbsolutePath().getParent();
        new SecretReferences(folder == null ? Path.of("") : folder, env, variables, problems).resolve("", channel);
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        Set<String> passwords = new HashSet<>();
        collectPasswords(channel, passwords);
        // A password may have come from a variable by a substitution, or lie in one that nothing refers to.
        env.forEach((name, value) -> {
            if (passwords.contains(value)) {
                variables.add(name);
            }
        });
        Map<String, AccountConfig> accounts = new LinkedHashMap<>();
        for (String id : ids(channel)) {
            JsonObject merged = merged(channel, id, env);
            if (!isFalse(merged, "enabled")) {
                accounts.put(id, ConfigReader.read(merged));
            }
        }
        if (accounts.isEmpty()) {
            throw new XmppException(
                    XmppException.Kind.CONFIGURATION, file + " has no account that is enabled; see its field enabled");
        }
        return new ChannelFile(accounts, defaultAccount(channel, accounts), variables);
    }

    /** Whether a password, or a part of one, is written in the file itself: what the environment gives is left empty. */
    static boolean keepsPassword(Path file) {
        try {
            return hasPlainPassword(
                    channel(file, ConfigResolveOptions.noSystem().appendResolver(NOTHING)));
        } catch (XmppException unclear) {
            // Where a list of the environment is part of it.
            return true;
        }
    }

    private static boolean hasPlainPassword(JsonElement element) {
        return element instanceof JsonObject object
                ? object.entrySet().stream()
                        .anyMatch(field -> field.getKey().equals("password")
                                        && field.getValue() instanceof JsonPrimitive text
                                        && !text.getAsString().isEmpty()
                                || hasPlainPassword(field.getValue()))
                : element instanceof JsonArray list && list.asList().stream().anyMatch(ChannelFile::hasPlainPassword);
    }

    /** All that are not empty, also those of accounts and rooms that are switched off. */
    private static void collectPasswords(JsonElement element, Set<String> passwords) {
        if (element instanceof JsonArray list) {
            list.forEach(item -> collectPasswords(item, passwords));
        } else if (element instanceof JsonObject object) {
            object.entrySet().forEach(field -> {
                if (field.getKey().equals("password")
                        && field.getValue() instanceof JsonPrimitive text
                        && !text.getAsString().isEmpty()) {
                    passwords.add(text.getAsString());
                }
                collectPasswords(field.getValue(), passwords);
            });
        }
    }

    private static boolean othersMayRead(Path file) {
        try {
            Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(file);
            return allowed.contains(PosixFilePermission.GROUP_READ)
                    || allowed.contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    private static JsonObject channel(Path file, ConfigResolveOptions substitutions) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new XmppException(XmppException.Kind.CONFIGURATION, file + " cannot be read");
        }
        try {
            // Everything that is JSON is HOCON, whatever the file is called.
            JsonObject whole = JsonParser.parseString(ConfigFactory.parseFile(
                                    file.toFile(),
                                    ConfigParseOptions.defaults()
                                            .setAllowMissing(false)
                                            .setSyntax(ConfigSyntax.CONF))
                            .resolve(substitutions)
                            .root()
                            .render(ConfigRenderOptions.concise()))
                    .getAsJsonObject();
            return whole.get("channels") instanceof JsonObject channels
                            && channels.get("xmpp") instanceof JsonObject xmpp
                    ? xmpp
                    : whole;
        } catch (ConfigException malformed) {
            // Without the library's words: they may quote a password.
            int line = malformed.origin() == null ? -1 : malformed.origin().lineNumber();
            throw new XmppException(
                    XmppException.Kind.CONFIGURATION,
                    file + " is neither JSON nor HOCON" + (line > 0 ? "; look at line " + line : "")
                            + " (texts with @, : or / belong into quotes)");
        }
    }

    /** Named accounts hide the one of the root unless it has a JID of its own. */
    private static List<String> ids(JsonObject channel) {
        if (!(channel.get("accounts") instanceof JsonObject named) || named.isEmpty()) {
            return List.of(DEFAULT);
        }
        List<String> ids = new ArrayList<>(named.keySet());
        if (channel.has("jid") && !named.has(DEFAULT)) {
            ids.add(0, DEFAULT);
        }
        return ids;
    }

    /** The root's fields, over them the account's own; for the default account the environment last. */
    private static JsonObject merged(JsonObject channel, String id, Map<String, String> env) {
        JsonObject merged = channel.deepCopy();
        merged.remove("accounts");
        merged.remove("defaultAccount");
        if (channel.get("accounts") instanceof JsonObject named && named.get(id) instanceof JsonObject own) {
            own.entrySet().forEach(field -> merged.add(field.getKey(), field.getValue()));
        }
        if (isFalse(channel, "enabled")) {
            merged.addProperty("enabled", false);
        }
        if (id.equals(DEFAULT)) {
            for (String field : FROM_ENVIRONMENT) {
                @Nullable String value = env.get("XMPP_" + field.toUpperCase(Locale.ROOT));
                if (!merged.has(field) && value != null && !value.isEmpty()) {
                    merged.addProperty(field, value);
                }
            }
        }
        return merged;
    }

    private static String defaultAccount(JsonObject channel, Map<String, AccountConfig> accounts) {
        if (channel.get("defaultAccount") instanceof JsonPrimitive wanted
                && accounts.containsKey(wanted.getAsString())) {
            return wanted.getAsString();
        }
        return accounts.containsKey(DEFAULT)
                ? DEFAULT
                : accounts.keySet().iterator().next();
    }

    private static boolean isFalse(JsonObject object, String name) {
        return object.get(name) instanceof JsonPrimitive plain && plain.isBoolean() && !plain.getAsBoolean();
    }

    /** Without the passwords. */
    @Override
    public String toString() {
        return "ChannelFile" + accounts.keySet();
    }
}
