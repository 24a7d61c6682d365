package ai.openclaw.xmpp;

import java.util.List;

/**
 * Contacts and presence subscriptions (RFC 6121 §2, §3). Nothing is accepted or asked for by itself. All methods may be called from any
 * thread; none blocks.
 *
 * <p>What is told here is best effort: while there is no stream nothing is sent and nothing kept for later, without an error. The server
 * answers by what it makes of the roster: look at {@link #items}. Of every address its bare JID counts.
 */
public interface Roster {

    /** The roster as the server sent it last, also while there is no stream; empty before that. */
    List<RosterItem> items();

    /** Lets a contact see our presence ({@code subscribed}). */
    void approve(Jid contact);

    /** Refuses a contact's request, or takes an approval back ({@code unsubscribed}). */
    void deny(Jid contact);

    /**
     * Asks to see a contact's presence ({@code subscribe}); does nothing if we see it, have asked on this stream already, or the roster says
     * that a request is still open.
     */
    void subscribe(Jid contact);

    /** Stops seeing a contact's presence ({@code unsubscribe}). */
    void unsubscribe(Jid contact);
}
