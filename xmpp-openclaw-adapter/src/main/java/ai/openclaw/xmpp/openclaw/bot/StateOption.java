package ai.openclaw.xmpp.openclaw.bot;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all commands have that talk to a running bot. */
final class StateOption {

    private static final Gson JSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .create();

    @Option(
            names = "--state",
            paramLabel = "DIR",
            required = true,
            description = "the state directory that the bot was started with")
    private @Nullable Path directory;

    @Option(names = "--account", paramLabel = "ID", description = "only this account; else all")
    @Nullable
    String account;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    /** Asks the bot; with {@code --json} the answer is printed as it is, else in the given words. */
    <R> String ask(String method, Object params, Class<R> result, Function<R, String> words) {
        try (ControlClient bot = connect()) {
            return print(bot.call(method, params, result), words);
        }
    }

    /** The running bot. */
    ControlClient connect() {
        return ControlClient.connect(Objects.requireNonNull(directory, "required"));
    }

    /** An answer as it is to be printed. */
    <R> String print(R answer, Function<R, String> words) {
        return json ? JSON.toJson(answer) : words.apply(answer);
    }
}
