package ai.openclaw.xmpp.openclaw.rpc;

import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.lsp4j.jsonrpc.json.JsonRpcMethod;
import org.jspecify.annotations.Nullable;

/** A table of methods: those that the other side may call, with what they do, and those that we call. Not thread-safe. */
public final class RpcMethods {

    final Map<String, JsonRpcMethod> types = new HashMap<>();
    final Map<String, Function<@Nullable Object, CompletionStage<?>>> handlers = new HashMap<>();

    /** A method of ours. Its handler must not block; what it throws becomes the error. */
    public <P> RpcMethods handle(String method, Class<P> params, Function<P, CompletionStage<?>> handler) {
        types.put(method, JsonRpcMethod.request(method, Object.class, params));
        handlers.put(method, given -> {
            if (!params.isInstance(given)) {
                throw RpcErrors.invalidParams(method + " needs its parameters as an object");
            }
            return handler.apply(params.cast(given));
        });
        return this;
    }

    /** A method of the other side. */
    public RpcMethods call(String method, Type result, Class<?> params) {
        types.put(method, JsonRpcMethod.request(method, result, params));
        return this;
    }
}
