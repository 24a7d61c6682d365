package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.command.AdHocCommand;
import ai.openclaw.xmpp.command.CommandAction;
import ai.openclaw.xmpp.command.CommandStep;
import ai.openclaw.xmpp.command.Form;
import ai.openclaw.xmpp.command.FormField;
import ai.openclaw.xmpp.session.codec.DataForms;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A command between its forms: what its handler hears, and what going back shows. */
@Tag("XEP-0050")
class CommandRunTest {

    private static final Form FIRST = Form.of("First", FormField.text("what", "What", true));
    private static final Form SECOND =
            Form.of("Second", FormField.text("why", "Why", false), FormField.text("what", "Once more", false));

    private final CommandRun run = new CommandRun(
            "s1",
            Jid.of("alice@example.org/phone"),
            new AdHocCommand(
                    "order",
                    "Order",
                    who -> CompletableFuture.completedFuture(true),
                    call -> CompletableFuture.completedFuture(CommandStep.done("ordered"))));

    private Form shown() {
        return DataForms.read(run.shown().child(Ns.DATA_FORM, "x").orElseThrow());
    }

    @Test
    void startsWithoutAnything() {
        assertEquals(0, run.call().step());
        assertEquals(Map.of(), run.call().values());
        assertFalse(run.canGoBack());
    }

    @Test
    void joinsWhatWasFilledInTheLaterOverTheEarlier() {
        run.show(CommandStep.next(FIRST));
        run.fill(Map.of("what", List.of("tea")));
        run.show(CommandStep.last(SECOND));
        assertEquals(Map.of("what", List.of("tea")), run.call().values());
        run.fill(Map.of("why", List.of("thirst"), "what", List.of("coffee")));
        assertEquals(2, run.call().step());
        assertEquals(
                Map.of("what", List.of("coffee"), "why", List.of("thirst")),
                run.call().values());
    }

    @Test
    void goesOnAsTheFormSays() {
        run.show(CommandStep.next(FIRST));
        assertEquals(CommandAction.NEXT, run.onwards());
        run.show(CommandStep.last(SECOND));
        assertEquals(CommandAction.COMPLETE, run.onwards());
    }

    @Test
    void goingBackShowsWhatWasFilledInAndForgetsWhatCameAfter() {
        run.show(CommandStep.next(FIRST).saying("Please"));
        run.fill(Map.of("what", List.of("tea")));
        run.show(CommandStep.last(SECOND));
        run.fill(Map.of("why", List.of("thirst")));
        assertTrue(run.canGoBack());
        run.goBack();
        assertFalse(run.canGoBack());
        assertEquals("First", shown().title());
        assertEquals(List.of("tea"), shown().fields().get(0).values());
        XmlElement note = run.shown().child(Ns.COMMANDS, "note").orElseThrow();
        assertEquals("Please", note.text());
        assertEquals(Map.of("what", List.of("tea")), run.call().values());
    }
}
