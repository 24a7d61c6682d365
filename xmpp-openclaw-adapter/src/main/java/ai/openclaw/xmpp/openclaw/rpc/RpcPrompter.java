package ai.openclaw.xmpp.openclaw.rpc;

import ai.openclaw.xmpp.onboarding.BackException;
import ai.openclaw.xmpp.onboarding.Prompter;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.jspecify.annotations.Nullable;

/** Asks through the host's own prompts. Blocks, so it must not run on the connection's reading thread. */
public final class RpcPrompter implements Prompter {

    /** The host's answer to a prompt at which the person goes back. */
    private static final int BACK = -32801;

    private final RpcConnection connection;

    /** A prompter over that connection. */
    public RpcPrompter(RpcConnection connection) {
        this.connection = connection;
    }

    private <R> R ask(String method, Object params, Class<R> result) {
        try {
            return Objects.requireNonNull(
                    connection.call(method, params, result).get(), "the host answered " + method + " with nothing");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ResponseErrorException refused) {
                int code = refused.getResponseError().getCode();
                if (code == BACK) {
                    throw new BackException();
                }
                if (code == ResponseErrorCode.RequestCancelled.getValue()) {
                    throw new CancellationException("the person broke off");
                }
            }
            throw new IllegalStateException(
                    "the host could not ask: " + RpcErrors.unwrap(e).getMessage(), e);
        }
    }

    @Override
    public void note(String title, String message) {
        ask("prompt.note", new HostCalls.Note(message, title.isEmpty() ? null : title), Object.class);
    }

    @Override
    public String text(
            String message, @Nullable String initial, boolean sensitive, Function<String, @Nullable String> problem) {
        @Nullable String error = null;
        @Nullable String before = initial;
        while (true) {
            HostCalls.Value answer = ask(
                    "prompt.text", new HostCalls.Text(message, null, before, sensitive, error), HostCalls.Value.class);
            String value = answer.value() == null ? "" : answer.value();
            error = problem.apply(value);
            if (error == null) {
                return value;
            }
            // What was typed is offered again to be mended, unless it must not be seen.
            before = sensitive ? null : value;
        }
    }

    @Override
    public String select(String message, List<Option> options, @Nullable String initial) {
        HostCalls.Value answer =
                ask("prompt.select", new HostCalls.Select(message, options(options), initial), HostCalls.Value.class);
        return known(String.valueOf(answer.value()), options);
    }

    @Override
    public List<String> multiselect(String message, List<Option> options, List<String> initial) {
        HostCalls.Values answer = ask(
                "prompt.multiselect",
                new HostCalls.MultiSelect(message, options(options), initial),
                HostCalls.Values.class);
        List<String> values = answer.values();
        return values == null
                ? List.of()
                : values.stream().map(value -> known(value, options)).toList();
    }

    @Override
    public boolean confirm(String message, boolean initial) {
        HostCalls.YesNo answer = ask("prompt.confirm", new HostCalls.Confirm(message, initial), HostCalls.YesNo.class);
        return Boolean.TRUE.equals(answer.value());
    }

    private static List<HostCalls.Option> options(List<Option> options) {
        return options.stream()
                .map(option -> new HostCalls.Option(option.value(), option.label(), option.hint()))
                .toList();
    }

    private static String known(String value, List<Option> options) {
        if (options.stream().noneMatch(option -> option.value().equals(value))) {
            throw new IllegalStateException("the host answered with a choice that was not offered");
        }
        return value;
    }
}
