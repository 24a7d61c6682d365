package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.ChatState;
import ai.openclaw.xmpp.XmlElement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Chat states (XEP-0085). */
public final class ChatStates {

    private ChatStates() {}

    /** The state as an element. */
    public static XmlElement element(ChatState state) {
        return XmlElement.of(Ns.CHAT_STATES, state.name().toLowerCase(Locale.ROOT));
    }

    /** The first state in a payload. */
    public static Optional<ChatState> read(List<XmlElement> payload) {
        return payload.stream()
                .filter(element -> element.namespace().equals(Ns.CHAT_STATES))
                .flatMap(element -> Arrays.stream(ChatState.values())
                        .filter(state -> state.name().toLowerCase(Locale.ROOT).equals(element.name())))
                .findFirst();
    }
}
