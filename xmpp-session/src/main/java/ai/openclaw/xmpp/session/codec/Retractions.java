package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.XmlElement;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Retractions (XEP-0424) and moderated ones (XEP-0425), in the namespaces of today and of before. */
public final class Retractions {

    private static final String EXCUSE = "A message was taken back, but this client still shows it.";
    private static final int MAX_REASON = 500;

    private Retractions() {}

    /**
     * What a payload says.
     *
     * @param messageId the message that is taken back
     * @param moderation how, if a room says that a moderator did it; else {@code null}
     */
    public record Parsed(String messageId, @Nullable Moderation moderation) {}

    /**
     * That a moderator did it.
     *
     * @param by the moderator's address in the room, or {@code null} if the room does not say
     * @param reason why, or {@code null}
     */
    public record Moderation(@Nullable Jid by, @Nullable String reason) {}

    /** The retraction in a payload. */
    public static Optional<Parsed> read(List<XmlElement> payload) {
        return Elements.first(payload, Ns.RETRACT, "retract")
                .flatMap(element -> parsed(
                        element,
                        element.child(Ns.MODERATE, "moderated").orElse(null),
                        element.child(Ns.RETRACT, "reason").orElse(null)))
                .or(() -> Elements.first(payload, Ns.FASTEN, "apply-to").flatMap(Retractions::ofBefore));
    }

    private static Optional<Parsed> ofBefore(XmlElement fastened) {
        if (fastened.child(Ns.RETRACT_0, "retract").isPresent()) {
            return parsed(fastened, null, null);
        }
        return fastened.child(Ns.MODERATE_0, "moderated")
                .filter(moderated -> moderated.child(Ns.RETRACT_0, "retract").isPresent())
                .flatMap(moderated -> parsed(
                        fastened,
                        moderated,
                        moderated.child(Ns.MODERATE_0, "reason").orElse(null)));
    }

    private static Optional<Parsed> parsed(
            XmlElement named, @Nullable XmlElement moderated, @Nullable XmlElement reason) {
        String text = reason == null ? "" : reason.text().strip();
        return Elements.id(named, "id")
                .map(id -> new Parsed(
                        id,
                        moderated == null
                                ? null
                                : new Moderation(
                                        Elements.jid(moderated, "by").orElse(null),
                                        text.isEmpty() || text.length() > MAX_REASON ? null : text)));
    }

    /** The message that takes one back. Old clients show its body; archives keep it (XEP-0424 §3). */
    public static OutgoingMessage message(ChatKind kind, Jid to, String messageId) {
        return OutgoingMessage.to(kind, to)
                .body(EXCUSE)
                .payload(XmlElement.of(Ns.RETRACT, "retract").with("id", Elements.clean(messageId)))
                .payload(XmlElement.of(Ns.FALLBACK, "fallback").with("for", Ns.RETRACT))
                .payload(XmlElement.of(Ns.HINTS, "store"))
                .build();
    }
}
