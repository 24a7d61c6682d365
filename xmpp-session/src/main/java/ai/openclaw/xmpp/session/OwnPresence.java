package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Presence;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.codec.Elements;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.session.codec.OwnInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What our presence says. Loop thread only. */
final class OwnPresence {

    private final OwnInfo info;
    private Presence.Show show = Presence.Show.AVAILABLE;
    private @Nullable String status;
    private @Nullable String photo;

    OwnPresence(OwnInfo info) {
        this.info = info;
    }

    /** Takes over whether we are busy; tells whether that is news. */
    boolean change(Presence.Show newShow, @Nullable String newStatus) {
        boolean news = show != newShow || !Objects.equals(status, newStatus);
        show = newShow;
        status = newStatus;
        return news;
    }

    /** Takes over which picture our vCard has; tells whether that is news. */
    boolean photo(String hash) {
        boolean news = !hash.equals(photo);
        photo = hash;
        return news;
    }

    /** For contacts; {@code more} is for nobody else. */
    List<XmlElement> forContacts(Optional<XmlElement> more) {
        List<XmlElement> payload = new ArrayList<>();
        if (show != Presence.Show.AVAILABLE) {
            payload.add(XmlElement.of(Ns.CLIENT, "show", show.name().toLowerCase(Locale.ROOT)));
        }
        if (status != null) {
            payload.add(XmlElement.of(Ns.CLIENT, "status", Elements.clean(status)));
        }
        more.ifPresent(payload::add);
        payload.addAll(forRooms());
        return payload;
    }

    /** For rooms, whose occupants need not hear of each of our turns. */
    List<XmlElement> forRooms() {
        List<XmlElement> payload = new ArrayList<>(info.caps());
        if (photo != null) {
            payload.add(photoUpdate(photo));
        }
        return payload;
    }

    /** XEP-0153 §3.1. */
    private static XmlElement photoUpdate(String hash) {
        return XmlElement.of(Ns.VCARD_UPDATE, "x").with(XmlElement.of(Ns.VCARD_UPDATE, "photo", hash));
    }
}
