package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.archive.Archive;
import ai.openclaw.xmpp.archive.ArchivePage;
import ai.openclaw.xmpp.archive.ArchivePreferences;
import ai.openclaw.xmpp.archive.ArchiveQuery;
import ai.openclaw.xmpp.archive.ArchivedMessage;
import ai.openclaw.xmpp.session.codec.Archives;
import ai.openclaw.xmpp.session.codec.Ns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads archives (XEP-0313), page by page. Loop thread only, but for the API's methods. */
final class ArchiveReader implements Archive {

    /** For what the archive's own end of the page has overtaken. */
    private static final Duration LATE = Duration.ofSeconds(10);

    private static final int MAX_UNDERWAY = 16;

    /** Of one page, in UTF-16 units; an entry that is larger than that is left out, for it would be in the way for ever. */
    private static final long MAX_TEXT = 1024L * 1024;

    /** Of all pages that are being read. */
    private static final long MAX_TEXT_OF_ALL = 2 * MAX_TEXT;

    /** What an element or attribute takes beside its text, in such units and roughly. */
    private static final long OVERHEAD = 64;

    /** What is known of a page that is being read. */
    private static final class Reading {
        final ArchiveQuery query;
        final CompletableFuture<ArchivePage> promise = new CompletableFuture<>();
        final Set<String> ids = new LinkedHashSet<>();
        final List<ArchivedMessage> messages = new ArrayList<>();
        long text;
        Archives.@Nullable Fin fin;

        Reading(ArchiveQuery query) {
            this.query = query;
        }
    }

    private final Origin origin;
    private final Queries queries;
    private final Calls calls;
    private final Ids ids;
    private final ArchivedMessages messages;
    private final Map<String, Reading> underway = new HashMap<>();

    ArchiveReader(Origin origin, RoomBook rooms, Queries queries, Calls calls, Ids ids) {
        this.origin = origin;
        this.queries = queries;
        this.calls = calls;
        this.ids = ids;
        this.messages = new ArchivedMessages(origin, rooms);
    }

    @Override
    public CompletionStage<ArchivePage> page(ArchiveQuery query) {
        Objects.requireNonNull(query, "query");
        return calls.on(() -> {
            if (underway.size() >= MAX_UNDERWAY) {
                return CompletableFuture.failedFuture(new XmppException(
                        XmppException.Kind.STATE,
                        MAX_UNDERWAY + " pages of archives are being read already; wait for one of them"));
            }
            String id = ids.fresh();
            Reading reading = new Reading(query);
            underway.put(id, reading);
            queries.set(query.room(), Archives.query(query, id)).whenComplete((answer, failure) -> {
                if (failure != null) {
                    fail(id, failure);
                } else {
                    ended(id, reading, Archives.fin(answer));
                }
            });
            return reading.promise;
        });
    }

    private void ended(String id, Reading reading, Optional<Archives.Fin> fin) {
        if (fin.isEmpty()) {
            fail(id, new XmppException(XmppException.Kind.UNSUPPORTED, name(reading) + " answers with no page"));
            return;
        }
        reading.fin = fin.get();
        calls.loop()
                .after(
                        LATE,
                        () -> fail(
                                id,
                                new XmppException(
                                        XmppException.Kind.TIMEOUT,
                                        name(reading) + " has not sent all that it says is on the page")));
        finish(id, reading);
    }

    private String name(Reading reading) {
        return "the archive of " + archive(reading.query);
    }

    private Jid archive(ArchiveQuery query) {
        return query.room() == null ? origin.account() : query.room();
    }

    private void fail(String id, Throwable failure) {
        Reading reading = underway.remove(id);
        if (reading != null) {
            reading.promise.completeExceptionally(failure);
        }
    }

    /** The page is whole when its end has come and the last entry that the end names, in whatever order (XEP-0313 §4.2). */
    private void finish(String id, Reading reading) {
        Archives.@Nullable Fin fin = reading.fin;
        if (fin != null && (fin.last() == null || reading.ids.contains(fin.last())) && underway.remove(id) != null) {
            reading.promise.complete(new ArchivePage(reading.messages, fin.complete(), fin.first(), fin.last()));
        }
    }

    /** The stream is gone, and with it what it was to bring. */
    void fail(XmppException cause) {
        List.copyOf(underway.keySet()).forEach(id -> fail(id, cause));
    }

    /**
     * Takes an entry of a page that is being read; anything else that looks like one is not ours. It counts only from the archive that was
     * asked, and under the name that we gave the question.
     */
    boolean takes(Stanza stanza) {
        Optional<Archives.Result> result = stanza.child(Ns.MAM, "result").flatMap(Archives::result);
        if (result.isEmpty()) {
            return false;
        }
        String id = result.get().queryId();
        Reading reading = underway.get(id);
        if (reading == null || !isFrom(reading.query, stanza.from())) {
            return false;
        }
        take(id, reading, result.get());
        return true;
    }

    private boolean isFrom(ArchiveQuery query, @Nullable Jid from) {
        return query.room() == null ? origin.isAccount(from) : query.room().equals(from);
    }

    private void take(String id, Reading reading, Archives.Result result) {
        if (!reading.ids.add(result.id())) {
            return;
        }
        long size = size(result.forwarded());
        boolean readable = size <= MAX_TEXT;
        reading.text += readable ? size : OVERHEAD;
        if (reading.ids.size() > reading.query.max() || reading.text > MAX_TEXT || held() > MAX_TEXT_OF_ALL) {
            fail(
                    id,
                    new XmppException(
                            XmppException.Kind.UNSUPPORTED,
                            name(reading)
                                    + " sends more than was asked for, or more than fits; ask for fewer, or later"));
            return;
        }
        if (readable) {
            messages.read(
                            archive(reading.query),
                            reading.query.room() != null,
                            result,
                            calls.loop().now())
                    .ifPresent(reading.messages::add);
        }
        finish(id, reading);
    }

    private long held() {
        return underway.values().stream().mapToLong(each -> each.text).sum();
    }

    private static long size(XmlElement element) {
        long size = OVERHEAD + element.name().length();
        size += element.namespace().length();
        size += element.text().length();
        for (Map.Entry<String, String> attribute : element.attributes().entrySet()) {
            size += OVERHEAD + attribute.getKey().length();
            size += attribute.getValue().length();
        }
        for (XmlElement child : element.children()) {
            size += size(child);
        }
        return size;
    }

    @Override
    public CompletionStage<ArchivePreferences> preferences() {
        return calls.on(() -> queries.get(null, Archives.preferencesQuery()).thenApply(ArchiveReader::preferences));
    }

    @Override
    public CompletionStage<ArchivePreferences> preferences(ArchivePreferences wanted) {
        if (wanted.always().size() > Archives.MAX_LISTED || wanted.never().size() > Archives.MAX_LISTED) {
            throw new IllegalArgumentException("a list has at most " + Archives.MAX_LISTED + " addresses");
        }
        return calls.on(() -> queries.set(null, Archives.preferences(wanted))
                .thenCompose(answer -> answer == null
                        ? queries.get(null, Archives.preferencesQuery()).thenApply(ArchiveReader::preferences)
                        : CompletableFuture.completedFuture(preferences(answer))));
    }

    private static ArchivePreferences preferences(@Nullable XmlElement answer) {
        return Archives.readPreferences(answer)
                .orElseThrow(() -> new XmppException(
                        XmppException.Kind.UNSUPPORTED,
                        "the server answers with no preferences for its archive, or with lists of more than "
                                + Archives.MAX_LISTED + " addresses"));
    }
}
