/** Who may talk to the agent. */
module ai.openclaw.xmpp.policy {
    requires transitive ai.openclaw.xmpp;
    requires static transitive org.jspecify;

    exports ai.openclaw.xmpp.policy;
}
