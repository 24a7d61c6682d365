package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Roster;
import ai.openclaw.xmpp.RosterItem;
import ai.openclaw.xmpp.RosterItem.Subscription;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.policy.SubscriptionAnswer;
import java.time.Clock;
import java.time.Duration;

/**
 * Who sees whose presence, by the policy's table. Requests cost their sender nothing, so there is a limit to what they cost us: what is
 * above it stays unanswered, and the server asks again at the next login (RFC 6121 §3.1.3). Runs on the account's executor.
 */
final class Subscriptions {

    /** So many are looked at at a time. */
    private static final int MAX_AT_A_TIME = 32;

    /** A roster as long as that is nobody's; whoever makes it longer makes each login slower. */
    static final int MAX_CONTACTS = 5000;

    private final XmppSession session;
    private final Roster roster;
    private final Gate gate;
    private final Allowance admitted;
    private final Allowance strangers;
    private int underway;

    Subscriptions(XmppSession session, Gate gate, Clock clock) {
        this.session = session;
        this.roster = session.roster();
        this.gate = gate;
        this.admitted = new Allowance(60, Duration.ofSeconds(1), clock);
        this.strangers = new Allowance(20, Duration.ofSeconds(30), clock);
    }

    /** Somebody asks to see our presence. A room has no presence to share, and is nobody's contact. */
    void requested(Jid from) {
        if (underway >= MAX_AT_A_TIME || isRoom(from)) {
            return;
        }
        underway++;
        gate.subscription(from).whenComplete((answer, failure) -> {
            underway--;
            if (answer != null) {
                answer(from, answer);
            }
        });
    }

    private void answer(Jid from, SubscriptionAnswer answer) {
        if (answer.reply() == SubscriptionAnswer.Reply.WAIT
                || answer.reply() == SubscriptionAnswer.Reply.APPROVE
                        && roster.items().size() >= MAX_CONTACTS
                || !(answer.subscribeBack() ? admitted : strangers).take()) {
            // The server asks again at each login, until the owner has decided.
            return;
        }
        if (answer.reply() == SubscriptionAnswer.Reply.APPROVE) {
            roster.approve(from);
        } else {
            roster.deny(from);
        }
        if (answer.subscribeBack()) {
            roster.subscribe(from);
        }
    }

    private boolean isRoom(Jid jid) {
        return session.rooms().find(jid).isPresent();
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
        if (!isRoom(person)) {
            roster.approve(person);
            roster.subscribe(person);
        }
    }

    /** An approval was taken back: we stop watching them, and they see us no longer unless everybody may. */
    void withdraw(Jid person) {
        gate.reviewed(person).thenAccept(answer -> {
            if (answer.reply() != SubscriptionAnswer.Reply.APPROVE) {
                roster.deny(person);
            }
            if (!answer.subscribeBack()) {
                roster.unsubscribe(person);
            }
        });
    }
}
