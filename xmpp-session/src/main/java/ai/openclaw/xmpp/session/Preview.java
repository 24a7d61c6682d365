package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.MessageThread;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.codec.Elements;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A text that is shown and not finished, as it is kept.
 *
 * @param key what the application calls it
 * @param id the id of the message that is corrected
 * @param to the client that sees it grow
 * @param thread its thread
 * @param at when it was begun
 * @param shown what was sent last, or is about to be
 * @param complete whether that is all of it: only that it has arrived is not known
 */
record Preview(
        String key, String id, Jid to, @Nullable MessageThread thread, Instant at, String shown, boolean complete) {

    /** How many there may be at a time. */
    static final int MAX = 200;

    private static final String NAMESPACE = "ai.openclaw.xmpp.state";

    Preview showing(String text) {
        return new Preview(key, id, to, thread, at, text, false);
    }

    /** With its end. */
    Preview ending(String text) {
        return new Preview(key, id, to, thread, at, text, true);
    }

    String write() {
        XmlElement element = XmlElement.of(NAMESPACE, "preview")
                .with("key", Elements.clean(key))
                .with("id", id)
                .with("to", to.toString())
                .with("at", at.toString())
                .with("complete", complete ? "true" : null);
        if (thread != null) {
            element = element.with("thread", Elements.clean(thread.id()))
                    .with("parent", thread.parent() == null ? null : Elements.clean(thread.parent()));
        }
        return XmlWriter.write(element.withText(Elements.clean(shown)), "");
    }

    /** One that was written; empty if the text is none. */
    static Optional<Preview> read(String text) {
        try {
            XmlElement element = XmlReader.read(text);
            String thread = element.attribute("thread");
            return Optional.of(new Preview(
                    need(element, "key"),
                    need(element, "id"),
                    Jid.of(need(element, "to")),
                    thread == null ? null : new MessageThread(thread, element.attribute("parent")),
                    Instant.parse(need(element, "at")),
                    element.text(),
                    "true".equals(element.attribute("complete"))));
        } catch (XmlRefusedException | RuntimeException malformed) {
            return Optional.empty();
        }
    }

    private static String need(XmlElement element, String attribute) {
        return Objects.requireNonNull(element.attribute(attribute), attribute);
    }

    /** Without what is said. */
    @Override
    public String toString() {
        return "Preview[" + id + " to " + to + ", " + shown.length() + " characters]";
    }
}
