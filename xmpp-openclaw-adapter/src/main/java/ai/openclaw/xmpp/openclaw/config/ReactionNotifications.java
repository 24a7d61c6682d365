package ai.openclaw.xmpp.openclaw.config;

/** Reactions that the agent hears of. */
public enum ReactionNotifications {
    /** Those to the bot's own messages. */
    OWN,
    /** Those to all messages. */
    ALL,
    /** None. */
    OFF
}
