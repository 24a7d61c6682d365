package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.command.AdHocCommand;
import ai.openclaw.xmpp.command.CommandAccess;
import ai.openclaw.xmpp.session.codec.AdHoc;
import ai.openclaw.xmpp.session.codec.Disco;
import ai.openclaw.xmpp.session.codec.Errors;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what others ask about our ad-hoc commands (XEP-0050): which there are, what they are, to take a step. Whoever is not admitted is told
 * nothing of them; from how fast the answers come they may guess that there are some. Loop thread only, but for the table of commands.
 */
final class CommandDesk {

    private static final Logger LOG = LoggerFactory.getLogger(CommandDesk.class);

    private final Origin origin;
    private final Wire wire;
    private final Loop loop;
    private final CommandTable commands = new CommandTable();
    private final CommandGate gate;
    private final CommandRuns runs;

    CommandDesk(Origin origin, RoomBook rooms, Wire wire, Loop loop, Ids ids) {
        this.origin = origin;
        this.wire = wire;
        this.loop = loop;
        this.gate = new CommandGate(origin, rooms, loop);
        this.runs = new CommandRuns(loop, ids);
    }

    void register(AdHocCommand command) {
        commands.put(command);
    }

    void unregister(String node) {
        commands.remove(node);
    }

    /** A stream has ended that is not resumed: whoever ran a command may be somebody else by the next. */
    void forget() {
        runs.clear();
    }

    /** Whether that is a question for commands, which is then answered here. */
    boolean take(Stanza question) {
        if (question.payload().size() != 1) {
            return false;
        }
        XmlElement asked = question.payload().get(0);
        String node = asked.attribute("node");
        boolean get = question.hasType("get");
        if (question.hasType("set") && asked.is(Ns.COMMANDS, "command")) {
            answer(question, step(question, asked));
        } else if (get && asked.is(Ns.DISCO_ITEMS, "query") && Ns.COMMANDS.equals(node)) {
            answer(question, list(question));
        } else if (get && asked.is(Ns.DISCO_INFO, "query") && Ns.COMMANDS.equals(node)) {
            answer(question, listInfo(question));
        } else if (get && asked.is(Ns.DISCO_INFO, "query")) {
            Optional<AdHocCommand> command = commands.find(node);
            command.ifPresent(found -> answer(question, info(question, found)));
            return command.isPresent();
        } else {
            return false;
        }
        return true;
    }

    private void answer(Stanza question, CompletionStage<Stanza> answer) {
        answer.thenAccept(wire::sendIfOpen).exceptionally(failure -> {
            LOG.warn("a question about commands could not be answered", failure);
            wire.sendIfOpen(Answers.error(question, Errors.element("cancel", "internal-server-error")));
            return null;
        });
    }

    // What there is.

    private CompletionStage<Stanza> list(Stanza question) {
        return ofAdmitted(question, admitted -> Answers.result(question, List.of(listed(admitted))));
    }

    private CompletionStage<Stanza> listInfo(Stanza question) {
        return ofAdmitted(
                question,
                admitted -> admitted.isEmpty()
                        ? unknown(question)
                        : Answers.result(question, List.of(AdHoc.info(Ns.COMMANDS, null))));
    }

    private CompletionStage<Stanza> ofAdmitted(Stanza question, Function<List<AdHocCommand>, Stanza> answer) {
        List<AdHocCommand> all = commands.all();
        Stanza none = answer.apply(List.of());
        return all.isEmpty()
                ? CompletableFuture.completedFuture(none)
                : gate.enter(question, none, who -> admitted(all, who).thenApplyAsync(answer, loop));
    }

    private CompletableFuture<List<AdHocCommand>> admitted(List<AdHocCommand> all, Jid who) {
        // Many commands have the same access: it is asked once.
        Map<CommandAccess, CompletableFuture<Boolean>> verdicts = new HashMap<>();
        all.forEach(command -> verdicts.computeIfAbsent(command.access(), access -> gate.admits(access, who)));
        return CompletableFuture.allOf(verdicts.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> all.stream()
                        .filter(command -> Objects.requireNonNull(verdicts.get(command.access()))
                                .join())
                        .toList());
    }

    private XmlElement listed(List<AdHocCommand> admitted) {
        String us = (wire.isOpen() ? wire.address() : origin.account()).toString();
        return Disco.itemsQuery()
                .with("node", Ns.COMMANDS)
                .with(admitted.stream()
                        .map(command -> AdHoc.item(us, command.node(), command.name()))
                        .toList());
    }

    private CompletionStage<Stanza> info(Stanza question, AdHocCommand command) {
        return ifAdmitted(
                question,
                command.access(),
                unknown(question),
                () -> CompletableFuture.completedFuture(
                        Answers.result(question, List.of(AdHoc.info(command.node(), command.name())))));
    }

    private static Stanza unknown(Stanza question) {
        return Answers.error(question, Errors.element("cancel", "item-not-found"));
    }

    // Running.

    private CompletionStage<Stanza> step(Stanza question, XmlElement asked) {
        Stanza forbidden = Answers.error(question, AdHoc.error("auth", "forbidden", null));
        Optional<AdHocCommand> command = commands.find(asked.attribute("node"));
        if (command.isPresent()) {
            return ifAdmitted(
                    question, command.get().access(), forbidden, () -> runs.step(question, asked, command.get()));
        }
        // The same as for a command that one may not run, and not sooner: else whoever may not could try out what there
        // is.
        CompletionStage<Stanza> refused = CompletableFuture.completedFuture(forbidden);
        return commands.all().stream()
                .findFirst()
                .map(any -> ifAdmitted(question, any.access(), forbidden, () -> refused))
                .orElse(refused);
    }

    private CompletionStage<Stanza> ifAdmitted(
            Stanza question, CommandAccess access, Stanza refused, Supplier<CompletionStage<Stanza>> answer) {
        return gate.enter(
                question,
                refused,
                who -> gate.admits(access, who)
                        .thenComposeAsync(is -> is ? answer.get() : CompletableFuture.completedFuture(refused), loop));
    }
}
