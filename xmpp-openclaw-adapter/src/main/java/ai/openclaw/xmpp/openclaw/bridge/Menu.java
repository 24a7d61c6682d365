package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.command.AdHocCommand;
import ai.openclaw.xmpp.command.CommandAccess;
import ai.openclaw.xmpp.command.CommandCall;
import ai.openclaw.xmpp.command.CommandStep;
import ai.openclaw.xmpp.command.Form;
import ai.openclaw.xmpp.command.FormField;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.InboundMessage;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.Sender;
import ai.openclaw.xmpp.openclaw.wire.MenuCalls;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's commands and open questions as ad-hoc commands (XEP-0050). Running one is the same as writing it: the same gate and limits here,
 * the same authorisation in the host. Belongs to the account's executor.
 */
final class Menu {

    private static final Logger LOG = LoggerFactory.getLogger(Menu.class);

    /** Before the names of nodes: each is a command's. */
    private static final String NODE = "https://openclaw.ai/xmpp/command#";

    private static final String QUESTIONS = "https://openclaw.ai/xmpp/questions";

    private static final int MAX_COMMANDS = 400;
    private static final int MAX_ARGUMENTS = 20;
    private static final int MAX_CHOICES = 200;
    private static final int MAX_TEXT = 200;

    private final String accountId;
    private final XmppSession session;
    private final Host host;
    private final Gate gate;
    private final Cards cards;
    private final References references;
    private final Clock clock;
    private final Executor executor;
    private final CommandAccess access;
    private Set<String> nodes = Set.of();

    Menu(
            String accountId,
            XmppSession session,
            Host host,
            Gate gate,
            Cards cards,
            References references,
            Clock clock,
            Executor executor) {
        this.accountId = accountId;
        this.session = session;
        this.host = host;
        this.gate = gate;
        this.cards = cards;
        this.references = references;
        this.clock = clock;
        this.executor = executor;
        this.access = who -> on(() -> gate.command(who));
        session.commands()
                .register(new AdHocCommand(
                        QUESTIONS,
                        "Answer a question",
                        who -> on(() -> cards.openTo(who).isEmpty()
                                ? CompletableFuture.completedFuture(false)
                                : gate.command(who)),
                        call -> on(() -> question(call))));
    }

    private interface Work<T> {
        CompletionStage<T> run();
    }

    private <T> CompletionStage<T> on(Work<T> work) {
        return CompletableFuture.supplyAsync(work::run, executor).thenCompose(stage -> stage);
    }

    // The host's commands.

    /** These are the host's commands, and no others. */
    void set(MenuCalls.Menu menu) {
        Set<String> before = nodes;
        Set<String> now = new HashSet<>();
        List<MenuCalls.MenuCommand> commands = Needed.field(menu.commands(), "commands");
        for (MenuCalls.MenuCommand command : commands.subList(0, Math.min(commands.size(), MAX_COMMANDS))) {
            @Nullable String name = command.name();
            if (name == null || !name.matches("[\\p{Alnum}_-]{1,64}")) {
                LOG.debug("{}: a command of the host has a name that cannot be written", accountId);
                continue;
            }
            String node = NODE + name;
            now.add(node);
            session.commands().register(new AdHocCommand(node, title(command), access, call -> run(command, call)));
        }
        before.stream().filter(node -> !now.contains(node)).forEach(session.commands()::unregister);
        nodes = now;
    }

    private static String title(MenuCalls.MenuCommand command) {
        String description = line(command.description());
        return "/" + command.name() + (description.isEmpty() ? "" : ": " + description);
    }

