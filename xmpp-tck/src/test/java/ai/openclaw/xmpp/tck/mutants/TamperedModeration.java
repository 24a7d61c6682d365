package ai.openclaw.xmpp.tck.mutants;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.Moderation;
import ai.openclaw.xmpp.muc.Role;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A real moderation with a listener's ear between. As it is it changes nothing; mutants change one thing each. */
class TamperedModeration implements Moderation {

    private final Moderation real;

    TamperedModeration(Moderation real) {
        this.real = real;
    }

    /** A session with such a moderation. */
    static Supplier<TamperedSession> in(Function<Moderation, Moderation> tampered) {
        return () -> new TamperedSession() {
            @Override
            public Moderation moderation() {
                return tampered.apply(super.moderation());
            }
        };
    }

    @Override
    public CompletionStage<Void> setSubject(Jid room, String subject) {
        return real.setSubject(room, subject);
    }

    @Override
    public CompletionStage<Void> invite(Jid room, Jid person, @Nullable String reason) {
        return real.invite(room, person, reason);
    }

    @Override
    public CompletionStage<Void> setRole(Jid room, String nick, Role role, @Nullable String reason) {
        return real.setRole(room, nick, role, reason);
    }

    @Override
    public CompletionStage<Void> setAffiliation(
            Jid room, Jid person, Affiliation affiliation, @Nullable String reason) {
        return real.setAffiliation(room, person, affiliation, reason);
    }

    @Override
    public CompletionStage<List<Jid>> affiliated(Jid room, Affiliation affiliation) {
        return real.affiliated(room, affiliation);
    }
}
