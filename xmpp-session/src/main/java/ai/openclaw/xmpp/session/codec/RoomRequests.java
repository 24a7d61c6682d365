package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.Role;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What moderators and admins ask of a room (XEP-0045 §8, §9). */
public final class RoomRequests {

    private static final int MAX_LISTED = 1000;

    private RoomRequests() {}

    /** The element of a message that sets a room's subject. */
    public static XmlElement subject(String subject) {
        return XmlElement.of(Ns.CLIENT, "subject", Elements.clean(subject));
    }

    /** The element of a message by which the room asks somebody in. */
    public static XmlElement invite(Jid person, @Nullable String reason) {
        XmlElement invite =
                XmlElement.of(Ns.MUC_USER, "invite").with("to", person.bare().toString());
        if (reason != null) {
            invite = invite.with(XmlElement.of(Ns.MUC_USER, "reason", Elements.clean(reason)));
        }
        return XmlElement.of(Ns.MUC_USER, "x").with(invite);
    }

    /** Gives whoever has a nick a role. */
    public static XmlElement role(String nick, Role role, @Nullable String reason) {
        return query(XmlElement.of(Ns.MUC_ADMIN, "item").with("nick", nick).with("role", word(role)), reason);
    }

    /** Gives somebody an affiliation. */
    public static XmlElement affiliation(Jid person, Affiliation affiliation, @Nullable String reason) {
        return query(
                XmlElement.of(Ns.MUC_ADMIN, "item")
                        .with("jid", person.bare().toString())
                        .with("affiliation", word(affiliation)),
                reason);
    }

    /** Asks who has an affiliation. */
    public static XmlElement affiliated(Affiliation affiliation) {
        return query(XmlElement.of(Ns.MUC_ADMIN, "item").with("affiliation", word(affiliation)), null);
    }

    /** The answer: who is listed with that affiliation. What is malformed, or about another one, is left out. */
    public static List<Jid> listed(@Nullable XmlElement query, Affiliation affiliation) {
        return Optional.ofNullable(query)
                .filter(answer -> answer.is(Ns.MUC_ADMIN, "query"))
                .map(XmlElement::children)
                .orElse(List.of())
                .stream()
                .filter(item ->
                        item.is(Ns.MUC_ADMIN, "item") && word(affiliation).equals(item.attribute("affiliation")))
                .flatMap(item -> Elements.jid(item, "jid").stream())
                .map(Jid::bare)
                .distinct()
                .limit(MAX_LISTED)
                .toList();
    }

    private static XmlElement query(XmlElement item, @Nullable String reason) {
        return XmlElement.of(Ns.MUC_ADMIN, "query")
                .with(reason == null ? item : item.with(XmlElement.of(Ns.MUC_ADMIN, "reason", Elements.clean(reason))));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
