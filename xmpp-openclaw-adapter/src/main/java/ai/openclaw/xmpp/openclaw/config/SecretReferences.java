package ai.openclaw.xmpp.openclaw.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts secrets in the place of references to them, where no host does so: {@code {source, id}} as a password. */
final class SecretReferences {

    private static final long PATIENCE_SECONDS = 30;

    private final Path folder;
    private final Map<String, String> env;
    private final Set<String> variables;
    private final List<ConfigProblem> problems;

    /**
     * Resolves references.
     *
     * @param folder what paths are relative to
     * @param variables gets the names of the variables that hold secrets
     * @param problems gets what is wrong
     */
    SecretReferences(Path folder, Map<String, String> env, Set<String> variables, List<ConfigProblem> problems) {
        this.folder = folder;
        this.env = env;
        this.variables = variables;
        this.problems = problems;
    }

    /** Everything below, passwords resolved; what cannot be is left out and is among the problems. */
    void resolve(String path, JsonElement element) {
        if (element instanceof JsonArray list) {
            for (int i = 0; i < list.size(); i++) {
                resolve(path + "[" + i + "]", list.get(i));
            }
        } else if (element instanceof JsonObject object) {
            for (Map.Entry<String, JsonElement> field : List.copyOf(object.entrySet())) {
                String inner = FieldTypes.at(path, field.getKey());
                if (field.getKey().equals("password") && field.getValue() instanceof JsonObject reference) {
                    @Nullable String secret = secret(inner, reference);
                    if (secret == null) {
                        object.remove("password");
                    } else {
                        object.addProperty("password", secret);
                    }
                } else {
                    resolve(inner, field.getValue());
                }
            }
        }
    }

    private @Nullable String secret(String path, JsonObject reference) {
        @Nullable String source = text(reference, "source");
        @Nullable String id = text(reference, "id");
        if (source == null || id == null) {
            problems.add(new ConfigProblem(path, "a reference to a secret has a source (env, file or exec) and an id"));
            return null;
        }
        return switch (source) {
            case "env" -> ofEnvironment(path, id);
            case "file" -> ofFile(path, id);
            case "exec" -> ofCommand(path, id);
            default -> {
                problems.add(new ConfigProblem(path + ".source", "must be env, file or exec"));
                yield null;
            }
        };
    }

    private @Nullable String ofEnvironment(String path, String name) {
        variables.add(name);
        @Nullable String value = env.get(name);
        if (value == null || value.isEmpty()) {
            problems.add(new ConfigProblem(path, "the environment variable " + name + " is not set"));
            return null;
        }
        return value;
    }

    private @Nullable String ofFile(String path, String name) {
        try (Stream<String> lines = Files.lines(folder.resolve(name))) {
            return firstLine(path, "the file " + name, lines);
        } catch (IOException | InvalidPathException | java.io.UncheckedIOException unreadable) {
            problems.add(new ConfigProblem(path, "the file " + name + " cannot be read"));
            return null;
        }
    }

    /** What the command says is the secret; its errors go to our log. */
    private @Nullable String ofCommand(String path, String command) {
        try {
            Process process = new ProcessBuilder("/bin/sh", "-c", command)
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.getOutputStream().close();
            byte[] said = new byte[0];
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                said = process.getInputStream().readNBytes(64 * 1024);
            } else {
                process.destroyForcibly();
            }
            if (!process.isAlive() && process.exitValue() == 0) {
                return firstLine(path, "what the command says", new String(said, StandardCharsets.UTF_8).lines());
            }
        } catch (IOException failed) {
            // Said below.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        problems.add(new ConfigProblem(path, "the command that gives the secret failed or took too long"));
        return null;
    }

    private @Nullable String firstLine(String path, String what, Stream<String> lines) {
        @Nullable String line = lines.findFirst().orElse("");
        if (line.isEmpty()) {
            problems.add(new ConfigProblem(path, "the first line of " + what + " is empty"));
            return null;
        }
        return line;
    }

    private static @Nullable String text(JsonObject object, String name) {
        return object.get(name) instanceof JsonPrimitive plain && plain.isString() ? plain.getAsString() : null;
    }
}
