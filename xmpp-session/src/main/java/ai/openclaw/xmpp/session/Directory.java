package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.StanzaError;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.disco.EntityInfo;
import ai.openclaw.xmpp.session.codec.AnnouncedCaps;
import ai.openclaw.xmpp.session.codec.Disco;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What others say about themselves (XEP-0030), asked once per stream. Only answers that a presence names by their hash (XEP-0115, XEP-0390) are
 * kept for longer, and for other entities too: such a one cannot be out of date, nor somebody else's. All others, those of our own server above
 * all, are asked for anew on each stream, and unusually long ones each time. Loop thread only.
 */
final class Directory {

    private static final Logger LOG = LoggerFactory.getLogger(Directory.class);

    private static final int MAX_ENTITIES = 1000;
    private static final int MAX_KEPT = 16_000;

    /** What a text takes beside its characters, roughly. */
    private static final int TEXT_OVERHEAD = 50;

    private final Jid account;
    private final Queries queries;
    private final AgedBook book;

    /** What the server says of our account; apart from the others, whose number is bounded, for what it says decides whose ids count. */
    private @Nullable CompletableFuture<EntityInfo> own;

    private final Recent<Jid, CompletableFuture<EntityInfo>> known = new Recent<>(MAX_ENTITIES);
    private final Recent<Jid, AnnouncedCaps> announced = new Recent<>(MAX_ENTITIES);

    Directory(Jid account, Queries queries, AgedBook book) {
        this.account = account;
        this.queries = queries;
        this.book = book;
    }

    /** A new stream: everything may have changed. */
    void forget() {
        own = null;
        known.clear();
        announced.clear();
    }

    /** A presence came: its sender has announced what it can, has changed that, or is gone. */
    void heard(Jid from, Stanza presence) {
        if (from.isBare() || presence.hasType("error")) {
            return;
        }
        Optional<AnnouncedCaps> caps =
                presence.type() == null ? AnnouncedCaps.read(presence.payload()) : Optional.empty();
        if (!caps.equals(announced.find(from))) {
            known.remove(from);
            announced.remove(from);
            caps.ifPresent(now -> announced.put(from, now));
        }
    }

    CompletableFuture<EntityInfo> info(Jid entity) {
        return entity.equals(account) ? own() : other(entity);
    }

    private CompletableFuture<EntityInfo> own() {
        @Nullable CompletableFuture<EntityInfo> asked = own;
        if (asked != null && !asked.isCompletedExceptionally()) {
            return asked;
        }
        CompletableFuture<EntityInfo> answer =
                ask(account, Disco.infoQuery()).thenApply(query -> Disco.info(account, query));
        own = answer;
        return answer;
    }

    private CompletableFuture<EntityInfo> other(Jid entity) {
        Optional<CompletableFuture<EntityInfo>> asked = known.find(entity);
        if (asked.isPresent()) {
            return asked.get();
        }
        CompletableFuture<EntityInfo> answer = announced
                .find(entity)
                .map(caps -> named(entity, caps))
                .orElseGet(() -> ask(entity, Disco.infoQuery()))
                .thenApply(query -> Disco.info(entity, query));
        known.put(entity, answer);
        answer.whenComplete((info, failure) -> {
            boolean kept = failure == null && size(info) <= MAX_KEPT;
            if (!kept && known.find(entity).filter(answer::equals).isPresent()) {
                known.remove(entity);
            }
        });
        return answer;
    }

    /** What an answer takes in memory, roughly. */
    private static int size(EntityInfo info) {
        Stream<@Nullable String> names = info.identities().stream()
                .flatMap(identity -> Stream.of(identity.category(), identity.type(), identity.name()));
        return Stream.concat(names, info.features().stream())
                .mapToInt(text -> TEXT_OVERHEAD + (text == null ? 0 : text.length()))
                .sum();
    }

    private CompletableFuture<@Nullable XmlElement> ask(Jid entity, XmlElement query) {
        return queries.get(entity, query);
    }

    /** The answer that caps name: as it was kept, else as the entity gives it. */
    private CompletableFuture<@Nullable XmlElement> named(Jid entity, AnnouncedCaps caps) {
        String key = Ids.hash(caps.key()).substring(0, 32);
        return book.find(key)
                .handle((text, unreadable) -> unreadable == null ? text : Optional.<String>empty())
                .thenCompose(text -> text.flatMap(Directory::read)
                        .filter(caps::speaksForOthers)
                        .<CompletableFuture<@Nullable XmlElement>>map(CompletableFuture::completedFuture)
                        .orElseGet(() -> askByName(entity, caps, key)));
    }

    private CompletableFuture<@Nullable XmlElement> askByName(Jid entity, AnnouncedCaps caps, String key) {
        return ask(entity, caps.query())
                .<CompletableFuture<@Nullable XmlElement>>handle((answer, failure) -> {
                    if (failure != null) {
                        // Some announce what they then do not answer to.
                        return isUnknownThere(failure)
                                ? ask(entity, Disco.infoQuery())
                                : CompletableFuture.failedFuture(failure);
                    }
                    keep(caps, key, answer);
                    return CompletableFuture.completedFuture(answer);
                })
                .thenCompose(answer -> answer);
    }

    private static boolean isUnknownThere(Throwable failure) {
        Throwable cause = Calls.cause(failure);
        return cause instanceof XmppException known
                && known.stanzaError()
                        .map(StanzaError::condition)
                        .filter("item-not-found"::equals)
                        .isPresent();
    }

    private void keep(AnnouncedCaps caps, String key, @Nullable XmlElement answer) {
        if (answer == null || !caps.speaksForOthers(answer)) {
            return;
        }
        String text = XmlWriter.write(answer, "");
        if (text.length() <= MAX_KEPT) {
            book.put(key, text).exceptionally(failure -> {
                LOG.debug("an answer was not kept", failure);
                return null;
            });
        }
    }

    private static Optional<XmlElement> read(String text) {
        try {
            return Optional.of(XmlReader.read(text));
        } catch (XmlRefusedException unreadable) {
            return Optional.empty();
        }
    }

    /** What is known of our own account already. What was not answered is asked for again, for the next time. */
    Optional<EntityInfo> ownKnown() {
        @Nullable CompletableFuture<EntityInfo> asked = own;
        if (asked != null && asked.isCompletedExceptionally() && !isRefused(asked)) {
            asked = own();
        }
        return asked == null || !asked.isDone() || asked.isCompletedExceptionally()
                ? Optional.empty()
                : Optional.of(asked.join());
    }

    /** A server that says no will say so again. */
    private static boolean isRefused(CompletableFuture<EntityInfo> asked) {
        return asked.handle((info, failure) -> Calls.cause(failure) instanceof XmppException known
                        && known.stanzaError()
                                .filter(error -> !error.type().equals("wait"))
                                .isPresent())
                .join();
    }

    CompletableFuture<List<Jid>> items(Jid entity) {
        return queries.get(entity, Disco.itemsQuery()).thenApply(Disco::items);
    }

    /** The same with names. */
    CompletableFuture<List<Disco.Item>> namedItems(Jid entity) {
        return queries.get(entity, Disco.itemsQuery()).thenApply(Disco::namedItems);
    }
}
