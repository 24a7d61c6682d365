package ai.openclaw.xmpp.tck;

import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StreamProvider;
import ai.openclaw.xmpp.tck.lab.Account;
import ai.openclaw.xmpp.tck.lab.Peer;
import ai.openclaw.xmpp.tck.lab.ScriptedServer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What the rules for streams need. */
abstract class StreamRules extends Contract {

    private static final String CLIENT = "jabber:client";

    private final List<StanzaStream> streams = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> others = new CopyOnWriteArrayList<>();
    private @Nullable StreamProvider engine;

    StreamRules() {
        super("streams");
    }

    /** The engine to test. */
    protected abstract StreamProvider engine();

    final StreamProvider subjectEngine() {
        if (engine == null) {
            engine = engine();
        }
        return engine;
    }

    @Override
    final String subject() {
        return subjectEngine().name();
    }

    @AfterEach
    final void tidyUp() throws Exception {
        streams.forEach(StanzaStream::abort);
        streams.clear();
        for (AutoCloseable other : others) {
            other.close();
        }
        others.clear();
    }

    final StanzaStream open(SessionConfig config, StreamRecorder recorder) {
        return open(config, ResumeState.NONE, recorder);
    }

    final StanzaStream open(SessionConfig config, ResumeState resume, StreamRecorder recorder) {
        return open(ConnectRequest.login(config, resume), recorder);
    }

    final StanzaStream open(ConnectRequest request, StreamRecorder recorder) {
        StanzaStream stream = subjectEngine().connect(request, recorder);
        streams.add(stream);
        return stream;
    }

    /** How the engine refuses to open that stream. */
    final XmppException refusal(SessionConfig config) {
        return assertThrows(
                XmppException.class,
                () -> open(config, new StreamRecorder()),
                "connect gave a stream instead of throwing an XmppException");
    }

    final Account account() {
        return server().newAccount("bot");
    }

    /** Another person; it goes at the end of the test. */
    final Peer peer() {
        return keep(server().newPeer("peer"));
    }

    /** A server that lies; it ends at the end of the test. */
    final ScriptedServer script(ScriptedServer.Script script) {
        return keep(new ScriptedServer(script));
    }

    final <T extends AutoCloseable> T keep(T other) {
        others.add(other);
        return other;
    }

    static Stanza message(Jid to, String body) {
        return new Stanza(
                Stanza.Kind.MESSAGE,
                "chat",
                null,
                to,
                Peer.newId(),
                null,
                List.of(XmlElement.of(CLIENT, "body", body)));
    }
}
