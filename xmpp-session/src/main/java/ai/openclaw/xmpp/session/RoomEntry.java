package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.StanzaError;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.disco.EntityInfo;
import ai.openclaw.xmpp.muc.Occupant;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.muc.RoomState;
import ai.openclaw.xmpp.session.codec.Disco;
import ai.openclaw.xmpp.session.codec.Errors;
import ai.openclaw.xmpp.session.codec.MucStatus;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.session.codec.RoomEntrance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One room that we want to be in, and how far we are. Loop thread only. */
final class RoomEntry {

    private static final Duration JOIN_PATIENCE = Duration.ofSeconds(30);

    /** A room without a subject should send an empty one (XEP-0045 §7.2.15); some do not. */
    private static final Duration SUBJECT_PATIENCE = Duration.ofSeconds(5);

    /** What is asked about rooms; an answer may say much more, and is not kept. */
    private static final Set<String> ASKED = Set.of(Ns.OCCUPANT_ID, Ns.SID, Ns.MAM);

    /** What rooms share. */
    record Shared(Wire wire, Queries queries, Loop loop, Environment environment, Ids ids, OwnPresence presence) {}

    private final Shared shared;
    private final Runnable changed;
    private final Occupants occupants = new Occupants();
    private final JoinWaiters waiters;
    private final OwnNick nick;
    private final SelfPing selfPing;
    private RoomConfig config;
    private RoomState state = RoomState.LEFT;
    private @Nullable String problem;
    private @Nullable String subject;
    private Set<String> features = Set.of();
    private boolean unwanted;
    private boolean entered;

    /** Whether it was time to try again, but there was no stream. */
    private boolean due;

    private int failures;

    /** Until the next step of entering, or the next attempt. */
    private Loop.@Nullable Timer timer;

    RoomEntry(RoomConfig config, Shared shared, Runnable changed) {
        this.config = config;
        this.shared = shared;
        this.changed = changed;
        this.waiters = new JoinWaiters(shared.loop());
        this.nick = new OwnNick(config.nick());
        this.selfPing = new SelfPing(shared, this::self, this::lostPlace);
    }

    Jid jid() {
        return config.room();
    }

    /** Our own address in it. */
    Jid self() {
        return jid().withResource(nick.current());
    }

    boolean isJoined() {
        return state == RoomState.JOINED;
    }

    boolean isIdle() {
        return state == RoomState.LEFT || state == RoomState.REFUSED;
    }

    RoomConfig config() {
        return config;
    }

    Set<String> features() {
        return features;
    }

    Optional<Occupant> occupant(@Nullable String occupantNick) {
        return occupants.find(occupantNick);
    }

    Room view() {
        return new Room(jid(), nick.current(), state, problem, subject, occupants.list(), unwanted);
    }

    /** Wants it with that configuration from now on. */
    void configure(RoomConfig newConfig) {
        config = newConfig;
        nick.want(newConfig.nick());
        unwanted = false;
        failures = 0;
    }

    CompletableFuture<Room> whenJoined() {
        return isJoined() ? CompletableFuture.completedFuture(view()) : waiters.add();
    }

    /** Enters, unless somebody wanted us out. */
    void enter() {
        due = !shared.wire().isOpen();
        if (!unwanted && !due) {
            nick.reset();
            ask();
        }
    }

    /** Goes in, or if it is inside takes the nick that it is to have now. */
    void settle() {
        if (!isJoined()) {
            enter();
        } else if (!nick.isWanted()) {
            changeNick();
        }
    }

    /** If the nick is taken the room says so, and nothing changes (XEP-0045 §7.6). */
    private void changeNick() {
        shared.wire()
                .sendIfOpen(Stanzas.presence(
                        null,
                        jid().withResource(nick.wanted()),
                        shared.ids().fresh(),
                        shared.presence().forRooms()));
    }

    /** Our presence says something else now. */
    void announce() {
        shared.wire()
                .sendIfOpen(Stanzas.presence(
                        null, self(), shared.ids().fresh(), shared.presence().forRooms()));
    }

    /** Whether it is to be entered as soon as there is a stream. */
    boolean isDue() {
        return due;
    }

    /** The stream goes on, and what came meanwhile has come: what was due is done now. */
    void resumed() {
        if (due) {
            enter();
        }
    }

    private void ask() {
        stopTimers();
        state = RoomState.JOINING;
        problem = null;
        subject = null;
        entered = false;
        occupants.clear();
        discover();
        List<XmlElement> entrance = new ArrayList<>(shared.presence().forRooms());
        entrance.add(RoomEntrance.request(config.password()));
        shared.wire().send(Stanzas.presence(null, self(), shared.ids().fresh(), entrance));
        awaitEntrance();
        changed.run();
    }

    private void awaitEntrance() {
        timer = shared.loop().after(JOIN_PATIENCE, () -> {
            if (!shared.wire().isOpen()) {
                // Nobody can answer until the stream goes on or is given up.
                awaitEntrance();
                return;
            }
            XmppException cause = new XmppException(
                    XmppException.Kind.TIMEOUT,
                    jid() + " did not answer within " + JOIN_PATIENCE.toSeconds() + " s; it is tried again");
            refused(String.valueOf(cause.getMessage()), cause, true);
        });
    }

    /** Asked before entering, so that the answer comes before what depends on it. */
    private void discover() {
        shared.queries().get(jid(), Disco.infoQuery()).thenAccept(answer -> {
            EntityInfo info = Disco.info(jid(), answer);
            features = info.features().stream().filter(ASKED::contains).collect(Collectors.toUnmodifiableSet());
            occupants.trustIds(features.contains(Ns.OCCUPANT_ID));
            changed.run();
        });
    }

