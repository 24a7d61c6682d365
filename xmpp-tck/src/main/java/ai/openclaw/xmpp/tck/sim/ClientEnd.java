package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.session.Stanza;
import org.jspecify.annotations.Nullable;

/** The way to a client: what the server puts on its stream. Called on the server's loop; must not call back at once. */
interface ClientEnd {

    /** A stanza. */
    void deliver(Stanza stanza);

    /** Whatever the test wants on the wire, even what no server should send. */
    void deliverRaw(String xml);

    /** Asks what the client has handled (XEP-0198 §4). */
    void requestAcknowledgement();

    /** Tells how many of the client's stanzas are handled. */
    void acknowledge(long handled);

    /** The server ends the stream, with an error or without. */
    void end(@Nullable StreamError error);

    /** The way is no longer used, another one has taken its place or the server has died; nothing is said to the client. */
    void drop();
}
