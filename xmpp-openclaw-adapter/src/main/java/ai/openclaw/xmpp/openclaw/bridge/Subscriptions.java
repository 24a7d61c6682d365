package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Roster;
import ai.openclaw.xmpp.RosterItem;
import ai.openclaw.xmpp.RosterItem.Subscription;
import ai.openclaw.xmpp.policy.SubscriptionAnswer;

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

    /**
     * Makes the roster true to the policy: who may not see us does not, and who may is seen by us, too. Contacts whom we only watch are
     * left alone; those who still wait for an answer ask again by themselves at each login.
     */
    void reconcile() {
        for (RosterItem contact : roster.items()) {
            boolean seesUs = contact.subscription() == Subscription.FROM || contact.subscription() == Subscription.BOTH;
            if (seesUs && contact.jid().local() != null) {
                gate.reviewed(contact.jid()).thenAccept(answer -> {
                    if (answer.reply() == SubscriptionAnswer.Reply.DENY) {
                        roster.deny(contact.jid());
                    } else if (answer.subscribeBack()) {
                        roster.subscribe(contact.jid());
                    }
                });
            }
        }
    }

    /** Somebody was let in: both see each other from now on. */
    void complete(Jid person) {
        roster.approve(person);
        roster.subscribe(person);
    }
}
