package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.openclaw.wire.BotCalls;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.Disposition;
import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A model behind an OpenAI-compatible chat completions service. It may do nothing but answer. */
final class ModelAgent implements Agent {

    static final String APOLOGY = "Sorry, I cannot answer right now.";

    private static final Logger LOG = LoggerFactory.getLogger(ModelAgent.class);
    private static final Gson JSON = new Gson();
    private static final int AT_A_TIME = 8;
    private static final int MAX_ANSWER_BYTES = 1024 * 1024;
    private static final Duration TYPING_RENEWED = Duration.ofSeconds(25);

    /**
     * Where the model is.
     *
     * @param endpoint the chat completions address
     * @param key sent as bearer token, or {@code null}
     * @param instruction the system prompt
     * @param patience for an answer
     */
    record Settings(URI endpoint, String model, @Nullable String key, String instruction, Duration patience) {

        private static final String DEFAULT_INSTRUCTION =
                "You are a helpful assistant in a chat. Answer briefly, in plain text.";

        /**
         * Reads {@code URL} or {@code URL#MODEL}.
         *
         * @throws XmppException of kind {@code CONFIGURATION} if it cannot be used; says why
         */
        static Settings parse(String text, Map<String, String> env) {
            URI given;
            try {
                given = URI.create(text);
            } catch (IllegalArgumentException invalid) {
                throw wrong("--agent openai:URL: this is no URL");
            }
            boolean https = "https".equalsIgnoreCase(given.getScheme());
            if (given.getHost() == null || !(https || "http".equalsIgnoreCase(given.getScheme()))) {
                throw wrong("--agent openai:URL: the URL must begin with https:// or http:// and name a host");
            }
            if (given.getUserInfo() != null) {
                throw wrong("--agent openai:URL: no password belongs into the URL; set OPENAI_API_KEY");
            }
            @Nullable String model = given.getFragment() != null ? given.getFragment() : env.get("OPENAI_MODEL");
            if (model == null || model.isBlank()) {
                throw wrong("--agent openai:URL: name the model, as openai:URL#MODEL or in OPENAI_MODEL");
            }
            @Nullable String key = key(env.getOrDefault("OPENAI_API_KEY", "").strip());
            if (key != null && !https && !isLoopback(given.getHost())) {
                throw wrong("--agent openai:URL: OPENAI_API_KEY is sent over https:// only, or to this machine");
            }
            String base = text.contains("#") ? text.substring(0, text.indexOf('#')) : text;
            String end = "/chat/completions";
            URI endpoint = URI.create(base.endsWith(end) ? base : base.replaceAll("/+$", "") + end);
            return new Settings(
                    endpoint,
                    model,
                    key,
                    env.getOrDefault("OPENAI_SYSTEM_PROMPT", DEFAULT_INSTRUCTION),
                    Duration.ofMinutes(2));
        }

        /** What could not be in a header is refused here, for the client would name it when it does. */
        private static @Nullable String key(String value) {
            if (!value.chars().allMatch(each -> each > ' ' && each < 0x7F)) {
                throw wrong(
                        "OPENAI_API_KEY: there is a character in it that no key has, such as a blank or a line end");
            }
            return value.isEmpty() ? null : value;
        }

        private static boolean isLoopback(String host) {
            return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
        }

        private static XmppException wrong(String message) {
            return new XmppException(XmppException.Kind.CONFIGURATION, message);
        }

        /** Without the key. */
        @Override
        public String toString() {
            return endpoint + "#" + model;
        }
    }

    private final Settings settings;
    private final Hands hands;
    private final ScheduledExecutorService timers;
    private final HttpClient client;
    private final ExecutorService callers;
    private final ModelMemory memory = new ModelMemory();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable String problem;

