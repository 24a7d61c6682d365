package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.command.AdHocCommand;
import ai.openclaw.xmpp.command.CommandAccess;
import ai.openclaw.xmpp.command.CommandAction;
import ai.openclaw.xmpp.command.CommandCall;
import ai.openclaw.xmpp.command.CommandStep;
import ai.openclaw.xmpp.command.Form;
import ai.openclaw.xmpp.session.codec.AdHoc;
import ai.openclaw.xmpp.session.codec.DataForms;
import ai.openclaw.xmpp.session.codec.Disco;
import ai.openclaw.xmpp.session.codec.Errors;
import ai.openclaw.xmpp.session.codec.Ns;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves our ad-hoc commands (XEP-0050). Whoever is not admitted learns nothing of them, not even whether there are any. A running command
 * belongs to the full JID that began it. Loop thread only, but for the table of commands.
 */
final class CommandDesk {

    private static final Logger LOG = LoggerFactory.getLogger(CommandDesk.class);

    static final Duration IDLE = Duration.ofMinutes(10);
    static final Duration PATIENCE = Duration.ofMinutes(1);
    static final int MAX_COMMANDS = 500;
    static final int MAX_RUNNING = 200;
    static final int MAX_RUNNING_EACH = 5;

    /** Questions whose asker is still being judged. */
    private static final int MAX_OPEN = 200;

    private static final int MAX_OPEN_EACH = 8;

    /** A form that was shown, and what was filled in. */
    private record Page(CommandStep step, Map<String, List<String>> values) {}

    private final class Running {
        final String id = ids.fresh();
        final Jid owner;
        final AdHocCommand command;

        /** The forms so far, the one that is to be filled in last. */
        final Deque<Page> pages = new ArrayDeque<>();

        Loop.@Nullable Timer timer;
        boolean busy;

        Running(Jid owner, AdHocCommand command) {
            this.owner = owner;
            this.command = command;
        }

        void touch() {
            stopTimer();
            timer = loop.after(IDLE, () -> running.remove(id));
        }

        void stopTimer() {
            if (timer != null) {
                timer.cancel();
            }
        }

        void end() {
            stopTimer();
            running.remove(id);
        }
    }

    private final Origin origin;
    private final RoomBook rooms;
    private final Wire wire;
    private final Loop loop;
    private final Ids ids;
    private final Map<String, AdHocCommand> commands = new LinkedHashMap<>();
    private final Map<String, Running> running = new LinkedHashMap<>();
    private final Map<Jid, Integer> open = new HashMap<>();

    CommandDesk(Origin origin, RoomBook rooms, Wire wire, Loop loop, Ids ids) {
        this.origin = origin;
        this.rooms = rooms;
        this.wire = wire;
        this.loop = loop;
        this.ids = ids;
    }

    void register(AdHocCommand command) {
        synchronized (commands) {
            if (!commands.containsKey(command.node()) && commands.size() >= MAX_COMMANDS) {
                throw new IllegalStateException(MAX_COMMANDS + " commands are served already");
            }
            commands.put(command.node(), command);
        }
    }

    void unregister(String node) {
        synchronized (commands) {
            commands.remove(node);
        }
    }

    private @Nullable AdHocCommand find(@Nullable String node) {
        synchronized (commands) {
            return node == null ? null : commands.get(node);
        }
    }

    private List<AdHocCommand> all() {
        synchronized (commands) {
            return List.copyOf(commands.values());
        }
    }

    /** A stream has ended that is not resumed: whoever ran a command may be somebody else by the next. */
    void forget() {
        List.copyOf(running.values()).forEach(Running::end);
    }

