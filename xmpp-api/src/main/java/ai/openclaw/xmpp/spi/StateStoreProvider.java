package ai.openclaw.xmpp.spi;

/** A kind of store. Found by {@link java.util.ServiceLoader}: a public class with a public constructor without arguments. */
public interface StateStoreProvider {

    /** Its name in configurations, such as {@code file}. */
    String name();

    /**
     * Opens the store. Blocks: another process that is about to end and still uses it is waited for, for up to 10 s.
     *
     * @throws ai.openclaw.xmpp.XmppException of kind {@code STATE} if it cannot be used now, {@code CONFIGURATION} if it never can be
     */
    StateStore open(StateStoreConfig config);
}
