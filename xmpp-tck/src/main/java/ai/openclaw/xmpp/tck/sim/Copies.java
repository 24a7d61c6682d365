package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Errors;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes stanzas out of stanzas. Pure. */
final class Copies {

    private Copies() {}

    static Stanza addressed(Stanza stanza, @Nullable Jid from, @Nullable Jid to) {
        return new Stanza(stanza.kind(), stanza.type(), from, to, stanza.id(), stanza.lang(), stanza.payload());
    }

    static Stanza with(Stanza stanza, XmlElement more) {
        List<XmlElement> payload = new ArrayList<>(stanza.payload());
        payload.add(more);
        return with(stanza, payload);
    }

    static Stanza with(Stanza stanza, List<XmlElement> payload) {
        return new Stanza(
                stanza.kind(), stanza.type(), stanza.from(), stanza.to(), stanza.id(), stanza.lang(), payload);
    }

    static Stanza without(Stanza stanza, Predicate<XmlElement> unwanted) {
        return stanza.payload().stream().noneMatch(unwanted)
                ? stanza
                : with(
                        stanza,
                        stanza.payload().stream().filter(unwanted.negate()).toList());
    }

    /** Names that only an archive may give: what claims to come from it is taken out (XEP-0359 §6). */
    static Stanza withoutIdsBy(Stanza stanza, Jid archive) {
        return without(
                stanza,
                child -> child.is(Ns.SID, "stanza-id") && archive.toString().equals(child.attribute("by")));
    }

    static Stanza delayed(Stanza stanza, Jid by, Instant since) {
        return with(
                stanza,
                XmlElement.of(Ns.DELAY, "delay").with("from", by.toString()).with("stamp", since.toString()));
    }

    static XmlElement stanzaId(Jid by, String id) {
        return XmlElement.of(Ns.SID, "stanza-id").with("by", by.toString()).with("id", id);
    }

    /** The answer to an IQ, from whom it was sent to. */
    static Stanza result(Stanza question, XmlElement... payload) {
        return new Stanza(
                question.kind(), "result", question.to(), question.from(), question.id(), null, List.of(payload));
    }

    /** The refusal of a stanza, from whom it was sent to. */
    static Stanza error(Stanza refused, String type, String condition) {
        return new Stanza(
                refused.kind(),
                "error",
                refused.to(),
                refused.from(),
                refused.id(),
                null,
                List.of(Errors.element(type, condition)));
    }

    static Stanza iq(String type, @Nullable Jid from, @Nullable Jid to, String id, XmlElement payload) {
        return new Stanza(Stanza.Kind.IQ, type, from, to, id, null, List.of(payload));
    }

    static Stanza message(@Nullable String type, Jid from, Jid to, @Nullable String id, List<XmlElement> payload) {
        return new Stanza(Stanza.Kind.MESSAGE, type, from, to, id, null, payload);
    }

    static Stanza presence(@Nullable String type, @Nullable Jid from, @Nullable Jid to, List<XmlElement> payload) {
        return new Stanza(Stanza.Kind.PRESENCE, type, from, to, null, null, payload);
    }

    static boolean isQuestion(Stanza iq) {
        return iq.hasType("get") || iq.hasType("set");
    }

    /** Whether anybody waits to hear that it could not be delivered (RFC 6120 §8.3.1). */
    static boolean mayBeRefused(Stanza stanza) {
        return switch (stanza.kind()) {
            case IQ -> isQuestion(stanza);
            case MESSAGE, PRESENCE -> !stanza.hasType("error");
        };
    }

    static boolean hasBody(Stanza stanza) {
        return stanza.child(Ns.CLIENT, "body").isPresent();
    }

    static boolean hints(Stanza stanza, String hint) {
        return stanza.child(Ns.HINTS, hint).isPresent();
    }

    /** What a text counts as on a stream (XEP-0198 §2): empty if it is no stanza at all. */
    static Optional<Stanza> counted(String xml, Jid to) {
        try {
            XmlElement element = XmlReader.readOrLeaveOut(xml);
            boolean stanza = element.namespace().equals(Ns.CLIENT)
                    && Set.of("message", "presence", "iq").contains(element.name());
            Stanza empty = presence("error", null, to, List.of());
            return stanza ? Optional.of(XmlReader.stanza(element).orElse(empty)) : Optional.empty();
        } catch (XmlRefusedException malformed) {
            return Optional.empty();
        }
    }

    /**
     * A stanza that a test has written.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Stanza parse(String xml) {
        try {
            return XmlReader.stanza(XmlReader.read(xml))
                    .orElseThrow(() -> new IllegalArgumentException("that is no stanza: " + xml));
        } catch (XmlRefusedException malformed) {
            throw new IllegalArgumentException("that is no stanza: " + xml, malformed);
        }
    }
}
