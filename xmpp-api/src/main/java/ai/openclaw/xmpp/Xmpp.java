package ai.openclaw.xmpp;

import ai.openclaw.xmpp.spi.XmppProviders;
import java.util.Objects;

/** The way in. */
public final class Xmpp {

    private Xmpp() {}

    /**
     * Opens a session and keeps it open until it is closed. Returns at once; the listener hears when it is online, and so does
     * {@link XmppSession#online()}.
     *
     * @throws XmppException of kind {@code CONFIGURATION} if no provider of that name is on the class path
     */
    public static XmppSession connect(SessionConfig config, XmppListener listener) {
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(listener, "listener");
        return XmppProviders.named(config.engine()).open(config, listener);
    }
}
