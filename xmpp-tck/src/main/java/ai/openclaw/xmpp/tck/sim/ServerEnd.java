package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.session.Stanza;

/** What a client talks to at the server. Each call says by which way it came: what comes late by an old way is lost. Server's loop only. */
interface ServerEnd {

    /** The client sent a stanza. */
    void received(ClientEnd by, Stanza stanza);

    /** The client wants to know how many of its stanzas are handled (XEP-0198 §4). */
    default void asked(ClientEnd by) {}

    /** The client has handled so many. */
    default void acknowledged(ClientEnd by, long handled) {}

    /** The client closed its stream. */
    void closed(ClientEnd by);

    /** The stream ended without a word. */
    void lost(ClientEnd by);
}
