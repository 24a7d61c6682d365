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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to nodes that are to be like this or that. Some servers know few of the options that an item may be published with (XEP-0060
 * §7.1.5); there the node is made first, and the item is published with those that protect it. Loop thread only.
 */
final class NodeWriter {

    /** What decides who reads it is never left out. */
    private static final Set<String> ESSENTIAL = Set.of("pubsub#access_model", "pubsub#persist_items");

    /** How servers answer to options that they do not know, and to other things that they do not like. */
    private static final Set<String> UNKNOWN_OPTION = Set.of("resource-constraint", "bad-request", "not-acceptable");

    /** How they answer if a node is there already, or is not like that. */
    private static final String CONFLICT = "conflict";

    private final Queries queries;

    NodeWriter(Queries queries) {
        this.queries = queries;
    }

    /** What is to be published. */
    record Item(@Nullable String id, @Nullable XmlElement payload) {
        /** Without what is in it. */
        @Override
        public String toString() {
            return "Item[" + id + "]";
        }
    }

    /**
     * Publishes. A node that is there already stays as it is.
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
        return orElse(
                first,
                refusal -> !UNKNOWN_OPTION.contains(refusal)
                        ? null
                        : orElse(
                                        queries.set(service, Nodes.create(node, options)),
                                        there ->
                                                there.equals(CONFLICT) ? CompletableFuture.completedFuture(null) : null)
                                .thenCompose(made -> ask(service, node, item, essential(options))));
    }

    /** Publishes to a node of the account that is ours to set up: one that is there already and is not like that is changed. */
    CompletableFuture<@Nullable XmlElement> publishOwn(String node, Item item, Map<String, String> options) {
        return orElse(
                ask(null, node, item, options),
                refusal -> refusal.equals(CONFLICT)
                        ? configure(node, options).thenCompose(set -> ask(null, node, item, essential(options)))
                        : UNKNOWN_OPTION.contains(refusal)
                                ? orElse(
                                                queries.set(null, Nodes.create(node, options)),
                                                there -> there.equals(CONFLICT) ? configure(node, options) : null)
                                        .thenCompose(made -> ask(null, node, item, essential(options)))
                                : null);
    }

    private CompletableFuture<@Nullable XmlElement> configure(String node, Map<String, String> options) {
        return orElse(
                queries.set(null, Nodes.configure(node, options)),
                refusal -> UNKNOWN_OPTION.contains(refusal)
                        ? queries.set(null, Nodes.configure(node, essential(options)))
                        : null);
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

    /** The answer, or what comes of its refusal with that condition; {@code null} to leave it at that. */
    private static CompletableFuture<@Nullable XmlElement> orElse(
            CompletableFuture<@Nullable XmlElement> answer,
            Function<String, @Nullable CompletableFuture<@Nullable XmlElement>> refused) {
        return answer.<CompletableFuture<@Nullable XmlElement>>handle((given, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(given);
                    }
                    CompletableFuture<@Nullable XmlElement> then = refused.apply(condition(failure));
                    return then != null ? then : CompletableFuture.failedFuture(failure);
                })
                .thenCompose(stage -> stage);
    }

    private static String condition(Throwable failure) {
        return Calls.cause(failure) instanceof XmppException told
                ? told.stanzaError().map(StanzaError::condition).orElse("")
                : "";
    }
}
