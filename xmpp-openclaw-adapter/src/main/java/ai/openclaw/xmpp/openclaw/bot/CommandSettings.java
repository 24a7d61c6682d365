package ai.openclaw.xmpp.openclaw.bot;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * How to deal with a command that is the agent.
 *
 * @param command for the shell
 * @param environment more variables for it
 * @param hidden variables that it must not see, asked for whenever it is started
 * @param parallel how many messages it may have unanswered at a time
 * @param patience how long it may say nothing about a message
 * @param pause before it is started again, at first
 * @param attempts how often it is given a message that it dies of
 */
record CommandSettings(
        String command,
        Map<String, String> environment,
        Supplier<Set<String>> hidden,
        int parallel,
        Duration patience,
        Duration pause,
        int attempts) {
    CommandSettings {
        environment = Map.copyOf(environment);
    }
}
