package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.openclaw.wire.MenuCalls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers that a client offers as buttons (XEP-0439): whoever presses one sends its value as an ordinary message. */
final class QuickResponses {

    private static final String NAMESPACE = "urn:xmpp:tmp:quick-response";
    private static final int MAX = 20;
    private static final int MAX_TEXT = 200;

    private QuickResponses() {}

    /** One button. */
    record Response(String value, @Nullable String label) {}

    /** As the wire has them. */
    static List<XmlElement> of(@Nullable List<MenuCalls.Choice> choices) {
        return elements((choices == null ? List.<MenuCalls.Choice>of() : choices)
                .stream()
                        .filter(choice -> choice.value() != null)
                        .map(choice -> new Response(String.valueOf(choice.value()), choice.label()))
                        .toList());
    }

    static List<XmlElement> elements(List<Response> responses) {
        return responses.stream()
                .filter(response ->
                        !response.value().isBlank() && response.value().length() <= MAX_TEXT)
                .limit(MAX)
                .map(response -> XmlElement.of(NAMESPACE, "response")
                        .with("value", TextChunker.clean(response.value()))
                        .with("label", label(response)))
                .toList();
    }

    private static @Nullable String label(Response response) {
        String label = response.label();
        return label == null || label.isBlank() || label.length() > MAX_TEXT ? null : TextChunker.clean(label);
    }
}
