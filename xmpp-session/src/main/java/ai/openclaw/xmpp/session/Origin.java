package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may say what: each claim that a stanza makes about something other than its sender is believed of one origin only, and all those
 * rules stand here. Pure.
 *
 * @param account our bare JID
 */
record Origin(Jid account) {

    /**
     * Whether it comes from our own account, or from the server in its name: without sender, or with our bare JID (RFC 6120 §8.1.2.1). A copy
     * (XEP-0280 §11) counts from nobody else, not even from our own full JID, which any of our clients could write.
     */
    boolean isAccount(@Nullable Jid from) {
        return from == null || from.equals(account);
    }

    /**
     * Whether a roster push counts (RFC 6121 §2.1.6).
     *
     * @param address our full JID, or {@code null} without a stream
     */
    boolean mayPushRoster(@Nullable Jid from, @Nullable Jid address) {
        return isAccount(from) || from != null && from.equals(address);
    }

    /**
     * Whether an answer comes from who was asked (RFC 6120 §8.1.2.1).
     *
     * @param asked whom we asked; {@code null} for our account
     * @param address our full JID, or {@code null} without a stream
     */
    boolean mayAnswer(@Nullable Jid asked, @Nullable Jid from, @Nullable Jid address) {
        if (asked == null || asked.equals(account)) {
            return mayPushRoster(from, address);
        }
        return asked.equals(from) || from == null && asked.equals(account.domainJid());
    }

    /** Whether it comes from us, with whatever client; what we say ourselves is not for us. */
    boolean isOurs(Jid from) {
        return from.bare().equals(account);
    }

    /** Whose time stamps count for what comes directly: of our account's archive and of our server (XEP-0203 §3). */
    boolean mayStamp(Jid by) {
        return isAccount(by) || by.equals(account.domainJid());
    }

    /** Whose ids count for a message (XEP-0359 §6): the room's for what was said in it, else our account's archive. */
    Set<Jid> archivesOf(@Nullable Jid room) {
        return Set.of(room == null ? account : room);
    }
}
