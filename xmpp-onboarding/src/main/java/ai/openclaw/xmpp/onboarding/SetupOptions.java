package ai.openclaw.xmpp.onboarding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that answer what the wizard asks after the account. */
final class SetupOptions {

    private static final List<String> DM_POLICIES = List.of("pairing", "allowlist", "open", "disabled");
    private static final List<String> GROUP_POLICIES = List.of("allowlist", "open", "disabled");

    @Option(names = "--room", paramLabel = "JID", description = "a room to join; may be repeated")
    private List<String> rooms = new ArrayList<>();

    @Option(names = "--dm-policy", paramLabel = "POLICY", description = "pairing, allowlist, open or disabled")
    private @Nullable String dmPolicy;

    @Option(names = "--group-policy", paramLabel = "POLICY", description = "allowlist, open or disabled")
    private @Nullable String groupPolicy;

    @Option(
            names = "--allow-from",
            paramLabel = "JID",
            description = "who may write: alice@example.org, *@example.org; may be repeated")
    private List<String> allowFrom = new ArrayList<>();

    @Option(names = "--owner", paramLabel = "JID", description = "your own address: the owner of the agent's commands")
    private @Nullable String owner;

    /** Tells all that is wrong, each with the option's name. */
    void validate(Consumer<String> problems) {
        choice("--dm-policy", dmPolicy, DM_POLICIES, problems);
        choice("--group-policy", groupPolicy, GROUP_POLICIES, problems);
        tell("--owner", owner == null ? null : Entries.accountProblem(owner), problems);
        rooms.forEach(room -> tell("--room", Entries.roomsProblem(room, null), problems));
        allowFrom.forEach(sender -> tell("--allow-from", Entries.sendersProblem(sender, null), problems));
    }

    private static void choice(String option, @Nullable String value, List<String> allowed, Consumer<String> problems) {
        if (value != null && !allowed.contains(value)) {
            problems.accept(option + ": \"" + value + "\" is none of " + String.join(", ", allowed));
        }
    }

    static void tell(String option, @Nullable String problem, Consumer<String> problems) {
        if (problem != null) {
            problems.accept(option + ": " + problem);
        }
    }

    /** Today's configuration with the options over it. */
    Map<String, Object> over(Map<String, Object> current) {
        Map<String, Object> filled = new LinkedHashMap<>(current);
        put(filled, "dmPolicy", dmPolicy);
        put(filled, "groupPolicy", groupPolicy);
        put(filled, "rooms", rooms.isEmpty() ? null : Entries.rooms(String.join(" ", rooms), null));
        put(filled, "allowFrom", allowFrom.isEmpty() ? null : Entries.senders(String.join(" ", allowFrom), null));
        return filled;
    }

    static void put(Map<String, Object> filled, String key, @Nullable Object value) {
        if (value != null) {
            filled.put(key, value);
        }
    }

    @Nullable
    String owner() {
        return owner == null ? null : Entries.account(owner).toString();
    }
}
