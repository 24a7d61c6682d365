package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.command.AdHocCommand;
import ai.openclaw.xmpp.command.CommandAction;
import ai.openclaw.xmpp.command.CommandCall;
import ai.openclaw.xmpp.command.CommandStep;
import ai.openclaw.xmpp.command.Form;
import ai.openclaw.xmpp.session.codec.AdHoc;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One command on its way through its forms. It belongs to the full JID that began it. */
final class CommandRun {

    /** A form that was shown, and what was filled in. */
    private record Page(CommandStep step, Map<String, List<String>> values) {}

    private final String id;
    private final Jid owner;
    private final AdHocCommand command;

    /** The forms so far, the one that is to be filled in last. */
    private final Deque<Page> pages = new ArrayDeque<>();

    /** Runs while its owner has a form to fill in. */
    private Loop.@Nullable Timer patience;

    CommandRun(String id, Jid owner, AdHocCommand command) {
        this.id = id;
        this.owner = owner;
        this.command = command;
    }

    String id() {
        return id;
    }

    Jid owner() {
        return owner;
    }

    AdHocCommand command() {
        return command;
    }

    /** Its owner is to fill in a form, and until that time. */
    void awaits(Loop.Timer until) {
        awaitsNothing();
        patience = until;
    }

    /** Its owner has done something, or it is over. */
    void awaitsNothing() {
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
    }

    /** Whether its owner is to fill in a form; else its handler is at work. */
    boolean isAwaited() {
        return patience != null;
    }

    /** A form that is to be filled in now. */
    void show(CommandStep step) {
        pages.addLast(new Page(step, Map.of()));
    }

    /** The form that is to be filled in. */
    Form form() {
        return Objects.requireNonNull(last().step().form());
    }

    /** What the default action means at this form (XEP-0050 §3.4). */
    CommandAction onwards() {
        return last().step().last() ? CommandAction.COMPLETE : CommandAction.NEXT;
    }

    void fill(Map<String, List<String>> values) {
        Page filled = new Page(last().step(), values);
        pages.removeLast();
        pages.addLast(filled);
    }

    boolean canGoBack() {
        return pages.size() > 1;
    }

    /** To the form before, as it was filled in. */
    void goBack() {
        pages.removeLast();
    }

    /** What its handler is called with: all that was filled in, the later over the earlier. */
    CommandCall call() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        pages.forEach(page -> values.putAll(page.values()));
        return new CommandCall(owner, pages.size(), values);
    }

    /** The form, with what was filled in before one came back to it, as it is shown. */
    XmlElement shown() {
        CommandStep step = last().step();
        Map<String, List<String>> values = last().values();
        Form empty = form();
        Form form = new Form(
                empty.title(),
                empty.instructions(),
                empty.fields().stream()
                        .map(field -> values.containsKey(field.name()) ? field.with(values.get(field.name())) : field)
                        .toList());
        return AdHoc.answer(
                command.node(), id, new CommandStep(false, step.last(), form, step.note(), step.failed()), canGoBack());
    }

    private Page last() {
        return Objects.requireNonNull(pages.peekLast());
    }
}
