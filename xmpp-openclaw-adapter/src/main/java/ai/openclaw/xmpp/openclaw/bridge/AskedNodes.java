package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.openclaw.config.WatchedNode;
import com.google.gson.JsonArray;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes that the agent was asked to subscribe to, kept in a file for after a restart: a line each,
 * {@code ["service","node","conversation"]}. Bounded. Not thread-safe.
 */
final class AskedNodes {

    static final int MAX = 50;

    private static final Logger LOG = LoggerFactory.getLogger(AskedNodes.class);

    private final Path file;
    private final List<WatchedNode> nodes = new ArrayList<>();

    AskedNodes(Path file) {
        this.file = file;
        try {
            if (Files.exists(file)) {
                Files.readAllLines(file).stream()
                        .limit(MAX)
                        .flatMap(line -> read(line).stream())
                        .forEach(nodes::add);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be read, nodes that the agent subscribed to are not followed: {}", file, e.toString());
        }
    }

    private static Optional<WatchedNode> read(String line) {
        try {
            JsonArray words = JsonParser.parseString(line).getAsJsonArray();
            return Jid.parse(words.get(0).getAsString())
                    .map(service -> new WatchedNode(
                            service, words.get(1).getAsString(), words.get(2).getAsString()));
        } catch (JsonParseException | IllegalStateException | IndexOutOfBoundsException damaged) {
            LOG.warn("a node that the agent subscribed to cannot be read, and is left out");
            return Optional.empty();
        }
    }

    List<WatchedNode> list() {
        return List.copyOf(nodes);
    }

    /** Fails if there is no place for one more. */
    void requireRoom(WatchedNode node) {
        if (nodes.size() >= MAX && nodes.stream().noneMatch(node::isSameNode)) {
            throw new XmppException(
                    XmppException.Kind.STATE,
                    "the agent has subscribed to " + MAX + " nodes; unsubscribe from some first");
        }
    }

    void put(WatchedNode node) {
        nodes.removeIf(node::isSameNode);
        requireRoom(node);
        nodes.add(node);
        write();
    }

    /** Whether it was there. */
    boolean remove(WatchedNode node) {
        boolean removed = nodes.removeIf(node::isSameNode);
        if (removed) {
            write();
        }
        return removed;
    }

    private void write() {
        try {
            PrivateFiles.write(file, nodes.stream().map(AskedNodes::line).toList());
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be written, after a restart the agent's subscriptions are as before: {}",
                    file,
                    e.toString());
        }
    }

    private static String line(WatchedNode node) {
        JsonArray words = new JsonArray();
        Stream.of(node.service().toString(), node.node(), node.conversation()).forEach(words::add);
        return words.toString();
    }
}
