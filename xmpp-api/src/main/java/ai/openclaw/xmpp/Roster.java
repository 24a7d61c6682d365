package ai.openclaw.xmpp;

import java.util.List;

/** Contacts and presence subscriptions (RFC 6121 §2, §3). Nothing is accepted or asked for by itself. */
public interface Roster {

    /** The roster as the server sent it last; empty before that. */
    List<RosterItem> items();

    /** Lets a contact see our presence ({@code subscribed}). */
    void approve(Jid contact);

    /** Refuses a contact's request, or takes an approval back ({@code unsubscribed}). */
    void deny(Jid contact);

    /** Asks to see a contact's presence ({@code subscribe}); does nothing if we see it or have asked on this stream already. */
    void subscribe(Jid contact);

    /** Stops seeing a contact's presence ({@code unsubscribe}). */
    void unsubscribe(Jid contact);
}