    /** Whether that is a question for commands, which is then answered here. */
    boolean take(Stanza question) {
        if (question.payload().size() != 1) {
            return false;
        }
        XmlElement asked = question.payload().get(0);
        String node = asked.attribute("node");
        if (question.hasType("set") && asked.is(Ns.COMMANDS, "command")) {
            step(question, asked);
        } else if (question.hasType("get") && asked.is(Ns.DISCO_ITEMS, "query") && Ns.COMMANDS.equals(node)) {
            list(question, admitted -> result(question, listed(admitted)));
        } else if (question.hasType("get") && asked.is(Ns.DISCO_INFO, "query") && Ns.COMMANDS.equals(node)) {
            list(question, admitted -> {
                if (admitted.isEmpty()) {
                    unknown(question);
                } else {
                    result(question, AdHoc.info(Ns.COMMANDS, null));
                }
            });
        } else if (question.hasType("get") && asked.is(Ns.DISCO_INFO, "query")) {
            AdHocCommand command = find(node);
            if (command == null) {
                return false;
            }
            judge(question, command.access(), () -> unknown(question), done -> {
                done.run();
                result(question, AdHoc.info(command.node(), command.name()));
            });
        } else {
            return false;
        }
        return true;
    }

    // Who may.

    /** Whoever the server vouches for; an occupant could be anybody, and what we ask of ourselves is not for us. */
    private Optional<Jid> asker(Stanza question) {
        return Optional.ofNullable(question.from())
                .filter(from -> !origin.isAccount(from) && !origin.isOurs(from))
                .filter(from -> rooms.find(from.bare()).isEmpty());
    }

    private interface Admitted {
        /** Goes on; {@code done} is to be called first, once. */
        void run(Runnable done);
    }

    private void judge(Stanza question, CommandAccess access, Runnable refused, Admitted admitted) {
        Optional<Jid> from = asker(question);
        if (from.isEmpty()) {
            refused.run();
            return;
        }
        if (!begin(from.get())) {
            error(question, AdHoc.error("wait", "resource-constraint", null));
            return;
        }
        Runnable done = once(() -> ended(from.get()));
        verdict(access, from.get())
                .thenAccept(is -> loop.execute(() -> {
                    if (is) {
                        admitted.run(done);
                    } else {
                        done.run();
                        refused.run();
                    }
                }));
    }

    /** Never fails, and comes in time: who is not let in by then is not let in. */
    private CompletableFuture<Boolean> verdict(CommandAccess access, Jid who) {
        CompletableFuture<Boolean> verdict = new CompletableFuture<>();
        Loop.Timer patience = loop.after(PATIENCE, () -> {
            if (verdict.complete(false)) {
                LOG.warn("who may run a command was not said within a minute, so nobody may");
            }
        });
        admits(access, who)
                .thenAccept(is -> loop.execute(() -> {
                    patience.cancel();
                    verdict.complete(Boolean.TRUE.equals(is));
                }));
        return verdict;
    }

    private static CompletionStage<Boolean> admits(CommandAccess access, Jid who) {
        try {
            return access.admits(who).exceptionally(failure -> {
                LOG.warn("who may run a command is not known, so nobody may", failure);
                return false;
            });
        } catch (RuntimeException faulty) {
            LOG.warn("who may run a command is not known, so nobody may", faulty);
            return CompletableFuture.completedFuture(false);
        }
    }

    private boolean begin(Jid from) {
        int mine = open.getOrDefault(from.bare(), 0);
        if (mine >= MAX_OPEN_EACH
                || open.values().stream().mapToInt(Integer::intValue).sum() >= MAX_OPEN) {
            return false;
        }
        open.put(from.bare(), mine + 1);
        return true;
    }

    private void ended(Jid from) {
        open.computeIfPresent(from.bare(), (jid, count) -> count == 1 ? null : count - 1);
    }

    private static Runnable once(Runnable task) {
        AtomicBoolean done = new AtomicBoolean();
        return () -> {
            if (done.compareAndSet(false, true)) {
                task.run();
            }
        };
    }

    // The list.

