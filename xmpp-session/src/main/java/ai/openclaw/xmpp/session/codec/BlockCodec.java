package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whom the server keeps away (XEP-0191). */
public final class BlockCodec {

    private static final int MAX = 10_000;

    private BlockCodec() {}

    /** A question for the list. */
    public static XmlElement query() {
        return XmlElement.of(Ns.BLOCKING, "blocklist");
    }

    /** A wish: {@code block} or {@code unblock}. */
    public static XmlElement change(String what, Jid address) {
        return XmlElement.of(Ns.BLOCKING, what)
                .with(XmlElement.of(Ns.BLOCKING, "item").with("jid", address.toString()));
    }

    /** The addresses in a list or a change; what is malformed is left out. */
    public static Set<Jid> read(@Nullable XmlElement list) {
        Set<Jid> addresses = new LinkedHashSet<>();
        if (list != null) {
            list.children().stream()
                    .filter(child -> child.is(Ns.BLOCKING, "item"))
                    .flatMap(child -> Elements.jid(child, "jid").stream())
                    .limit(MAX)
                    .forEach(addresses::add);
        }
        return addresses;
    }
}
