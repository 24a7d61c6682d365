package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.onboarding.Command;
import ai.openclaw.xmpp.onboarding.ExitCode;
import ai.openclaw.xmpp.openclaw.wire.BotCalls;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pairing}: decides who may write to a running stand-alone bot. */
@CommandLine.Command(
        name = "pairing",
        description = "Lists, lets in and refuses those who want to write to a running bot.",
        mixinStandardHelpOptions = true)
public final class PairingCommand implements Command {

    @Spec
    private @Nullable CommandSpec spec;

    /** For {@link java.util.ServiceLoader}. */
    public PairingCommand() {}

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec, "run by picocli").commandLine();
        line.usage(line.getErr());
        return ExitCode.USAGE;
    }

    @CommandLine.Command(
            name = "list",
            description = "Shows who waits with which code; with --approved who was let in.",
            mixinStandardHelpOptions = true)
    int list(
            @Mixin StateOption state,
            @Option(names = "--approved", description = "those who were let in") boolean approved,
            @Parameters(arity = "0..1", hidden = true) @Nullable String channel) {
        checkChannel(channel);
        return print(state.ask(
                "pairing.list",
                new BotCalls.ListPairings(state.account),
                BotCalls.Pairings.class,
                found -> approved ? approved(found) : pending(found)));
    }

    private static String pending(BotCalls.Pairings found) {
        return found.pending().isEmpty()
                ? "Nobody waits."
                : found.pending().stream()
                        .map(waiting -> waiting.code() + "  " + waiting.jid() + "  (account " + waiting.accountId()
                                + ", until " + waiting.until() + ")")
                        .collect(Collectors.joining("\n"));
    }

    private static String approved(BotCalls.Pairings found) {
        return found.approved().isEmpty()
                ? "Nobody was let in by a code."
                : found.approved().stream()
                        .map(person ->
                                person.jid() + "  (account " + person.accountId() + ", since " + person.since() + ")")
                        .collect(Collectors.joining("\n"));
    }

    @CommandLine.Command(
            name = "approve",
            description = "Lets in who has the code, and tells them.",
            mixinStandardHelpOptions = true)
    int approve(
            @Mixin StateOption state,
            @Parameters(arity = "1..2", paramLabel = "CODE", description = "as the person got it") List<String> code) {
        return decide(state, "pairing.approve", code, "Let in: ");
    }

    @CommandLine.Command(
            name = "deny",
            description = "Refuses who has the code. They are not told, and get no other code within the hour.",
            mixinStandardHelpOptions = true)
    int deny(
            @Mixin StateOption state,
            @Parameters(arity = "1..2", paramLabel = "CODE", description = "as the person got it") List<String> code) {
        return decide(state, "pairing.deny", code, "Refused: ");
    }

    private int decide(StateOption state, String method, List<String> code, String words) {
        // The commands of OpenClaw name the channel first; who is used to that may do so.
        checkChannel(code.size() > 1 ? code.get(0) : null);
        return print(state.ask(
                method,
                new BotCalls.PairingCode(state.account, code.get(code.size() - 1)),
                BotCalls.Decided.class,
                decided -> words + people(decided)));
    }

    @CommandLine.Command(
            name = "revoke",
            description = "Takes back what was approved: the person is a stranger again.",
            mixinStandardHelpOptions = true)
    int revoke(
            @Mixin StateOption state,
            @Parameters(paramLabel = "JID", description = "the person, as --approved lists them") String jid) {
        return print(state.ask(
                "pairing.revoke",
                new BotCalls.PairedPerson(state.account, jid),
                BotCalls.Decided.class,
                decided -> "No longer let in: " + people(decided)));
    }

    private static String people(BotCalls.Decided decided) {
        return decided.people().stream()
                .map(person -> person.jid() + " (account " + person.accountId() + ")")
                .collect(Collectors.joining(", "));
    }

    private void checkChannel(@Nullable String channel) {
        if (channel != null && !channel.equals("xmpp")) {
            throw new CommandLine.ParameterException(
                    Objects.requireNonNull(spec, "run by picocli").commandLine(),
                    "the only channel is xmpp, not \"" + channel + "\"");
        }
    }

    private int print(String text) {
        CommandLine line = Objects.requireNonNull(spec, "run by picocli").commandLine();
        line.getOut().println(text);
        line.getOut().flush();
        return ExitCode.OK;
    }
}
