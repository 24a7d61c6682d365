package ai.openclaw.xmpp.tck.mutants;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.Environment;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import ai.openclaw.xmpp.session.StreamProvider;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** An engine whose streams are tampered with. */
final class TamperedEngine extends StreamProvider {

    private final String name;
    private final StreamProvider real;
    private final Supplier<TamperedStream> streams;
    private final AtomicInteger attempts = new AtomicInteger();
    private final List<Stanza> memory = new CopyOnWriteArrayList<>();

    /**
     * An engine on top of another.
     *
     * @param environment what its sessions live in
     * @param streams makes what is put around each stream
     */
    TamperedEngine(String name, StreamProvider real, Environment environment, Supplier<TamperedStream> streams) {
        super(environment);
        this.name = name;
        this.real = real;
        this.streams = streams;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    protected StanzaStream connect(ServerAddress server, ConnectRequest request, StanzaStreamListener listener) {
        attempts.incrementAndGet();
        return streams.get().open(this, request, listener);
    }

    StreamProvider real() {
        return real;
    }

    /** How many streams were asked for so far. */
    int attempts() {
        return attempts.get();
    }

    /** What mutants remember from one stream to the next. */
    List<Stanza> memory() {
        return memory;
    }
}
