package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.Bookmark;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import ai.openclaw.xmpp.openclaw.wire.RoomCalls;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whom a target means: an address, or the name of a contact, a bookmark or a room that we are in. A name counts as a whole and only if nobody else
 * has it: a message to the wrong people is worse than none.
 */
final class Aliases {

    private static final int MAX_NEAR = 5;
    private static final int MIN_ALIKE = 3;

    private final XmppSession session;

    Aliases(XmppSession session) {
        this.session = session;
    }

    private record Named(Jid jid, ChatKind kind, String name) {
        boolean isCalled(String text) {
            return lower(name).equals(text);
        }

        /** Whether somebody may have meant it: one is in the other, or they begin alike. A letter or two are nobody's. */
        boolean isNear(String text) {
            String own = lower(name);
            return Math.min(own.length(), text.length()) >= MIN_ALIKE
                    && (own.contains(text) || text.contains(own) || own.regionMatches(0, text, 0, MIN_ALIKE));
        }

        String shown() {
            return "\"" + name + "\" (" + jid + ")";
        }
    }

    CompletionStage<RoomCalls.Resolved> resolve(RoomCalls.Resolve request) {
        String query = Needed.field(request.query(), "query").strip();
        @Nullable Target target = address(query);
        return target == null ? bookmarks().thenApply(bookmarks -> alias(query, bookmarks)) : addressed(target);
    }

    private static @Nullable Target address(String query) {
        try {
            Target target = Target.parse(query);
            return target.jid().local() == null ? null : target;
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }

    /** Room or person: by what was said, the rooms that we are or were in, and what the address says of itself (R20). */
    private CompletionStage<RoomCalls.Resolved> addressed(Target target) {
        Jid jid = target.jid();
        if (target.kind() != null) {
            return CompletableFuture.completedFuture(resolved(jid, target.kind()));
        }
        if (session.rooms().find(jid.bare()).isPresent()) {
            return CompletableFuture.completedFuture(resolved(jid, inRoom(jid)));
        }
        return session.rooms()
                .isRoom(jid)
                .handle((room, unknown) -> resolved(jid, unknown == null && room ? inRoom(jid) : ChatKind.DIRECT));
    }

    private static ChatKind inRoom(Jid jid) {
        return jid.isBare() ? ChatKind.ROOM : ChatKind.ROOM_PRIVATE;
    }

    private RoomCalls.Resolved resolved(Jid jid, ChatKind kind) {
        return new RoomCalls.Resolved(
                jid.toString(),
                Kinds.word(kind),
                named().filter(each -> each.kind() == kind && each.jid().equals(jid.bare()))
                        .map(Named::name)
                        .findFirst()
                        .orElse(null));
    }

    private RoomCalls.Resolved alias(String query, List<Bookmark> bookmarks) {
        @Nullable ChatKind kind = null;
        String name = query;
        for (String prefix : List.of("xmpp:", "user:", "room:")) {
            if (lower(name).startsWith(prefix)) {
                name = name.substring(prefix.length()).strip();
                kind = prefix.equals("user:") ? ChatKind.DIRECT : prefix.equals("room:") ? ChatKind.ROOM : kind;
            }
        }
        @Nullable ChatKind wanted = kind;
        String text = lower(name);
        List<Named> eligible = Stream.concat(named(), bookmarked(bookmarks))
                .filter(each -> wanted == null || each.kind() == wanted)
                .distinct()
                .toList();
        List<Named> meant =
                eligible.stream().filter(each -> each.isCalled(text)).toList();
        if (meant.stream().map(Named::jid).distinct().count() == 1) {
            Named one = meant.get(0);
            return new RoomCalls.Resolved(one.jid().toString(), Kinds.word(one.kind()), one.name());
        }
        String problem;
        if (meant.isEmpty()) {
            // Whoever asks may be anybody in a room: a guess at a name gets no address.
            String near =
                    listed(eligible.stream().filter(each -> each.isNear(text)).map(each -> "\"" + each.name() + "\""));
            problem = " is no XMPP address, and no contact or room is called so"
                    + (near.isEmpty() ? "" : "; near are " + near);
        } else {
            problem = " may be " + listed(meant.stream().map(Named::shown)) + ": write the address";
        }
        throw new XmppException(XmppException.Kind.CONFIGURATION, "\"" + name + "\"" + problem);
    }

    private static String listed(Stream<String> names) {
        return names.distinct().limit(MAX_NEAR).collect(Collectors.joining(", "));
    }

    /** What the account remembers; nothing where the server does not tell. */
    private CompletionStage<List<Bookmark>> bookmarks() {
        return session.bookmarks().list().exceptionally(unknown -> List.of());
    }

    private static Stream<Named> bookmarked(List<Bookmark> bookmarks) {
        return bookmarks.stream()
                .filter(each -> each.name() != null && !each.name().isBlank())
                .map(each -> new Named(
                        each.room(), ChatKind.ROOM, String.valueOf(each.name()).strip()));
    }

    /** {@code directory.rooms}: those that we are in or want to be in, by their bookmark's name or the first part of their address. */
    CompletionStage<Answers.Directory> rooms(RoomPeople people, Requests.Directory request) {
        return bookmarks().thenApply(bookmarks -> {
            Map<Jid, String> names =
                    bookmarked(bookmarks).collect(Collectors.toMap(Named::jid, Named::name, (one, other) -> one));
            return Directory.rooms(session, people, names, request);
        });
    }

    private Stream<Named> named() {
        return Stream.concat(
                session.roster().items().stream()
                        .filter(item -> item.name() != null && !item.name().isBlank())
                        .map(item -> new Named(
                                item.jid(),
                                ChatKind.DIRECT,
                                String.valueOf(item.name()).strip())),
                session.rooms().list().stream()
                        .map(room -> new Named(
                                room.jid(),
                                ChatKind.ROOM,
                                String.valueOf(room.jid().local()))));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
