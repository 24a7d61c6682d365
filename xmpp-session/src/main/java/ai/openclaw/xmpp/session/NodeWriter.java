package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.StanzaError;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.codec.Nodes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to nodes that are to be like this or that. Some servers know few of the options that an item may be published with (XEP-0060
 * §7.1.5); there the node is set up first, and the item is published with those that protect it. Loop thread only.
 */
final class NodeWriter {

    /** What decides who reads it is never left out. */
    private static final Set<String> ESSENTIAL = Set.of("pubsub#access_model", "pubsub#persist_items");

    /** How servers answer to options that they do not know. */
    private static final Set<String> UNKNOWN_OPTION = Set.of("resource-constraint", "bad-request", "not-acceptable");

    private final Queries queries;

    NodeWriter(Queries queries) {
        this.queries = queries;
    }

    /** What is to be published. */
    record Item(@Nullable String id, @Nullable XmlElement payload) {}

    /**
     * Publishes.
     *
     * @param service whose node; {@code null} for the account's
     * @param options what the node must be like, or {@code null}
     */
    CompletableFuture<@Nullable XmlElement> publish(
            @Nullable Jid service, String node, Item item, @Nullable Map<String, String> options) {
        CompletableFuture<@Nullable XmlElement> first = ask(service, node, item, options);
        if (options == null || ESSENTIAL.containsAll(options.keySet())) {
            return first;
        }
        return first.<CompletableFuture<@Nullable XmlElement>>handle((answer, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(answer);
                    }
                    return UNKNOWN_OPTION.contains(condition(failure))
                            ? setUp(service, node, options)
                                    .thenCompose(done -> ask(service, node, item, essential(options)))
                            : CompletableFuture.failedFuture(failure);
                })
                .thenCompose(stage -> stage);
    }

    private CompletableFuture<@Nullable XmlElement> ask(
            @Nullable Jid service, String node, Item item, @Nullable Map<String, String> options) {
        return queries.set(service, Nodes.publish(node, item.id(), item.payload(), options));
    }

    private static Map<String, String> essential(Map<String, String> options) {
        Map<String, String> essential = new LinkedHashMap<>(options);
        essential.keySet().retainAll(ESSENTIAL);
        return essential;
    }

    /** Makes the node; one that there is already is changed. */
    private CompletableFuture<@Nullable XmlElement> setUp(
            @Nullable Jid service, String node, Map<String, String> options) {
        return queries.set(service, Nodes.create(node, options))
                .<CompletableFuture<@Nullable XmlElement>>handle((answer, failure) -> failure == null
                        ? CompletableFuture.completedFuture(answer)
                        : condition(failure).equals("conflict")
                                ? queries.set(service, Nodes.configure(node, options))
                                : CompletableFuture.failedFuture(failure))
                .thenCompose(stage -> stage);
    }

    private static String condition(Throwable failure) {
        return Calls.cause(failure) instanceof XmppException told
                ? told.stanzaError().map(StanzaError::condition).orElse("")
                : "";
    }
}
