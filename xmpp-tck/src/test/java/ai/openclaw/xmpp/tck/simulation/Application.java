package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.session.Loop;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * A bot that answers each message with one echo, under a key made of the message. Now and then it fails, throws, or takes its time, but
 * never for ever; and it does not say again what may have been said.
 */
final class Application implements XmppListener {

    static final String ECHO = "echo of ";

    private static final int MOST_FAILURES = 2;

    private final Loop loop;
    private final RandomGenerator random;
    private final Map<Integer, Integer> failures = new HashMap<>();
    private final Map<Integer, CompletionStage<SentMessage>> answers = new HashMap<>();
    private final Map<CompletableFuture<?>, Instant> open = new LinkedHashMap<>();
    private boolean calm;

    Application(Loop loop, RandomGenerator random) {
        this.loop = loop;
        this.random = random;
    }

    /** From now on it does not fail. */
    void calmDown() {
        calm = true;
    }

    /** Remembers a promise of the session's until it is kept. */
    void await(CompletionStage<?> stage) {
        CompletableFuture<?> promise = stage.toCompletableFuture();
        open.put(promise, loop.now());
        promise.whenComplete((result, failure) -> open.remove(promise));
    }

    /** Since when the session owes us an answer, at most; empty if it owes none. */
    Optional<Instant> waitsSince() {
        return open.values().stream().findFirst();
    }

    @Override
    public CompletionStage<Void> onMessage(XmppSession session, Message message) {
        int number = Ledger.number(message.body()).orElse(0);
        int chance = calm ? 99 : random.nextInt(100);
        boolean patient = failures.getOrDefault(number, 0) < MOST_FAILURES;
        if (chance < 8 && patient) {
            failures.merge(number, 1, Integer::sum);
            if (chance < 2) {
                throw new IllegalStateException("the application throws");
            }
            if (chance < 5) {
                answer(session, message, number);
            }
            return CompletableFuture.failedFuture(new IllegalStateException("the application fails"));
        }
        if (chance < 15) {
            answer(session, message, number);
            CompletableFuture<Void> later = new CompletableFuture<>();
            loop.after(Duration.ofMillis(random.nextLong(100, 20_000)), () -> later.complete(null));
            return later;
        }
        CompletionStage<SentMessage> sent = answer(session, message, number);
        return chance < 40 ? sent.handle((done, failure) -> null) : CompletableFuture.completedFuture(null);
    }

    private CompletionStage<SentMessage> answer(XmppSession session, Message message, int number) {
        CompletionStage<SentMessage> before = answers.get(number);
        if (before != null && mayHaveBeenSaid(before)) {
            return before;
        }
        CompletionStage<SentMessage> sent = session.send(OutgoingMessage.answer(message)
                .body(ECHO + message.body())
                .key("answer to " + number)
                .build());
        await(sent);
        answers.put(number, sent);
        return sent;
    }

    /** What was not sent for the state of things may be sent later; and what was surely sent will not be sent twice. */
    private static boolean mayHaveBeenSaid(CompletionStage<SentMessage> before) {
        return before.handle((sent, failure) -> failure != null
                        && !(failure instanceof XmppException known && known.kind() == XmppException.Kind.STATE))
                .toCompletableFuture()
                .getNow(false);
    }
}
