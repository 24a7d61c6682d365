package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.Role;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a room says in a presence or message of its own (XEP-0045 {@code muc#user}).
 *
 * @param codes its status codes
 * @param affiliation the person's relation to the room
 * @param role what the person may do
 * @param realJid the person's bare JID, where it is shown; or {@code null}
 * @param newNick the nick that the person takes, or {@code null}
 * @param reason what is given as reason, untrusted; or {@code null}
 * @param destroyed whether the room is no more
 * @param occupantId the room's stable name for the person (XEP-0421), not yet to be trusted; or {@code null}
 */
public record MucStatus(
        Set<Integer> codes,
        Affiliation affiliation,
        Role role,
        @Nullable Jid realJid,
        @Nullable String newNick,
        @Nullable String reason,
        boolean destroyed,
        @Nullable String occupantId) {

    public static final int SELF = 110;
    public static final int CONFIG_CHANGED = 104;
    public static final int CREATED = 201;
    public static final int NICK_GIVEN = 210;
    public static final int BANNED = 301;
    public static final int NEW_NICK = 303;
    public static final int KICKED = 307;
    public static final int AFFILIATION_LOST = 321;
    public static final int MEMBERS_ONLY_NOW = 322;
    public static final int TROUBLE = 333;

    /** Reads it; what is missing counts as least. */
    public static MucStatus read(List<XmlElement> payload) {
        Optional<XmlElement> x = Elements.first(payload, Ns.MUC_USER, "x");
        Optional<XmlElement> item = x.flatMap(element -> element.child(Ns.MUC_USER, "item"));
        Set<Integer> codes = x.map(element -> element.children().stream()
                        .filter(child -> child.is(Ns.MUC_USER, "status"))
                        .flatMap(child -> Optional.ofNullable(child.attribute("code")).stream())
                        .filter(code -> code.matches("\\d{3}"))
                        .map(Integer::valueOf)
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
        return new MucStatus(
                codes,
                constant(Affiliation.class, item, "affiliation", Affiliation.NONE),
                constant(Role.class, item, "role", Role.NONE),
                item.flatMap(element -> Elements.jid(element, "jid"))
                        .map(Jid::bare)
                        .orElse(null),
                item.flatMap(element -> Elements.id(element, "nick")).orElse(null),
                item.flatMap(element -> element.child(Ns.MUC_USER, "reason"))
                        .map(XmlElement::text)
                        .filter(text -> !text.isBlank())
                        .orElse(null),
                x.flatMap(element -> element.child(Ns.MUC_USER, "destroy")).isPresent(),
                Elements.first(payload, Ns.OCCUPANT_ID, "occupant-id")
                        .flatMap(element -> Elements.id(element, "id"))
                        .orElse(null));
    }

    /** Whether that status code is given. */
    public boolean has(int code) {
        return codes.contains(code);
    }

    private static <E extends Enum<E>> E constant(
            Class<E> type, Optional<XmlElement> item, String attribute, E otherwise) {
        String text = item.map(element -> element.attribute(attribute)).orElse("");
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        return otherwise;
    }
}
