package ai.openclaw.xmpp.smack;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.callback.CallbackHandler;
import org.jivesoftware.smack.SASLAuthentication;
import org.jivesoftware.smack.SmackException.SmackSaslException;
import org.jivesoftware.smack.sasl.SASLMechanism;
import org.jspecify.annotations.Nullable;

/**
 * SCRAM (RFC 5802, RFC 7677) for Smack, which has it with SHA-1 only and bounds no iteration count. Done only when the server has proved
 * that it knows the password, too. Smack's list of mechanisms is the whole process's: another user of Smack may get these, they work
 * for everyone.
 */
final class Mechanism extends SASLMechanism {

    private static final List<String> SCRAM = List.of("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1");
    private static final int MAX_ITERATIONS = 1_000_000;
    private static final Pattern ITERATIONS = Pattern.compile("(?:^|,)i=(\\d{1,18})(?:,|$)");

    private enum Step {
        FIRST,
        CHALLENGE,
        PROOF,
        DONE
    }

    private final String name;
    private @Nullable ScramClient scram;
    private Step step = Step.FIRST;

    Mechanism(String name) {
        this.name = name;
    }

    /** Makes the mechanisms known to Smack; once. */
    static void register() {
        SCRAM.forEach(name -> SASLAuthentication.registerSASLMechanism(new Mechanism(name)));
        SASLAuthentication.registerSASLMechanism(new Plain());
    }

    /** Whether this engine can use the mechanism. */
    static boolean isKnown(String mechanism) {
        return SCRAM.contains(mechanism) || mechanism.equals(Plain.NAME);
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public int getPriority() {
        return 1;
    }

    @Override
    protected SASLMechanism newInstance() {
        return new Mechanism(name);
    }

    @Override
    protected void authenticateInternal(CallbackHandler handler) throws SmackSaslException {
        throw new SmackSaslException(name + " takes a password, no callback handler");
    }

    @Override
    protected byte[] getAuthenticationText() throws SmackSaslException {
        return answer("");
    }

    @Override
    protected byte[] evaluateChallenge(byte[] challenge) throws SmackSaslException {
        return answer(new String(challenge, StandardCharsets.UTF_8));
    }

    private byte[] answer(String message) throws SmackSaslException {
        try {
            return switch (step) {
                case FIRST -> {
                    scram = ScramClient.builder()
                            .advertisedMechanisms(List.of(name))
                            .username(authenticationId)
                            .password(password.toCharArray())
                            .build();
                    step = Step.CHALLENGE;
                    yield bytes(scram.clientFirstMessage().toString());
                }
                case CHALLENGE -> {
                    checkIterations(message);
                    client().serverFirstMessage(message);
                    step = Step.PROOF;
                    yield bytes(client().clientFinalMessage().toString());
                }
                case PROOF -> {
                    client().serverFinalMessage(message);
                    step = Step.DONE;
                    yield new byte[0];
                }
                case DONE -> throw new SmackSaslException("the server sent a challenge too many");
            };
        } catch (ScramException | RuntimeException wrong) {
            throw new SmackSaslException("the server's part of " + name + " is wrong: " + wrong.getMessage(), wrong);
        }
    }

    private ScramClient client() {
        return Objects.requireNonNull(scram);
    }

    private static void checkIterations(String serverFirst) throws SmackSaslException {
        Matcher matcher = ITERATIONS.matcher(serverFirst);
        if (!matcher.find()) {
            throw new SmackSaslException("the server's SCRAM challenge has no iteration count");
        }
        long iterations = Long.parseLong(matcher.group(1));
        if (iterations < 1 || iterations > MAX_ITERATIONS) {
            throw new SmackSaslException("the server asks for " + iterations + " SCRAM iterations; 1 to "
                    + MAX_ITERATIONS + " are accepted");
        }
    }

    @Override
    protected void checkIfSuccessfulOrThrow() throws SmackSaslException {
        if (step != Step.DONE) {
            throw new SmackSaslException(
                    "the server says that login succeeded without proving that it knows the password; it may not be the"
                            + " right server");
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** PLAIN (RFC 4616), for streams of this engine: another user of Smack decides for itself whether it wants to show passwords. */
    private static final class Plain extends SASLMechanism {
        static final String NAME = "PLAIN";

        @Override
        public String getName() {
            return NAME;
        }

        @Override
        public int getPriority() {
            return Integer.MAX_VALUE;
        }

        @Override
        protected SASLMechanism newInstance() {
            return new Plain();
        }

        @Override
        protected void authenticateInternal(CallbackHandler handler) throws SmackSaslException {
            throw new SmackSaslException("PLAIN takes a password, no callback handler");
        }

        @Override
        protected byte[] getAuthenticationText() throws SmackSaslException {
            if (!(connection instanceof SmackConnection) || !connection.isSecureConnection()) {
                throw new SmackSaslException("PLAIN shows the password, which is not allowed here");
            }
            return bytes('\0' + authenticationId + '\0' + password);
        }

        @Override
        protected void checkIfSuccessfulOrThrow() {
            // The server proves nothing.
        }
    }
}
