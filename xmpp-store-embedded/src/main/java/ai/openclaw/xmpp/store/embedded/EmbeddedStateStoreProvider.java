package ai.openclaw.xmpp.store.embedded;

import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.StateStoreConfig;
import ai.openclaw.xmpp.spi.StateStoreProvider;
import java.time.Duration;
import java.util.Objects;

/**
 * The store {@code file}: everything in {@code state.mv.db} in the configured directory. The file belongs to one process at a time.
 */
public final class EmbeddedStateStoreProvider implements StateStoreProvider {

    /** A process that is about to end does so in less. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** For {@link java.util.ServiceLoader}. */
    public EmbeddedStateStoreProvider() {}

    @Override
    public String name() {
        return "file";
    }

    @Override
    public StateStore open(StateStoreConfig config) {
        Objects.requireNonNull(config, "config");
        return EmbeddedStore.open(new StateFile(config.directory(), config.forced(), Schema.CURRENT), PATIENCE);
    }
}
