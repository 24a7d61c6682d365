package ai.openclaw.xmpp.session.codec;

/** The namespaces that the session speaks. */
public final class Ns {
    public static final String CLIENT = "jabber:client";
    public static final String STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas";
    public static final String XML = "http://www.w3.org/XML/1998/namespace";
    public static final String ROSTER = "jabber:iq:roster";
    public static final String DISCO_INFO = "http://jabber.org/protocol/disco#info";
    public static final String DISCO_ITEMS = "http://jabber.org/protocol/disco#items";
    public static final String CAPS = "http://jabber.org/protocol/caps";
    public static final String PING = "urn:xmpp:ping";
    public static final String VERSION = "jabber:iq:version";
    public static final String TIME = "urn:xmpp:time";
    public static final String LAST = "jabber:iq:last";
    public static final String CARBONS = "urn:xmpp:carbons:2";
    public static final String FORWARD = "urn:xmpp:forward:0";
    public static final String DELAY = "urn:xmpp:delay";
    public static final String LEGACY_DELAY = "jabber:x:delay";
    public static final String SID = "urn:xmpp:sid:0";
    public static final String MAM = "urn:xmpp:mam:2";
    public static final String OCCUPANT_ID = "urn:xmpp:occupant-id:0";
    public static final String MUC = "http://jabber.org/protocol/muc";
    public static final String MUC_USER = "http://jabber.org/protocol/muc#user";
    public static final String MUC_OWNER = "http://jabber.org/protocol/muc#owner";
    public static final String MUC_ADMIN = "http://jabber.org/protocol/muc#admin";
    public static final String DIRECT_INVITE = "jabber:x:conference";
    public static final String DATA_FORM = "jabber:x:data";
    public static final String COMMANDS = "http://jabber.org/protocol/commands";
    public static final String OOB = "jabber:x:oob";
    public static final String REPLY = "urn:xmpp:reply:0";
    public static final String FALLBACK = "urn:xmpp:fallback:0";
    public static final String REFERENCE = "urn:xmpp:reference:0";
    public static final String CORRECT = "urn:xmpp:message-correct:0";
    public static final String RETRACT = "urn:xmpp:message-retract:1";
    public static final String RECEIPTS = "urn:xmpp:receipts";
    public static final String CHAT_STATES = "http://jabber.org/protocol/chatstates";
    public static final String REACTIONS = "urn:xmpp:reactions:0";
    public static final String HINTS = "urn:xmpp:hints";
    public static final String EME = "urn:xmpp:eme:0";
    public static final String REGISTER = "jabber:iq:register";
    public static final String PREAUTH = "urn:xmpp:pars:0";
    public static final String VCARD = "vcard-temp";
    public static final String VCARD_UPDATE = "vcard-temp:x:update";
    public static final String VCARD4 = "urn:ietf:params:xml:ns:vcard-4.0";
    public static final String VCARD4_NODE = "urn:xmpp:vcard4";
    public static final String AVATAR_DATA = "urn:xmpp:avatar:data";
    public static final String AVATAR_METADATA = "urn:xmpp:avatar:metadata";
    public static final String AVATAR_CONVERSION = "urn:xmpp:pep-vcard-conversion:0";
    public static final String NICK = "http://jabber.org/protocol/nick";
    public static final String PUBSUB = "http://jabber.org/protocol/pubsub";
    public static final String PUBSUB_EVENT = "http://jabber.org/protocol/pubsub#event";
    public static final String PUBSUB_OWNER = "http://jabber.org/protocol/pubsub#owner";
    public static final String RSM = "http://jabber.org/protocol/rsm";
    public static final String BLOCKING = "urn:xmpp:blocking";
    public static final String PRIVATE = "jabber:iq:private";
    public static final String OLD_BOOKMARKS = "storage:bookmarks";
    public static final String BOOKMARKS = "urn:xmpp:bookmarks:1";
    public static final String UPLOAD = "urn:xmpp:http:upload:0";

    private Ns() {}
}
