package ai.openclaw.xmpp.openclaw;

import ai.openclaw.xmpp.onboarding.Wizard;
import ai.openclaw.xmpp.openclaw.rpc.RpcConnection;
import ai.openclaw.xmpp.openclaw.rpc.RpcPrompter;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.ToNumberPolicy;
import com.google.gson.reflect.TypeToken;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code wizard.run}: the onboarding's wizard, asked and answered in the wire's words. */
final class WizardRun {

    private static final Gson JSON = new GsonBuilder()
            .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
            .disableHtmlEscaping()
            .create();

    private WizardRun() {}

    static Answers.WizardResult run(Wizard wizard, Requests.Wizard request, RpcConnection connection) {
        Map<String, String> env = new LinkedHashMap<>();
        plain(request.env()).forEach((name, value) -> env.put(name, String.valueOf(value)));
        return wizard.run(plain(request.current()), env, new RpcPrompter(connection))
                .map(outcome -> new Answers.WizardResult(
                        null,
                        JSON.toJsonTree(outcome.config()).getAsJsonObject(),
                        outcome.hostPatch().stream()
                                .map(patch -> new Answers.HostPatch(
                                        patch.path(), JSON.toJsonTree(patch.value()), patch.why()))
                                .toList()))
                .orElseGet(() -> new Answers.WizardResult(true, null, null));
    }

    private static Map<String, Object> plain(@Nullable JsonObject object) {
        return object == null
                ? Map.of()
                : JSON.fromJson(object, new TypeToken<LinkedHashMap<String, Object>>() {}.getType());
    }
}
