package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.command.AdHocCommand;
import ai.openclaw.xmpp.command.CommandAction;
import ai.openclaw.xmpp.command.CommandStep;
import ai.openclaw.xmpp.session.codec.AdHoc;
import ai.openclaw.xmpp.session.codec.DataForms;
import ai.openclaw.xmpp.session.codec.Ns;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commands that are being run, each from step to step (XEP-0050 §3.4); by people who may. Loop thread only. */
final class CommandRuns {

    private static final Logger LOG = LoggerFactory.getLogger(CommandRuns.class);

    /** How long somebody may take to fill in a form. */
    static final Duration IDLE = Duration.ofMinutes(10);

    /** How long a handler may take for a step. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    static final int MAX = 200;
    static final int MAX_EACH = 5;

    private final Loop loop;
    private final Ids ids;

    /** By session id, the oldest first. */
    private final Map<String, CommandRun> running = new LinkedHashMap<>();

    CommandRuns(Loop loop, Ids ids) {
        this.loop = loop;
        this.ids = ids;
    }

    /** Nobody goes on with what was begun. */
    void clear() {
        List.copyOf(running.values()).forEach(this::end);
    }

    /**
     * Takes the step that is asked for.
     *
     * @param asked the command element in the question
     * @return the answer
     */
    CompletionStage<Stanza> step(Stanza question, XmlElement asked, AdHocCommand command) {
        Optional<CommandAction> action = AdHoc.action(asked);
        String id = asked.attribute("sessionid");
        if (action.isEmpty()) {
            return malformed(question, "malformed-action");
        }
        return id == null ? start(question, command, action.get()) : goOn(question, asked, command, id, action.get());
    }

    private CompletionStage<Stanza> start(Stanza question, AdHocCommand command, CommandAction action) {
        Jid from = Objects.requireNonNull(question.from());
        if (action != CommandAction.EXECUTE) {
            return malformed(question, "bad-action");
        }
        List<CommandRun> theirs = running.values().stream()
                .filter(each -> each.owner().bare().equals(from.bare()))
                .toList();
        if (running.size() >= MAX && theirs.isEmpty()) {
            return refused(question, "wait", "resource-constraint", null);
        }
        if (theirs.size() >= MAX_EACH || running.size() >= MAX) {
            // Clients forget what they have begun.
            end(theirs.get(0));
        }
        CommandRun begun = new CommandRun(ids.fresh(), from, command);
        running.put(begun.id(), begun);
        return call(question, begun);
    }

    private CompletionStage<Stanza> goOn(
            Stanza question, XmlElement asked, AdHocCommand command, String id, CommandAction action) {
        CommandRun known = running.get(id);
        if (known == null || !known.command().equals(command) || !known.owner().equals(question.from())) {
            return malformed(question, "bad-sessionid");
        }
        if (!known.isAwaited()) {
            return refused(question, "wait", "unexpected-request", null);
        }
        CommandAction meant = action == CommandAction.EXECUTE ? known.onwards() : action;
        if (meant == CommandAction.CANCEL) {
            end(known);
            return answer(question, AdHoc.canceled(command.node(), id));
        }
        if (meant == CommandAction.PREV && known.canGoBack()) {
            known.goBack();
            return show(question, known);
        }
        if (meant != known.onwards()) {
            return malformed(question, "bad-action");
        }
        Optional<Map<String, List<String>>> filledIn =
                DataForms.filledIn(known.form(), asked.child(Ns.DATA_FORM, "x").orElse(null));
        if (filledIn.isEmpty()) {
            return malformed(question, "bad-payload");
        }
        known.fill(filledIn.get());
        return call(question, known);
    }

    /** Lets the handler take the next step. Whatever comes meanwhile for the same command is refused. */
    private CompletionStage<Stanza> call(Stanza question, CommandRun run) {
        run.awaitsNothing();
        CompletableFuture<CommandStep> taken = new CompletableFuture<>();
        Loop.Timer patience = loop.after(
                PATIENCE, () -> taken.completeExceptionally(new IllegalStateException("it took more than a minute")));
        try {
            run.command()
                    .handler()
                    .step(run.call())
                    .whenComplete((step, failure) -> loop.execute(() -> {
                        if (failure != null || step == null) {
                            taken.completeExceptionally(
                                    failure == null ? new IllegalStateException("it gave no step") : failure);
                        } else {
                            taken.complete(step);
                        }
                    }));
        } catch (RuntimeException | Error faulty) {
            taken.completeExceptionally(faulty);
        }
        return taken.handle((step, failure) -> {
                    patience.cancel();
                    if (failure != null) {
                        LOG.warn("the command {} failed", run.command().node(), failure);
                        end(run);
                        return refused(question, "cancel", "internal-server-error", null);
                    }
                    return stepped(question, run, step);
                })
                .thenCompose(answer -> answer);
    }

    private CompletionStage<Stanza> stepped(Stanza question, CommandRun run, CommandStep step) {
        if (step.done() || !running.containsKey(run.id())) {
            end(run);
            return answer(question, AdHoc.answer(run.command().node(), run.id(), step, false));
        }
        run.show(step);
        return show(question, run);
    }

    private CompletionStage<Stanza> show(Stanza question, CommandRun run) {
        run.awaits(loop.after(IDLE, () -> running.remove(run.id())));
        return answer(question, run.shown());
    }

    private void end(CommandRun run) {
        run.awaitsNothing();
        running.remove(run.id());
    }

    private static CompletionStage<Stanza> answer(Stanza question, XmlElement payload) {
        return CompletableFuture.completedFuture(Answers.result(question, List.of(payload)));
    }

    /** The step is none that can be taken there (XEP-0050 §4.4). */
    private static CompletionStage<Stanza> malformed(Stanza question, String specific) {
        return refused(question, "modify", "bad-request", specific);
    }

    private static CompletionStage<Stanza> refused(
            Stanza question, String type, String condition, @Nullable String specific) {
        return CompletableFuture.completedFuture(Answers.error(question, AdHoc.error(type, condition, specific)));
    }
}
