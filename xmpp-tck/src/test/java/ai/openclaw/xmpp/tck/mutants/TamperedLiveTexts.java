package ai.openclaw.xmpp.tck.mutants;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.live.LiveEnd;
import ai.openclaw.xmpp.live.LiveText;
import ai.openclaw.xmpp.live.LiveTexts;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Real live texts with a mutant between. As it is it changes nothing; mutants change one thing each. */
class TamperedLiveTexts implements LiveTexts {

    private final LiveTexts real;

    TamperedLiveTexts(LiveTexts real) {
        this.real = real;
    }

    /** A session with such live texts. */
    static Supplier<TamperedSession> in(BiFunction<XmppSession, LiveTexts, LiveTexts> tampered) {
        return () -> new TamperedSession() {
            @Override
            public LiveTexts liveTexts() {
                return tampered.apply(real(), super.liveTexts());
            }
        };
    }

    /** Never asks what the client takes. */
    static Supplier<TamperedSession> showingToAll() {
        return in((session, real) -> new TamperedLiveTexts(real) {
            @Override
            public CompletionStage<Boolean> update(LiveText text) {
                session.send(OutgoingMessage.to(text.to()).body(text.text()).build());
                return super.update(text);
            }
        });
    }

    @Override
    public CompletionStage<Boolean> update(LiveText text) {
        return real.update(text);
    }

    @Override
    public CompletionStage<Optional<SentMessage>> finish(String key, LiveEnd end) {
        return real.finish(key, end);
    }

    @Override
    public CompletionStage<Boolean> settle(String key, boolean interrupted) {
        return real.settle(key, interrupted);
    }

    @Override
    public CompletionStage<Optional<SentMessage>> resume(Jid to, LiveEnd end) {
        return real.resume(to, end);
    }
}
