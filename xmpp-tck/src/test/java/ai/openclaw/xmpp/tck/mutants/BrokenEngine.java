package ai.openclaw.xmpp.tck.mutants;

import ai.openclaw.xmpp.session.StreamProvider;
import ai.openclaw.xmpp.tck.StanzaStreamContract;
import ai.openclaw.xmpp.tck.lab.TestServer;
import ai.openclaw.xmpp.tck.sim.SimulatedTestServer;
import org.junit.jupiter.api.extension.ExtendWith;

/** The engines' suite on a mutant. Run by {@link MutantsTest} only. */
@ExtendWith(MutantByName.class)
final class BrokenEngine extends StanzaStreamContract {

    private final SimulatedTestServer simulated = SimulatedTestServer.inMemory();
    private final EngineMutant mutant;

    BrokenEngine(Mutant mutant) {
        this.mutant = (EngineMutant) mutant;
    }

    @Override
    protected StreamProvider engine() {
        return mutant.on(simulated);
    }

    @Override
    protected TestServer startServer() {
        return simulated;
    }
}
