package ai.openclaw.xmpp.live;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SentMessage;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Messages to people that grow while they are written: the first text is sent, then corrected (XEP-0308) once a second at most, and in
 * the end corrected to what is final. Only for clients that say of themselves that they take corrections; never in rooms. Archives get the
 * first text and the final one, the person's other clients the final one alone.
 *
 * <p>What is unfinished is written to the store before it is sent. If nobody goes on with it within two minutes after the next process is
 * online, it is corrected to what there is with {@link #INTERRUPTED} behind it. An end that cannot be sent is sent two minutes after there is a
 * stream, unless somebody ends it before. All methods may be called from any thread.
 */
public interface LiveTexts {

    /** What is put behind a text that will not be finished. */
    String INTERRUPTED = "[This answer was interrupted.]";

    /**
     * Shows a text so far; the first time it is sent, later it replaces what was shown. A text that is replaced within a second may never be
     * shown.
     *
     * @return whether it is shown, now or within a second. {@code false}: the client takes no corrections, is gone, there is no stream, or
     *     200 texts are growing already; nothing is wrong, and {@link #finish} says what to do in the end
     */
    CompletionStage<Boolean> update(LiveText text);

    /**
     * The text is complete. The same key again gives the same message and sends nothing.
     *
     * @return the message that was shown, which now has this text; empty if nothing was shown: send it like any other. Fails as {@code
     *     XmppSession.send} does, and can then be called again
     */
    default CompletionStage<Optional<SentMessage>> finish(String key, String text) {
        return finish(key, LiveEnd.of(text));
    }

    /** As {@link #finish(String, String)}, with more than a text. */
    CompletionStage<Optional<SentMessage>> finish(String key, LiveEnd end);

    /**
     * The text will not be complete: what was shown is made what was said last. Does nothing if nothing was shown. {@link #finish} still
     * works afterwards.
     *
     * @param interrupted whether {@link #INTERRUPTED} is put behind it
     * @return whether something was shown
     */
    CompletionStage<Boolean> settle(String key, boolean interrupted);

    /**
     * Makes this the end of a text to the same person that was left unfinished, by a process before this one or because its end
     * could not be sent, if it begins with all that was shown of that.
     *
     * @param to the person, by whichever of its addresses
     * @return as {@link #finish}; empty if there is no such text
     */
    CompletionStage<Optional<SentMessage>> resume(Jid to, LiveEnd end);
}
