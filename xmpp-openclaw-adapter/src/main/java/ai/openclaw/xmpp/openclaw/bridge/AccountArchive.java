package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.archive.ArchivePage;
import ai.openclaw.xmpp.archive.ArchiveQuery;
import ai.openclaw.xmpp.archive.ArchivedMessage;
import ai.openclaw.xmpp.media.MediaLink;
import ai.openclaw.xmpp.openclaw.wire.ServiceCalls;
import ai.openclaw.xmpp.openclaw.wire.ServiceCalls.Said;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What was said in a conversation before, for the agent. Whether it may see that is decided by who asks for it: nothing here knows the
 * agent's partner.
 */
final class AccountArchive {

    private static final int USUAL = 20;
    private static final int MOST = 50;

    /** Of one message, in UTF-16 units. */
    private static final int MAX_TEXT = 4000;

    /** How far back a text is looked for. */
    private static final int PAGES_SEARCHED = 10;

    private final XmppSession session;
    private final References references;

    /** @param references hears what the agent reads of */
    AccountArchive(XmppSession session, References references) {
        this.session = session;
        this.references = references;
    }

    CompletionStage<ServiceCalls.History> read(ServiceCalls.ReadArchive request) {
        int limit = request.limit() == null ? USUAL : Math.max(1, Math.min(MOST, request.limit()));
        Target target = Target.parse(Needed.field(request.to(), "to"));
        @Nullable ChatKind said = Kinds.of(request.kind());
        @Nullable ChatKind kind = said == null ? target.kind() : said;
        if (kind == ChatKind.ROOM_PRIVATE) {
            throw privately();
        }
        CompletionStage<Boolean> isRoom = kind == null && target.jid().isBare()
                ? session.rooms().isRoom(target.jid()).exceptionally(unknown -> false)
                : CompletableFuture.completedFuture(kind == ChatKind.ROOM);
        return isRoom.thenCompose(room -> {
            ArchiveQuery query = place(target.jid(), room).between(instant(request.since()), instant(request.until()));
            Consumer<List<ArchivedMessage>> noted =
                    found -> references.read(room ? ChatKind.ROOM : ChatKind.DIRECT, target.jid(), found);
            String text = request.query() == null ? "" : request.query().strip().toLowerCase(Locale.ROOT);
            if (request.after() != null) {
                return page(query.after(request.after()), limit, noted);
            }
            ArchiveQuery back = query.before(request.before() == null ? "" : request.before());
            return text.isEmpty()
                    ? page(back, limit, noted)
                    : search(back.max(ArchiveQuery.MAX_PAGE), text, limit, PAGES_SEARCHED, List.of(), noted);
        });
    }

    /** Whoever has a nick now would read what somebody else said under it. */
    private static XmppException privately() {
        return new XmppException(
                XmppException.Kind.UNSUPPORTED,
                "what was said privately in a room is known by nick only, and is not read again");
    }

    private ArchiveQuery place(Jid jid, boolean room) {
        if (!room) {
            if (!jid.isBare() && session.rooms().find(jid.bare()).isPresent()) {
                throw privately();
            }
            return ArchiveQuery.own().with(jid.bare());
        }
        if (session.rooms().find(jid.bare()).isEmpty()) {
            throw new XmppException(
                    XmppException.Kind.STATE, "the bot is not in the room " + jid.bare() + ", and reads nothing of it");
        }
        return ArchiveQuery.of(jid.bare());
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException("a time is written as 2026-11-27T12:00:00Z, not " + text, malformed);
        }
    }

    private CompletionStage<ServiceCalls.History> page(
            ArchiveQuery query, int limit, Consumer<List<ArchivedMessage>> noted) {
        return fitting(query.max(limit)).thenApply(fitting -> {
            ArchivePage page = fitting.page();
            noted.accept(page.settled());
            return new ServiceCalls.History(
                    page.settled().stream().map(AccountArchive::said).toList(),
                    page.complete(),
                    page.first(),
                    page.last());
        });
    }

    /**
     * A page that came.
     *
     * @param query what it answers
     */
    private record Fitting(ArchiveQuery query, ArchivePage page) {}

    /** A page; where messages are so long that it does not fit, a smaller one. One message alone always fits. */
    private CompletionStage<Fitting> fitting(ArchiveQuery query) {
        return session.archive()
                .page(query)
                .<CompletionStage<Fitting>>handle((page, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(new Fitting(query, page));
                    }
                    boolean tooMuch = Inbound.unwrap(failure) instanceof XmppException known
                            && known.kind() == XmppException.Kind.UNSUPPORTED
                            && query.max() > 1;
                    return tooMuch
                            ? fitting(query.max(Math.max(1, query.max() / 4)))
                            : CompletableFuture.failedFuture(failure);
                })
                .thenCompose(fitting -> fitting);
    }

    private CompletionStage<ServiceCalls.History> search(
            ArchiveQuery query,
            String text,
            int limit,
            int pages,
            List<Said> later,
            Consumer<List<ArchivedMessage>> noted) {
        return fitting(query).thenCompose(fitting -> {
            ArchivePage page = fitting.page();
            List<ArchivedMessage> matching = new ArrayList<>();
            for (ArchivedMessage message : page.settled()) {
                if (message.message().body().toLowerCase(Locale.ROOT).contains(text)) {
                    matching.add(message);
                }
            }
            noted.accept(matching);
            List<Said> found =
                    new ArrayList<>(matching.stream().map(AccountArchive::said).toList());
            found.addAll(later);
            boolean enough = found.size() >= limit;
            @Nullable String first = page.first();
            if (enough || pages <= 1 || page.complete() || first == null) {
                List<Said> latest = found.subList(Math.max(0, found.size() - limit), found.size());
                boolean all = isAll(page, found.size() > limit);
                return CompletableFuture.completedFuture(new ServiceCalls.History(
                        List.copyOf(latest),
                        all,
                        found.size() > limit ? latest.get(0).id() : first,
                        null));
            }
            return search(fitting.query().before(first), text, limit, pages - 1, found, noted);
        });
    }

    private static boolean isAll(ArchivePage page, boolean cut) {
        return !cut && (page.complete() || page.first() == null);
    }

    private static Said said(ArchivedMessage archived) {
        Message message = archived.message();
        boolean room = message.kind() == ChatKind.ROOM;
        String body = message.unreadable() ? "(encrypted)" : message.body();
        return new Said(
                archived.id(),
                message.referenceId(),
                room || message.kind() == ChatKind.ROOM_PRIVATE
                        ? String.valueOf(message.from().resource())
                        : message.from().bare().toString(),
                archived.outgoing(),
                cut(body, MAX_TEXT),
                message.media().stream().map(MediaLink::url).toList(),
                message.timestamp().toString(),
                switch (archived.fate()) {
                    case AS_SAID -> message.replaces() == null ? null : "corrected";
                    case CORRECTED -> "corrected";
                    case RETRACTED -> "retracted";
                });
    }

    /** The beginning of a text; no character is cut in two. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most) + "…";
    }
}
