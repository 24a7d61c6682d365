package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmlNode;
import ai.openclaw.xmpp.XmlText;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How large a stanza the server takes: it ends the stream, and with it what could have been resumed, when it gets a larger one.
 *
 * @param bytes of the stanza as it is written
 */
record StanzaLimit(long bytes) {

    /** What Prosody and ejabberd take from clients unless they say otherwise. */
    static final StanzaLimit USUAL = new StanzaLimit(256 * 1024);

    /** The least that a server may ask for (RFC 6120 §13.12); less is no limit that anybody could keep. */
    private static final long LEAST = 10_000;

    private static final String LIMITS = "urn:xmpp:stream-limits:0";

    /** A character becomes six bytes at most (the reference for an apostrophe). */
    private static final int WIDEST = 6;

    /** What the stream's features say (XEP-0478), else the usual. */
    static StanzaLimit of(StreamInfo info) {
        return info.features().stream()
                .filter(feature -> feature.is(LIMITS, "limits"))
                .flatMap(limits -> limits.child(LIMITS, "max-bytes").stream())
                .map(element -> element.text().strip())
                .filter(digits -> digits.matches("\\d{1,12}"))
                .map(digits -> new StanzaLimit(Math.max(LEAST, Long.parseLong(digits))))
                .findFirst()
                .orElse(USUAL);
    }

    /** Why a stanza cannot be sent; empty if it can. */
    Optional<XmppException> refusal(Stanza stanza) {
        if (length(stanza.id()) * WIDEST + atMost(stanza.payload()) + 4_096 * WIDEST <= bytes) {
            return Optional.empty();
        }
        long size = XmlWriter.forFrame(stanza).getBytes(StandardCharsets.UTF_8).length;
        return size <= bytes
                ? Optional.empty()
                : Optional.of(new XmppException(
                        XmppException.Kind.UNSUPPORTED,
                        "it has " + size + " bytes, and the server takes " + bytes
                                + " at most: send less at once, or a file"));
    }

    private static long atMost(List<XmlElement> elements) {
        long sum = 0;
        for (XmlElement element : elements) {
            sum += 2L * element.name().length() + element.namespace().length() + 16;
            for (var attribute : element.attributes().entrySet()) {
                sum += attribute.getKey().length() + length(attribute.getValue()) * WIDEST + 16;
            }
            for (XmlNode node : element.content()) {
                if (node instanceof XmlText text) {
                    sum += length(text.value()) * WIDEST;
                }
            }
            sum += atMost(element.children());
        }
        return sum;
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
