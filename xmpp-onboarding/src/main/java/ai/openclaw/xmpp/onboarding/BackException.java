package ai.openclaw.xmpp.onboarding;

import java.util.concurrent.CancellationException;

/** The person wants to answer the question before again. Where nobody knows how, that breaks off. */
final class BackException extends CancellationException {

    private static final long serialVersionUID = 1L;

    BackException() {
        super("one question back");
    }
}
