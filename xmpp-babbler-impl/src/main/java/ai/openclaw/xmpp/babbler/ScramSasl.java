package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.XmppException;
import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import java.nio.charset.StandardCharsets;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslClientFactory;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/**
 * SCRAM (RFC 5802, RFC 7677) for Babbler, which asks Java for its SASL mechanisms: a security provider whose factory answers our own
 * callback handler only, so that other libraries in the process keep theirs.
 */
final class ScramSasl {

    private static final List<String> MECHANISMS = List.of("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1");
    private static final String NAME = "OpenClawXmppScram";
    private static final int MAX_ITERATIONS = 1_000_000;
    private static final Pattern ITERATIONS = Pattern.compile("(?:^|,)i=(\\d{1,18})(?:,|$)");

    private ScramSasl() {}

    /** Makes the mechanisms known to this process; may be called often. */
    static synchronized void register() {
        if (Security.getProvider(NAME) == null) {
            Security.addProvider(new ScramProvider());
        }
    }

    /** Whether this process can use the mechanism. */
    static boolean isKnown(String mechanism) {
        return MECHANISMS.contains(mechanism) || mechanism.equals("PLAIN");
    }

    /** Who logs in; also answers the questions of Java's own PLAIN mechanism. */
    static final class Login implements CallbackHandler {
        private final String user;
        private final String password;
        private volatile @Nullable Client client;

        Login(String user, String password) {
            this.user = user;
            this.password = password;
        }

        /**
         * To be asked when the server says {@code <success/>}: with SCRAM it must have proved by then that it knows the password.
         *
         * @throws XmppException of kind {@code AUTHENTICATION} if it has not
         */
        void requireComplete() {
            Client asked = client;
            if (asked != null && !asked.isComplete()) {
                throw new XmppException(
                        XmppException.Kind.AUTHENTICATION,
                        "the server says that login succeeded without proving that it knows the password; it may not be the"
                                + " right server");
            }
        }

        @Override
        public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback name) {
                    name.setName(user);
                } else if (callback instanceof PasswordCallback secret) {
                    secret.setPassword(password.toCharArray());
                } else {
                    throw new UnsupportedCallbackException(callback);
                }
            }
        }

        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    private static final class ScramProvider extends Provider {
        private static final long serialVersionUID = 1L;

        ScramProvider() {
            super(NAME, "1.0", "SCRAM for the XMPP sessions of openclaw-xmpp");
            for (String mechanism : MECHANISMS) {
                put("SaslClientFactory." + mechanism, Factory.class.getName());
            }
        }
    }

    /** Made by Java's security framework, hence public. */
    public static final class Factory implements SaslClientFactory {
        /** For the framework. */
        public Factory() {}

        @Override
        public @Nullable SaslClient createSaslClient(
                String[] mechanisms,
                String authorizationId,
                String protocol,
                String serverName,
                Map<String, ?> properties,
                CallbackHandler handler) {
            if (!(handler instanceof Login login)) {
                return null;
            }
            for (String mechanism : mechanisms) {
                if (MECHANISMS.contains(mechanism)) {
                    Client client = new Client(mechanism, login.user, login.password);
                    login.client = client;
                    return client;
                }
            }
            return null;
        }

        @Override
        public String[] getMechanismNames(Map<String, ?> properties) {
            return MECHANISMS.toArray(String[]::new);
        }
    }

    /** One authentication. Complete only when the server has proved that it knows the password, too. */
    static final class Client implements SaslClient {
        private enum Step {
            FIRST,
            CHALLENGE,
            PROOF,
            DONE
        }

        private final String mechanism;
        private final ScramClient scram;
        private Step step = Step.FIRST;

        Client(String mechanism, String user, String password) {
            this.mechanism = mechanism;
            this.scram = ScramClient.builder()
                    .advertisedMechanisms(List.of(mechanism))
                    .username(user)
                    .password(password.toCharArray())
                    .build();
        }

        @Override
        public String getMechanismName() {
            return mechanism;
        }

        @Override
        public boolean hasInitialResponse() {
            return true;
        }

        @Override
        public byte[] evaluateChallenge(byte @Nullable [] challenge) throws SaslException {
            if (challenge == null) {
                // Babbler hands on an empty <success/> like this.
                throw new SaslException("the server did not prove that it knows the password");
            }
            String message = new String(challenge, StandardCharsets.UTF_8);
            try {
                return switch (step) {
                    case FIRST -> {
                        step = Step.CHALLENGE;
                        yield bytes(scram.clientFirstMessage().toString());
                    }
                    case CHALLENGE -> {
                        checkIterations(message);
                        scram.serverFirstMessage(message);
                        step = Step.PROOF;
                        yield bytes(scram.clientFinalMessage().toString());
                    }
                    case PROOF -> {
                        scram.serverFinalMessage(message);
                        step = Step.DONE;
                        yield new byte[0];
                    }
                    case DONE -> throw new SaslException("the server sent a challenge too many");
                };
            } catch (ScramException | RuntimeException wrong) {
                throw new SaslException(
                        "the server's part of " + mechanism + " is wrong: " + wrong.getMessage(), wrong);
            }
        }

        private static void checkIterations(String serverFirst) throws SaslException {
            Matcher matcher = ITERATIONS.matcher(serverFirst);
            if (!matcher.find()) {
                throw new SaslException("the server's SCRAM challenge has no iteration count");
            }
            long iterations = Long.parseLong(matcher.group(1));
            if (iterations < 1 || iterations > MAX_ITERATIONS) {
                throw new SaslException("the server asks for " + iterations + " SCRAM iterations; 1 to "
                        + MAX_ITERATIONS + " are accepted");
            }
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public boolean isComplete() {
            return step == Step.DONE;
        }

        @Override
        public byte[] unwrap(byte[] incoming, int offset, int length) {
            throw new IllegalStateException("SCRAM has no security layer");
        }

        @Override
        public byte[] wrap(byte[] outgoing, int offset, int length) {
            throw new IllegalStateException("SCRAM has no security layer");
        }

        @Override
        public @Nullable Object getNegotiatedProperty(String propertyName) {
            return null;
        }

        @Override
        public void dispose() {}
    }
}