    private void list(Stanza question, Consumer<List<AdHocCommand>> then) {
        Optional<Jid> from = asker(question);
        List<AdHocCommand> all = all();
        if (from.isEmpty() || all.isEmpty()) {
            then.accept(List.of());
            return;
        }
        if (!begin(from.get())) {
            error(question, AdHoc.error("wait", "resource-constraint", null));
            return;
        }
        // Many commands have the same access: it is asked once.
        Map<CommandAccess, CompletableFuture<Boolean>> verdicts = new HashMap<>();
        all.forEach(command -> verdicts.computeIfAbsent(command.access(), access -> verdict(access, from.get())));
        CompletableFuture.allOf(verdicts.values().toArray(CompletableFuture[]::new))
                .whenComplete((done, failure) -> loop.execute(() -> {
                    ended(from.get());
                    then.accept(all.stream()
                            .filter(command ->
                                    Boolean.TRUE.equals(Objects.requireNonNull(verdicts.get(command.access()))
                                            .getNow(false)))
                            .toList());
                }));
    }

    private XmlElement listed(List<AdHocCommand> admitted) {
        String us = (wire.isOpen() ? wire.address() : origin.account()).toString();
        return Disco.itemsQuery()
                .with("node", Ns.COMMANDS)
                .with(admitted.stream()
                        .map(command -> AdHoc.item(us, command.node(), command.name()))
                        .toList());
    }

    // Running.

    private void step(Stanza question, XmlElement asked) {
        AdHocCommand command = find(asked.attribute("node"));
        Runnable refused = () -> error(question, AdHoc.error("auth", "forbidden", null));
        if (command == null) {
            // The same as for a command that one may not run, and not sooner: else whoever may not could try out what
            // there is.
            all().stream()
                    .findFirst()
                    .ifPresentOrElse(
                            any -> judge(question, any.access(), refused, done -> {
                                done.run();
                                refused.run();
                            }),
                            refused);
            return;
        }
        judge(question, command.access(), refused, done -> {
            Optional<CommandAction> action = AdHoc.action(asked);
            String id = asked.attribute("sessionid");
            if (action.isEmpty()) {
                refuse(question, done, AdHoc.error("modify", "bad-request", "malformed-action"));
            } else if (id == null) {
                start(question, command, action.get(), done);
            } else {
                goOn(question, asked, command, id, action.get(), done);
            }
        });
    }

    private void start(Stanza question, AdHocCommand command, CommandAction action, Runnable done) {
        Jid from = Objects.requireNonNull(question.from());
        if (action != CommandAction.EXECUTE) {
            refuse(question, done, AdHoc.error("modify", "bad-request", "bad-action"));
            return;
        }
        List<Running> theirs = new ArrayList<>(running.values());
        theirs.removeIf(each -> !each.owner.bare().equals(from.bare()));
        if (running.size() >= MAX_RUNNING && theirs.isEmpty()) {
            refuse(question, done, AdHoc.error("wait", "resource-constraint", null));
            return;
        }
        if (theirs.size() >= MAX_RUNNING_EACH || running.size() >= MAX_RUNNING) {
            // Clients forget what they have begun.
            theirs.get(0).end();
        }
        Running begun = new Running(from, command);
        running.put(begun.id, begun);
        call(question, begun, done);
    }

    private void goOn(
            Stanza question, XmlElement asked, AdHocCommand command, String id, CommandAction action, Runnable done) {
        Running known = running.get(id);
        if (known == null || !known.command.equals(command) || !known.owner.equals(question.from())) {
            refuse(question, done, AdHoc.error("modify", "bad-request", "bad-sessionid"));
            return;
        }
        if (known.busy) {
            refuse(question, done, AdHoc.error("wait", "unexpected-request", null));
            return;
        }
        Page page = Objects.requireNonNull(known.pages.peekLast());
        CommandAction meant = action != CommandAction.EXECUTE
                ? action
                : page.step().last() ? CommandAction.COMPLETE : CommandAction.NEXT;
        switch (meant) {
            case CANCEL -> {
                known.end();
                done.run();
                result(question, AdHoc.canceled(command.node(), id));
            }
            case PREV -> {
                if (known.pages.size() < 2) {
                    refuse(question, done, AdHoc.error("modify", "bad-request", "bad-action"));
                    return;
                }
                known.pages.removeLast();
                known.touch();
                done.run();
                show(question, known);
            }
            default -> onwards(question, asked, known, page, meant, done);
        }
    }

