package ai.openclaw.xmpp.policy;

/**
 * How much of those who may talk to the agent is let through. At least one of everything.
 *
 * @param messagesPerMinute per sender
 * @param roomMessagesPerMinute per room
 * @param turnsInARow answers in one conversation to the same partner without a pause
 * @param botTurnsInARow the same where the partner says that it is a bot
 */
public record Limits(int messagesPerMinute, int roomMessagesPerMinute, int turnsInARow, int botTurnsInARow) {
    public Limits {
        if (messagesPerMinute < 1 || roomMessagesPerMinute < 1 || turnsInARow < 1 || botTurnsInARow < 1) {
            throw new IllegalArgumentException("a limit under 1 would silence the agent");
        }
    }
}
