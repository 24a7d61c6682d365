/**
 * The transport-neutral words of XMPP.
 *
 * @uses ai.openclaw.xmpp.spi.StateStoreProvider
 * @uses ai.openclaw.xmpp.spi.XmppProvider
 */
module ai.openclaw.xmpp {
    requires static transitive org.jspecify;
    requires rocks.xmpp.precis;

    exports ai.openclaw.xmpp;
    exports ai.openclaw.xmpp.archive;
    exports ai.openclaw.xmpp.command;
    exports ai.openclaw.xmpp.disco;
    exports ai.openclaw.xmpp.live;
    exports ai.openclaw.xmpp.media;
    exports ai.openclaw.xmpp.muc;
    exports ai.openclaw.xmpp.pubsub;
    exports ai.openclaw.xmpp.profile;
    exports ai.openclaw.xmpp.registration;
    exports ai.openclaw.xmpp.spi;

    uses ai.openclaw.xmpp.spi.StateStoreProvider;
    uses ai.openclaw.xmpp.spi.XmppProvider;
}
