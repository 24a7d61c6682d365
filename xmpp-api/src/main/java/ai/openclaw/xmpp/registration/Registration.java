package ai.openclaw.xmpp.registration;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A stream on which an account is being made. The server ends it if the answers take too long, often after half a minute. Safe for use by
 * several threads.
 */
public interface Registration extends AutoCloseable {

    /** What the server wants to know. */
    RegistrationForm form();

    /**
     * Answers, which makes the account.
     *
     * @param answers by {@linkplain RegistrationForm.Field#name() names}; what the server proposed stands where there is none
     * @return done when the account is there. Fails with an {@link ai.openclaw.xmpp.XmppException}; one of kind {@code STANZA_ERROR} has
     *     the server's reason: {@code conflict} where there is such an account already, {@code not-acceptable} where a name or a password
     *     is not good enough, {@code not-allowed} or {@code forbidden} where nobody, or not everybody, may make accounts
     */
    CompletionStage<Void> submit(Map<String, String> answers);

    /** Ends the stream; waits for at most 2 s. Harmless to say twice. */
    @Override
    void close();
}
