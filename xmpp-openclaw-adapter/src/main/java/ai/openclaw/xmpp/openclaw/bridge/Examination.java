package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.archive.ArchivePreferences;
import ai.openclaw.xmpp.disco.EntityInfo;
import ai.openclaw.xmpp.muc.Role;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.muc.RoomState;
import ai.openclaw.xmpp.onboarding.Doctor;
import ai.openclaw.xmpp.onboarding.ServerCheck;
import ai.openclaw.xmpp.openclaw.config.AccountConfig;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what the doctor wants to know of an account.
 *
 * @param accountId its id
 * @param config its settings
 * @param session its session; empty if there is none
 * @param storeProblem why its state cannot be written, or {@code null}
 */
record Examination(
        String accountId,
        AccountConfig config,
        Optional<XmppSession> session,
        @Nullable String storeProblem) {

    /** More rooms are not asked what they are. */
    private static final int MAX_ROOMS = 100;

    /** An account that cannot be examined. */
    static Answers.Findings notRunning(String accountId) {
        return new Answers.Findings(List.of(new Answers.Finding(
                "error",
                "The account \"" + accountId + "\" is not running in the gateway.",
                "See why in `openclaw channels status`: its settings may be refused, or it is switched off.")));
    }

    /**
     * Examines.
     *
     * @param check tries the account out under a resource of its own, so the live session stays (R23)
     * @param host the host's settings as they came over the wire, or {@code null}
     */
    CompletionStage<Answers.Findings> run(CompletionStage<ServerCheck.Result> check, @Nullable JsonObject host) {
        CompletionStage<Optional<ArchivePreferences>> archive = archive();
        return check.thenCombine(
                rooms().thenCombine(archive, Around::new),
                (server, around) -> new Answers.Findings(Doctor.examine(new Doctor.Patient(
                                Explanations.settings(accountId),
                                config.access(),
                                around.rooms(),
                                server,
                                around.archive().orElse(null),
                                storeProblem,
                                session.map(XmppSession::waiting).orElse(0L),
                                host == null ? null : settings(host)))
                        .stream()
                        .map(finding -> new Answers.Finding(
                                finding.level().name().toLowerCase(Locale.ROOT), finding.what(), finding.cure()))
                        .toList()));
    }

    /** What the account's live session sees. */
    private record Around(List<Doctor.RoomFacts> rooms, Optional<ArchivePreferences> archive) {}

    /** Empty where the server does not say. */
    private CompletionStage<Optional<ArchivePreferences>> archive() {
        return session.map(live -> live.archive().preferences().handle((found, failure) -> Optional.ofNullable(found)))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    private CompletionStage<List<Doctor.RoomFacts>> rooms() {
        CompletionStage<List<Doctor.RoomFacts>> all = CompletableFuture.completedFuture(new ArrayList<>());
        List<Room> known = session.map(live -> live.rooms().list()).orElse(List.of());
        for (Room room : known.stream().limit(MAX_ROOMS).toList()) {
            all = all.thenCombine(facts(room), (before, facts) -> {
                before.add(facts);
                return before;
            });
        }
        return all;
    }

    private CompletionStage<Doctor.RoomFacts> facts(Room room) {
        if (room.state() != RoomState.JOINED) {
            String problem = room.problem() == null ? "it is still entering" : room.problem();
            return CompletableFuture.completedFuture(new Doctor.RoomFacts(room.jid(), problem, false));
        }
        return session.orElseThrow()
                .discover(room.jid())
                .handle((info, failure) -> new Doctor.RoomFacts(room.jid(), null, info != null && hides(room, info)));
    }

    /** Semi-anonymous rooms show their moderators who is who (XEP-0045 §15.6.2). */
    private static boolean hides(Room room, EntityInfo info) {
        boolean moderator = room.occupants().stream()
                .anyMatch(occupant -> occupant.nick().equals(room.nick()) && occupant.role() == Role.MODERATOR);
        return !moderator
                && (info.features().contains("muc_semianonymous")
                        || info.features().contains("muc_fullyanonymous"));
    }

    /** Whatever form the host keeps it in: what is not understood counts as not set. */
    private static Doctor.HostSettings settings(JsonObject host) {
        return new Doctor.HostSettings(
                text(host.get("visibleReplies")),
                text(host.get("dmScope")),
                text(inside(host.get("sessionReset"), "mode")),
                texts(host.get("ownerAllowFrom")),
                texts(inside(host.get("commandsAllowFrom"), "xmpp")),
                isTrue(inside(host.get("execApprovals"), "enabled")),
                isTrue(host.get("passwordIsPlain")));
    }

    private static @Nullable JsonElement inside(@Nullable JsonElement value, String field) {
        return value != null && value.isJsonObject() ? value.getAsJsonObject().get(field) : value;
    }

    private static @Nullable String text(@Nullable JsonElement value) {
        return value != null && value.isJsonPrimitive() ? value.getAsString() : null;
    }

    private static boolean isTrue(@Nullable JsonElement value) {
        return value != null && value.isJsonPrimitive() && value.getAsBoolean();
    }

    private static List<String> texts(@Nullable JsonElement value) {
        List<String> texts = new ArrayList<>();
        JsonArray array = value != null && value.isJsonArray() ? value.getAsJsonArray() : new JsonArray();
        for (JsonElement each : array) {
            @Nullable String text = text(each);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }
}
