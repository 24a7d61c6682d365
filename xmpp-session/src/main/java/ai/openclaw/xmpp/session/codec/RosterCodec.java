package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.RosterItem;
import ai.openclaw.xmpp.RosterItem.Subscription;
import ai.openclaw.xmpp.XmlElement;
import java.util.List;
import java.util.Optional;

/** Rosters (RFC 6121 §2). */
public final class RosterCodec {

    private RosterCodec() {}

    /**
     * One line of a roster.
     *
     * @param item the contact
     * @param removed whether the contact was taken off
     * @param asked whether our request to see its presence is still open
     */
    public record Line(RosterItem item, boolean removed, boolean asked) {}

    /** A question for the roster. */
    public static XmlElement query() {
        return XmlElement.of(Ns.ROSTER, "query");
    }

    /** The lines of an answer or a push. */
    public static List<Line> read(XmlElement query) {
        return query.children().stream()
                .filter(child -> child.is(Ns.ROSTER, "item"))
                .flatMap(child -> line(child).stream())
                .toList();
    }

    private static Optional<Line> line(XmlElement item) {
        String subscription =
                Optional.ofNullable(item.attribute("subscription")).orElse("none");
        Subscription parsed = switch (subscription) {
            case "to" -> Subscription.TO;
            case "from" -> Subscription.FROM;
            case "both" -> Subscription.BOTH;
            default -> Subscription.NONE;
        };
        return Elements.jid(item, "jid")
                .map(Jid::bare)
                .map(jid -> new Line(
                        new RosterItem(jid, item.attribute("name"), parsed),
                        subscription.equals("remove"),
                        "subscribe".equals(item.attribute("ask"))));
    }
}
