package ai.openclaw.xmpp.spi;

import ai.openclaw.xmpp.XmppException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds providers on the class path; the only place that does. */
public final class XmppProviders {

    private XmppProviders() {}

    /**
     * The provider of that name; with {@code null} the only one there is.
     *
     * @throws XmppException of kind {@code CONFIGURATION} if there is none, or none of that name, or more than one to choose from
     */
    public static XmppProvider named(@Nullable String name) {
        List<XmppProvider> found = all();
        List<XmppProvider> fitting = found.stream()
                .filter(provider -> name == null || provider.name().equals(name))
                .toList();
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        String names = found.stream().map(XmppProvider::name).sorted().collect(Collectors.joining(", "));
        if (found.isEmpty()) {
            throw problem("no XMPP engine is on the class path; add one, such as xmpp-babbler-impl");
        }
        if (fitting.isEmpty()) {
            throw problem("there is no XMPP engine \"" + name + "\"; found: " + names);
        }
        throw problem(
                name == null
                        ? "there are several XMPP engines, name one of them in the configuration: " + names
                        : "the XMPP engine \"" + name + "\" is on the class path " + fitting.size()
                                + " times; leave one");
    }

    private static List<XmppProvider> all() {
        List<XmppProvider> found = new ArrayList<>();
        try {
            ServiceLoader.load(XmppProvider.class).forEach(found::add);
        } catch (ServiceConfigurationError broken) {
            throw new XmppException(
                    XmppException.Kind.CONFIGURATION,
                    "an XMPP engine on the class path cannot be loaded: " + broken.getMessage(),
                    broken);
        }
        return found;
    }

    private static XmppException problem(String message) {
        return new XmppException(XmppException.Kind.CONFIGURATION, message);
    }
}
