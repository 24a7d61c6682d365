package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.openclaw.wire.HostCalls.AccountState;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.Disposition;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.InboundEvent;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.InboundMessage;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.PairingRequest;
import ai.openclaw.xmpp.openclaw.wire.MenuCalls;
import ai.openclaw.xmpp.openclaw.wire.ServiceCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** The host as the wire shows it: keeps what it is told, and answers as the test says. */
final class ScriptedHost implements Host {

    final List<InboundMessage> messages = new ArrayList<>();
    final List<InboundEvent> events = new ArrayList<>();
    final List<ServiceCalls.NodeEvent> nodes = new ArrayList<>();
    final List<PairingRequest> requests = new ArrayList<>();
    final List<String> states = new ArrayList<>();

    /** What was wrong although the account was online. */
    final List<String> problems = new ArrayList<>();

    /** What came, of whatever kind, in order. */
    final List<String> order = new ArrayList<>();

    Supplier<CompletionStage<List<String>>> paired = () -> CompletableFuture.completedFuture(List.of());
    Supplier<CompletionStage<Boolean>> pairing = () -> CompletableFuture.completedFuture(true);
    Function<InboundMessage, CompletionStage<Disposition>> answer = message -> said("adopted");

    final List<MenuCalls.CardAnswer> answers = new ArrayList<>();
    final List<InboundMessage> commands = new ArrayList<>();
    Function<MenuCalls.CardAnswer, CompletionStage<MenuCalls.CardAnswered>> answered =
            answer -> CompletableFuture.completedFuture(new MenuCalls.CardAnswered(true, false, null));
    Function<InboundMessage, CompletionStage<MenuCalls.Ran>> ran =
            command -> CompletableFuture.completedFuture(new MenuCalls.Ran("adopted", null, "it ran"));

    static CompletionStage<Disposition> said(String word) {
        return CompletableFuture.completedFuture(new Disposition(word, null));
    }

    @Override
    public CompletionStage<Disposition> inboundMessage(InboundMessage message) {
        messages.add(message);
        order.add(message.text());
        return answer.apply(message);
    }

    @Override
    public CompletionStage<Disposition> inboundEvent(InboundEvent event) {
        events.add(event);
        order.add(String.join(" ", event.emojis()));
        return said("adopted");
    }

    @Override
    public CompletionStage<Disposition> nodeEvent(ServiceCalls.NodeEvent event) {
        nodes.add(event);
        return said("adopted");
    }

    @Override
    public CompletionStage<List<String>> pairedPeople(String accountId) {
        return paired.get();
    }

    @Override
    public CompletionStage<Boolean> requestPairing(PairingRequest request) {
        requests.add(request);
        return pairing.get();
    }

    @Override
    public CompletionStage<MenuCalls.CardAnswered> cardAnswered(MenuCalls.CardAnswer answer) {
        answers.add(answer);
        return answered.apply(answer);
    }

    @Override
    public CompletionStage<MenuCalls.Ran> runCommand(InboundMessage command) {
        commands.add(command);
        return ran.apply(command);
    }

    @Override
    public void accountState(AccountState state) {
        states.add(state.state());
        if (state.state().equals("online") && state.error() != null) {
            problems.add(state.error().message());
        }
    }
}
