package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.Invitation;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.muc.RoomState;
import ai.openclaw.xmpp.openclaw.config.AccountConfig;
import ai.openclaw.xmpp.policy.Decision;
import ai.openclaw.xmpp.policy.Reason;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Invitations to rooms: judged, followed a few at a time, remembered. What is said in such a room is judged as in any other. Runs on the
 * account's executor.
 */
final class Invited {

    /** So many are looked at at a time; what comes on top of that is a flood. */
    private static final int MAX_AT_A_TIME = 8;

    private static final int JOINS_AT_ONCE = 5;
    private static final Duration BETWEEN_JOINS = Duration.ofMinutes(1);

    /** What says that the inviter was admitted, and the room was not. */
    private static final Set<Reason> OF_THE_ROOM =
            Set.of(Reason.ROOMS_DISABLED, Reason.ROOM_DISABLED, Reason.ROOM_NOT_LISTED);

    private static final Logger LOG = LoggerFactory.getLogger(Invited.class);

    private final String accountId;
    private final XmppSession session;
    private final Supplier<AccountConfig> config;
    private final Gate gate;
    private final RoomPeople people;
    private final InvitedRooms followed;
    private final Allowance joins;
    private final Executor executor;
    private int underway;

    Invited(
            String accountId,
            XmppSession session,
            Supplier<AccountConfig> config,
            Gate gate,
            RoomPeople people,
            InvitedRooms followed,
            Clock clock,
            Executor executor) {
        this.accountId = accountId;
        this.session = session;
        this.config = config;
        this.gate = gate;
        this.people = people;
        this.followed = followed;
        this.joins = new Allowance(JOINS_AT_ONCE, BETWEEN_JOINS, clock);
        this.executor = executor;
    }

    /** Somebody asks us in. */
    void came(Invitation invitation) {
        if (invites() == ai.openclaw.xmpp.policy.Gate.DISABLED || isOnItsWay(invitation.room())) {
            return;
        }
        if (underway >= MAX_AT_A_TIME) {
            LOG.debug("{}: too many invitations at a time; the one to {} is passed over", accountId, invitation.room());
            return;
        }
        underway++;
        gate.invitation(invitation.room(), inviter(invitation))
                .thenComposeAsync(decision -> act(invitation, decision), executor)
                .whenCompleteAsync(
                        (done, failure) -> {
                            underway--;
                            if (failure != null) {
                                LOG.info(
                                        "{}: the invitation to {} was not followed: {}",
                                        accountId,
                                        invitation.room(),
                                        messageOf(failure));
                            }
                        },
                        executor);
    }

    private ai.openclaw.xmpp.policy.Gate invites() {
        return config.get().access().invites();
    }

    private boolean isOnItsWay(Jid room) {
        return session.rooms()
                .find(room)
                .map(Room::state)
                .filter(state -> state == RoomState.JOINED || state == RoomState.JOINING)
                .isPresent();
    }

    /** Who invites through a room is only said by the room: that counts no more than the room's word on its people. */
    private @Nullable Jid inviter(Invitation invitation) {
        return invitation.direct() || people.isBelieved(invitation.room()) ? invitation.inviter() : null;
    }

    private CompletionStage<Void> act(Invitation invitation, Decision decision) {
        LOG.debug(
                "{}: an invitation to {} is {} ({})",
                accountId,
                invitation.room(),
                decision.admission(),
                decision.reason());
        if (decision.isDispatch()) {
            return joins.take() ? follow(invitation) : tooMany(invitation);
        }
        boolean known = invites() == ai.openclaw.xmpp.policy.Gate.ALLOWLIST;
        if (known && OF_THE_ROOM.contains(decision.reason()) && joins.take()) {
            LOG.info(
                    "{}: {} invites to {}, where nobody would be heard ({}): to allow it, add the room to mucRooms",
                    accountId,
                    invitation.inviter(),
                    invitation.room(),
                    decision.reason());
            session.rooms().decline(invitation, "I may not take part in that room.");
        }
        return CompletableFuture.completedFuture(null);
    }