    private static String line(@Nullable String text) {
        String line = text == null ? "" : text.replaceAll("\\s+", " ").strip();
        return line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) + "…" : line;
    }

    private CompletionStage<CommandStep> run(MenuCalls.MenuCommand command, CommandCall call) {
        List<MenuCalls.MenuArgument> arguments = arguments(command);
        if (call.step() == 0 && !arguments.isEmpty()) {
            return CompletableFuture.completedFuture(CommandStep.last(form(command, arguments)));
        }
        List<String> words = new ArrayList<>(List.of("/" + command.name()));
        arguments.forEach(argument -> call.value(String.valueOf(argument.name()))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .ifPresent(words::add));
        return on(() -> said(call.from(), String.join(" ", words)));
    }

    private static List<MenuCalls.MenuArgument> arguments(MenuCalls.MenuCommand command) {
        List<MenuCalls.MenuArgument> given = command.args() == null ? List.of() : command.args();
        return given.stream()
                .filter(argument -> argument.name() != null && !argument.name().isBlank())
                .collect(Collectors.toMap(
                        argument -> String.valueOf(argument.name()),
                        argument -> argument,
                        (first, second) -> first,
                        LinkedHashMap::new))
                .values()
                .stream()
                .limit(MAX_ARGUMENTS)
                .toList();
    }

    private static Form form(MenuCalls.MenuCommand command, List<MenuCalls.MenuArgument> arguments) {
        return new Form(
                "/" + command.name(),
                line(command.description()),
                arguments.stream().map(Menu::field).toList());
    }

    private static FormField field(MenuCalls.MenuArgument argument) {
        String name = String.valueOf(argument.name());
        List<FormField.Option> options = (argument.choices() == null ? List.<MenuCalls.Choice>of() : argument.choices())
                .stream()
                        .filter(choice ->
                                choice.value() != null && !choice.value().isBlank())
                        .limit(MAX_CHOICES)
                        .map(choice -> new FormField.Option(
                                String.valueOf(choice.value()), Objects.requireNonNullElse(choice.label(), "")))
                        .toList();
        FormField field = options.isEmpty()
                ? FormField.text(name, name, argument.required())
                : FormField.choice(name, name, argument.required(), options);
        return field.describedAs(line(argument.description()));
    }

    /** Somebody says that, as far as everybody else is concerned. */
    private CompletionStage<CommandStep> said(Jid from, String text) {
        String id = "menu-" + UUID.randomUUID();
        Message message = new Message(
                ChatKind.DIRECT,
                from,
                session.account(),
                null,
                id,
                id,
                Map.of(),
                text,
                null,
                null,
                List.of(),
                null,
                false,
                false,
                false,
                clock.instant(),
                false,
                List.of());
        String eventId = EventIds.of(session.account(), message);
        return gate.judge(message, eventId)
                .thenComposeAsync(
                        judged -> {
                            if (!judged.decision().isDispatch()) {
                                return CompletableFuture.completedFuture(
                                        CommandStep.failed("This is not possible now."));
                            }
                            references.command(message.from(), eventId);
                            return host.runCommand(command(message, eventId))
                                    .handleAsync(
                                            (ran, failure) -> {
                                                if (failure != null) {
                                                    LOG.warn(
                                                            "{}: event {}: the host ran no command: {}",
                                                            accountId,
                                                            eventId,
                                                            failure.toString());
                                                    judged.hostSaid("error", failure.getMessage());
                                                    return CommandStep.failed(
                                                            "The command did not get through; try again.");
                                                }
                                                judged.hostSaid(String.valueOf(ran.disposition()), ran.reason());
                                                return step(ran);
                                            },
                                            executor);
                        },
                        executor);
    }

    private static CommandStep step(MenuCalls.Ran ran) {
        if (!"adopted".equals(ran.disposition())) {
            return CommandStep.failed("The command was refused.");
        }
        String text = ran.text();
        return CommandStep.done(
                text == null || text.isBlank() ? "Done. If there is an answer, it comes in the chat." : text);
    }

    private InboundMessage command(Message message, String eventId) {
        String jid = message.from().bare().toString();
        return new InboundMessage(
                accountId,
                eventId,
                "direct:" + jid,
                "direct",
                jid,
                new Sender(jid, jid, message.from().toString(), null, null),
                null,
                message.from().toString(),
                null,
                message.body(),
                false,
                null,
                null,
                List.of(),
                List.of(),
                message.timestamp().toString(),
                null,
                null,
                true);
    }

    // Open questions.

    private CompletionStage<CommandStep> question(CommandCall call) {
        List<Card> open = cards.openTo(call.from());
        List<Card> different = different(open);
        String chosen = call.value("question")
                .orElse(
                        different.size() == 1 && call.step() == 0
                                ? different.get(0).id()
                                : null);
        if (open.isEmpty()) {
            return done(CommandStep.done("There is no open question."));
        }
        if (chosen == null) {
            return done(CommandStep.next(Form.of(
                    "Questions",
                    FormField.choice(
                            "question",
                            "Which one",
                            true,
                            different.stream()
                                    .map(card -> new FormField.Option(card.id(), card.title()))
                                    .toList()))));
        }
        if (call.value("answer").isPresent()) {
            return cards.answer(chosen, call.value("answer").get(), call.from())
                    .thenApply(outcome ->
                            outcome.accepted() ? CommandStep.done(outcome.word()) : CommandStep.failed(outcome.word()));
        }
        return done(open.stream()
                .filter(card -> card.id().equals(chosen))
                .findFirst()
                .map(Menu::choices)
                .orElseGet(() -> CommandStep.failed("This question is no longer open.")));
    }

    /** One of those that are answered by the same commands: an approval is asked of each approver. */
    private static List<Card> different(List<Card> open) {
        Map<Object, Card> first = new LinkedHashMap<>();
        for (Card card : open) {
            boolean named = card.choices().stream().allMatch(choice -> choice.command() != null);
            first.putIfAbsent(named ? card.choices() : card.id(), card);
        }
        return List.copyOf(first.values());
    }

    /** All that was asked is shown: nobody approves what he has seen a part of. */
    private static CommandStep choices(Card card) {
        return CommandStep.last(Form.of(
                "Answer",
                new FormField(
                        FormField.Type.FIXED,
                        "text",
                        "",
                        "",
                        false,
                        card.text().lines().toList(),
                        List.of()),
                new FormField(FormField.Type.HIDDEN, "question", "", "", false, List.of(card.id()), List.of()),
                FormField.choice(
                        "answer",
                        "Your answer",
                        true,
                        card.choices().stream()
                                .map(choice -> new FormField.Option(choice.value(), choice.label()))
                                .toList())));
    }

    private static CompletionStage<CommandStep> done(CommandStep step) {
        return CompletableFuture.completedFuture(step);
    }
}
