package ai.openclaw.xmpp.tck.mutants;

import ai.openclaw.xmpp.session.Environment;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Where a session is tampered with.
 *
 * @param sessions between the session and its listener
 * @param streams between the session and its engine
 * @param environment what it lives in
 */
record Tampering(
        Supplier<TamperedSession> sessions, Supplier<TamperedStream> streams, UnaryOperator<Environment> environment) {

    /** Between the session and its listener. */
    static Tampering above(Supplier<TamperedSession> sessions) {
        return new Tampering(sessions, TamperedStream::new, UnaryOperator.identity());
    }

    /** Between the session and its engine. */
    static Tampering below(Supplier<TamperedStream> streams) {
        return new Tampering(TamperedSession::new, streams, UnaryOperator.identity());
    }

    /** Whoever draws how long to wait draws nothing. */
    static Tampering impatience() {
        return new Tampering(
                TamperedSession::new,
                TamperedStream::new,
                env -> new Environment(env.loops(), env.threads(), new Impatient(env.random()), env.resolver()));
    }

    private record Impatient(RandomGenerator random) implements RandomGenerator {
        @Override
        public long nextLong() {
            return random.nextLong();
        }

        @Override
        public long nextLong(long origin, long bound) {
            return 0;
        }
    }
}
