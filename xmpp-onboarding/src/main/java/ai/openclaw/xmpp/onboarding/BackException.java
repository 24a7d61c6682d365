package ai.openclaw.xmpp.onboarding;

import java.util.concurrent.CancellationException;

/** Thrown by a {@link Prompter}: the person wants to answer the question before again. Where nobody knows how, that breaks off. */
public final class BackException extends CancellationException {

    private static final long serialVersionUID = 1L;

    /** One question back. */
    public BackException() {
        super("one question back");
    }
}
