package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatState;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Presence;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.openclaw.config.AccountConfig;
import ai.openclaw.xmpp.openclaw.config.Appearance;
import ai.openclaw.xmpp.profile.Avatar;
import ai.openclaw.xmpp.profile.OwnProfile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people see of the agent: its profile, that it works on something long, since when it has had nothing to do, and that it cannot
 * answer. What the server does not take is logged and harms
 * nothing. Runs on the account's executor.
 */
final class Face {

    private static final Logger LOG = LoggerFactory.getLogger(Face.class);

    static final String WORKING = "Working on an answer";
    static final String UNABLE = "Cannot answer at the moment";

    /** Contacts need not hear of short answers. */
    static final Duration LONG = Duration.ofSeconds(10);

    /** A turn says that it goes on every few seconds; one that does not has ended without a word. */
    private static final Duration SILENT = Duration.ofMinutes(1);

    private static final int MAX_PLACES = 1000;

    private record Work(Instant since, Instant heard) {}

    private final String accountId;
    private final XmppSession session;
    private final Supplier<AccountConfig> config;
    private final Clock clock;
    private final Map<Jid, Work> works = new HashMap<>();
    private boolean able = true;
    /** When there was something to do the last time. */
    private Instant rested;

    Face(String accountId, XmppSession session, Supplier<AccountConfig> config, Clock clock) {
        this.accountId = accountId;
        this.session = session;
        this.config = config;
        this.clock = clock;
        this.rested = clock.instant();
        present(rested);
    }

    /** Shows the configured profile; to be called on each new stream and when it may have changed. */
    void show() {
        Appearance wanted = config.get().appearance();
        OwnProfile profile;
        try {
            profile = new OwnProfile(wanted.name(), wanted.about(), wanted.url(), avatar(wanted.avatar()));
        } catch (IllegalArgumentException | IOException unusable) {
            LOG.warn("{}: the profile is not shown: {}", accountId, unusable.getMessage());
            return;
        }
        if (profile.isEmpty()) {
            return;
        }
        session.profile().publish(profile).whenComplete((done, failure) -> {
            if (failure instanceof XmppException lost && lost.kind().isRetryable()) {
                LOG.debug("{}: the profile is shown on the next stream", accountId);
            } else if (failure != null) {
                LOG.warn("{}: the profile is not shown: {}", accountId, failure.getMessage());
            } else {
                done.refused().forEach((part, why) -> LOG.info("{}: no {}: {}", accountId, part, why));
                LOG.debug("{}: profile: {} written, {} unchanged", accountId, done.written(), done.unchanged());
            }
        });
    }

    private static @Nullable Avatar avatar(@Nullable Path file) throws IOException {
        if (file == null) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Avatar.of(in.readNBytes(Avatar.MAX_BYTES + 1));
        }
    }

    /** We write to somebody, or have stopped. */
    void wrote(Jid conversation, ChatState state) {
        Instant now = clock.instant();
        rested = now;
        works.values().removeIf(work -> work.heard().plus(SILENT).isBefore(now));
        if (state == ChatState.COMPOSING) {
            @Nullable Work before = works.get(conversation);
            if (before != null || works.size() < MAX_PLACES) {
                works.put(conversation, new Work(before == null ? now : before.since(), now));
            }
        } else {
            works.remove(conversation);
        }
        present(now);
    }

    /** Whether the agent could answer the last time. */
    void able(boolean couldAnswer) {
        able = couldAnswer;
        present(clock.instant());
    }

    private void present(Instant now) {
        boolean shown = config.get().appearance().busy();
        boolean busy = works.values().stream()
                .anyMatch(work -> !work.since().plus(LONG).isAfter(now));
        @Nullable Instant idle = shown && works.isEmpty() ? rested : null;
        if (shown && !able) {
            session.profile().presence(Presence.Show.AWAY, UNABLE, idle);
        } else {
            session.profile().presence(Presence.Show.AVAILABLE, shown && busy ? WORKING : null, idle);
        }
    }
}
