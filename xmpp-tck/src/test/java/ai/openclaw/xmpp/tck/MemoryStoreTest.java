package ai.openclaw.xmpp.tck;

import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.StateStores;

class MemoryStoreTest extends StateStoreContract {

    @Override
    protected StateStore open() {
        return StateStores.memory();
    }
}
