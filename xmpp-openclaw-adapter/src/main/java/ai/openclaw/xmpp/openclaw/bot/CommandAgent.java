package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.openclaw.bridge.SerialExecutor;
import ai.openclaw.xmpp.openclaw.rpc.RpcErrors;
import ai.openclaw.xmpp.openclaw.wire.BotCalls;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.Disposition;
import ai.openclaw.xmpp.openclaw.wire.ServiceCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent that is a command: events go to its standard input, what it wants done comes from its standard output. A message is its own once it
 * has answered it; one that it dies of, or says nothing to, comes again. All that this knows belongs to its executor.
 */
final class CommandAgent implements Agent {

    private static final Logger LOG = LoggerFactory.getLogger(CommandAgent.class);
    private static final int MAX_KEPT_EVENTS = 100;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** A message that the command has, until its answer is sent. */
    private static final class Entry {
        private final HostCalls.InboundMessage message;
        private final CompletableFuture<Disposition> result = new CompletableFuture<>();
        private int attempts;
        private boolean answered;
        private @Nullable ScheduledFuture<?> timer;

        Entry(HostCalls.InboundMessage message) {
            this.message = message;
        }

        void rest() {
            if (timer != null) {
                timer.cancel(false);
                timer = null;
            }
        }
    }

    private final CommandSettings settings;
    private final Hands hands;
    private final Places places;
    private final ScheduledExecutorService timers;
    private final Executor loop;
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private final Map<String, Entry> underway = new LinkedHashMap<>();
    private final ActionLanes lanes;
    private final Map<String, HostCalls.AccountState> states = new HashMap<>();
    private final Deque<String> kept = new ArrayDeque<>();
    private final Complaints complaints = new Complaints();
    private Duration pause;

    /** After a crash messages go one by one, to find the one that it dies of. */
    private boolean careful;

    private int restarts;
    private volatile boolean closed;
    private volatile @Nullable AgentProcess process;
    private volatile BotCalls.AgentStatus status;

    /** An agent that is started by {@link #start}. */
    CommandAgent(
            CommandSettings settings, Hands hands, Places places, ScheduledExecutorService timers, Executor threads) {
        this.settings = settings;
        this.hands = hands;
        this.places = places;
        this.timers = timers;
        this.loop = new SerialExecutor(threads);
        this.lanes = new ActionLanes(loop);
        this.pause = settings.pause();
        this.status = new BotCalls.AgentStatus(settings.command(), "starting", null, 0, 0, null);
    }

    @Override
    public void start() {
        loop.execute(this::run);
    }

    private void run() {
        if (closed || process != null) {
            return;
        }
        try {
            Ear ear = new Ear();
            AgentProcess started = AgentProcess.start(
                    settings.command(),
                    settings.environment(),
                    settings.hidden().get(),
                    ear);
            ear.process.complete(started);
            process = started;
            if (closed) {
                started.kill();
                return;
            }
            LOG.info("the agent runs as process {}", started.pid());
            tellStatus("running", status.problem());
            states.values().forEach(state -> started.tell(Events.state(state)));
            kept.forEach(started::tell);
            kept.clear();
            pump();
        } catch (IOException impossible) {
            again("it cannot be started: " + impossible.getMessage());
        }
    }

    private void again(String problem) {
        if (closed) {
            return;
        }
        Duration wait = pause;
        pause = wait.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait.multipliedBy(2);
        restarts++;
        LOG.warn("the agent: {}; it is started again in {} ms", problem, wait.toMillis());
        tellStatus("waiting", problem);
        later(wait, this::run);
    }

