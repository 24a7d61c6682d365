package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.Marker;
import ai.openclaw.xmpp.XmlElement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Chat markers (XEP-0333). */
public final class Markers {

    private Markers() {}

    /**
     * What a payload says.
     *
     * @param marker how far somebody has come
     * @param messageId with which message
     */
    public record Parsed(Marker marker, String messageId) {}

    /** The marker in a payload. */
    public static Optional<Parsed> read(List<XmlElement> payload) {
        for (Marker marker : Marker.values()) {
            Optional<Parsed> found = Elements.first(payload, Ns.MARKERS, name(marker))
                    .flatMap(element -> Elements.id(element, "id"))
                    .map(id -> new Parsed(marker, id));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Whether a message asks for markers. */
    public static boolean areWanted(List<XmlElement> payload) {
        return Elements.has(payload, Ns.MARKERS, "markable");
    }

    /** A marker as an element. */
    public static XmlElement element(Marker marker, String messageId) {
        return XmlElement.of(Ns.MARKERS, name(marker)).with("id", Elements.clean(messageId));
    }

    private static String name(Marker marker) {
        return marker.name().toLowerCase(Locale.ROOT);
    }
}
