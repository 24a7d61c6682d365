package ai.openclaw.xmpp.openclaw.rpc;

import ai.openclaw.xmpp.openclaw.wire.ForAccount;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.lsp4j.jsonrpc.Endpoint;
import org.eclipse.lsp4j.jsonrpc.JsonRpcException;
import org.eclipse.lsp4j.jsonrpc.MessageConsumer;
import org.eclipse.lsp4j.jsonrpc.MessageIssueException;
import org.eclipse.lsp4j.jsonrpc.RemoteEndpoint;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.jsonrpc.messages.Message;
import org.eclipse.lsp4j.jsonrpc.messages.MessageIssue;
import org.eclipse.lsp4j.jsonrpc.messages.RequestMessage;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JSON-RPC 2.0 over two streams. Requests of the other side are answered when their stage completes; a message that is no JSON is
 * answered with an error and the connection goes on; a broken frame ends it.
 */
public final class RpcConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RpcConnection.class);

    private final FrameReader reader;
    private final FrameWriter writer;
    private final MessageJsonHandler json;
    private final Remote remote;

    /** A connection that hears nothing before {@link #listen}. */
    public RpcConnection(InputStream in, OutputStream out, RpcMethods methods) {
        // What is escaped for HTML has six times the size.
        this.json = new MessageJsonHandler(methods.types, GsonBuilder::disableHtmlEscaping);
        this.reader = new FrameReader(in);
        this.writer = new FrameWriter(out, json);
        this.remote = new Remote(writer, new Local(methods));
        json.setMethodProvider(remote);
    }

    /** Reads until the other side ends the stream or breaks the framing. Requests are handled on this thread. */
    public void listen() {
        try {
            for (String text = reader.next(); text != null; text = reader.next()) {
                consume(text);
            }
        } catch (IOException broken) {
            LOG.warn("the host's stream ended: {}", broken.getMessage());
        }
    }

    private void consume(String text) {
        try {
            remote.consume(json.parseMessage(text));
        } catch (MessageIssueException issues) {
            remote.handle(issues.getRpcMessage(), issues.getIssues());
        } catch (JsonRpcException gone) {
            LOG.debug("an answer could not be written", gone);
        } catch (RuntimeException malformed) {
            // Whatever the parser stumbles over: the connection goes on, and who asked is not left waiting.
            refuse(text);
        }
    }

    private void refuse(String text) {
        ResponseMessage answer = new ResponseMessage();
        @Nullable Either<String, Number> id = requestId(text);
        if (id != null) {
            answer.setRawId(id);
            answer.setError(
                    new ResponseError(ResponseErrorCode.InvalidParams, "the parameters do not fit the method", null));
        } else {
            answer.setError(new ResponseError(ResponseErrorCode.ParseError, "that was no JSON-RPC message", null));
        }
        try {
            writer.consume(answer);
        } catch (JsonRpcException gone) {
            LOG.debug("an answer could not be written", gone);
        }
    }

    /** The id of what is a request, though one that cannot be read as such. */
    private static @Nullable Either<String, Number> requestId(String text) {
        try {
            JsonElement message = JsonParser.parseString(text);
            if (message instanceof JsonObject request
                    && request.has("method")
                    && request.get("id") instanceof JsonPrimitive id) {
                return id.isNumber() ? Either.forRight(id.getAsNumber()) : Either.forLeft(id.getAsString());
            }
        } catch (JsonParseException noJson) {
            // Then nobody waits for an answer.
        }
        return null;
    }

    /**
     * Calls a method of the other side.
     *
     * @return its result; fails with a {@link ResponseErrorException}, or if the other side is gone
     */
    public <R> CompletableFuture<R> call(String method, Object params, Class<R> result) {
        try {
            return remote.request(method, params).thenApply(result::cast);
        } catch (JsonRpcException gone) {
            return CompletableFuture.failedFuture(gone);
        }
    }

    /** Tells the other side something. Lost without an error if it is gone. */
    public void tell(String method, Object params) {
        try {
            remote.notify(method, params);
        } catch (JsonRpcException gone) {
            LOG.debug("the host could not be told {}", method);
        }
    }

    /** Writes what still waits, within half a second, and says no more. */
    @Override
    public void close() {
        writer.close();
    }

    /** What the other side may ask for. */
    private record Local(RpcMethods methods) implements Endpoint {

        @Override
        public CompletableFuture<?> request(String method, @Nullable Object params) {
            @Nullable String account = params instanceof ForAccount known ? known.accountId() : null;
            @Nullable Function<@Nullable Object, CompletionStage<?>> handler = methods.handlers.get(method);
            if (handler == null) {
                return CompletableFuture.failedFuture(RpcErrors.methodNotFound(method));
            }
            try {
                return handler.apply(params).toCompletableFuture().exceptionally(failure -> {
                    throw new CompletionException(new ResponseErrorException(RpcErrors.of(failure, account)));
                });
            } catch (RuntimeException failure) {
                return CompletableFuture.failedFuture(new ResponseErrorException(RpcErrors.of(failure, account)));
            }
        }

        @Override
        public void notify(String method, @Nullable Object params) {
            @Nullable Function<@Nullable Object, CompletionStage<?>> handler = methods.handlers.get(method);
            if (handler == null) {
                LOG.debug("the host told us {}, which is unknown here", method);
                return;
            }
            try {
                handler.apply(params).whenComplete((ignored, failure) -> {
                    if (failure != null) {
                        LOG.warn(
                                "{} failed: {}",
                                method,
                                RpcErrors.of(failure, null).getMessage());
                    }
                });
            } catch (RuntimeException failure) {
                LOG.warn("{} failed: {}", method, RpcErrors.of(failure, null).getMessage());
            }
        }
    }

    /** The library's default puts stack traces into errors. */
    private static final class Remote extends RemoteEndpoint {
        private final MessageConsumer answers;

        Remote(MessageConsumer out, Endpoint local) {
            super(out, local, failure -> RpcErrors.of(failure, null));
            this.answers = out;
        }

        @Override
        protected void handleRequestIssues(RequestMessage request, List<MessageIssue> issues) {
            MessageIssue first = issues.get(0);
            answers.consume(createErrorResponseMessage(
                    request,
                    new ResponseError(
                            first.getIssueCode(), "the request is not understood: " + first.getText(), null)));
        }

        @Override
        protected void logIssues(Message message, List<MessageIssue> issues) {
            // Not the message: it may hold a password or a body.
            LOG.warn(
                    "a message of the host is not understood: {}", issues.get(0).getText());
        }
    }
}
