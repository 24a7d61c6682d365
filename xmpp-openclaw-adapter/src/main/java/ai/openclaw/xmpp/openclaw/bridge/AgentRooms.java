package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.Occupant;
import ai.openclaw.xmpp.muc.Role;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.openclaw.config.AccountConfig;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.RoomCalls;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the agent does with rooms: whether it may is decided before. Runs on the account's executor. */
final class AgentRooms {

    private static final int MAX_SUBJECT = 1000;
    private static final int MAX_REASON = 500;
    private static final Pattern UNSEEN = Pattern.compile("[\\s\\p{Z}\\p{Cc}\\p{Cf}]+");

    private final XmppSession session;
    private final Supplier<AccountConfig> config;
    private final RoomPeople people;
    private final EnteredRooms entered;
    private final InvitedRooms invited;
    private final Executor executor;

    AgentRooms(
            XmppSession session,
            Supplier<AccountConfig> config,
            RoomPeople people,
            EnteredRooms entered,
            InvitedRooms invited,
            Executor executor) {
        this.session = session;
        this.config = config;
        this.people = people;
        this.entered = entered;
        this.invited = invited;
        this.executor = executor;
    }

    /** Whether we are in that room, or want to be, because the agent entered it. */
    boolean isEntered(Jid room) {
        return entered.contains(room);
    }

    /** The rooms of before are entered again, but for those that the settings say more about. */
    void restore() {
        for (RoomConfig room : entered.list()) {
            if (configured(room.room()).isPresent()) {
                entered.remove(room.room());
            } else if (session.rooms().find(room.room()).isEmpty()) {
                session.rooms().join(room);
            }
        }
    }

    /** A room has changed; one that put us out is not for us any more. */
    void changed(Room room) {
        if (room.expelled()) {
            entered.remove(room.jid());
        }
    }

    CompletionStage<RoomCalls.Info> join(RoomCalls.Join request) {
        Jid room = room(request.room());
        Optional<RoomConfig> known = configured(room);
        if (known.isEmpty() && entered.isFull() && !entered.contains(room)) {
            throw new XmppException(
                    XmppException.Kind.STATE, "the agent has entered " + EnteredRooms.MAX + " rooms; leave some first");
        }
        boolean inside = session.rooms().find(room).isPresent();
        @Nullable String nick = request.nick();
        RoomConfig wanted = known.orElseGet(
                () -> RoomConfig.of(room, nick == null ? config.get().nick() : nick));
        // Presence goes to nobody who only looks like a room.
        return session.rooms()
                .isRoom(room)
                .thenComposeAsync(
                        isRoom -> {
                            if (!isRoom) {
                                throw new XmppException(XmppException.Kind.UNSUPPORTED, room + " is no room");
                            }
                            return session.rooms().join(wanted);
                        },
                        executor)
                .handleAsync(
                        (joined, failure) -> {
                            if (failure != null) {
                                if (known.isEmpty() && !inside) {
                                    session.rooms().leave(room);
                                }
                                throw new CompletionException(failure);
                            }
                            if (known.isEmpty()) {
                                entered.add(wanted);
                            }
                            return info(joined);
                        },
                        executor);
    }

    CompletionStage<Answers.Ok> leave(RoomCalls.Named request) {
        Jid room = find(request.room()).jid();
        entered.remove(room);
        // Whoever asked us in once asked for no more than that.
        invited.remove(room);
        return session.rooms().leave(room).thenApply(done -> new Answers.Ok(true));
    }

    RoomCalls.Info info(RoomCalls.Named request) {
        return info(find(request.room()));
    }

    private static RoomCalls.Info info(Room room) {
        return new RoomCalls.Info(
                room.jid().toString(),
                room.nick(),
                room.state().name().toLowerCase(Locale.ROOT),
                room.problem(),
                room.subject(),
                room.occupants().size());
    }

    CompletionStage<Answers.Ok> subject(RoomCalls.Subject request) {
        return ok(session.rooms()
                .moderation()
                .setSubject(
                        find(request.room()).jid(),
                        bounded(Needed.field(request.subject(), "subject"), "subject", MAX_SUBJECT)));
    }

    CompletionStage<Answers.Ok> invite(RoomCalls.Member request) {
        Jid person = person(Needed.field(request.member(), "member"))
                .orElseThrow(() -> new IllegalArgumentException("member is a JID: " + request.member()));
        return ok(session.rooms().moderation().invite(find(request.room()).jid(), person, reason(request)));
    }

    CompletionStage<Answers.Ok> role(RoomCalls.Member request) {
        Room room = find(request.room());
        Role role = constant(Role.class, Needed.field(request.role(), "role"), "role");
        List<Occupant> meant = occupants(room, Needed.field(request.member(), "member"));
        CompletionStage<Void> last = null;
        for (Occupant occupant : meant) {
            CompletionStage<Void> next =
                    session.rooms().moderation().setRole(room.jid(), occupant.nick(), role, reason(request));
            last = last == null ? next : last.thenCompose(done -> next);
        }
        return ok(Needed.field(last, "member"));
    }

