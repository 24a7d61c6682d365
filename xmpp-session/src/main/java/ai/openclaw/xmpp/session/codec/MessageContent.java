package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.MessageThread;
import ai.openclaw.xmpp.ReplyReference;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.media.MediaLink;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a message's payload says, whoever sent it.
 *
 * @param body the text without fallbacks and without a body that only repeats a link
 * @param thread its thread, or {@code null}
 * @param reply the message it answers (XEP-0461), or {@code null}
 * @param media the files it shares (XEP-0066, XEP-0447, XEP-0385)
 * @param replaces the message it claims to correct (XEP-0308), or {@code null}
 * @param receiptRequested whether it asks for a receipt (XEP-0184)
 * @param unreadable whether it is encrypted; the body is then empty
 */
public record MessageContent(
        String body,
        @Nullable MessageThread thread,
        @Nullable ReplyReference reply,
        List<MediaLink> media,
        @Nullable String replaces,
        boolean receiptRequested,
        boolean unreadable) {

    private static final String LEGACY_OMEMO = "eu.siacs.conversations.axolotl";
    private static final Set<String> OMEMO = Set.of(LEGACY_OMEMO, "urn:xmpp:omemo:1", "urn:xmpp:omemo:2");

    public MessageContent {
        media = List.copyOf(media);
    }

    /** Without what is said. */
    @Override
    public String toString() {
        return "MessageContent[" + body.length() + " characters, " + media.size() + " files]";
    }

    /** Whether there is nothing in it for a reader. */
    public boolean isEmpty() {
        return body.isBlank() && media.isEmpty() && !unreadable;
    }

    /**
     * Reads a message.
     *
     * @param id the stanza's own id: a message that corrects itself corrects nothing
     */
    public static MessageContent read(@Nullable String id, @Nullable String lang, List<XmlElement> payload) {
        MessageThread thread = thread(payload);
        boolean receipt = Elements.has(payload, Ns.RECEIPTS, "request");
        String replaces = corrected(id, payload);
        // What clients are to show that know nothing of retractions (XEP-0424 §3) is not what anybody said.
        String whole = body(lang, payload).orElse("");
        Set<String> shownOtherwise = new HashSet<>(Set.of(Ns.RETRACT));
        String text = Fallbacks.split(whole, payload, shownOtherwise).text();
        if (isEncrypted(text, payload)) {
            return new MessageContent("", thread, null, List.of(), replaces, receipt, hasCiphertext(payload));
        }
        ReplyReference reply = null;
        Optional<XmlElement> replyElement = Elements.first(payload, Ns.REPLY, "reply");
        Optional<String> replyId = replyElement.flatMap(element -> Elements.id(element, "id"));
        if (replyElement.isPresent() && replyId.isPresent()) {
            String removed = Fallbacks.split(whole, payload, Ns.REPLY).removed();
            String quote = removed == null ? null : Fallbacks.unquote(removed);
            shownOtherwise.add(Ns.REPLY);
            reply = new ReplyReference(
                    replyId.get(), Elements.jid(replyElement.get(), "to").orElse(null), quote);
        }
        List<MediaLink> media = FileSharing.read(payload);
        if (!media.isEmpty()) {
            shownOtherwise.addAll(List.of(Ns.FILE_SHARING, Ns.MEDIA_SHARING, Ns.OOB));
        }
        text = Fallbacks.split(whole, payload, shownOtherwise).text();
        if (!media.isEmpty()) {
            Set<String> addresses = media.stream().map(MediaLink::url).collect(Collectors.toSet());
            if (text.lines().map(String::strip).allMatch(line -> line.isEmpty() || addresses.contains(line))) {
                text = "";
            }
        }
        return new MessageContent(text, thread, reply, media, replaces, receipt, false);
    }

    /**
     * The id of the message that one claims to correct.
     *
     * @param id the stanza's own id
     */
    public static @Nullable String corrected(@Nullable String id, List<XmlElement> payload) {
        return Elements.first(payload, Ns.CORRECT, "replace")
                .flatMap(element -> Elements.id(element, "id"))
                .filter(other -> !other.equals(id))
                .orElse(null);
    }

    private static Optional<String> body(@Nullable String lang, List<XmlElement> payload) {
        List<XmlElement> bodies = payload.stream()
                .filter(element -> element.is(Ns.CLIENT, "body"))
                .toList();
        String langAttribute = "{" + Ns.XML + "}lang";
        return bodies.stream()
                .filter(body -> {
                    String own = body.attribute(langAttribute);
                    return own == null || own.equals(lang);
                })
                .findFirst()
                .or(() -> bodies.stream().findFirst())
                .map(XmlElement::text);
    }

    private static @Nullable MessageThread thread(List<XmlElement> payload) {
        Optional<XmlElement> element = Elements.first(payload, Ns.CLIENT, "thread");
        String id = element.map(XmlElement::text).map(String::strip).orElse("");
        return id.isEmpty() || id.length() > Elements.MAX_ID
                ? null
                : new MessageThread(
                        id, element.flatMap(e -> Elements.id(e, "parent")).orElse(null));
    }

    private static boolean isEncrypted(String body, List<XmlElement> payload) {
        return body.startsWith("?OTR")
                || payload.stream()
                        .anyMatch(element -> element.name().equals("encrypted")
                                || element.is("jabber:x:encrypted", "x")
                                || element.is("urn:xmpp:openpgp:0", "openpgp")
                                || element.is(Ns.EME, "encryption"));
    }

    /** A message of OMEMO without payload only carries keys between clients: there is nothing to read in it. */
    private static boolean hasCiphertext(List<XmlElement> payload) {
        List<XmlElement> omemo = payload.stream()
                .filter(element -> element.name().equals("encrypted") && OMEMO.contains(element.namespace()))
                .toList();
        return omemo.isEmpty()
                || omemo.stream()
                        .anyMatch(element ->
                                element.child(element.namespace(), "payload").isPresent());
    }
}
