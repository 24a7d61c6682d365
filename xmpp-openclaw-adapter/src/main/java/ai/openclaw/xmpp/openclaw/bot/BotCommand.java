package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.Xmpp;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.onboarding.Command;
import ai.openclaw.xmpp.onboarding.ExitCode;
import ai.openclaw.xmpp.openclaw.config.ChannelFile;
import ai.openclaw.xmpp.openclaw.config.ChannelSource;
import ai.openclaw.xmpp.openclaw.config.InvalidConfigException;
import ai.openclaw.xmpp.spi.StateStoreConfig;
import ai.openclaw.xmpp.spi.StateStores;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bot}: the stand-alone bot, with any program as its agent. Runs until it is told to end. */
@CommandLine.Command(
        name = "bot",
        description = "Runs a bot without OpenClaw: any program is the agent.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes, when all accounts have failed for good:%n",
        exitCodeList = {
            " 0:told to end",
            " 2:wrong options",
            "70:not now, such as while another bot has the state directory",
            "73:another client took the resource",
            "76:no trustworthy encryption",
            "77:account or password refused",
            "78:wrong settings"
        })
public final class BotCommand implements Command {

    private static final String ECHO = "echo";
    private static final String OPENAI = "openai:";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            required = true,
            description = "the channels.xmpp object, as JSON or HOCON; \"setup\" writes one")
    private @Nullable Path config;

    @Option(
            names = "--agent",
            paramLabel = "COMMAND",
            required = true,
            description = {
                "a command for the shell that reads events from its standard input and writes actions to its standard output;",
                "\"echo\" says back what it hears; \"openai:URL#MODEL\" asks a model by an OpenAI-compatible service"
            })
    private @Nullable String agent;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            required = true,
            description = "where everything is kept; other commands find the bot by it")
    private @Nullable Path state;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "1",
            description = "how many messages the command may have unanswered at a time (${DEFAULT-VALUE})")
    private int parallel;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "how long the command may say nothing about a message before it is ended (${DEFAULT-VALUE})")
    private int patience;

    /** For {@link java.util.ServiceLoader}. */
    public BotCommand() {}

    @Override
    public Integer call() {
        if (parallel < 1 || parallel > 128 || patience < 1) {
            throw new CommandLine.ParameterException(
                    Objects.requireNonNull(spec, "run by picocli").commandLine(),
                    "--parallel is from 1 to 128, --patience at least 1");
        }
        Path stateDir =
                Objects.requireNonNull(state, "required").toAbsolutePath().normalize();
        // Before anything is made: a path that is too long for a socket is not found out half way.
        ControlPath.address(stateDir);
        Path file = Objects.requireNonNull(config, "required").toAbsolutePath();
        ChannelSource source = new ChannelSource(file, System.getenv());
        channel(source);
        ExecutorService threads = Executors.newCachedThreadPool(daemons("bot"));
        ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(daemons("bot-timer"));
        Bot.AgentMaker maker = maker(source, stateDir, timers, threads);
        Bot bot = Bot.start(new Bot.Parts(
                Xmpp::connect,
                StateStores.open(StateStoreConfig.files(stateDir)),
                stateDir,
                () -> channel(source),
                maker,
                Clock.systemUTC(),
                threads));
        AtomicInteger running = new AtomicInteger(1);
        // SIGTERM and Ctrl-C: an orderly end is no failure.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (running.getAndSet(0) == 1) {
                                bot.close();
                                Runtime.getRuntime().halt(ExitCode.OK);
                            }
                        },
                        "bot-end"));
        int code = bot.end().toCompletableFuture().join();
        if (running.getAndSet(0) == 1) {
            bot.close();
        }
        return code;
    }

    private static ChannelFile channel(ChannelSource source) {
        try {
            return source.get();
        } catch (InvalidConfigException invalid) {
            throw new XmppException(XmppException.Kind.CONFIGURATION, String.valueOf(invalid.getMessage()), invalid);
        }
    }

    private Bot.AgentMaker maker(
            ChannelSource source, Path stateDir, ScheduledExecutorService timers, ExecutorService threads) {
        String wanted = Objects.requireNonNull(agent, "required").strip();
        if (wanted.equals(ECHO)) {
            return (hands, places) -> new EchoAgent(hands);
        }
        if (wanted.startsWith(OPENAI)) {
            ModelAgent.Settings settings =
                    ModelAgent.Settings.parse(wanted.substring(OPENAI.length()), System.getenv());
            return (hands, places) -> new ModelAgent(settings, hands, timers);
        }
        CommandSettings settings = new CommandSettings(
                wanted,
                Map.of("XMPP_OUTGOING", Bot.outgoing(stateDir).toString()),
                source::secretVariables,
                parallel,
                Duration.ofSeconds(patience),
                Duration.ofSeconds(1),
                3);
        return (hands, places) -> new CommandAgent(settings, hands, places, timers, threads);
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
