package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.disco.EntityInfo;
import ai.openclaw.xmpp.profile.Avatar;
import ai.openclaw.xmpp.profile.OwnProfile;
import ai.openclaw.xmpp.profile.ProfilePart;
import ai.openclaw.xmpp.profile.PublishedProfile;
import ai.openclaw.xmpp.session.codec.Elements;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.session.codec.PersonalEvents;
import ai.openclaw.xmpp.session.codec.VCards;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes our own profile, part by part, where the server has something else. What is there is asked for and never taken from what anybody
 * tells, so that no event changes what we show (H-26). Loop thread only.
 */
final class ProfilePublisher {

    /**
     * What was done.
     *
     * @param photo whether our vCard has the picture. A server that made it of the avatar need not tell contacts that it did, before our
     *     next presence (XEP-0398)
     */
    record Outcome(PublishedProfile profile, boolean photo) {}

    private static final Set<String> ABSENT = Set.of("item-not-found", "service-unavailable");

    private final Jid account;
    private final Queries queries;
    private final Directory directory;

    ProfilePublisher(Jid account, Queries queries, Directory directory) {
        this.account = account;
        this.queries = queries;
        this.directory = directory;
    }

    CompletableFuture<Outcome> publish(OwnProfile profile) {
        return directory
                .info(account)
                .handle((info, failure) -> failure == null ? info : ProfileDesk.refusedOr(failure, nothing()))
                .thenCompose(info -> new Run(profile, info).all());
    }

    private EntityInfo nothing() {
        return new EntityInfo(account, java.util.List.of(), Set.of());
    }

    private final class Run {
        private final OwnProfile profile;
        private final boolean personal;
        private final boolean converts;
        private final Set<ProfilePart> written = EnumSet.noneOf(ProfilePart.class);
        private final Set<ProfilePart> unchanged = EnumSet.noneOf(ProfilePart.class);
        private final Map<ProfilePart, String> refused = new EnumMap<>(ProfilePart.class);

        Run(OwnProfile profile, EntityInfo server) {
            this.profile = profile;
            this.personal = server.is("pubsub", "pep");
            this.converts = server.features().contains(Ns.AVATAR_CONVERSION);
        }

        /** The vCard first: a server that converts (XEP-0398) makes the others anew of it. */
        CompletableFuture<Outcome> all() {
            Avatar avatar = profile.avatar();
            String name = profile.name();
            boolean words = name != null || profile.about() != null || profile.url() != null;
            boolean photo = avatar != null && !(personal && converts);
            CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
            if (words || photo) {
                done = done.thenCompose(next -> part(ProfilePart.VCARD, () -> vCard(photo)));
            }
            if (words) {
                done = done.thenCompose(next -> part(ProfilePart.VCARD4, this::vCard4));
            }
            if (avatar != null) {
                done = done.thenCompose(next -> part(ProfilePart.AVATAR, () -> avatar(avatar)));
            }
            if (name != null) {
                done = done.thenCompose(next -> part(ProfilePart.NICK, () -> nick(name)));
            }
            ProfilePart source = photo ? ProfilePart.VCARD : ProfilePart.AVATAR;
            return done.thenApply(next -> new Outcome(
                    new PublishedProfile(written, unchanged, refused), avatar != null && !refused.containsKey(source)));
        }

        private CompletableFuture<Void> part(ProfilePart part, Supplier<CompletableFuture<Boolean>> work) {
            if (part != ProfilePart.VCARD && !personal) {
                refused.put(part, "the server has no personal eventing (XEP-0163)");
                return CompletableFuture.completedFuture(null);
            }
            return work.get().handle((changed, failure) -> {
                if (failure == null) {
                    (changed ? written : unchanged).add(part);
                } else {
                    refused.put(
                            part,
                            ProfileDesk.refusedOr(
                                    failure, String.valueOf(Calls.cause(failure).getMessage())));
                }
                return null;
            });
        }

        private CompletableFuture<Boolean> vCard(boolean photo) {
            return found(VCards.query(), answer -> Optional.ofNullable(answer))
                    .thenCompose(before -> write(VCards.changed(before.orElse(null), profile, photo)));
        }

        private CompletableFuture<Boolean> vCard4() {
            return latest(Ns.VCARD4_NODE)
                    .thenCompose(before -> write(VCards.changed4(before.orElse(null), profile)
                            .map(card -> PersonalEvents.publish(Ns.VCARD4_NODE, card))));
        }

        private CompletableFuture<Boolean> avatar(Avatar avatar) {
            return latest(Ns.AVATAR_METADATA).thenCompose(before -> {
                boolean same = before.flatMap(PersonalEvents::avatarId)
                        .filter(avatar.id()::equals)
                        .isPresent();
                return same
                        ? CompletableFuture.completedFuture(false)
                        : write(Optional.of(PersonalEvents.avatarData(avatar)))
                                .thenCompose(kept -> write(Optional.of(PersonalEvents.avatarMetadata(avatar))));
            });
        }

        private CompletableFuture<Boolean> nick(String name) {
            return latest(Ns.NICK).thenCompose(before -> {
                boolean same = before.map(XmlElement::text)
                        .filter(Elements.clean(name)::equals)
                        .isPresent();
                return write(
                        same
                                ? Optional.empty()
                                : Optional.of(PersonalEvents.publish(Ns.NICK, PersonalEvents.nick(name))));
            });
        }

        private CompletableFuture<Optional<XmlElement>> latest(String node) {
            return found(PersonalEvents.query(node), answer -> PersonalEvents.latest(answer, node));
        }

        private CompletableFuture<Optional<XmlElement>> found(
                XmlElement query, java.util.function.Function<@Nullable XmlElement, Optional<XmlElement>> read) {
            return queries.get(null, query)
                    .handle((answer, failure) -> failure == null ? read.apply(answer) : absent(failure));
        }

        /** Nothing is there only where the server says so; what cannot be read is left alone, for writing it would wipe out the rest of it. */
        private Optional<XmlElement> absent(Throwable failure) {
            Throwable cause = Calls.cause(failure);
            boolean absent = cause instanceof XmppException known
                    && known.stanzaError()
                            .filter(error -> ABSENT.contains(error.condition()))
                            .isPresent();
            if (!absent) {
                throw new CompletionException(cause);
            }
            return Optional.empty();
        }

        private CompletableFuture<@Nullable XmlElement> set(XmlElement payload) {
            if (!payload.namespace().equals(Ns.PUBSUB)) {
                return queries.set(null, payload);
            }
            return queries.set(null, PersonalEvents.openly(payload))
                    .handle((done, failure) -> failure == null || ProfileDesk.refusedOr(failure, false))
                    .thenCompose(done -> done ? CompletableFuture.completedFuture(null) : queries.set(null, payload));
        }

        private CompletableFuture<Boolean> write(Optional<XmlElement> change) {
            return change.map(payload -> set(payload).thenApply(done -> true))
                    .orElseGet(() -> CompletableFuture.completedFuture(false));
        }
    }
}
