package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.XmlElement;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reactions (XEP-0444). */
public final class Reactions {

    /** More than this from one person to one message is an attack. */
    public static final int MAX_EMOJIS = 20;

    /** The longest emoji sequences in use have 35 UTF-16 units (a family or a flag of a region). */
    public static final int MAX_LENGTH = 64;

    private Reactions() {}

    /**
     * What a payload says.
     *
     * @param messageId the message that is reacted to
     * @param emojis the whole set
     */
    public record Parsed(String messageId, Set<String> emojis) {}

    /** The reactions in a payload. What is too long or too much to be honest is left out. */
    public static Optional<Parsed> read(List<XmlElement> payload) {
        Optional<XmlElement> element = Elements.first(payload, Ns.REACTIONS, "reactions");
        Optional<String> id = element.flatMap(e -> Elements.id(e, "id"));
        if (element.isEmpty() || id.isEmpty()) {
            return Optional.empty();
        }
        Set<String> emojis = new LinkedHashSet<>();
        element.get().children().stream()
                .filter(child -> child.is(Ns.REACTIONS, "reaction"))
                .map(child -> child.text().strip())
                .filter(emoji -> !emoji.isEmpty() && emoji.length() <= MAX_LENGTH)
                .limit(MAX_EMOJIS)
                .forEach(emojis::add);
        return Optional.of(new Parsed(id.get(), emojis));
    }

    /** The reactions as an element. */
    public static XmlElement element(String messageId, Collection<String> emojis) {
        return XmlElement.of(Ns.REACTIONS, "reactions")
                .with("id", Elements.clean(messageId))
                .with(emojis.stream()
                        .map(emoji -> XmlElement.of(Ns.REACTIONS, "reaction", Elements.clean(emoji)))
                        .toList());
    }
}
