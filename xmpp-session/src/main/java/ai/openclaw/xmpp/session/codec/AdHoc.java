package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.command.CommandAction;
import ai.openclaw.xmpp.command.CommandResult;
import ai.openclaw.xmpp.command.CommandStep;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Ad-hoc commands (XEP-0050). */
public final class AdHoc {

    private static final int MAX_COMMANDS = 500;
    private static final int MAX_NAME = 256;
    private static final int MAX_NOTE = 4000;

    private AdHoc() {}

    /** What somebody's request asks for; empty for an action that there is not. */
    public static Optional<CommandAction> action(XmlElement command) {
        String word = command.attribute("action");
        return word == null ? Optional.of(CommandAction.EXECUTE) : action(word);
    }

    private static Optional<CommandAction> action(String word) {
        for (CommandAction known : CommandAction.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(word)) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    private static XmlElement command(String node) {
        return XmlElement.of(Ns.COMMANDS, "command").with("node", node);
    }

    /** A request of ours. */
    public static XmlElement request(
            String node, @Nullable String sessionId, CommandAction action, Map<String, List<String>> values) {
        XmlElement command = command(Elements.clean(node))
                .with("sessionid", sessionId)
                .with("action", action.name().toLowerCase(Locale.ROOT));
        return values.isEmpty() ? command : command.with(DataForms.submit(values));
    }

    /**
     * What comes of a step.
     *
     * @param back whether one may go back
     */
    public static XmlElement answer(String node, String sessionId, CommandStep step, boolean back) {
        XmlElement answer =
                command(node).with("sessionid", sessionId).with("status", step.done() ? "completed" : "executing");
        if (!step.done()) {
            String onwards = step.last() ? "complete" : "next";
            XmlElement actions = XmlElement.of(Ns.COMMANDS, "actions").with("execute", onwards);
            if (back) {
                actions = actions.with(XmlElement.of(Ns.COMMANDS, "prev"));
            }
            answer = answer.with(actions.with(XmlElement.of(Ns.COMMANDS, onwards)));
        }
        if (step.form() != null) {
            answer = answer.with(DataForms.write(step.form(), step.done() ? "result" : "form"));
        }
        if (step.note() != null) {
            answer = answer.with(XmlElement.of(Ns.COMMANDS, "note", Elements.clean(step.note()))
                    .with("type", step.failed() ? "error" : "info"));
        }
        return answer;
    }

    /** It was given up. */
    public static XmlElement canceled(String node, String sessionId) {
        return command(node).with("sessionid", sessionId).with("status", "canceled");
    }

    /** Why a step is refused (XEP-0050 §4.4). */
    public static XmlElement error(String type, String condition, @Nullable String specific) {
        XmlElement error = Errors.element(type, condition);
        return specific == null ? error : error.with(XmlElement.of(Ns.COMMANDS, specific));
    }

    /** Somebody's answer. */
    public static CommandResult result(@Nullable XmlElement answer) {
        if (answer == null || !answer.is(Ns.COMMANDS, "command")) {
            return new CommandResult(null, true, Set.of(), null, null);
        }
        boolean completed = !"executing".equals(answer.attribute("status"));
        Set<CommandAction> actions = EnumSet.noneOf(CommandAction.class);
        Optional<XmlElement> offered = answer.child(Ns.COMMANDS, "actions");
        offered.map(XmlElement::children).orElse(List.of()).stream()
                .limit(CommandAction.values().length)
                .forEach(child -> action(child.name()).ifPresent(actions::add));
        if (!completed && offered.isEmpty()) {
            // Nothing said: it is done with the next step.
            actions.add(CommandAction.COMPLETE);
        }
        return new CommandResult(
                Elements.id(answer, "sessionid").orElse(null),
                completed,
                actions,
                answer.child(Ns.DATA_FORM, "x").map(DataForms::read).orElse(null),
                answer.child(Ns.COMMANDS, "note")
                        .map(XmlElement::text)
                        .filter(note -> note.length() <= MAX_NOTE)
                        .orElse(null));
    }

    /** A question for somebody's commands. */
    public static XmlElement listQuery() {
        return Disco.itemsQuery().with("node", Ns.COMMANDS);
    }

    /** Somebody's commands: their names by node. */
    public static Map<String, String> list(@Nullable XmlElement query) {
        Map<String, String> commands = new LinkedHashMap<>();
        (query == null ? List.<XmlElement>of() : query.children())
                .stream()
                        .filter(child -> child.is(Ns.DISCO_ITEMS, "item"))
                        .limit(MAX_COMMANDS)
                        .forEach(item -> Elements.id(item, "node")
                                .filter(node -> node.length() <= MAX_NAME)
                                .ifPresent(node -> commands.putIfAbsent(node, name(item, node))));
        return commands;
    }

    private static String name(XmlElement item, String node) {
        String name = item.attribute("name");
        return name == null || name.isBlank() || name.length() > MAX_NAME ? node : name;
    }

    /** What is answered about one command or, without a name, about all (XEP-0050 §2.2). */
    public static XmlElement info(String node, @Nullable String name) {
        XmlElement identity = XmlElement.of(Ns.DISCO_INFO, "identity")
                .with("category", "automation")
                .with("type", name == null ? "command-list" : "command-node")
                .with("name", name == null ? null : Elements.clean(name));
        return Disco.infoQuery()
                .with("node", node)
                .with(identity)
                .with(List.of(feature(Ns.COMMANDS), feature(Ns.DATA_FORM)));
    }

    private static XmlElement feature(String namespace) {
        return XmlElement.of(Ns.DISCO_INFO, "feature").with("var", namespace);
    }

    /** A command in the list. */
    public static XmlElement item(String jid, String node, String name) {
        return XmlElement.of(Ns.DISCO_ITEMS, "item")
                .with("jid", jid)
                .with("node", Elements.clean(node))
                .with("name", Elements.clean(name));
    }
}
