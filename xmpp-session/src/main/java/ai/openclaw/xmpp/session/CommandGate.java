package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.command.CommandAccess;
import ai.openclaw.xmpp.session.codec.AdHoc;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who gets as far as our commands: whom the server vouches for, who has not too many questions open, and whom a command admits. Loop thread only. */
final class CommandGate {

    private static final Logger LOG = LoggerFactory.getLogger(CommandGate.class);

    /** How long a command may take to say whom it admits. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Questions without an answer yet. */
    private static final int MAX_OPEN = 200;

    private static final int MAX_OPEN_EACH = 8;

    private final Origin origin;
    private final RoomBook rooms;
    private final Loop loop;

    /** How many questions of each bare JID are open. */
    private final Map<Jid, Integer> open = new HashMap<>();

    CommandGate(Origin origin, RoomBook rooms, Loop loop) {
        this.origin = origin;
        this.rooms = rooms;
        this.loop = loop;
    }

    /**
     * Lets a question in, which is open until it has its answer. Whoever has too many open is told to wait.
     *
     * @param nobody the answer for whom nobody vouches
     * @param answer asked for the answer to whom it is
     */
    CompletionStage<Stanza> enter(
            Stanza question, Stanza nobody, Function<Jid, ? extends CompletionStage<Stanza>> answer) {
        Optional<Jid> asker = asker(question);
        if (asker.isEmpty()) {
            return CompletableFuture.completedFuture(nobody);
        }
        Jid from = asker.get().bare();
        if (open.getOrDefault(from, 0) >= MAX_OPEN_EACH
                || open.values().stream().mapToInt(Integer::intValue).sum() >= MAX_OPEN) {
            return CompletableFuture.completedFuture(
                    Answers.error(question, AdHoc.error("wait", "resource-constraint", null)));
        }
        open.merge(from, 1, Integer::sum);
        return answer.apply(asker.get())
                .whenComplete(
                        (given, failure) -> open.computeIfPresent(from, (jid, count) -> count == 1 ? null : count - 1));
    }

    /** Whoever the server vouches for; an occupant could be anybody, and what we ask of ourselves is not for us. */
    private Optional<Jid> asker(Stanza question) {
        return Optional.ofNullable(question.from())
                .filter(from -> !origin.isAccount(from) && !origin.isOurs(from))
                .filter(from -> rooms.find(from.bare()).isEmpty());
    }

    /** Whether somebody is let in. Never fails, and comes in time, on the loop: who is not let in by then is not let in. */
    CompletableFuture<Boolean> admits(CommandAccess access, Jid who) {
        CompletableFuture<Boolean> verdict = new CompletableFuture<>();
        Loop.Timer patience = loop.after(PATIENCE, () -> {
            if (verdict.complete(false)) {
                LOG.warn("who may run a command was not said within a minute, so nobody may");
            }
        });
        ask(access, who)
                .thenAccept(is -> loop.execute(() -> {
                    patience.cancel();
                    verdict.complete(Boolean.TRUE.equals(is));
                }));
        return verdict;
    }

    private static CompletionStage<Boolean> ask(CommandAccess access, Jid who) {
        try {
            return access.admits(who).exceptionally(failure -> {
                LOG.warn("who may run a command is not known, so nobody may", failure);
                return false;
            });
        } catch (RuntimeException | Error faulty) {
            LOG.warn("who may run a command is not known, so nobody may", faulty);
            return CompletableFuture.completedFuture(false);
        }
    }
}