    ModelAgent(Settings settings, Hands hands, ScheduledExecutorService timers) {
        this.settings = settings;
        this.hands = hands;
        this.timers = timers;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(15))
                .build();
        this.callers = Executors.newFixedThreadPool(AT_A_TIME, task -> {
            Thread thread = new Thread(task, "model");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public CompletionStage<Disposition> message(HostCalls.InboundMessage message) {
        if (message.text().isBlank()) {
            return CompletableFuture.completedFuture(new Disposition("adopted", null));
        }
        waiting.incrementAndGet();
        try {
            return CompletableFuture.supplyAsync(() -> answer(message), callers)
                    .thenCompose(text -> hands.answer(message.eventId(), text))
                    .whenComplete((done, failure) -> waiting.decrementAndGet());
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.failedFuture(closed);
        }
    }

    private String answer(HostCalls.InboundMessage message) {
        String question = question(message);
        ScheduledFuture<?> typing = timers.scheduleAtFixedRate(
                () -> hands.typing(message.eventId(), true), 0, TYPING_RENEWED.toSeconds(), TimeUnit.SECONDS);
        try {
            @Nullable String conversation = conversation(message);
            String text = call(conversation, question);
            if (conversation != null) {
                memory.add(conversation, question, text);
            }
            problem = null;
            return text;
        } catch (IOException failed) {
            return apology(String.valueOf(failed.getMessage()));
        } catch (RejectedExecutionException closing) {
            throw closing;
        } catch (RuntimeException failed) {
            // Its message may name what was sent, the key too.
            return apology("an internal error (" + failed.getClass().getSimpleName() + ")");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new XmppException(XmppException.Kind.STATE, "the bot is being shut down", stopped);
        } finally {
            typing.cancel(false);
            hands.typing(message.eventId(), false);
        }
    }

    private String apology(String why) {
        problem = why;
        LOG.warn("the model gave no answer: {}", why);
        return APOLOGY;
    }

    /**
     * What belongs together; {@code null} if nothing may be remembered. In a room's private messages the nick tells nothing: who has it next
     * must not be told what was said under it before.
     */
    private static @Nullable String conversation(HostCalls.InboundMessage message) {
        if (!message.kind().equals("roomPrivate")) {
            return message.accountId() + " " + message.lane();
        }
        HostCalls.Sender sender = message.sender();
        return sender.id() == null || (sender.jid() == null && sender.occupantId() == null)
                ? null
                : message.accountId() + " roomPrivate:" + message.room() + " " + sender.id();
    }

    /** In rooms with who speaks, and with what was said before; JSON, so that nobody can fake a line of somebody else's. */
    private static String question(HostCalls.InboundMessage message) {
        if (!message.kind().equals("room")) {
            return message.text();
        }
        StringBuilder question = new StringBuilder();
        message.history().forEach(said -> question.append(line(said.sender(), said.body())));
        return question.append(line(String.valueOf(message.sender().nick()), message.text()))
                .toString()
                .strip();
    }

    private static String line(String nick, String text) {
        JsonObject line = new JsonObject();
        line.addProperty("nick", nick);
        line.addProperty("says", text);
        return line + "\n";
    }

    private String call(@Nullable String conversation, String question) throws IOException, InterruptedException {
        JsonObject body = new JsonObject();
        body.addProperty("model", settings.model());
        body.add("messages", memory.ask(conversation, settings.instruction(), question));
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.endpoint())
                .timeout(settings.patience())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.toJson(body)));
        if (settings.key() != null) {
            request.header("Authorization", "Bearer " + settings.key());
        }
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        InputStream answer = response.body();
        // The request's own limit ends with the headers.
        ScheduledFuture<?> limit =
                timers.schedule(() -> close(answer), settings.patience().toMillis(), TimeUnit.MILLISECONDS);
        try (answer) {
            if (response.statusCode() != 200) {
                throw new IOException("the service answers with status " + response.statusCode());
            }
            return text(new String(answer.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8));
        } finally {
            limit.cancel(false);
        }
    }

    private static void close(InputStream answer) {
        try {
            answer.close();
        } catch (IOException gone) {
            LOG.debug("the service's answer was not closed", gone);
        }
    }

    private static String text(String answer) throws IOException {
        try {
            JsonElement content = JsonParser.parseString(answer)
                    .getAsJsonObject()
                    .getAsJsonArray("choices")
                    .get(0)
                    .getAsJsonObject()
                    .getAsJsonObject("message")
                    .get("content");
            if (content != null
                    && !content.isJsonNull()
                    && !content.getAsString().isBlank()) {
                return content.getAsString();
            }
        } catch (JsonParseException
                | IllegalStateException
                | ClassCastException
                | NullPointerException
                | IndexOutOfBoundsException
                | UnsupportedOperationException other) {
            throw new IOException("the service's answer is no chat completion", other);
        }
        throw new IOException("the service's answer is empty");
    }

    @Override
    public void event(HostCalls.InboundEvent event) {}

    @Override
    public void state(HostCalls.AccountState state) {}

    @Override
    public BotCalls.AgentStatus status() {
        return new BotCalls.AgentStatus("openai:" + settings, "running", null, 0, waiting.get(), problem);
    }

    @Override
    public void close() {
        callers.shutdownNow();
    }
}