    private void onwards(
            Stanza question, XmlElement asked, Running known, Page page, CommandAction meant, Runnable done) {
        if ((meant == CommandAction.COMPLETE) != page.step().last()) {
            refuse(question, done, AdHoc.error("modify", "bad-request", "bad-action"));
            return;
        }
        Optional<Map<String, List<String>>> filledIn = DataForms.filledIn(
                Objects.requireNonNull(page.step().form()),
                asked.child(Ns.DATA_FORM, "x").orElse(null));
        if (filledIn.isEmpty()) {
            refuse(question, done, AdHoc.error("modify", "bad-request", "bad-payload"));
            return;
        }
        known.pages.removeLast();
        known.pages.addLast(new Page(page.step(), filledIn.get()));
        call(question, known, done);
    }

    /** Lets the handler take the next step. Whatever comes meanwhile for the same command is refused. */
    private void call(Stanza question, Running known, Runnable done) {
        known.busy = true;
        known.stopTimer();
        Map<String, List<String>> values = new LinkedHashMap<>();
        known.pages.forEach(page -> values.putAll(page.values()));
        CompletableFuture<CommandStep> taken = new CompletableFuture<>();
        Loop.Timer patience = loop.after(
                PATIENCE, () -> taken.completeExceptionally(new IllegalStateException("it took more than a minute")));
        try {
            known.command
                    .handler()
                    .step(new CommandCall(known.owner, known.pages.size(), values))
                    .whenComplete((step, failure) -> loop.execute(() -> {
                        if (failure != null || step == null) {
                            taken.completeExceptionally(
                                    failure == null ? new IllegalStateException("it gave no step") : failure);
                        } else {
                            taken.complete(step);
                        }
                    }));
        } catch (RuntimeException faulty) {
            taken.completeExceptionally(faulty);
        }
        taken.whenComplete((step, failure) -> {
            patience.cancel();
            done.run();
            known.busy = false;
            if (failure != null) {
                LOG.warn("the command {} failed", known.command.node(), failure);
                known.end();
                error(question, AdHoc.error("cancel", "internal-server-error", null));
            } else {
                stepped(question, known, step);
            }
        });
    }

    private void stepped(Stanza question, Running known, CommandStep step) {
        boolean alive = running.containsKey(known.id);
        if (step.done() || !alive) {
            known.end();
            result(question, AdHoc.answer(known.command.node(), known.id, step, false));
            return;
        }
        known.pages.addLast(new Page(step, Map.of()));
        known.touch();
        show(question, known);
    }

    /** Shows the last form, with what was filled in before one came back to it. */
    private void show(Stanza question, Running known) {
        Page page = Objects.requireNonNull(known.pages.peekLast());
        CommandStep step = page.step();
        Form form = Objects.requireNonNull(step.form());
        CommandStep shown = new CommandStep(
                false,
                step.last(),
                new Form(
                        form.title(),
                        form.instructions(),
                        form.fields().stream()
                                .map(field -> page.values().containsKey(field.name())
                                        ? field.with(page.values().get(field.name()))
                                        : field)
                                .toList()),
                step.note(),
                step.failed());
        result(question, AdHoc.answer(known.command.node(), known.id, shown, known.pages.size() > 1));
    }

    // Answers.

    private void refuse(Stanza question, Runnable done, XmlElement error) {
        done.run();
        error(question, error);
    }

    private void unknown(Stanza question) {
        error(question, Errors.element("cancel", "item-not-found"));
    }

    private void result(Stanza question, XmlElement payload) {
        wire.sendIfOpen(Stanzas.iq("result", question.from(), question.id(), List.of(payload)));
    }

    private void error(Stanza question, XmlElement error) {
        wire.sendIfOpen(Stanzas.iq("error", question.from(), question.id(), List.of(error)));
    }
}
