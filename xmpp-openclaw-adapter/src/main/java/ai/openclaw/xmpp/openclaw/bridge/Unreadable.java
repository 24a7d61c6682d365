package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.XmppSession;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages that are encrypted in a way that we cannot read: never a turn; who may write is told once a day (UTC) what to do. Belongs to
 * the account's executor.
 */
final class Unreadable {

    private static final Logger LOG = LoggerFactory.getLogger(Unreadable.class);
    private static final int MAX = 1000;
    private static final String ADVICE =
            "I cannot read encrypted messages. Please switch encryption (OMEMO, OpenPGP, OTR) off"
                    + " for this chat and send your message again.";

    private final Clock clock;
    private final Map<String, LocalDate> advised = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LocalDate> eldest) {
            return size() > MAX;
        }
    };

    Unreadable(Clock clock) {
        this.clock = clock;
    }

    /** Gives the advice, unless the sender has it for today. In rooms nobody is told: it would be told to all. */
    void advise(XmppSession session, Message message, String sender) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (message.kind() == ChatKind.ROOM || today.equals(advised.put(sender, today))) {
            return;
        }
        // The key makes it one a day, where the outbox is kept also after a restart.
        OutgoingMessage advice = OutgoingMessage.to(message.kind(), message.replyAddress())
                .key("unreadable/" + sender + "/" + today)
                .thread(message.thread())
                .body(ADVICE)
                .build();
        session.send(advice).whenComplete((sent, failure) -> {
            if (failure != null) {
                LOG.info("{} was not told that we cannot read what is encrypted: {}", sender, failure.toString());
            }
        });
    }
}
