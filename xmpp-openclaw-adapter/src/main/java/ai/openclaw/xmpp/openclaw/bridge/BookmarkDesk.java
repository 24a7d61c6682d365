package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.Bookmark;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.LookupCalls;
import ai.openclaw.xmpp.openclaw.wire.RoomCalls;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The rooms that the account remembers, for the agent. Passwords are neither shown nor changed. */
final class BookmarkDesk {

    private static final int SHOWN = 200;
    private static final int MAX = 500;
    private static final int MAX_NAME = 200;

    private final XmppSession session;

    BookmarkDesk(XmppSession session) {
        this.session = session;
    }

    CompletionStage<LookupCalls.Bookmarks> list() {
        return session.bookmarks()
                .list()
                .thenApply(bookmarks -> new LookupCalls.Bookmarks(
                        bookmarks.stream().limit(SHOWN).map(BookmarkDesk::shown).toList()));
    }

    private static LookupCalls.Bookmark shown(Bookmark bookmark) {
        return new LookupCalls.Bookmark(
                bookmark.room().toString(),
                bookmark.name() == null ? null : AccountArchive.cut(bookmark.name(), MAX_NAME),
                bookmark.nick() == null ? null : AccountArchive.cut(bookmark.nick(), MAX_NAME),
                bookmark.autojoin(),
                bookmark.password() != null);
    }

    CompletionStage<Answers.Ok> put(LookupCalls.PutBookmark request) {
        Jid room = room(request.room());
        requireShort(request.name(), "name");
        requireShort(request.nick(), "nick");
        if (request.nick() != null) {
            room.withResource(request.nick());
        }
        return session.bookmarks().list().thenCompose(bookmarks -> {
            Bookmark before = find(bookmarks, room).orElseGet(() -> {
                if (bookmarks.size() >= MAX) {
                    throw new XmppException(
                            XmppException.Kind.STATE, "the account has " + MAX + " bookmarks; remove some first");
                }
                return Bookmark.of(room, null);
            });
            Bookmark after = new Bookmark(
                    room,
                    request.name() == null ? before.name() : request.name(),
                    request.nick() == null ? before.nick() : request.nick(),
                    Objects.requireNonNullElse(request.autojoin(), before.autojoin()),
                    before.password());
            return session.bookmarks().put(after).thenApply(done -> new Answers.Ok(true));
        });
    }

    CompletionStage<Answers.Ok> remove(RoomCalls.Named request) {
        Jid room = room(request.room());
        return session.bookmarks().list().thenCompose(bookmarks -> {
            if (find(bookmarks, room).isEmpty()) {
                throw new XmppException(XmppException.Kind.STATE, "there is no bookmark of " + room);
            }
            return session.bookmarks().remove(room).thenApply(done -> new Answers.Ok(true));
        });
    }

    private static Optional<Bookmark> find(List<Bookmark> bookmarks, Jid room) {
        return bookmarks.stream().filter(each -> each.room().equals(room)).findFirst();
    }

    private static void requireShort(@Nullable String text, String name) {
        if (text != null && (text.isBlank() || text.length() > MAX_NAME)) {
            throw new IllegalArgumentException(name + " has 1 to " + MAX_NAME + " characters");
        }
    }

    private static Jid room(@Nullable String address) {
        Jid room = Target.parse(Needed.field(address, "room")).jid();
        if (room.local() == null || !room.isBare()) {
            throw new IllegalArgumentException("a room is written room@service, not " + address);
        }
        return room;
    }
}
