package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Roster;

/**
 * Who sees whose presence, by the policy's table.
 *
 * @param roster the account's
 * @param gate asks the policy
 */
record Subscriptions(Roster roster, Gate gate) {

    /** Somebody asks to see our presence. */
    void requested(Jid from) {
        gate.subscription(from).thenAccept(answer -> {
            switch (answer.reply()) {
                case APPROVE -> roster.approve(from);
                case DENY -> roster.deny(from);
                case WAIT -> {
                    // The server asks again at each login, until the owner has decided.
                }
            }
            if (answer.subscribeBack()) {
                roster.subscribe(from);
            }
        });
    }

    /** Somebody was let in: both see each other from now on. */
    void complete(Jid person) {
        roster.approve(person);
        roster.subscribe(person);
    }
}