    private @Nullable ScheduledFuture<?> later(Duration wait, Runnable task) {
        return closed ? null : timers.schedule(() -> loop.execute(task), wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tellStatus(String state, @Nullable String problem) {
        AgentProcess running = process;
        status = new BotCalls.AgentStatus(
                settings.command(),
                state,
                running == null ? null : running.pid(),
                restarts,
                waiting.size() + underway.size(),
                problem);
    }

    // --- to the command ---

    @Override
    public CompletionStage<Disposition> message(HostCalls.InboundMessage message) {
        Entry entry = new Entry(message);
        loop.execute(() -> {
            if (closed) {
                entry.result.completeExceptionally(ending());
                return;
            }
            waiting.add(entry);
            pump();
        });
        return entry.result;
    }

    private void pump() {
        AgentProcess running = process;
        while (running != null && !waiting.isEmpty() && unanswered() < (careful ? 1 : settings.parallel())) {
            Entry entry = waiting.remove();
            entry.attempts++;
            // The answers' names begin anew, so that a repeated answer is known as one.
            places.note(entry.message);
            underway.put(entry.message.eventId(), entry);
            if (!running.tell(Events.message(entry.message))) {
                giveUpOn(running, "it does not read what it is told");
                return;
            }
            watch(entry, running);
        }
        tellStatus(status.state(), status.problem());
    }

    /** With how many messages the agent is busy; an answer that waits for its account is no burden to it. */
    private long unanswered() {
        return underway.values().stream().filter(entry -> !entry.answered).count();
    }

    private void watch(Entry entry, AgentProcess running) {
        entry.rest();
        entry.timer = later(settings.patience(), () -> {
            if (process != running || entry.answered || underway.get(entry.message.eventId()) != entry) {
                return;
            }
            if (running.isHeldBack()) {
                watch(entry, running);
            } else {
                giveUpOn(
                        running,
                        "it said nothing about event " + entry.message.eventId() + " for "
                                + settings.patience().toSeconds()
                                + " s (every message is to be answered, by ack at least)");
            }
        });
    }

    private void giveUpOn(AgentProcess running, String why) {
        LOG.warn("the agent is ended: {}", why);
        running.kill();
    }

    @Override
    public void event(HostCalls.InboundEvent event) {
        String line = Events.event(event);
        loop.execute(() -> tellOrKeep(line));
    }

    @Override
    public void node(ServiceCalls.NodeEvent news) {
        String line = Events.node(news);
        loop.execute(() -> tellOrKeep(line));
    }

    private void tellOrKeep(String line) {
        AgentProcess running = process;
        if (running != null) {
            if (!running.tell(line)) {
                LOG.warn("an event is lost: the agent does not read what it is told");
            }
        } else {
            kept.add(line);
            if (kept.size() > MAX_KEPT_EVENTS) {
                kept.remove();
            }
        }
    }

    @Override
    public void state(HostCalls.AccountState state) {
        loop.execute(() -> {
            states.put(state.accountId(), state);
            AgentProcess running = process;
            if (running != null) {
                running.tell(Events.state(state));
            }
        });
    }

    @Override
    public BotCalls.AgentStatus status() {
        return status;
    }

    // --- from the command ---

    private final class Ear implements AgentProcess.Ear {
        private final CompletableFuture<AgentProcess> process = new CompletableFuture<>();

        @Override
        public void line(Lines.Line line, Runnable done) {
            process.thenAcceptAsync(speaker -> heard(speaker, line, done), loop);
        }

        @Override
        public void ended(int exitCode) {
            process.thenAcceptAsync(gone -> CommandAgent.this.ended(gone, exitCode), loop);
        }
    }

    private void heard(AgentProcess speaker, Lines.Line line, Runnable done) {
        if (line.text() == null) {
            complain(speaker, null, null, String.valueOf(line.problem()));
            done.run();
            return;
        }
        if (line.text().isBlank()) {
            done.run();
            return;
        }
        Action action;
        try {
            action = Action.read(line.text());
        } catch (IllegalArgumentException wrong) {
            complain(speaker, null, null, String.valueOf(wrong.getMessage()));
            done.run();
            return;
        }
        @Nullable Entry settled = answering(action);
        lanes.in(hands.lane(action), () -> hands.perform(action))
                .whenCompleteAsync(
                        (result, failure) -> {
                            done.run();
                            if (failure != null) {
                                complain(speaker, action.ref(), action.re(), words(failure));
                            } else if (action.ref() != null) {
                                speaker.tell(Events.result(action.ref(), result));
                            }
                            if (settled != null) {
                                settle(settled, failure);
                            }
                        },
                        loop);
        if (settled != null) {
            pump();
        }
    }

    /** Takes an action for the sign of life that it is; gives the message that is done with as soon as the action is. */
    private @Nullable Entry answering(Action action) {
        Entry entry = action.re() == null ? null : underway.get(action.re());
        AgentProcess running = process;
        if (entry == null || entry.answered || running == null) {
            return null;
        }
        if (action.settles()) {
            entry.answered = true;
            entry.rest();
            return entry;
        }
        watch(entry, running);
        return null;
    }

    private void settle(Entry entry, @Nullable Throwable failure) {
        underway.remove(entry.message.eventId(), entry);
        entry.rest();
        if (failure != null && Hands.isToComeAgain(failure)) {
            entry.result.completeExceptionally(failure);
        } else {
            entry.result.complete(new Disposition("adopted", null));
        }
        careful = false;
        pause = settings.pause();
        pump();
    }

    private static String words(Throwable failure) {
        return String.valueOf(RpcErrors.unwrap(failure).getMessage());
    }

    private void complain(AgentProcess speaker, @Nullable String ref, @Nullable String re, String problem) {
        if (complaints.mayBeMade()) {
            LOG.warn("the agent: {}", problem);
            speaker.tell(Events.error(ref, re, problem));
        }
    }

    private void ended(AgentProcess gone, int exitCode) {
        if (process != gone) {
            return;
        }
        process = null;
        List<Entry> unanswered = new ArrayList<>(underway.values());
        unanswered.removeIf(entry -> entry.answered);
        unanswered.forEach(entry -> {
            entry.rest();
            underway.remove(entry.message.eventId());
        });
        boolean alone = unanswered.size() == 1;
        for (int i = unanswered.size() - 1; i >= 0; i--) {
            Entry entry = unanswered.get(i);
            if (alone && entry.attempts >= settings.attempts()) {
                LOG.error(
                        "event {} is given up: the agent did not live through it {} times",
                        entry.message.eventId(),
                        entry.attempts);
                entry.result.complete(new Disposition("dropped", "the agent does not live through it"));
            } else {
                waiting.addFirst(entry);
            }
        }
        careful = careful || !unanswered.isEmpty();
        again("it ended with " + exitCode);
    }

    private static XmppException ending() {
        return new XmppException(XmppException.Kind.STATE, "the bot is being shut down");
    }

    @Override
    public void close() {
        closed = true;
        loop.execute(() -> {
            waiting.forEach(entry -> entry.result.completeExceptionally(ending()));
            waiting.clear();
            tellStatus("stopped", null);
        });
        AgentProcess running = process;
        if (running != null) {
            running.endInput();
            try {
                if (!running.awaitEnd(1500)) {
                    running.kill();
                }
            } catch (InterruptedException stopped) {
                running.kill();
                Thread.currentThread().interrupt();
            }
        }
    }
}
