package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.onboarding.Wizard.Outcome;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The part of the host's configuration that the setup makes: {@code channels.xmpp} and the settings around it, as strict JSON. */
final class ConfigFile {

    private ConfigFile() {}

    /** The {@code channels.xmpp} object of a file; empty without a file. The file may also be that object by itself. */
    static Map<String, Object> read(CommandSpec spec, @Nullable Path file) {
        if (file == null) {
            return Map.of();
        }
        try {
            Map<String, Object> content = Json.read(Files.readString(file));
            return content.containsKey("channels")
                    ? Settings.object(Settings.object(content, "channels"), "xmpp")
                    : content;
        } catch (IOException unreadable) {
            throw AccountOptions.wrong(spec, "--config: " + file + " cannot be read");
        } catch (IllegalArgumentException malformed) {
            throw AccountOptions.wrong(
                    spec,
                    "--config: " + file + " is not plain JSON (" + malformed.getMessage()
                            + "); give it what this command wrote, not openclaw.json");
        }
    }

    /** For the screen: a password is replaced by a reference to the variable that should hold it. */
    static String shown(Outcome outcome) {
        Map<String, Object> config = new LinkedHashMap<>(outcome.config());
        if (config.get("password") instanceof String) {
            config.put("password", Answers.reference(AccountStep.PASSWORD_VARIABLE));
        }
        return Json.write(fragment(new Outcome(config, outcome.hostPatch())));
    }

    /** Writes the file whole or not at all; nobody but its owner can read it at any time. */
    static void write(Path file, Outcome outcome) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Path unfinished = Files.createTempFile(folder, ".setup", ".json", ownerOnly);
        try {
            Files.writeString(unfinished, Json.write(fragment(outcome)) + "\n");
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static Map<String, Object> fragment(Outcome outcome) {
        Map<String, Object> root = new LinkedHashMap<>();
        put(root, "channels.xmpp", outcome.config());
        outcome.hostPatch().forEach(setting -> put(root, setting.path(), setting.value()));
        return root;
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
