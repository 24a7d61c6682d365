package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.XmlElement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A room's settings as its owner sees and sends them (XEP-0045 §10.2). Pure. */
final class RoomForm {

    private static final String MEMBERS_ONLY = "muc#roomconfig_membersonly";
    private static final String MODERATED = "muc#roomconfig_moderatedroom";
    private static final String WHOIS = "muc#roomconfig_whois";
    private static final String PERSISTENT = "muc#roomconfig_persistentroom";
    private static final String PROTECTED = "muc#roomconfig_passwordprotectedroom";
    private static final String SECRET = "muc#roomconfig_roomsecret";
    private static final String ARCHIVED = "muc#roomconfig_enablearchiving";

    private RoomForm() {}

    static XmlElement of(Room room) {
        RoomSettings settings = room.settings();
        Map<String, String> values = new LinkedHashMap<>();
        values.put(MEMBERS_ONLY, word(settings.membersOnly()));
        values.put(MODERATED, word(settings.moderated()));
        values.put(WHOIS, settings.nonAnonymous() ? "anyone" : "moderators");
        values.put(PERSISTENT, word(room.isPersistent()));
        values.put(PROTECTED, word(settings.password() != null));
        values.put(SECRET, Objects.requireNonNullElse(settings.password(), ""));
        values.put(ARCHIVED, word(settings.archived()));
        return Disclosures.form("form", Names.MUC_CONFIG, values);
    }

    private static String word(boolean on) {
        return on ? "1" : "0";
    }

    /** The settings that a submitted form makes of the room's; what it does not name stays. */
    static RoomSettings read(XmlElement form, Room room) {
        Map<String, String> values = Disclosures.values(form);
        RoomSettings old = room.settings();
        room.persistent(flag(values, PERSISTENT, room.isPersistent()));
        String secret = values.getOrDefault(SECRET, Objects.requireNonNullElse(old.password(), ""));
        boolean guarded = flag(values, PROTECTED, old.password() != null) && !secret.isEmpty();
        return old.withMembersOnly(flag(values, MEMBERS_ONLY, old.membersOnly()))
                .withModerated(flag(values, MODERATED, old.moderated()))
                .withNonAnonymous(values.getOrDefault(WHOIS, old.nonAnonymous() ? "anyone" : "moderators")
                        .equals("anyone"))
                .withArchived(flag(values, ARCHIVED, old.archived()))
                .withPassword(guarded ? secret : null);
    }

    private static boolean flag(Map<String, String> values, String name, boolean old) {
        String value = values.get(name);
        return value == null ? old : value.equals("1") || value.equals("true");
    }
}
