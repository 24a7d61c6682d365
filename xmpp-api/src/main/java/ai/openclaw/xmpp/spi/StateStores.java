package ai.openclaw.xmpp.spi;

import ai.openclaw.xmpp.XmppException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Finds stores on the class path; the only place that does. */
public final class StateStores {

    private StateStores() {}

    /**
     * Opens the store that a configuration means; see {@link StateStoreProvider#open}.
     *
     * @throws XmppException of kind {@code CONFIGURATION} if there is no such store, or it cannot be opened as it is set up; of kind
     *     {@code STATE} if it cannot be used now
     */
    public static StateStore open(StateStoreConfig config) {
        Objects.requireNonNull(config, "config");
        return named(config.store()).open(config);
    }

    /**
     * The kind of store of that name.
     *
     * @throws XmppException of kind {@code CONFIGURATION} if there is none, or more than one
     */
    public static StateStoreProvider named(String name) {
        Objects.requireNonNull(name, "name");
        List<StateStoreProvider> found = all();
        List<StateStoreProvider> fitting =
                found.stream().filter(provider -> provider.name().equals(name)).toList();
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        if (found.isEmpty()) {
            throw problem("no store is on the class path; add one, such as xmpp-store-embedded");
        }
        if (fitting.isEmpty()) {
            throw problem("there is no store \"" + name + "\"; found: "
                    + found.stream().map(StateStoreProvider::name).sorted().collect(Collectors.joining(", ")));
        }
        throw problem("the store \"" + name + "\" is on the class path " + fitting.size() + " times; leave one");
    }

    /**
     * A new store in memory: it outlives sessions, not the process. With it, messages that were received and not yet taken by the
     * application are lost when the process ends.
     */
    public static StateStore memory() {
        return new MemoryStore();
    }

    private static List<StateStoreProvider> all() {
        List<StateStoreProvider> found = new ArrayList<>();
        try {
            ServiceLoader.load(StateStoreProvider.class).forEach(found::add);
        } catch (ServiceConfigurationError broken) {
            throw new XmppException(
                    XmppException.Kind.CONFIGURATION,
                    "a store on the class path cannot be loaded: " + broken.getMessage(),
                    broken);
        }
        return found;
    }

    private static XmppException problem(String message) {
        return new XmppException(XmppException.Kind.CONFIGURATION, message);
    }
}
