package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.openclaw.wire.BotCalls;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.openclaw.wire.ServiceCalls;
import java.util.concurrent.CompletionStage;

/** Who answers. None of the methods blocks; all may be called from any thread. */
interface Agent extends AutoCloseable {

    /** Begins. */
    default void start() {}

    /**
     * Takes a message over.
     *
     * @return completes when the agent has it safely, and fails if it does not take it now: then it comes again later
     */
    CompletionStage<HostCalls.Disposition> message(HostCalls.InboundMessage message);

    /** Tells of something that is no message. */
    void event(HostCalls.InboundEvent event);

    /** Tells of news of a node that the settings name. An agent that only answers has no use for them. */
    default void node(ServiceCalls.NodeEvent news) {}

    /** Tells how an account fares. */
    void state(HostCalls.AccountState state);

    BotCalls.AgentStatus status();

    /** Ends; returns within two and a half seconds. */
    @Override
    void close();
}
