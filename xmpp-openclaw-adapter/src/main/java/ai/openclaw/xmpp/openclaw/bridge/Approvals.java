package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.SessionState;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows from the host's pairing store: who has come into it is told so as soon as we are online, and who is in it no longer loses the
 * subscription. Belongs to the account's executor.
 */
final class Approvals {

    private static final Logger LOG = LoggerFactory.getLogger(Approvals.class);

    private final String accountId;
    private final KnownPeople paired;
    private final List<Jid> toGreet = new ArrayList<>();

    Approvals(String accountId, KnownPeople paired) {
        this.accountId = accountId;
        this.paired = paired;
    }

    /** That is what the store has in it now. */
    void changed(List<String> entries, Parts parts) {
        KnownPeople.Change change = paired.update(entries);
        toGreet.addAll(change.come());
        toGreet.removeAll(change.gone());
        change.gone().forEach(parts.subscriptions()::withdraw);
        greet(parts);
    }

    private void greet(Parts parts) {
        if (parts.session().state() != SessionState.ONLINE) {
            return;
        }
        List<Jid> people = List.copyOf(toGreet);
        toGreet.clear();
        for (Jid person : people) {
            parts.subscriptions().complete(person);
            OutgoingMessage greeting = OutgoingMessage.to(person)
                    .body("You have been approved: write to me whenever you like.")
                    .build();
            parts.session().send(greeting).whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.warn(
                            "{}: {} was not told of the approval: {}",
                            accountId,
                            person,
                            AccountLife.messageOf(failure));
                }
            });
        }
    }
}
