package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.SessionConfig;
import java.util.Objects;

/**
 * What a stream is wanted for.
 *
 * @param purpose what it is for
 * @param config the account; its {@code resource} is the one to bind
 * @param resume what an earlier stream left behind, or {@link ResumeState#NONE}
 */
public record ConnectRequest(Purpose purpose, SessionConfig config, ResumeState resume) {

    /** What a stream is for. */
    public enum Purpose {
        /** To be online: connect, TLS, SASL, bind. */
        LOGIN,
        /** To see whether it would work: connect, TLS, SASL, bind under the request's resource; never resumed. */
        PROBE
    }

    public ConnectRequest {
        Objects.requireNonNull(purpose, "purpose");
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(resume, "resume");
    }

    /** A stream to be online with. */
    public static ConnectRequest login(SessionConfig config, ResumeState resume) {
        return new ConnectRequest(Purpose.LOGIN, config, resume);
    }
}
