package ai.openclaw.xmpp.session.xml;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands for a stanza that is beyond a limit of {@link StanzaSplitter}, or that our parser cannot read: its addresses and nothing in
 * it. It cannot end the stream: whoever is let in by any server could then have the bot lose its stream at will, and a stanza that waits
 * for us would end each new one.
 */
public final class LeftOut {

    private static final Logger LOG = LoggerFactory.getLogger(LeftOut.class);

    private static final String ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";

    private static final Pattern NAME = Pattern.compile("<([A-Za-z_][A-Za-z0-9_.:-]*+)");
    private static final Pattern STANZA =
            Pattern.compile("<(?:[A-Za-z_][A-Za-z0-9_.-]*+:)?(?:message|presence|iq)[\\s/>]");

    /** One attribute after the other, whatever their names. */
    private static final Pattern ATTRIBUTE =
            Pattern.compile("\\G\\s++([^\\s=<>/\"']++)\\s*+=\\s*+(\"[^\"<]*+\"|'[^'<]*+')");

    private static final Pattern KEPT = Pattern.compile("type|from|to|id|xml:lang|xmlns(?::[A-Za-z_][A-Za-z0-9_.-]*)?");

    /** The longest name that stands for an element of which nothing else is known. */
    private static final int MAX_NAME = 256;

    /** Anybody can send such stanzas as fast as their server lets them: of those within so long one is a warning. */
    private static final long QUIET_NANOS = 60_000_000_000L;

    private static final AtomicLong WARNED = new AtomicLong(System.nanoTime() - QUIET_NANOS);

    private LeftOut() {}

    private static void note(String which) {
        long now = System.nanoTime();
        long before = WARNED.get();
        if (now - before >= QUIET_NANOS && WARNED.compareAndSet(before, now)) {
            LOG.warn("left out a stanza {} (more of them within a minute are told at debug level)", which);
        } else {
            LOG.debug("left out a stanza {}", which);
        }
    }

    /**
     * What is heard instead of a stanza; whoever asked gets an error for an answer.
     *
     * @param why what is wrong with it: "is larger than …"
     */
    public static Stanza standIn(Stanza stanza, String why) {
        note("from " + (stanza.from() == null ? "the server" : stanza.from()) + ": it " + why);
        boolean answer = stanza.kind() == Stanza.Kind.IQ && stanza.hasType("result");
        return new Stanza(
                stanza.kind(),
                answer ? "error" : stanza.type(),
                stanza.from(),
                stanza.to(),
                stanza.id(),
                stanza.lang(),
                answer ? List.of(error(why)) : List.of());
    }

    private static XmlElement error(String why) {
        return XmlElement.of(XmlReader.CLIENT, "error")
                .with("type", "cancel")
                .with(XmlElement.of(ERRORS, "policy-violation"))
                .with(XmlElement.of(ERRORS, "text", "the answer is left out: it " + why));
    }

    /** Whether an element is called like a stanza. */
    static boolean isStanza(String xml) {
        return STANZA.matcher(xml).lookingAt();
    }

    /**
     * The same for an element that was not read.
     *
     * @param startTag the element's start tag
     */
    static String standIn(String startTag, String why) throws XmlRefusedException {
        String empty = addresses(startTag);
        return XmlReader.stanza(XmlReader.read(empty))
                .map(stanza -> XmlWriter.forFrame(standIn(stanza, why)))
                .orElse(empty);
    }

    /** The element with nothing but what says whose it is: whatever else it has may be what is wrong with it. */
    private static String addresses(String startTag) throws XmlRefusedException {
        Matcher name = NAME.matcher(startTag);
        if (!name.lookingAt()) {
            throw new XmlRefusedException("the stream is not well-formed");
        }
        StringBuilder empty = new StringBuilder(name.group());
        Matcher attribute = ATTRIBUTE.matcher(startTag).region(name.end(), startTag.length());
        while (attribute.find()) {
            if (KEPT.matcher(attribute.group(1)).matches()) {
                empty.append(' ').append(attribute.group(1)).append('=').append(attribute.group(2));
            }
        }
        return empty.append("/>").toString();
    }

    /** The same where the start tag is too large by itself: then nobody knows whose it is. */
    static String nameless(String begun, String why) throws XmlRefusedException {
        Matcher name = NAME.matcher(begun);
        if (!name.lookingAt() || name.end() > MAX_NAME) {
            throw new XmlRefusedException("the stream is not well-formed");
        }
        note("whose addresses alone are too much: it " + why);
        return name.group() + "/>";
    }
}
