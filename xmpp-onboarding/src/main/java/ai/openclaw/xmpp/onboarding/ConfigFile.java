package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.onboarding.Wizard.Outcome;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The host's configuration, as far as the setup knows it: {@code channels.xmpp} and the settings around it, as strict JSON. What it does
 * not know is kept. Immutable.
 */
final class ConfigFile {

    /** The account that the section itself describes. */
    static final String DEFAULT_ACCOUNT = "default";

    /** Stands for a password that is not shown. */
    static final String NOT_SHOWN = "(not printed)";

    private static final String PASSWORD = "password";
    private static final Set<String> NOT_INHERITED = Set.of("accounts", "defaultAccount");
    /** Fields of which no two accounts have the same. */
    private static final Set<String> ONE_ACCOUNTS = Set.of("jid", PASSWORD);

    private final Map<String, Object> root;
    private final String account;

    private ConfigFile(Map<String, Object> root, String account) {
        this.root = root;
        this.account = account;
    }

    /**
     * Reads a file; without one nothing is configured yet. The file may also be a {@code channels.xmpp} object by itself.
     *
     * @param account the account that is set up; {@link #DEFAULT_ACCOUNT} for the section itself
     * @throws IllegalArgumentException if it cannot be used; the message says why
     */
    static ConfigFile read(@Nullable Path file, String account) {
        if (file == null) {
            return new ConfigFile(Map.of(), account);
        }
        try {
            Map<String, Object> content = Json.read(Files.readString(file));
            Map<String, Object> wrapped = new LinkedHashMap<>();
            if (content.containsKey("channels") || !(content.containsKey("jid") || content.containsKey("accounts"))) {
                wrapped.putAll(content);
            } else {
                put(wrapped, "channels.xmpp", content);
            }
            return new ConfigFile(wrapped, account);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(file + " cannot be read", unreadable);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    file + " is not plain JSON (" + malformed.getMessage()
                            + "); give it what this command wrote, or leave it to: openclaw channels add",
                    malformed);
        }
    }

    private Map<String, Object> section() {
        return Settings.object(Settings.object(root, "channels"), "xmpp");
    }

    private boolean named() {
        return !account.equals(DEFAULT_ACCOUNT)
                || Settings.object(section(), "accounts").containsKey(DEFAULT_ACCOUNT);
    }

    private Map<String, Object> own() {
        return Settings.object(Settings.object(section(), "accounts"), account);
    }

    /** The names of the accounts that are configured. */
    List<String> accounts() {
        List<String> names = new ArrayList<>();
        if (section().containsKey("jid")) {
            names.add(DEFAULT_ACCOUNT);
        }
        Settings.object(section(), "accounts").keySet().stream()
                .filter(name -> !names.contains(name))
                .forEach(names::add);
        return names;
    }

    /** The same file for another account. */
    ConfigFile of(String other) {
        return new ConfigFile(root, other);
    }

    /** What the account's fields are today, inherited ones too. */
    Map<String, Object> current() {
        if (!named()) {
            return section();
        }
        Map<String, Object> merged = section();
        merged.keySet().removeAll(NOT_INHERITED);
        merged.keySet().removeAll(ONE_ACCOUNTS);
        merged.putAll(own());
        return merged;
    }

    /** With the outcome in it. */
    private Map<String, Object> with(Outcome outcome) {
        Map<String, Object> changed = new LinkedHashMap<>(root);
        Map<String, Object> section = section();
        if (named()) {
            Map<String, Object> own = own();
            Map<String, Object> written = new LinkedHashMap<>(outcome.config());
            // What is as in the section stays there, so that it still follows the section.
            written.entrySet()
                    .removeIf(field -> !own.containsKey(field.getKey())
                            && !ONE_ACCOUNTS.contains(field.getKey())
                            && Objects.equals(section.get(field.getKey()), field.getValue()));
            section.putIfAbsent("enabled", true);
            Map<String, Object> accounts = Settings.object(section, "accounts");
            accounts.put(account, written);
            section.put("accounts", accounts);
            put(changed, "channels.xmpp", section);
        } else {
            put(changed, "channels.xmpp", outcome.config());
        }
        outcome.hostPatch().forEach(setting -> put(changed, setting.path(), joined(setting, changed)));
        return changed;
    }

    /** A list of the patch is joined with the one that is there. */
    private static Object joined(HostPatch setting, Map<String, Object> root) {
        if (!(setting.value() instanceof List<?> wanted)) {
            return setting.value();
        }
        @Nullable Object there = root;
        for (String key : setting.path().split("\\.", -1)) {
            there = there instanceof Map<?, ?> object ? object.get(key) : null;
        }
        List<Object> joined = new ArrayList<>(there instanceof List<?> list ? list : List.of());
        wanted.stream().filter(entry -> !joined.contains(entry)).forEach(joined::add);
        return joined;
    }

    /**
     * For the screen, without what the setup has nothing to do with. The password that is set up is replaced by a reference to the variable for
     * it, those of other accounts and of rooms by {@link #NOT_SHOWN}.
     */
    String shown(Outcome outcome) {
        Map<String, Object> config = new LinkedHashMap<>(outcome.config());
        if (config.get(PASSWORD) instanceof String) {
            config.put(PASSWORD, Answers.reference(AccountStep.PASSWORD_VARIABLE));
        }
        Map<String, Object> part = new LinkedHashMap<>();
        put(part, "channels.xmpp", section());
        Map<String, Object> whole =
                new ConfigFile(part, account).with(new Outcome(config, outcome.hostPatch(), outcome.passwordMadeUp()));
        return Json.write(withoutPasswords(whole));
    }

    private static Object withoutPasswords(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(ConfigFile::withoutPasswords).toList();
        }
        if (!(value instanceof Map<?, ?> object)) {
            return value;
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        object.forEach((key, inner) -> shown.put(
                String.valueOf(key),
                PASSWORD.equals(key) && !(inner instanceof Map) ? NOT_SHOWN : withoutPasswords(inner)));
        return shown;
    }

    /** Writes the file whole or not at all; nobody but its owner can read it at any time. */
    void write(Path file, Outcome outcome) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Path unfinished = Files.createTempFile(folder, ".setup", ".json", ownerOnly);
        try {
            Files.writeString(unfinished, Json.write(with(outcome)) + "\n");
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void put(Map<String, Object> object, String path, Object value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            object.put(path, value);
            return;
        }
        String head = path.substring(0, dot);
        Map<String, Object> inner = Settings.object(object, head);
        put(inner, path.substring(dot + 1), value);
        object.put(head, inner);
    }
}
