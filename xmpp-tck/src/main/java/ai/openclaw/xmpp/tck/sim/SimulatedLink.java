package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.Loop;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection between an engine's stream and a session of the server. Each end learns of the other's doings only by what arrives.
 * Server's loop only.
 */
final class SimulatedLink implements ClientEnd {

    /** What elements of the stream itself weigh, about. */
    private static final int SMALL = 40;

    private final SimulatedServer server;
    private final Jid account;
    private final Loop loop;
    private final Pipe up;
    private final Pipe down;
    private @Nullable ServerEnd peer;
    private @Nullable StreamManagement management;
    private @Nullable EngineStream stream;
    private boolean serverGone;
    private boolean clientGone;
    private @Nullable Runnable repeat;

    SimulatedLink(SimulatedServer server, Jid account, Supplier<Duration> latency) {
        this.server = server;
        this.account = account;
        this.loop = server.realm().loop();
        this.up = new Pipe(loop, latency);
        this.down = new Pipe(loop, latency);
    }

    void connect(ServerEnd newPeer, EngineStream newStream, @Nullable StreamManagement counted) {
        peer = newPeer;
        stream = newStream;
        management = counted;
    }

    Jid account() {
        return account;
    }

    /** Whether one end at least thinks that it is connected. */
    boolean isOpen() {
        return !serverGone || !clientGone;
    }

    /** Whether both ends do, and are. */
    boolean isAlive() {
        return !serverGone && !clientGone && !up.isSwallowing() && !down.isSwallowing();
    }

    private EngineStream stream() {
        return Objects.requireNonNull(stream, "not connected yet");
    }

    private ServerEnd peer() {
        return Objects.requireNonNull(peer, "not connected yet");
    }

    // The server's end.

    @Override
    public void deliver(Stanza stanza) {
        String text = XmlWriter.forStream(stanza);
        down.send(text.length(), true, () -> {
            server.traced(account, "<", text);
            stream().onStanza(stanza, text.length());
        });
        if (repeat != null) {
            Runnable told = repeat;
            repeat = null;
            told.run();
            // As a server replays what it takes for unacknowledged: it counts once more.
            if (management != null) {
                management.sent(stanza);
            }
            deliver(stanza);
        }
    }

    @Override
    public void deliverRaw(String xml) {
        down.send(xml.length(), true, () -> stream().onText(xml));
    }

    @Override
    public void requestAcknowledgement() {
        down.send(SMALL, false, () -> stream().onRequest());
    }

    @Override
    public void acknowledge(long handled) {
        down.send(SMALL, false, () -> stream().onServerHandled(handled));
    }

    @Override
    public void end(@Nullable StreamError error) {
        serverGone = true;
        down.send(SMALL, false, () -> stream().onServerEnd(error));
    }

    @Override
    public void drop() {
        serverGone = true;
        down.send(SMALL, false, () -> stream().onReset());
    }

    // The client's end.

    /** How many bytes of the client's wait for the network. */
    long waiting() {
        return up.waiting();
    }

    void send(Stanza stanza) {
        String text = XmlWriter.forStream(stanza);
        up.send(text.length(), true, () -> {
            server.traced(account, ">", text);
            peer().received(this, stanza);
        });
    }

    void sendRequest() {
        up.send(SMALL, false, () -> peer().asked(this));
    }

    void sendHandled(long handled) {
        up.send(SMALL, false, () -> peer().acknowledged(this, handled));
    }

    void sendEnd() {
        up.send(SMALL, false, () -> peer().closed(this));
    }

    /** The client has dropped its socket: the server hears of it, if anything gets there. */
    void clientDropped() {
        if (!clientGone) {
            clientGone = true;
            down.close();
            up.send(SMALL, false, this::serverLost);
        }
    }

    private void serverLost() {
        if (!serverGone) {
            serverGone = true;
            peer().lost(this);
        }
    }

    /** The server ends what is at this link's end. */
    void endFromServer(StreamError error) {
        if (peer instanceof ServerSession session) {
            session.end(error);
        }
    }

    // What the network does.

    /** Cut, and both ends notice. */
    void cut() {
        up.close();
        down.close();
        loop.execute(this::serverLost);
        loop.execute(() -> stream().onReset());
    }

    /** Only the server notices. */
    void cutForServer() {
        swallow();
        loop.execute(this::serverLost);
    }

    /** Only the client notices; the server does after a while. */
    void cutForClient(Duration serverNotices) {
        swallow();
        loop.execute(() -> stream().onReset());
        loop.after(serverNotices, this::serverLost);
    }

    /** Nobody notices; the server does after a while. */
    void swallow(Duration serverNotices) {
        swallow();
        loop.after(serverNotices, this::serverLost);
    }

    private void swallow() {
        up.swallow();
        down.swallow();
    }

    /** Nothing more comes to the client; what it says still arrives. */
    void deafen() {
        down.swallow();
    }

    /** What holds for the account's connections holds for this one. */
    void condition(LinkCondition condition) {
        switch (condition) {
            case GOOD -> {
                up.resume();
                down.resume();
            }
            case BLACK_HOLE -> swallow();
            case HALF_OPEN -> up.swallow();
            case STALLED -> {
                up.pause();
                down.pause();
            }
            case REFUSING -> cut();
        }
    }

    /** Nothing arrives for a while, in neither direction. */
    void hold(Duration time) {
        up.hold(time);
        down.hold(time);
    }

    void holdUp(Duration time) {
        up.hold(time);
    }

    void cutInNextFromServer(Runnable told) {
        down.cutAtNextStanza(() -> cut(told));
    }

    void cutInNextFromClient(Runnable told) {
        up.cutAtNextStanza(() -> cut(told));
    }

    private void cut(Runnable told) {
        told.run();
        cut();
    }

    /** The next stanza to the client comes twice. */
    void repeatNext(Runnable told) {
        repeat = told;
    }

    static XmppException reset(Jid account) {
        return new XmppException(
                XmppException.Kind.DISCONNECTED, "the connection of " + account + " to the simulated server broke off");
    }
}
