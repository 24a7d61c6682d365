package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.openclaw.wire.BotCalls;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.Disposition;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Says back what it hears; for trying things out. */
record EchoAgent(Hands hands) implements Agent {

    @Override
    public CompletionStage<Disposition> message(HostCalls.InboundMessage message) {
        if (message.text().isBlank()) {
            return CompletableFuture.completedFuture(new Disposition("adopted", null));
        }
        return hands.answer(message.eventId(), message.text());
    }

    @Override
    public void event(HostCalls.InboundEvent event) {}

    @Override
    public void state(HostCalls.AccountState state) {}

    @Override
    public BotCalls.AgentStatus status() {
        return new BotCalls.AgentStatus("echo", "running", null, 0, 0, null);
    }

    @Override
    public void close() {}
}