    CompletionStage<Answers.Ok> affiliation(RoomCalls.Member request) {
        Room room = find(request.room());
        Affiliation affiliation =
                constant(Affiliation.class, Needed.field(request.affiliation(), "affiliation"), "affiliation");
        String member = Needed.field(request.member(), "member");
        Jid person = meant(room, member)
                .or(() -> named(room, member)
                        .map(occupant -> Optional.ofNullable(people.realJid(occupant))
                                .orElseThrow(() -> new XmppException(
                                        XmppException.Kind.UNSUPPORTED,
                                        room.jid() + " does not show us who \"" + member
                                                + "\" is; name the person's JID"))))
                .orElseThrow(() -> nobody(room, member));
        requireOther(!person.equals(session.account()));
        return ok(session.rooms().moderation().setAffiliation(room.jid(), person, affiliation, reason(request)));
    }

    /** Whether anybody in that room may be meant. */
    boolean isSomebody(Jid room, String member) {
        Room found = find(room.toString());
        return person(member)
                        .filter(person -> found.occupants().stream()
                                .anyMatch(occupant -> person.equals(people.realJid(occupant))))
                        .isPresent()
                || alike(found, member).findAny().isPresent();
    }

    /** Somebody in that room, by nick or by the JID that it shows; fails if that may be somebody else. */
    Occupant occupant(Jid room, String member) {
        return everyOccupant(find(room.toString()), member).get(0);
    }

    /** Somebody in that room, by nick alone; fails if that may be somebody else. */
    Occupant byNick(Jid room, String nick) {
        Room found = find(room.toString());
        return named(found, nick).orElseThrow(() -> nobody(found, nick));
    }

    /** Who is meant: all that are of that person, else whoever has that nick. */
    private List<Occupant> everyOccupant(Room room, String member) {
        List<Occupant> meant = meant(room, member)
                .map(person -> room.occupants().stream()
                        .filter(occupant -> person.equals(people.realJid(occupant)))
                        .toList())
                .orElseGet(() -> named(room, member).stream().toList());
        if (meant.isEmpty()) {
            throw nobody(room, member);
        }
        return meant;
    }

    private List<Occupant> occupants(Room room, String member) {
        List<Occupant> meant = everyOccupant(room, member);
        requireOther(meant.stream().noneMatch(occupant -> occupant.nick().equals(room.nick())));
        return meant;
    }

    private static void requireOther(boolean other) {
        if (!other) {
            throw new XmppException(XmppException.Kind.STATE, "that is the bot itself; it can leave the room");
        }
    }

    /** The person whose JID that is; a nick may look like one. */
    static Optional<Jid> person(String member) {
        return Jid.parse(member).map(Jid::bare).filter(jid -> jid.local() != null);
    }

    /** The person that a JID means. A nick is anybody's choice: while somebody else is called like it, nobody is meant. */
    private Optional<Jid> meant(Room room, String member) {
        Optional<Jid> meant = person(member);
        meant.ifPresent(person -> {
            if (alike(room, member).anyMatch(occupant -> !person.equals(people.realJid(occupant)))) {
                throw ambiguous("somebody else in " + room.jid() + " is called \"" + member + "\"; name the nick");
            }
        });
        return meant;
    }

    /** Who has that nick; not if somebody else's looks like it. */
    private static Optional<Occupant> named(Room room, String member) {
        if (alike(room, member).limit(2).count() > 1) {
            throw ambiguous("several in " + room.jid() + " have a nick like \"" + member + "\"; name the person's JID");
        }
        return room.occupants().stream()
                .filter(occupant -> occupant.nick().equals(member))
                .findFirst();
    }

    private static Stream<Occupant> alike(Room room, String member) {
        String folded = folded(member);
        return room.occupants().stream()
                .filter(occupant -> folded(occupant.nick()).equals(folded));
    }

    /** What is left of a nick for somebody who reads it: neither case, nor width, nor what is not seen. */
    private static String folded(String nick) {
        return UNSEEN.matcher(Normalizer.normalize(nick, Normalizer.Form.NFKC))
                .replaceAll("")
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    private static XmppException ambiguous(String why) {
        return new XmppException(XmppException.Kind.STATE, why);
    }

    private static XmppException nobody(Room room, String member) {
        return new XmppException(XmppException.Kind.STATE, "nobody in " + room.jid() + " is called \"" + member + "\"");
    }

    private static @Nullable String reason(RoomCalls.Member request) {
        return request.reason() == null ? null : bounded(request.reason(), "reason", MAX_REASON);
    }

    private static String bounded(String text, String name, int limit) {
        if (text.length() > limit) {
            throw new IllegalArgumentException(name + " is longer than " + limit + " characters");
        }
        return text;
    }

    private Room find(@Nullable String address) {
        Jid room = room(address);
        return session.rooms()
                .find(room)
                .orElseThrow(() -> new XmppException(XmppException.Kind.STATE, "the bot is not in the room " + room));
    }

    private static Jid room(@Nullable String address) {
        Jid room = Target.parse(Needed.field(address, "room")).jid().bare();
        if (room.local() == null) {
            throw new IllegalArgumentException("a room is written room@service, not " + address);
        }
        return room;
    }

    private Optional<RoomConfig> configured(Jid room) {
        return config.get().rooms().stream()
                .filter(each -> each.room().equals(room))
                .findFirst();
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word, String name) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(word)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("there is no " + name + " " + word);
    }

    private static CompletionStage<Answers.Ok> ok(CompletionStage<Void> done) {
        return done.thenApply(nothing -> new Answers.Ok(true));
    }
}
