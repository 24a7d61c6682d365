package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.muc.Invitation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Invitations to rooms: from the room (XEP-0045 §7.8.2) and from a person (XEP-0249). */
public final class Invitations {

    /** Longer than any honest reason. */
    private static final int MAX_REASON = 1000;

    private Invitations() {}

    /** Whether a message is an invitation of either kind, well made or not; then it is nothing else. */
    public static boolean isOne(List<XmlElement> payload) {
        return Elements.has(payload, Ns.DIRECT_INVITE, "x") || invite(payload).isPresent();
    }

    private static Optional<XmlElement> invite(List<XmlElement> payload) {
        return Elements.first(payload, Ns.MUC_USER, "x").flatMap(x -> x.child(Ns.MUC_USER, "invite"));
    }

    /**
     * Reads one; empty if it is none, or not what the specifications allow. Many services add the direct form to their own invitations for
     * old clients; there the room's own form counts.
     *
     * @param from who sent the message
     */
    public static Optional<Invitation> read(Jid from, List<XmlElement> payload) {
        Optional<XmlElement> x = Elements.first(payload, Ns.MUC_USER, "x");
        return x.isPresent()
                ? invite(payload).flatMap(invite -> mediated(from, x.get(), invite))
                : direct(from, payload);
    }

    /** Only a room itself hands invitations on: an occupant who writes one into a private message has no say. */
    private static Optional<Invitation> mediated(Jid room, XmlElement x, XmlElement invite) {
        if (!room.isBare() || room.local() == null) {
            return Optional.empty();
        }
        Jid inviter = Elements.jid(invite, "from")
                .map(Jid::bare)
                // A room that hides its people may name the occupant: that is no account.
                .filter(named -> !named.equals(room))
                .orElse(null);
        return Optional.of(new Invitation(
                room,
                inviter,
                false,
                secret(x.child(Ns.MUC_USER, "password").map(XmlElement::text).orElse(null)),
                reason(invite.child(Ns.MUC_USER, "reason").map(XmlElement::text).orElse(null))));
    }

    private static Optional<Invitation> direct(Jid from, List<XmlElement> payload) {
        return Elements.first(payload, Ns.DIRECT_INVITE, "x")
                .filter(x -> from.local() != null)
                .flatMap(x -> Elements.jid(x, "jid")
                        .filter(room -> room.isBare() && room.local() != null && !room.equals(from.bare()))
                        .map(room -> new Invitation(
                                room, from, true, secret(x.attribute("password")), reason(x.attribute("reason")))));
    }

    private static @Nullable Secret secret(@Nullable String text) {
        return text == null || text.isEmpty() ? null : Secret.of(text);
    }

    private static @Nullable String reason(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        return text.codePointCount(0, text.length()) <= MAX_REASON
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MAX_REASON));
    }

    /** The answer to a room's invitation that is not followed. */
    public static List<XmlElement> decline(Invitation invitation, @Nullable String reason) {
        XmlElement decline = XmlElement.of(Ns.MUC_USER, "decline")
                .with(
                        "to",
                        invitation.inviter() == null
                                ? null
                                : invitation.inviter().toString());
        if (reason != null) {
            decline = decline.with(XmlElement.of(Ns.MUC_USER, "reason", Elements.clean(reason)));
        }
        return List.of(XmlElement.of(Ns.MUC_USER, "x").with(decline));
    }
}
