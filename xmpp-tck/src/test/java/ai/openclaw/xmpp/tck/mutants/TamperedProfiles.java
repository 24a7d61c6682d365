package ai.openclaw.xmpp.tck.mutants;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Presence;
import ai.openclaw.xmpp.profile.LastActivity;
import ai.openclaw.xmpp.profile.OwnProfile;
import ai.openclaw.xmpp.profile.Profiles;
import ai.openclaw.xmpp.profile.PublishedProfile;
import ai.openclaw.xmpp.profile.VCard;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Real profiles with a mutant between. As it is it changes nothing; mutants change one thing each. */
class TamperedProfiles implements Profiles {

    private final Profiles real;

    TamperedProfiles(Profiles real) {
        this.real = real;
    }

    /** A session with such profiles. */
    static Supplier<TamperedSession> in(Function<Profiles, Profiles> tampered) {
        return () -> new TamperedSession() {
            @Override
            public Profiles profile() {
                return tampered.apply(super.profile());
            }
        };
    }

    /** Says that it wrote also what was there. */
    static Supplier<TamperedSession> writingAgain() {
        return in(real -> new TamperedProfiles(real) {
            @Override
            public CompletionStage<PublishedProfile> publish(OwnProfile profile) {
                return super.publish(profile)
                        .thenApply(done -> new PublishedProfile(
                                done.written().isEmpty() ? done.unchanged() : done.written(),
                                Set.of(),
                                done.refused()));
            }
        });
    }

    /** Reads titles without end. */
    static Supplier<TamperedSession> longWinded() {
        return in(real -> new TamperedProfiles(real) {
            @Override
            public CompletionStage<VCard> of(Jid entity) {
                return super.of(entity)
                        .thenApply(card -> new VCard(
                                card.fullName(),
                                card.nickname(),
                                card.organization(),
                                "t".repeat(5000),
                                card.role(),
                                card.about(),
                                card.urls(),
                                card.emails(),
                                card.photo()));
            }
        });
    }

    @Override
    public CompletionStage<VCard> of(Jid entity) {
        return real.of(entity);
    }

    @Override
    public CompletionStage<LastActivity> lastActivity(Jid entity) {
        return real.lastActivity(entity);
    }

    @Override
    public CompletionStage<PublishedProfile> publish(OwnProfile profile) {
        return real.publish(profile);
    }

    @Override
    public void presence(Presence.Show show, @Nullable String status, @Nullable Instant idleSince) {
        real.presence(show, status, idleSince);
    }
}
