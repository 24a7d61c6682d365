package ai.openclaw.xmpp.policy;

import java.util.Objects;

/**
 * What is to be done, and why.
 *
 * @param admission what
 * @param reason why
 */
public record Decision(Admission admission, Reason reason) {
    public Decision {
        Objects.requireNonNull(admission, "admission");
        Objects.requireNonNull(reason, "reason");
    }

    static Decision dispatch(Reason reason) {
        return new Decision(Admission.DISPATCH, reason);
    }

    static Decision drop(Reason reason) {
        return new Decision(Admission.DROP, reason);
    }

    /** Whether it is for the agent. */
    public boolean isDispatch() {
        return admission == Admission.DISPATCH;
    }
}
