package ai.openclaw.xmpp.smack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.packet.Bind;
import org.jivesoftware.smack.packet.Nonza;
import org.jivesoftware.smack.packet.Stanza;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Smack's connection, for one stream: it reads through our gate, and of its own, or of what other users of Smack put into it, nothing
 * is sent but what negotiates.
 */
final class SmackConnection extends XMPPTCPConnection {

    private final Sockets sockets;
    private final Gate gate;
    private final Consumer<@Nullable Exception> broken;
    private final AtomicBoolean used = new AtomicBoolean();

    SmackConnection(
            XMPPTCPConnectionConfiguration configuration,
            Sockets sockets,
            Gate gate,
            Consumer<@Nullable Exception> broken) {
        super(configuration);
        this.sockets = sockets;
        this.gate = gate;
        this.broken = broken;
        setUseStreamManagement(false);
    }

    @Override
    protected void connectInternal() throws SmackException, IOException, XMPPException, InterruptedException {
        if (!used.compareAndSet(false, true)) {
            throw new SmackException.AlreadyConnectedException();
        }
        super.connectInternal();
    }

    /** Smack calls this whenever it has made itself a new reader. */
    @Override
    protected void initDebugger() {
        try {
            reader = gate.over(sockets.input());
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public boolean isSecureConnection() {
        return sockets.isDirect() || super.isSecureConnection();
    }

    @Override
    protected void sendStanzaInternal(Stanza stanza) throws SmackException.NotConnectedException, InterruptedException {
        if (stanza instanceof Bind) {
            super.sendStanzaInternal(stanza);
        }
    }

    /** Queues an element of ours, never waiting for the network; after the end nothing happens. */
    void queue(Nonza element) {
        boolean interrupted = Thread.interrupted();
        boolean queued = false;
        while (!queued) {
            try {
                sendNonza(element);
                queued = true;
            } catch (InterruptedException again) {
                interrupted = true;
            } catch (SmackException.NotConnectedException ended) {
                // The end has been or will be told.
                queued = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Smack closes TLS politely, which waits for a writer that hangs on a dead network; and it waits for who is logging in, who does not
     * hear of the end.
     */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // must not wait for who is logging in, but wake it
    public void instantShutdown() {
        broken.accept(currentSmackException != null ? currentSmackException : currentXmppException);
        sockets.drop();
        super.instantShutdown();
    }
}
