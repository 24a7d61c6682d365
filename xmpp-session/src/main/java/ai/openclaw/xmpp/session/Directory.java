package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.disco.EntityInfo;
import ai.openclaw.xmpp.session.codec.Disco;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What others say about themselves (XEP-0030), asked once per stream. Loop thread only. */
final class Directory {

    private static final int MAX_ENTITIES = 1000;

    private final Queries queries;
    private final Recent<Jid, CompletableFuture<EntityInfo>> known = new Recent<>(MAX_ENTITIES);

    Directory(Queries queries) {
        this.queries = queries;
    }

    /** A new stream: everything may have changed. */
    void forget() {
        known.clear();
    }

    CompletableFuture<EntityInfo> info(Jid entity) {
        Optional<CompletableFuture<EntityInfo>> asked = known.find(entity);
        if (asked.isPresent()) {
            return asked.get();
        }
        CompletableFuture<EntityInfo> answer =
                queries.get(entity, Disco.infoQuery()).thenApply(query -> Disco.info(entity, query));
        known.put(entity, answer);
        answer.exceptionally(failure -> {
            known.remove(entity);
            return null;
        });
        return answer;
    }

    /** What is known already, without asking. */
    Optional<EntityInfo> known(Jid entity) {
        return known.find(entity)
                .filter(answer -> answer.isDone() && !answer.isCompletedExceptionally())
                .map(CompletableFuture::join);
    }

    CompletableFuture<List<Jid>> items(Jid entity) {
        return queries.get(entity, Disco.itemsQuery()).thenApply(Disco::items);
    }

    /** The same with names. */
    CompletableFuture<List<Disco.Item>> namedItems(Jid entity) {
        return queries.get(entity, Disco.itemsQuery()).thenApply(Disco::namedItems);
    }
}
