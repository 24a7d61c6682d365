package ai.openclaw.xmpp.tck.mutants;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmlNode;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.tck.lab.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Changed copies of what mutants tamper with. */
final class Changes {

    static final String CLIENT = "jabber:client";

    private Changes() {}

    static Stanza type(Stanza stanza, @Nullable String type) {
        return new Stanza(
                stanza.kind(), type, stanza.from(), stanza.to(), stanza.id(), stanza.lang(), stanza.payload());
    }

    static Stanza from(Stanza stanza, @Nullable Jid from) {
        return new Stanza(
                stanza.kind(), stanza.type(), from, stanza.to(), stanza.id(), stanza.lang(), stanza.payload());
    }

    /** From somebody else, under an id of its own: for the layers above another stanza. */
    static Stanza another(Stanza stanza, @Nullable Jid from) {
        return new Stanza(
                stanza.kind(), stanza.type(), from, stanza.to(), Peer.newId(), stanza.lang(), stanza.payload());
    }

    static Stanza lang(Stanza stanza, @Nullable String lang) {
        return new Stanza(
                stanza.kind(), stanza.type(), stanza.from(), stanza.to(), stanza.id(), lang, stanza.payload());
    }

    static Stanza payload(Stanza stanza, List<XmlElement> payload) {
        return new Stanza(
                stanza.kind(), stanza.type(), stanza.from(), stanza.to(), stanza.id(), stanza.lang(), payload);
    }

    static Stanza without(Stanza stanza, Predicate<XmlElement> unwanted) {
        return payload(
                stanza, stanza.payload().stream().filter(unwanted.negate()).toList());
    }

    /** Without the children of that name in its payload's elements. */
    static Stanza without(Stanza stanza, String namespace, String name) {
        return payload(
                stanza,
                stanza.payload().stream()
                        .map(each -> new XmlElement(
                                each.namespace(),
                                each.name(),
                                each.attributes(),
                                each.content().stream()
                                        .filter(node ->
                                                !(node instanceof XmlElement child && child.is(namespace, name)))
                                        .toList()))
                        .toList());
    }

    /** A question that publishes what an event tells, in one's own node. */
    static Optional<Stanza> published(String node, XmlElement event) {
        String pubsub = "http://jabber.org/protocol/pubsub";
        return event.child(pubsub + "#event", "items")
                .flatMap(items -> items.child(pubsub + "#event", "item"))
                .flatMap(item -> item.children().stream().findFirst())
                .map(payload -> new Stanza(
                        Stanza.Kind.IQ,
                        "set",
                        null,
                        null,
                        Peer.newId(),
                        null,
                        List.of(XmlElement.of(pubsub, "pubsub")
                                .with(XmlElement.of(pubsub, "publish")
                                        .with("node", node)
                                        .with(XmlElement.of(pubsub, "item")
                                                .with("id", "f")
                                                .with(payload))))));
    }

    static Stanza with(Stanza stanza, XmlElement more) {
        List<XmlElement> payload = new ArrayList<>(stanza.payload());
        payload.add(more);
        return payload(stanza, payload);
    }

    /** Each element changed, from the inside out. */
    static Stanza deeply(Stanza stanza, UnaryOperator<XmlElement> change) {
        return payload(
                stanza,
                stanza.payload().stream().map(each -> deeply(each, change)).toList());
    }

    private static XmlElement deeply(XmlElement element, UnaryOperator<XmlElement> change) {
        List<XmlNode> content = new ArrayList<>();
        for (XmlNode node : element.content()) {
            content.add(node instanceof XmlElement child ? deeply(child, change) : node);
        }
        return change.apply(new XmlElement(element.namespace(), element.name(), element.attributes(), content));
    }

    static Stanza body(Stanza stanza, UnaryOperator<String> change) {
        return payload(
                stanza,
                stanza.payload().stream()
                        .map(each -> each.is(CLIENT, "body")
                                ? XmlElement.of(CLIENT, "body", change.apply(each.text()))
                                : each)
                        .toList());
    }

    /** An answer to an IQ, with nothing in it. */
    static Stanza answer(Stanza iq, String type) {
        return new Stanza(Stanza.Kind.IQ, type, null, iq.from(), iq.id(), null, List.of());
    }

    static boolean isQuestion(Stanza stanza) {
        return stanza.kind() == Stanza.Kind.IQ && (stanza.hasType("get") || stanza.hasType("set"));
    }

    static boolean isMessage(Stanza stanza) {
        return stanza.kind() == Stanza.Kind.MESSAGE && Peer.bodyOf(stanza) != null;
    }

    static Stanza message(String body) {
        return new Stanza(
                Stanza.Kind.MESSAGE, "chat", null, null, null, null, List.of(XmlElement.of(CLIENT, "body", body)));
    }

    static Stanza available() {
        return new Stanza(Stanza.Kind.PRESENCE, null, null, null, null, null, List.of());
    }

    /** The same failure by another kind. */
    static XmppException kind(XmppException failure, XmppException.Kind kind) {
        return new XmppException(kind, String.valueOf(failure.getMessage()));
    }

    static ConnectRequest resume(ConnectRequest request, ResumeState resume) {
        return changed(request, request.resource(), resume);
    }

    static ConnectRequest resource(ConnectRequest request, String resource) {
        return changed(request, resource, request.resume());
    }

    private static ConnectRequest changed(ConnectRequest request, String resource, ResumeState resume) {
        return new ConnectRequest(
                request.purpose(),
                request.jid(),
                request.password(),
                request.server(),
                resource,
                request.tls(),
                request.saslMechanisms(),
                request.connectTimeout(),
                resume);
    }

    /** A copy that nothing connects with the original. */
    static Stanza unknown(Stanza stanza, @Nullable Jid from) {
        return without(another(stanza, from), each -> each.namespace().equals("urn:xmpp:sid:0"));
    }

    static XmlElement error(String condition) {
        return XmlElement.of(CLIENT, "error")
                .with("type", "cancel")
                .with(XmlElement.of("urn:ietf:params:xml:ns:xmpp-stanzas", condition));
    }
}
