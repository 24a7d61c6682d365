package ai.openclaw.xmpp.tck.mutants;

import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.spi.ProbeReport;
import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.XmppProvider;
import ai.openclaw.xmpp.tck.sim.SimulatedTestServer;
import java.util.concurrent.CompletionStage;

/** A session that breaks one rule because it was tampered with. */
interface TamperedWith extends Mutant {

    /** What was done to it. */
    Tampering tampering();

    @Override
    default Class<?> suite() {
        return BrokenProvider.class;
    }

    /** The mutant, above the simulated engine. */
    default XmppProvider on(SimulatedTestServer simulated) {
        TamperedEngine engine = new TamperedEngine(
                name(),
                simulated.engine(),
                tampering().environment().apply(simulated.server().scheduler().environment()),
                tampering().streams());
        return new XmppProvider() {
            @Override
            public String name() {
                return TamperedWith.this.name();
            }

            @Override
            public XmppSession open(SessionConfig config, StateStore store, XmppListener listener) {
                return tampering().sessions().get().open(engine, config, store, listener);
            }

            @Override
            public CompletionStage<ProbeReport> probe(SessionConfig config) {
                return engine.probe(config);
            }
        };
    }
}
