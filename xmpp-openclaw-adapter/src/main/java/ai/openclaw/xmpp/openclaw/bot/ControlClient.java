package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.openclaw.rpc.RpcConnection;
import ai.openclaw.xmpp.openclaw.rpc.RpcErrors;
import ai.openclaw.xmpp.openclaw.rpc.RpcMethods;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.BotCalls;
import ai.openclaw.xmpp.openclaw.wire.ErrorData;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import com.google.gson.Gson;
import com.google.gson.JsonElement;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;

/** A command's end of the line to a running bot. Blocks. */
final class ControlClient implements AutoCloseable {

    /** As long as an answer may take that needs nobody but the bot. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SocketChannel channel;
    private final RpcConnection connection;

    /** Fails when the bot has closed the line: then no answer comes. */
    private final CompletableFuture<Object> gone = new CompletableFuture<>();

    private ControlClient(SocketChannel channel, RpcConnection connection) {
        this.channel = channel;
        this.connection = connection;
        Thread reader = new Thread(this::listen, "control-answers");
        reader.setDaemon(true);
        reader.start();
    }

    private void listen() {
        connection.listen();
        gone.completeExceptionally(
                new XmppException(XmppException.Kind.DISCONNECTED, "the bot has closed the line; try again"));
    }

    /**
     * Reaches the bot of a state directory.
     *
     * @throws XmppException of kind {@code UNREACHABLE} if none runs there
     */
    static ControlClient connect(Path stateDir) {
        UnixDomainSocketAddress address = ControlPath.address(stateDir);
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(address);
            } catch (IOException | RuntimeException failed) {
                channel.close();
                throw failed;
            }
            return new ControlClient(
                    channel, new RpcConnection(ChannelStreams.in(channel), ChannelStreams.out(channel), methods()));
        } catch (IOException nobody) {
            throw new XmppException(
                    XmppException.Kind.UNREACHABLE,
                    "no bot of yours runs with --state " + stateDir + "; start it by the command \"bot\"",
                    nobody);
        }
    }

    private static RpcMethods methods() {
        return new RpcMethods()
                .call("bot.status", BotCalls.BotStatus.class, Requests.Account.class)
                .call("bot.reload", Answers.Ok.class, Requests.None.class)
                .call("bot.doctor", BotCalls.Examined.class, Requests.Account.class)
                .call("explain", Answers.Explained.class, Requests.Explain.class)
                .call("pairing.list", BotCalls.Pairings.class, BotCalls.ListPairings.class)
                .call("pairing.approve", BotCalls.Decided.class, BotCalls.PairingCode.class)
                .call("pairing.deny", BotCalls.Decided.class, BotCalls.PairingCode.class)
                .call("pairing.revoke", BotCalls.Decided.class, BotCalls.PairedPerson.class);
    }

    /**
     * Asks for something.
     *
     * @throws XmppException if the bot refuses, in its words
     */
    <R> R call(String method, Object params, Class<R> result) {
        return call(method, params, result, PATIENCE);
    }

    /** The same, with another patience. */
    <R> R call(String method, Object params, Class<R> result, Duration patience) {
        try {
            return result.cast(Objects.requireNonNull(
                    CompletableFuture.anyOf(connection.call(method, params, result), gone)
                            .get(patience.toSeconds(), TimeUnit.SECONDS),
                    "the bot answered with nothing"));
        } catch (TimeoutException late) {
            throw new XmppException(
                    XmppException.Kind.TIMEOUT, "the bot did not answer within " + patience.toSeconds() + " s", late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new XmppException(XmppException.Kind.STATE, "interrupted", stopped);
        } catch (ExecutionException refused) {
            Throwable cause = RpcErrors.unwrap(refused);
            throw new XmppException(
                    cause instanceof ResponseErrorException known ? kind(known) : XmppException.Kind.DISCONNECTED,
                    String.valueOf(cause.getMessage()),
                    cause);
        }
    }

    private static XmppException.Kind kind(ResponseErrorException refused) {
        if (refused.getResponseError().getData() instanceof JsonElement data) {
            ErrorData read = new Gson().fromJson(data, ErrorData.class);
            for (XmppException.Kind kind : XmppException.Kind.values()) {
                if (read != null && kind.name().equals(read.kind())) {
                    return kind;
                }
            }
        }
        return XmppException.Kind.STATE;
    }

    @Override
    public void close() {
        connection.close();
        try {
            channel.close();
        } catch (IOException gone) {
            // It was to be closed.
        }
    }
}