    void presence(Jid from, Stanza presence) {
        selfPing.heard();
        if (presence.hasType("error")) {
            if (state == RoomState.JOINING && (from.isBare() || from.equals(self()))) {
                error(Errors.read(presence.payload()));
            }
            return;
        }
        String who = from.resource();
        if (who == null) {
            return;
        }
        MucStatus status = MucStatus.read(presence.payload());
        if (presence.hasType("unavailable")) {
            gone(who, status);
        } else if (presence.type() == null) {
            here(from, who, status);
        }
    }

    private void here(Jid from, String who, MucStatus status) {
        // The answer to what we asked before we gave up on it may still come, for example on the resumed stream.
        boolean late = isIdle() && isTrying();
        if (isIdle() && !late) {
            return;
        }
        boolean given = status.has(MucStatus.NICK_GIVEN) && !entered;
        boolean ours = status.has(MucStatus.SELF) && (nick.is(who) || given);
        boolean news = occupants.put(from, status);
        if (ours) {
            nick.given(who);
            if (late) {
                state = RoomState.JOINING;
                problem = null;
                due = false;
            }
            if (!entered) {
                entered(status);
            }
        }
        if (news || ours) {
            changed.run();
        }
    }

    /** Whether we are out, and will ask again by ourselves. */
    private boolean isTrying() {
        return timer != null || due;
    }

    private void entered(MucStatus status) {
        entered = true;
        stopTimers();
        if (status.has(MucStatus.CREATED)) {
            shared.queries().set(jid(), RoomEntrance.instantRoom()).thenAccept(done -> discover());
        }
        timer = shared.loop().after(SUBJECT_PATIENCE, this::live);
    }

    private void gone(String who, MucStatus status) {
        boolean inside = !isIdle();
        // Also while we wait to try again: the room may have let us in, and then sent us out.
        boolean us = nick.is(who) || status.has(MucStatus.SELF) && Refusals.isMeant(status);
        boolean ours = us && (inside || isTrying());
        occupants.remove(who);
        // A nick that is none is none that we could have: then we are out.
        String newNick = Optional.ofNullable(status.newNick())
                .filter(wished -> status.has(MucStatus.NEW_NICK))
                .flatMap(wished -> Jid.parse(jid() + "/" + wished))
                .map(Jid::resource)
                .orElse(null);
        if (ours && inside && entered && newNick != null) {
            nick.given(newNick);
        } else if (ours && (inside && entered || Refusals.isMeant(status))) {
            // Otherwise it is the echo of our leaving before, on the way when we asked to enter again.
            removed(status);
        } else if (isJoined() && who.equals(nick.wanted()) && !nick.isWanted()) {
            // The nick that we wanted is free.
            changeNick();
        }
        changed.run();
    }

    private void removed(MucStatus status) {
        String why = Refusals.removal(jid(), status);
        boolean meant = Refusals.isMeant(status);
        unwanted = meant;
        XmppException cause = new XmppException(XmppException.Kind.STATE, why);
        refused(why, cause, !meant);
        state = RoomState.LEFT;
    }

    private void error(StanzaError error) {
        if (error.condition().equals("conflict") && nick.next()) {
            ask();
            return;
        }
        String why = Refusals.problem(jid(), nick.current(), error);
        refused(why, new XmppException(why, error), Refusals.passes(error));
    }

    private void refused(String why, XmppException cause, boolean again) {
        stopTimers();
        entered = false;
        state = RoomState.REFUSED;
        problem = why;
        occupants.clear();
        if (again) {
            timer = shared.loop()
                    .after(Retry.backoff(failures++, shared.environment().random()), this::enter);
        }
        changed.run();
        fail(cause);
    }

    /** The room says what it is about: after our own presence that is the end of entering (XEP-0045 §7.2.15). */
    void subject(String text) {
        selfPing.heard();
        subject = text.isBlank() ? null : text;
        if (entered && state == RoomState.JOINING) {
            live();
        } else {
            changed.run();
        }
    }

    private void live() {
        stopTimers();
        state = RoomState.JOINED;
        failures = 0;
        selfPing.start();
        changed.run();
        if (nick.isSecondChoice() && occupants.find(nick.wanted()).isEmpty()) {
            // Whoever had the nick that we wanted has gone while we took another.
            changeNick();
        }
        waiters.joined(view());
    }

    /** The room's settings changed. */
    void reconfigured() {
        discover();
    }

    /** Something was said in it. */
    void spoken() {
        selfPing.heard();
    }

    /** There are signs that we are not inside: asks. */
    void pingSelf() {
        selfPing.ask();
    }

    /** The room does not know us any more. */
    private void lostPlace() {
        if (isJoined()) {
            enter();
        }
    }

    /** The stream is gone, and our place in the room with it. */
    void disconnected() {
        due = false;
        features = Set.of();
        occupants.trustIds(false);
        if (!isIdle()) {
            stopTimers();
            state = RoomState.LEFT;
            occupants.clear();
            changed.run();
        } else if (timer != null) {
            stopTimers();
        }
    }

    /** Leaves for good. */
    void leave() {
        if (!isIdle()) {
            shared.wire()
                    .sendIfOpen(
                            Stanzas.presence("unavailable", self(), shared.ids().fresh(), List.of()));
        }
        stopTimers();
        state = RoomState.LEFT;
        problem = null;
        occupants.clear();
        fail(new XmppException(XmppException.Kind.STATE, "we have left " + jid()));
    }

    void fail(XmppException cause) {
        waiters.failed(cause);
    }

    private void stopTimers() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        selfPing.stop();
    }
}
