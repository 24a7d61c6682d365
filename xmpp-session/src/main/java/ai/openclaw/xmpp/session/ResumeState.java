package ai.openclaw.xmpp.session;

/**
 * What an engine needs to resume a stream later (XEP-0198 §5): opaque to everyone else, handed back in the next {@link
 * ConnectRequest}. It outlives stream objects, not the process.
 */
public interface ResumeState {

    /** Nothing to resume. */
    ResumeState NONE = new ResumeState() {
        @Override
        public String toString() {
            return "ResumeState.NONE";
        }
    };
}
