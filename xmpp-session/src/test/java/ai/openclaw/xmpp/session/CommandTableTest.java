package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.openclaw.xmpp.command.AdHocCommand;
import ai.openclaw.xmpp.command.CommandStep;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CommandTableTest {

    private final CommandTable table = new CommandTable();

    private static AdHocCommand command(String node) {
        return new AdHocCommand(
                node,
                node,
                who -> CompletableFuture.completedFuture(true),
                call -> CompletableFuture.completedFuture(CommandStep.done("done")));
    }

    @Test
    void aFullTableTakesOnlyWhatItHas() {
        for (int i = 0; i < CommandTable.MAX; i++) {
            table.put(command("c" + i));
        }
        assertThrows(IllegalStateException.class, () -> table.put(command("more")));
        AdHocCommand newer = command("c7");
        table.put(newer);
        assertEquals(Optional.of(newer), table.find("c7"));
        table.remove("c0");
        table.put(command("more"));
        assertEquals(CommandTable.MAX, table.all().size());
    }
}
