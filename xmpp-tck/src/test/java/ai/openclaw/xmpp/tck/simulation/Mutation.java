package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.session.Loop;
import java.util.function.Supplier;

/** Where a mutant may break a run: around its streams, its application, its timers. By itself it breaks nothing. */
interface Mutation {

    /** Nothing is broken. */
    Mutation NONE = new Mutation() {};

    /** A new stream; {@code loop} is for doing something later. */
    default BentStream stream(Loop loop) {
        return new BentStream();
    }

    /** What the session tells goes through this. */
    default XmppListener listener(XmppListener application, Loop loop) {
        return application;
    }

    /** The session's loops. */
    default Supplier<Loop> loops(Supplier<Loop> loops) {
        return loops;
    }

    /** Whether a second stream is opened beside each. */
    default boolean opensTwo() {
        return false;
    }
}
