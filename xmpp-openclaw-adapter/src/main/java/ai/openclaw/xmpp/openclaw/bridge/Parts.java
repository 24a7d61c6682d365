package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.XmppSession;

/** What an account consists of as soon as there is a session. They belong to the account's executor. */
record Parts(
        XmppSession session,
        Inbound inbound,
        Outbound outbound,
        Signals signals,
        References references,
        Previews previews,
        Face face,
        Subscriptions subscriptions,
        Invited invited,
        HiddenRooms hidden,
        Throttle throttle,
        RoomPeople people,
        AgentRooms rooms,
        Aliases aliases,
        Cards cards,
        Menu menu,
        NodeDesk nodes,
        Presences presences,
        LookupDesk lookups) {}
