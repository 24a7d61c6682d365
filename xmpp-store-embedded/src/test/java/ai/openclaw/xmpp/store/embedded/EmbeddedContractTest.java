package ai.openclaw.xmpp.store.embedded;

import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.StateStoreConfig;
import ai.openclaw.xmpp.spi.StateStores;
import ai.openclaw.xmpp.tck.StateStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedContractTest extends StateStoreContract {

    @TempDir
    Path directory;

    @Override
    protected StateStore open() {
        return StateStores.open(StateStoreConfig.files(directory));
    }
}
