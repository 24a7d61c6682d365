package ai.openclaw.xmpp.tck.mutants;

import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.SentMessage;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** Takes every failure to send for a success. */
final class Hopeful extends TamperedSession {
    @Override
    public CompletionStage<SentMessage> send(OutgoingMessage message) {
        return super.send(message).exceptionally(failed -> new SentMessage("hope", "hope", Instant.EPOCH));
    }
}
