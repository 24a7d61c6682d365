package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;

/** Where something is said. */
record Place(ChatKind kind, Jid to) {

    Jid conversation() {
        return kind == ChatKind.ROOM_PRIVATE ? to : to.bare();
    }
}
