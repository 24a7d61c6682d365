package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.XmlElement;
import java.util.List;
import java.util.Optional;

/** By what a presence names its client's disco#info answer, so that clients of one kind are asked once. */
public sealed interface AnnouncedCaps permits Caps, CapabilityHash {

    /** What a presence's payload says; empty if it names no answer, or none that could be verified. The later XEP's name is the better one. */
    static Optional<AnnouncedCaps> read(List<XmlElement> payload) {
        Optional<CapabilityHash> hash = CapabilityHash.read(payload);
        return hash.isPresent() ? hash.map(found -> found) : Caps.read(payload).map(found -> found);
    }

    /** A question for the answer that is named. */
    XmlElement query();

    /** Whether that is the answer that is named. Never for an answer that another one can be mistaken for. */
    boolean verify(XmlElement answer);

    /** Whether that is the answer that is named, and no other one could have that name: then it holds for all who announce it. */
    boolean speaksForOthers(XmlElement answer);

    /** The name in one text; two that name different answers have different ones. */
    String key();
}
