package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionInfo;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.policy.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How an account fares, in the words of {@code status}. */
final class AccountStatus {

    private AccountStatus() {}

    /** What is known of an account whether it has a session or not. */
    record Life(
            String accountId,
            String state,
            Instant since,
            Jid configured,
            Answers.@Nullable Problem error,
            Answers.@Nullable Problem lastError,
            @Nullable String storeProblem) {}

    static Answers.Status of(Life life, @Nullable Parts parts, Map<Reason, Long> counters) {
        Optional<Parts> known = Optional.ofNullable(parts);
        Optional<XmppSession> session = known.map(Parts::session);
        Optional<SessionInfo> info = session.flatMap(XmppSession::info);
        return new Answers.Status(
                life.accountId(),
                life.state(),
                life.since().toString(),
                info.map(SessionInfo::address).orElse(life.configured()).toString(),
                info.map(SessionInfo::server).orElse(null),
                info.map(SessionInfo::tlsVersion).orElse(null),
                info.map(SessionInfo::saslMechanism).orElse(null),
                session.map(live -> live.rooms().list()).orElse(List.of()).stream()
                        .map(room -> new Answers.RoomStatus(
                                room.jid().toString(),
                                room.nick(),
                                room.state().name().toLowerCase(Locale.ROOT),
                                problemOf(room, known)))
                        .toList(),
                known.map(live -> text(live.inbound().lastAt())).orElse(null),
                known.map(live -> text(live.outbound().lastAt())).orElse(null),
                life.error(),
                life.lastError(),
                life.storeProblem(),
                session.map(XmppSession::waiting).orElse(0L),
                counters.entrySet().stream()
                        .collect(Collectors.toMap(
                                counted -> counted.getKey().name().toLowerCase(Locale.ROOT),
                                Map.Entry::getValue,
                                Long::sum,
                                TreeMap::new)));
    }

    private static @Nullable String problemOf(Room room, Optional<Parts> parts) {
        return room.problem() != null
                ? room.problem()
                : parts.flatMap(known -> known.hidden().problem(room.jid())).orElse(null);
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
