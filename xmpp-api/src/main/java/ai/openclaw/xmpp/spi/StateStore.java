package ai.openclaw.xmpp.spi;

import ai.openclaw.xmpp.Jid;
import java.util.concurrent.CompletionStage;

/**
 * Where sessions keep what must outlive them. Opened by {@link StateStores} and closed by whoever opened it, after the sessions that use
 * it. Thread-safe.
 */
public interface StateStore extends AutoCloseable {

    /**
     * Takes hold of an account's state, for one holder at a time: in this process, and in all others that use the same store. Does
     * not block.
     *
     * @param account the account's bare JID
     * @return the state; fails with an {@link ai.openclaw.xmpp.XmppException} of kind {@code STATE} if somebody else holds it, or the
     *     store is closed or cannot be used
     */
    CompletionStage<AccountState> hold(Jid account);

    /**
     * Finishes what was begun and closes the store; returns within 2 s. What is still held is held no longer. May be called more than
     * once.
     */
    @Override
    void close();
}
