package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.ChatState;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.ReplyReference;
import ai.openclaw.xmpp.XmlElement;
import java.util.ArrayList;
import java.util.List;

/** Writes messages. */
public final class MessageWriter {

    private MessageWriter() {}

    /**
     * A message's payload.
     *
     * @param id its id, which is its origin-id too
     */
    public static List<XmlElement> write(OutgoingMessage message, String id) {
        List<XmlElement> payload = new ArrayList<>();
        String body = Elements.clean(message.body());
        if (body.isEmpty() && message.mediaUrl() != null) {
            body = Elements.clean(message.mediaUrl());
        }
        ReplyReference reply = message.reply();
        XmlElement fallback = null;
        if (reply != null && reply.quote() != null && !reply.quote().isBlank() && !body.isEmpty()) {
            String quote = Fallbacks.quote(Elements.clean(reply.quote()));
            body = quote + body;
            fallback = Fallbacks.element(Ns.REPLY, 0, quote.codePointCount(0, quote.length()));
        }
        if (!body.isEmpty()) {
            payload.add(XmlElement.of(Ns.CLIENT, "body", body));
        }
        if (message.thread() != null) {
            XmlElement thread = XmlElement.of(
                    Ns.CLIENT, "thread", Elements.clean(message.thread().id()));
            payload.add(thread.with("parent", message.thread().parent()));
        }
        payload.add(StanzaIds.originElement(id));
        if (reply != null) {
            payload.add(XmlElement.of(Ns.REPLY, "reply")
                    .with("to", reply.to() == null ? null : reply.to().toString())
                    .with("id", Elements.clean(reply.id())));
        }
        if (fallback != null) {
            payload.add(fallback);
        }
        if (message.mediaUrl() != null) {
            payload.add(
                    XmlElement.of(Ns.OOB, "x").with(XmlElement.of(Ns.OOB, "url", Elements.clean(message.mediaUrl()))));
        }
        if (message.mediaUrl() != null && message.file() != null) {
            payload.addAll(FileSharing.elements(message.mediaUrl(), message.file(), body));
        }
        if (message.replaces() != null) {
            payload.add(XmlElement.of(Ns.CORRECT, "replace").with("id", Elements.clean(message.replaces())));
        }
        if (message.requestReceipt() && message.kind() == ChatKind.DIRECT) {
            payload.add(XmlElement.of(Ns.RECEIPTS, "request"));
        }
        if (message.kind() == ChatKind.ROOM_PRIVATE) {
            payload.add(XmlElement.of(Ns.MUC_USER, "x"));
        }
        if (!body.isEmpty()) {
            payload.add(ChatStates.element(ChatState.ACTIVE));
        }
        payload.addAll(message.payload());
        return payload;
    }
}
