package ai.openclaw.xmpp.openclaw.rpc;

import ai.openclaw.xmpp.StanzaError;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.openclaw.config.InvalidConfigException;
import ai.openclaw.xmpp.openclaw.wire.ErrorData;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Failures as JSON-RPC errors: one code per kind, no stack traces. */
public final class RpcErrors {

    private static final Logger LOG = LoggerFactory.getLogger(RpcErrors.class);

    private RpcErrors() {}

    static int code(XmppException.Kind kind) {
        return switch (kind) {
            case UNREACHABLE -> -32010;
            case TLS -> -32011;
            case AUTHENTICATION -> -32012;
            case CONFLICT -> -32013;
            case DISCONNECTED -> -32014;
            case TIMEOUT -> -32015;
            case STANZA_ERROR -> -32016;
            case UNSUPPORTED -> -32017;
            case CONFIGURATION -> -32018;
            case STATE -> -32019;
        };
    }

    /** A request whose parameters do not fit. */
    public static ResponseErrorException invalidParams(String message) {
        return new ResponseErrorException(new ResponseError(ResponseErrorCode.InvalidParams, message, null));
    }

    /** A request that must not come now. */
    public static ResponseErrorException invalidRequest(String message) {
        return new ResponseErrorException(new ResponseError(ResponseErrorCode.InvalidRequest, message, null));
    }

    static ResponseErrorException methodNotFound(String method) {
        return new ResponseErrorException(
                new ResponseError(ResponseErrorCode.MethodNotFound, "there is no method " + method, null));
    }

    static ResponseError of(Throwable failure, @Nullable String accountId) {
        Throwable cause = unwrap(failure);
        if (cause instanceof ResponseErrorException ready) {
            return ready.getResponseError();
        }
        if (cause instanceof CancellationException) {
            return new ResponseError(ResponseErrorCode.RequestCancelled, "cancelled", null);
        }
        if (cause instanceof InvalidConfigException invalid) {
            return new ResponseError(
                    code(XmppException.Kind.CONFIGURATION),
                    invalid.getMessage(),
                    new ErrorData(
                            XmppException.Kind.CONFIGURATION.name(),
                            null,
                            accountId,
                            invalid.problems().stream()
                                    .map(problem -> new ErrorData.Problem(problem.path(), problem.message()))
                                    .toList()));
        }
        if (cause instanceof XmppException known) {
            return new ResponseError(
                    code(known.kind()),
                    known.getMessage(),
                    new ErrorData(
                            known.kind().name(),
                            known.stanzaError().map(StanzaError::condition).orElse(null),
                            accountId,
                            null));
        }
        if (cause instanceof IllegalArgumentException misuse) {
            return new ResponseError(ResponseErrorCode.InvalidParams, String.valueOf(misuse.getMessage()), null);
        }
        LOG.error("a request failed unexpectedly", cause);
        return new ResponseError(
                ResponseErrorCode.InternalError, "an internal error of the XMPP sidecar; its log says more", null);
    }

    /** The failure itself, without what stages and futures wrap around it. */
    public static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
