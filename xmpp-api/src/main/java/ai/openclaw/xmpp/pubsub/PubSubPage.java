package ai.openclaw.xmpp.pubsub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a node's items.
 *
 * @param items in the order the service gives them
 * @param next what to ask for next with {@code after}; {@code null} if there is nothing more, or the service has no pages
 */
public record PubSubPage(List<PubSubItem> items, @Nullable String next) {

    public PubSubPage {
        items = List.copyOf(items);
    }
}
