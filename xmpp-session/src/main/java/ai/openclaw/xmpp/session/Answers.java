package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.codec.Disco;
import ai.openclaw.xmpp.session.codec.Elements;
import ai.openclaw.xmpp.session.codec.Errors;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.session.codec.OwnInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What we answer to others' questions. */
final class Answers {

    private static final XmlElement UNKNOWN = Errors.element("cancel", "service-unavailable");

    private final String software;
    private final OwnInfo info;

    Answers(String software, OwnInfo info) {
        this.software = software;
        this.info = info;
    }

    /**
     * The answer to a {@code get} or {@code set}: exactly one, whatever was asked (RFC 6120 §8.2.3).
     *
     * @param idleSeconds how long ago we last said something
     */
    Stanza to(Stanza question, Instant now, long idleSeconds) {
        if (question.payload().size() != 1) {
            return error(question, Errors.element("modify", "bad-request"));
        }
        XmlElement asked = question.payload().get(0);
        if (question.hasType("get")) {
            if (asked.is(Ns.DISCO_INFO, "query")) {
                return info.answer(asked.attribute("node"))
                        .map(payload -> result(question, List.of(payload)))
                        .orElseGet(() -> error(question, Errors.element("cancel", "item-not-found")));
            }
            if (asked.is(Ns.DISCO_ITEMS, "query")) {
                @Nullable String node = asked.attribute("node");
                if (node != null && node.length() > Elements.MAX_ID) {
                    return error(question, Errors.element("cancel", "item-not-found"));
                }
                return result(question, List.of(Disco.itemsQuery().with("node", node)));
            }
            if (asked.is(Ns.PING, "ping")) {
                return result(question, List.of());
            }
            if (asked.is(Ns.VERSION, "query")) {
                return result(question, List.of(version()));
            }
            if (asked.is(Ns.TIME, "time")) {
                return result(question, List.of(time(now)));
            }
            if (asked.is(Ns.LAST, "query")) {
                return result(
                        question,
                        List.of(XmlElement.of(Ns.LAST, "query")
                                .with("seconds", Long.toString(Math.max(0, idleSeconds)))));
            }
        }
        return error(question, UNKNOWN);
    }

    /** That nothing is answered here. */
    static Stanza nothing(Stanza question) {
        return error(question, UNKNOWN);
    }

    /** An empty answer. */
    static Stanza done(Stanza question) {
        return result(question, List.of());
    }

    /** Without the operating system, which is nobody's business (XEP-0092 §4). */
    private XmlElement version() {
        String version = Answers.class.getPackage().getImplementationVersion();
        return XmlElement.of(Ns.VERSION, "query")
                .with(XmlElement.of(Ns.VERSION, "name", Elements.clean(software)))
                .with(XmlElement.of(Ns.VERSION, "version", version == null ? "unreleased" : version));
    }

    /** In UTC: where the machine stands is nobody's business either. */
    private static XmlElement time(Instant now) {
        return XmlElement.of(Ns.TIME, "time")
                .with(XmlElement.of(Ns.TIME, "tzo", "+00:00"))
                .with(XmlElement.of(
                        Ns.TIME, "utc", now.truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    static Stanza result(Stanza question, List<XmlElement> payload) {
        return Stanzas.iq("result", question.from(), question.id(), payload);
    }

    static Stanza error(Stanza question, XmlElement error) {
        return Stanzas.iq("error", question.from(), question.id(), List.of(error));
    }
}
