package ai.openclaw.xmpp;

import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.StateStores;
import ai.openclaw.xmpp.spi.XmppProviders;
import java.util.Objects;

/** The way in: opens sessions. */
public final class Xmpp {

    private Xmpp() {}

    /**
     * Opens a session that keeps its state in memory: what was received and not yet taken by the listener is lost when the process ends.
     * Else as {@link #connect(SessionConfig, StateStore, XmppListener)}.
     *
     * @throws XmppException of kind {@code CONFIGURATION} if no provider of that name is on the class path
     */
    public static XmppSession connect(SessionConfig config, XmppListener listener) {
        return connect(config, StateStores.memory(), listener);
    }

    /**
     * Opens a session and keeps it open until it is closed. Returns at once; the listener hears when it is online, and so does
     * {@link XmppSession#online()}.
     *
     * <p>With a store that outlives the process, a message that the server was told we have is handed over until the listener has taken
     * it, also by the next process; one that it has taken is known again when it comes as a copy. While another session, here or in another
     * process, holds the account's state, this one does not connect but tries again by itself, and says so by {@link
     * XmppListener#onState}.
     *
     * @param store opened by {@link StateStores#open}; it may serve many sessions, and is closed by you, after them
     * @throws XmppException of kind {@code CONFIGURATION} if no provider of that name is on the class path
     */
    public static XmppSession connect(SessionConfig config, StateStore store, XmppListener listener) {
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(listener, "listener");
        return XmppProviders.named(config.engine()).open(config, store, listener);
    }
}
