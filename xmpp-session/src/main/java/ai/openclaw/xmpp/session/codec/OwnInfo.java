package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.XmlElement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What we answer about ourselves (XEP-0030), and what our presence says of that (XEP-0115, XEP-0390). */
public final class OwnInfo {

    private static final String NODE = "https://openclaw.ai/xmpp";
    private static final String LANG = "{" + Ns.XML + "}lang";

    /** The XEP's own function: it names a set of features, it protects nothing. */
    private static final String HASH = "sha-1";

    private final XmlElement answer;
    private final Caps caps;
    private final CapabilityHash hash;

    /**
     * What is said.
     *
     * @param software what we are called
     */
    public OwnInfo(String software) {
        answer = Disco.infoQuery()
                .with(XmlElement.of(Ns.DISCO_INFO, "identity")
                        .with("category", "client")
                        .with("type", "bot")
                        // Else it is that of the stream for some of those who reckon the hash, and none for others.
                        .with(LANG, "en")
                        .with("name", Elements.line(software)))
                .with(Disco.FEATURES.stream()
                        .map(feature -> XmlElement.of(Ns.DISCO_INFO, "feature").with("var", feature))
                        .toList());
        caps = new Caps(HASH, NODE, Caps.verification(HASH, answer).orElseThrow());
        hash = CapabilityHash.of("sha-256", answer).orElseThrow();
    }

    /** The answer; empty for a node that we do not have. */
    public Optional<XmlElement> answer(@Nullable String node) {
        return node == null || Set.of(caps.fullNode(), hash.node()).contains(node)
                ? Optional.of(answer.with("node", node))
                : Optional.empty();
    }

    /** What our presence carries. */
    public List<XmlElement> caps() {
        return List.of(caps.element(), hash.element());
    }
}
