package ai.openclaw.xmpp.tck.mutants;

import ai.openclaw.xmpp.spi.XmppProvider;
import ai.openclaw.xmpp.tck.XmppSessionContract;
import ai.openclaw.xmpp.tck.lab.TestServer;
import ai.openclaw.xmpp.tck.sim.SimulatedTestServer;
import org.junit.jupiter.api.extension.ExtendWith;

/** The providers' suite on a mutant. Run by {@link MutantsTest} only. */
@ExtendWith(MutantByName.class)
final class BrokenProvider extends XmppSessionContract {

    private final SimulatedTestServer simulated = SimulatedTestServer.inMemory();
    private final TamperedWith mutant;

    BrokenProvider(Mutant mutant) {
        this.mutant = (TamperedWith) mutant;
    }

    @Override
    protected XmppProvider provider() {
        return mutant.on(simulated);
    }

    @Override
    protected TestServer startServer() {
        return simulated;
    }
}
