package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.registration.Registration;
import ai.openclaw.xmpp.registration.RegistrationForm;
import ai.openclaw.xmpp.registration.RegistrationForm.Field;
import ai.openclaw.xmpp.registration.RegistrationRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes accounts at servers, and takes them away again. What goes wrong is the result. Blocks, for at most a minute each. */
final class AccountMaker {

    private final ServerCheck check;

    AccountMaker(ServerCheck check) {
        this.check = check;
    }

    /**
     * Makes the account with the password of the configuration.
     *
     * @param invite the token of an invite, or {@code null}
     * @param others answers what the server asks besides name and password: fields that it insists on, and by their names
     * @return what went wrong, or {@code null}
     */
    ServerCheck.@Nullable Problem make(
            SessionConfig account, @Nullable Secret invite, Function<RegistrationForm, Map<String, String>> others) {
        RegistrationRequest request = new RegistrationRequest(
                account.jid().domainJid(), account.server(), account.tls(), account.connectTimeout(), invite);
        try (Registration registration = get(check.engine(account).register(request))) {
            RegistrationForm form = registration.form();
            if (form.field(RegistrationForm.USERNAME).isEmpty()) {
                return elsewhere(account.jid(), form);
            }
            Map<String, String> answers = new LinkedHashMap<>(open(form).isEmpty() ? Map.of() : others.apply(form));
            answers.put(
                    RegistrationForm.USERNAME,
                    Objects.requireNonNull(account.jid().local()));
            answers.put(RegistrationForm.PASSWORD, account.password().reveal());
            get(registration.submit(answers));
            return null;
        } catch (CancellationException brokenOff) {
            throw brokenOff;
        } catch (ExecutionException | TimeoutException failed) {
            return ServerCheck.problem(
                    failed instanceof ExecutionException
                            ? Objects.requireNonNullElse(failed.getCause(), failed)
                            : failed,
                    account.jid());
        } catch (RuntimeException failed) {
            return ServerCheck.problem(failed, account.jid());
        }
    }

    /** Takes the account away for good; gives what went wrong, or {@code null}. */
    ServerCheck.@Nullable Problem remove(SessionConfig account) {
        try {
            get(check.engine(account).unregister(account));
            return null;
        } catch (ExecutionException failed) {
            return ServerCheck.problem(Objects.requireNonNullElse(failed.getCause(), failed), account.jid());
        } catch (TimeoutException | RuntimeException failed) {
            return ServerCheck.problem(failed, account.jid());
        }
    }

    /** What the server insists on besides name and password, and gives no answer of its own to. */
    static List<Field> open(RegistrationForm form) {
        return form.fields().stream()
                .filter(Field::required)
                .filter(field -> field.value() == null)
                .filter(field -> !field.name().equals(RegistrationForm.USERNAME)
                        && !field.name().equals(RegistrationForm.PASSWORD))
                .toList();
    }

    private static ServerCheck.Problem elsewhere(Jid account, RegistrationForm form) {
        String where = form.url() == null
                ? Shown.line(form.instructions(), 200)
                : "it does so on the web: " + Shown.line(form.url(), 200);
        return new ServerCheck.Problem(
                XmppException.Kind.UNSUPPORTED,
                account.domain() + " makes no accounts this way; " + where
                        + ". Make it there, then log in with its password",
                null);
    }

    private static <T> T get(CompletionStage<T> stage) throws ExecutionException, TimeoutException {
        try {
            return stage.toCompletableFuture().get(ServerCheck.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while making an account");
        }
    }
}
