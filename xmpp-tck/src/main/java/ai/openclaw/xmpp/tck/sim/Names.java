package ai.openclaw.xmpp.tck.sim;

/** Namespaces that only a server speaks. */
final class Names {
    static final String SM = "urn:xmpp:sm:3";
    static final String RSM = "http://jabber.org/protocol/rsm";
    static final String MUC_ADMIN = "http://jabber.org/protocol/muc#admin";
    static final String MUC_CONFIG = "http://jabber.org/protocol/muc#roomconfig";
    static final String MUC_INFO = "http://jabber.org/protocol/muc#roominfo";
    static final String SESSION = "urn:ietf:params:xml:ns:xmpp-session";

    private Names() {}
}