    private CompletionStage<Void> tooMany(Invitation invitation) {
        if (gate.throttle().mayTell("invitations")) {
            LOG.warn(
                    "{}: many invitations in short time; the one to {} is not followed; said at most once a minute",
                    accountId,
                    invitation.room());
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Presence goes to nobody who only looks like a room: an account would learn that we are here, and under which resource. */
    private CompletionStage<Void> follow(Invitation invitation) {
        return session.rooms()
                .isRoom(invitation.room())
                .thenComposeAsync(
                        isRoom -> {
                            if (!isRoom) {
                                throw new XmppException(
                                        XmppException.Kind.UNSUPPORTED, invitation.room() + " is no room");
                            }
                            return enter(invitation);
                        },
                        executor);
    }

    private CompletionStage<Void> enter(Invitation invitation) {
        Jid room = invitation.room();
        Optional<RoomConfig> configured = configured(room);
        if (configured.isEmpty() && followed.isFull() && !followed.contains(room)) {
            throw new XmppException(
                    XmppException.Kind.STATE,
                    "the bot is in " + InvitedRooms.MAX
                            + " rooms by invitation, and enters no more; remove it from some");
        }
        RoomConfig wanted = new RoomConfig(
                room,
                configured.map(RoomConfig::nick).orElse(config.get().nick()),
                configured.map(RoomConfig::password).orElse(invitation.password()));
        return session.rooms()
                .join(wanted)
                .<Void>handleAsync(
                        (joined, failure) -> {
                            if (failure != null) {
                                if (configured.isEmpty()) {
                                    session.rooms().leave(room);
                                }
                                throw new CompletionException(failure);
                            }
                            LOG.info("{}: in {} by invitation of {}", accountId, room, invitation.inviter());
                            if (configured.isEmpty()) {
                                followed.add(invitation);
                            }
                            return null;
                        },
                        executor);
    }

    private Optional<RoomConfig> configured(Jid room) {
        return config.get().rooms().stream()
                .filter(each -> each.room().equals(room))
                .findFirst();
    }

    /** Whether we are in that room, or want to be, because of an invitation. */
    boolean isFollowed(Jid room) {
        return followed.contains(room);
    }

    /**
     * Makes our places in rooms true to the settings and the invitations that were followed: a room is entered again as long as its
     * invitation would be followed today, and left when it would not.
     */
    void restore() {
        for (Invitation invitation : followed.list()) {
            if (configured(invitation.room()).isPresent()) {
                followed.remove(invitation.room());
            } else {
                gate.reviewed(invitation.room(), inviter(invitation))
                        .thenAcceptAsync(decision -> restore(invitation, decision), executor);
            }
        }
    }

    private void restore(Invitation invitation, Decision decision) {
        Jid room = invitation.room();
        if (!followed.contains(room)) {
            // Meanwhile somebody wanted us out.
            return;
        }
        if (!decision.isDispatch()) {
            // Who is paired may be known again later; until then we stay where we are.
            if (decision.reason() != Reason.PAIRING_UNREADABLE) {
                followed.remove(room);
                session.rooms().leave(room);
            }
        } else if (session.rooms().find(room).isEmpty()) {
            session.rooms()
                    .join(new RoomConfig(room, config.get().nick(), invitation.password()))
                    .whenCompleteAsync(
                            (joined, failure) -> {
                                if (failure != null && isFinal(causeOf(failure))) {
                                    LOG.info("{}: no way back into {}: {}", accountId, room, messageOf(failure));
                                    forget(room);
                                }
                            },
                            executor);
        }
    }

    /** A room has changed; one that put us out is not for us any more. */
    void changed(Room room) {
        if (room.expelled() && isFollowed(room.jid())) {
            forget(room.jid());
        }
    }

    private void forget(Jid room) {
        followed.remove(room);
        session.rooms().leave(room);
    }

    private static boolean isFinal(Throwable failure) {
        return failure instanceof XmppException known
                && known.stanzaError()
                        .filter(error -> !error.type().equals("wait"))
                        .isPresent();
    }

    private static @Nullable String messageOf(Throwable failure) {
        return causeOf(failure).getMessage();
    }

    private static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
