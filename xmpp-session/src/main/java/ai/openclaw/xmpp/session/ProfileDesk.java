package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Presence;
import ai.openclaw.xmpp.StanzaError;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.profile.Avatar;
import ai.openclaw.xmpp.profile.LastActivity;
import ai.openclaw.xmpp.profile.OwnProfile;
import ai.openclaw.xmpp.profile.Profiles;
import ai.openclaw.xmpp.profile.PublishedProfile;
import ai.openclaw.xmpp.profile.VCard;
import ai.openclaw.xmpp.session.codec.LastActivities;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.session.codec.PersonalEvents;
import ai.openclaw.xmpp.session.codec.VCards;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Profiles: others' are asked for, our own is published. Loop thread, but for the API's methods. */
final class ProfileDesk implements Profiles {

    /** UNSUPPORTED is what is larger than the server takes. */
    private static final Set<XmppException.Kind> REFUSALS =
            Set.of(XmppException.Kind.STANZA_ERROR, XmppException.Kind.TIMEOUT, XmppException.Kind.UNSUPPORTED);

    private static final int MAX_STATUS = 200;

    private final Queries queries;
    private final RoomBook rooms;
    private final Wire wire;
    private final Calls calls;
    private final OwnPresence presence;
    private final ProfilePublisher publisher;
    private final Idleness idleness;
    private boolean announced;
    private boolean untold;

    ProfileDesk(
            Jid account,
            Queries queries,
            Directory directory,
            RoomBook rooms,
            Wire wire,
            Calls calls,
            OwnPresence presence) {
        this.queries = queries;
        this.rooms = rooms;
        this.wire = wire;
        this.calls = calls;
        this.presence = presence;
        this.idleness = new Idleness(calls.loop(), this::announce);
        this.publisher = new ProfilePublisher(account, queries, directory);
    }

    @Override
    public CompletionStage<VCard> of(Jid entity) {
        Objects.requireNonNull(entity, "entity");
        return calls.on(() -> {
            // The room passes the question on to who is behind the nick (XEP-0045 §17.4).
            Jid asked = rooms.entry(entity).isPresent() ? entity : entity.bare();
            return queries.get(asked, VCards.query())
                    .thenApply(VCards::read)
                    .handle((card, failure) -> failure == null ? card : refusedOr(failure, Optional.<VCard>empty()))
                    .thenCompose(
                            card -> card.map(CompletableFuture::completedFuture).orElseGet(() -> ask4(asked)));
        });
    }

    private CompletableFuture<VCard> ask4(Jid asked) {
        return queries.get(asked, PersonalEvents.query(Ns.VCARD4_NODE))
                .thenApply(answer -> PersonalEvents.latest(answer, Ns.VCARD4_NODE)
                        .flatMap(VCards::read4)
                        .orElseThrow(() -> none(asked)));
    }

    private static XmppException none(Jid asked) {
        return new XmppException(asked + " shows no vCard", new StanzaError("cancel", "item-not-found", null));
    }

    /** What counts instead if somebody said no, or nothing, or would not take it; with any other failure all fails. */
    static <T> T refusedOr(Throwable failure, T instead) {
        Throwable cause = Calls.cause(failure);
        if (!(cause instanceof XmppException known) || !REFUSALS.contains(known.kind())) {
            throw new CompletionException(cause);
        }
        return instead;
    }

    @Override
    public CompletionStage<LastActivity> lastActivity(Jid entity) {
        Objects.requireNonNull(entity, "entity");
        return calls.on(() -> queries.get(entity, LastActivities.query())
                .thenApply(answer -> LastActivities.read(answer)
                        .orElseThrow(() -> new XmppException(
                                XmppException.Kind.UNSUPPORTED, entity + " does not say when it was last active"))));
    }

    @Override
    public CompletionStage<PublishedProfile> publish(OwnProfile profile) {
        Objects.requireNonNull(profile, "profile");
        return calls.on(() -> publisher.publish(profile).thenApply(done -> {
            Avatar avatar = profile.avatar();
            if (avatar != null && done.photo() && presence.photo(avatar.id())) {
                announce();
                rooms.announce();
            }
            return done.profile();
        }));
    }

    @Override
    public void presence(Presence.Show show, @Nullable String status, @Nullable Instant idleSince) {
        Objects.requireNonNull(show, "show");
        String shown =
                status == null || status.isBlank() ? null : status.substring(0, Math.min(status.length(), MAX_STATUS));
        calls.loop().execute(() -> {
            idleness.set(idleSince);
            if (presence.change(show, shown)) {
                announce();
            } else {
                idleness.tell();
            }
        });
    }

    /** We are there for contacts now, who are to hear of changes. */
    void appear() {
        announced = true;
        announce();
    }

    /** The server knows nothing of us any more. */
    void vanished() {
        announced = false;
        idleness.gone();
    }

    /** The stream goes on: what changed meanwhile is told now. */
    void resumed() {
        if (untold) {
            announce();
        }
    }

    private void announce() {
        untold = announced && !wire.isOpen();
        if (announced) {
            wire.sendIfOpen(Stanzas.presence(null, null, null, presence.forContacts(idleness.element())));
            idleness.told();
        }
    }
}
