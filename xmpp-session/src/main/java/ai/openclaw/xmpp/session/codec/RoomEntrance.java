package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.XmlElement;
import org.jspecify.annotations.Nullable;

/** What is said on entering a room (XEP-0045 §7.2). */
public final class RoomEntrance {

    private RoomEntrance() {}

    /** The element by which a presence asks to enter, without the room's history. */
    public static XmlElement request(@Nullable Secret password) {
        XmlElement x =
                XmlElement.of(Ns.MUC, "x").with(XmlElement.of(Ns.MUC, "history").with("maxstanzas", "0"));
        return password == null ? x : x.with(XmlElement.of(Ns.MUC, "password", Elements.clean(password.reveal())));
    }

    /** Opens a room that our entering made, as it is (XEP-0045 §10.1.2): without that it stays locked. */
    public static XmlElement instantRoom() {
        return XmlElement.of(Ns.MUC_OWNER, "query")
                .with(XmlElement.of(Ns.DATA_FORM, "x").with("type", "submit"));
    }
}
