package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.StanzaError;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.codec.Elements;
import ai.openclaw.xmpp.session.codec.Errors;
import ai.openclaw.xmpp.session.codec.Ns;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Our questions (RFC 6120 §8.2.3). An answer counts only if it has the id, which cannot be guessed, and comes from whoever was
 * asked. Loop thread only.
 */
final class Queries {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private record Pending(@Nullable Jid to, CompletableFuture<@Nullable XmlElement> answer, Loop.Timer timer) {}

    private final Origin origin;
    private final Wire wire;
    private final Loop loop;
    private final Ids ids;
    private final Map<String, Pending> pending = new HashMap<>();

    Queries(Origin origin, Wire wire, Loop loop, Ids ids) {
        this.origin = origin;
        this.wire = wire;
        this.loop = loop;
        this.ids = ids;
    }

    CompletableFuture<@Nullable XmlElement> get(@Nullable Jid to, XmlElement payload) {
        return ask(to, "get", payload, PATIENCE);
    }

    CompletableFuture<@Nullable XmlElement> set(@Nullable Jid to, XmlElement payload) {
        return ask(to, "set", payload, PATIENCE);
    }

    CompletableFuture<@Nullable XmlElement> ask(@Nullable Jid to, String type, XmlElement payload, Duration patience) {
        CompletableFuture<@Nullable XmlElement> answer = new CompletableFuture<>();
        if (!wire.isOpen()) {
            answer.completeExceptionally(Wire.offline());
            return answer;
        }
        String id = ids.fresh();
        Stanza question = Stanzas.iq(type, to, id, List.of(payload));
        Optional<XmppException> refused = wire.refusal(question);
        if (refused.isPresent()) {
            answer.completeExceptionally(refused.get());
            return answer;
        }
        await(id, to, payload.namespace(), patience, answer);
        boolean sent = false;
        try {
            wire.send(question);
            sent = true;
        } finally {
            if (!sent) {
                // It cannot be written: nobody will answer.
                forget(id);
            }
        }
        return answer;
    }

    private void forget(String id) {
        Pending question = pending.remove(id);
        if (question != null) {
            question.timer().cancel();
        }
    }

    private void await(
            String id,
            @Nullable Jid to,
            String what,
            Duration patience,
            CompletableFuture<@Nullable XmlElement> answer) {
        Loop.Timer timer = loop.after(patience, () -> {
            pending.remove(id);
            if (wire.isOpen()) {
                answer.completeExceptionally(new XmppException(
                        XmppException.Kind.TIMEOUT,
                        name(to) + " did not answer a question for " + what + " within " + patience.toSeconds()
                                + " s"));
            } else {
                // Nobody can answer until the stream goes on or is given up.
                await(id, to, what, patience, answer);
            }
        });
        pending.put(id, new Pending(to, answer, timer));
    }

    /** An answer came: a stanza of type {@code result} or {@code error}. Others' and late ones are ignored. */
    void answered(Stanza stanza) {
        Pending question = pending.get(stanza.id());
        if (question == null
                || !origin.mayAnswer(question.to(), stanza.from(), wire.isOpen() ? wire.address() : null)) {
            return;
        }
        pending.remove(stanza.id());
        question.timer().cancel();
        if (stanza.hasType("error")) {
            StanzaError error = Errors.read(stanza.payload());
            question.answer()
                    .completeExceptionally(
                            new XmppException(name(question.to()) + " refused: " + describe(error), error));
        } else {
            question.answer()
                    .complete(
                            stanza.payload().isEmpty() ? null : stanza.payload().get(0));
        }
    }

    private String name(@Nullable Jid asked) {
        return asked == null ? origin.account().domain() : asked.toString();
    }

    static String describe(StanzaError error) {
        return error.condition() + (error.text() == null ? "" : " (" + Elements.line(error.text()) + ")");
    }

    /** The stream is gone, and with it the answers. */
    void fail(XmppException cause) {
        List<Pending> lost = List.copyOf(pending.values());
        pending.clear();
        lost.forEach(question -> {
            question.timer().cancel();
            question.answer().completeExceptionally(cause);
        });
    }

    int open() {
        return pending.size();
    }

    /** How long an entity takes to give a sign of life. */
    CompletableFuture<Duration> pinged(Jid entity) {
        Instant asked = loop.now();
        CompletableFuture<Duration> answer = new CompletableFuture<>();
        get(entity, ping()).whenComplete((pong, failure) -> {
            boolean refused = failure instanceof XmppException e && e.kind() == XmppException.Kind.STANZA_ERROR;
            if (failure == null || refused) {
                // Who refuses to be pinged is there, too.
                answer.complete(Duration.between(asked, loop.now()));
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    /** A question for a sign of life. */
    static XmlElement ping() {
        return XmlElement.of(Ns.PING, "ping");
    }
}
