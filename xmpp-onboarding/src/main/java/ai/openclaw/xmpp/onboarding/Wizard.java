package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.onboarding.AccountStep.Account;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Asks what it takes to get a bot online, tries the answers out before anything is saved, and gives the new {@code channels.xmpp}
 * object. Keeps what it does not ask about. Has no state: one wizard serves any number of runs, at the same time too.
 */
public final class Wizard {

    private final ServerCheck check;

    /** A wizard that tries accounts out by that check. */
    public Wizard(ServerCheck check) {
        this.check = Objects.requireNonNull(check, "check");
    }

    /**
     * What is to be saved.
     *
     * @param config the new {@code channels.xmpp} object; may hold a password
     * @param hostPatch settings of the host that should be changed besides
     * @param passwordMadeUp whether the password is new, and nobody knows it yet
     */
    public record Outcome(Map<String, Object> config, List<HostPatch> hostPatch, boolean passwordMadeUp) {
        public Outcome {
            config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
            hostPatch = List.copyOf(hostPatch);
        }

        /** Without its content: there may be a password in it. */
        @Override
        public String toString() {
            return "Outcome";
        }
    }

    /**
     * Asks all questions; blocks until the last is answered. At the end it shows the bot's address. What was made on the way, such as an
     * account at the server, is removed again if the person breaks off.
     *
     * @param current today's {@code channels.xmpp} object, or an empty one
     * @param env {@code XMPP_JID}, {@code XMPP_PASSWORD} and {@code XMPP_SERVER}, as far as they are set
     * @return empty if the person breaks off: then nothing has been changed anywhere
     */
    public Optional<Outcome> run(Map<String, ?> current, Map<String, String> env, Prompter prompter) {
        Objects.requireNonNull(current, "current");
        Objects.requireNonNull(env, "env");
        Objects.requireNonNull(prompter, "prompter");
        try {
            return Optional.of(new Trail(prompter, true).walk(trail -> {
                Outcome outcome = walk(current, env, trail);
                String address =
                        QrCode.uri(Jid.of(String.valueOf(outcome.config().get("jid"))));
                // Prompters may join spaces, which this blank is not.
                String picture = QrCode.draw(address).replace(' ', '\u2800');
                trail.note("The bot's address, for your phone's camera", picture + address);
                return outcome;
            }));
        } catch (CancellationException cancelled) {
            return Optional.empty();
        }
    }

    /** The same as a part of a longer way. */
    Outcome walk(Map<String, ?> current, Map<String, String> env, Trail trail) {
        Account account = new AccountStep(current, env, trail, check).run();
        Answers answers = askAccess(account, current, trail);
        return new Outcome(answers.over(current), answers.hostPatch(), account.madeUp());
    }

    private Answers askAccess(Account account, Map<String, ?> current, Trail prompter) {
        @Nullable
        String service = account.found() == null
                ? null
                : Needs.roomService(account.found().services()).orElse(null);
        @Nullable String owner = askOwner(account, prompter);
        String dmPolicy = prompter.select(
                "Who may write to the bot?",
                List.of(
                        option("pairing", "Who is paired", "a stranger gets a code, you approve it"),
                        option("allowlist", "Only who is listed", "others hear nothing"),
                        option("open", "Anyone", "strangers use your agent, and pay nothing for it"),
                        option("disabled", "Nobody", "rooms only")),
                Objects.requireNonNullElse(Settings.text(current, "dmPolicy"), "pairing"));
        List<String> allowFrom = dmPolicy.equals("disabled")
                ? Settings.texts(current, "allowFrom")
                : askAllowFrom(dmPolicy, owner, service, current, prompter);
        RoomStep roomStep = new RoomStep(
                current, account.found() == null ? List.of() : account.found().rooms(), service, prompter);
        List<String> rooms = roomStep.ask();
        roomStep.warn(
                rooms,
                unknown -> account.found() == null
                        ? List.of()
                        : prompter.once(() -> check.run(account.session(), unknown), nothing -> {})
                                .rooms());
        String groupPolicy = askGroupPolicy(rooms, current, prompter);
        return new Answers(
                account.jid().toString(),
                account.password(),
                account.server(),
                account.caFile(),
                owner,
                dmPolicy,
                allowFrom,
                rooms,
                groupPolicy);
    }

    private static @Nullable String askOwner(Account account, Prompter prompter) {
        String bot = account.jid().toString();
        String owner = prompter.text(
                "Your own JID: you become the owner, who may give the agent commands (empty: leave that to OpenClaw)",
                null,
                false,
                text -> {
                    if (text.isBlank()) {
                        return null;
                    }
                    @Nullable String problem = Entries.accountProblem(text);
                    return problem == null && Entries.account(text).toString().equals(bot)
                            ? bot + " is the bot itself; name the account that you chat with"
                            : problem;
                });
        return owner.isBlank() ? null : Entries.account(owner).toString();
    }

    private static List<String> askAllowFrom(
            String dmPolicy,
            @Nullable String owner,
            @Nullable String service,
            Map<String, ?> current,
            Prompter prompter) {
        String question = switch (dmPolicy) {
            case "allowlist" -> "Who may write to the bot? alice@example.org or *@example.org, separated by commas";
            case "open" -> "Anyone may write, unless you name some here: then only they may (empty: anyone)";
            default -> "Who may write without pairing? alice@example.org or *@example.org (empty: nobody)";
        };
        List<String> proposed = new ArrayList<>(Settings.texts(current, "allowFrom"));
        // Under "open" a list that is not empty shuts all others out, so nobody is put into it unasked.
        if (owner != null && !dmPolicy.equals("open") && !proposed.contains(owner)) {
            proposed.add(owner);
        }
        return Entries.senders(
                prompter.text(question, join(proposed), false, text -> {
                    @Nullable String problem = Entries.sendersProblem(text, service);
                    return problem == null
                                    && dmPolicy.equals("allowlist")
                                    && Entries.senders(text, service).isEmpty()
                            ? "With an empty list nobody could write to the bot; name at least one, or go back to pairing"
                            : problem;
                }),
                service);
    }

    private static String askGroupPolicy(List<String> rooms, Map<String, ?> current, Prompter prompter) {
        @Nullable String before = Settings.text(current, "groupPolicy");
        if (rooms.isEmpty()) {
            return before != null ? before : "allowlist";
        }
        return prompter.select(
                "In which rooms does the bot answer? (when its name is mentioned)",
                List.of(
                        option(
                                "allowlist",
                                "Only those just named",
                                "proposed: a room that is joined later, say by an invitation, does not get the agent by itself"),
                        option("open", "Every room it is in", "for whoever is in the room"),
                        option("disabled", "None", "it joins and stays silent")),
                before != null ? before : "allowlist");
    }

    private static Prompter.Option option(String value, String label, String hint) {
        return new Prompter.Option(value, label, hint);
    }

    private static @Nullable String join(List<String> entries) {
        return entries.isEmpty() ? null : String.join(", ", entries);
    }
}
