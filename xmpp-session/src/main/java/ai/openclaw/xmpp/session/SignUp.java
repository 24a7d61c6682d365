package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.StanzaError;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.registration.Registration;
import ai.openclaw.xmpp.registration.RegistrationForm;
import ai.openclaw.xmpp.registration.RegistrationRequest;
import ai.openclaw.xmpp.session.codec.Elements;
import ai.openclaw.xmpp.session.codec.Registrations;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One stream on which an account is made. Its state belongs to its loop. */
final class SignUp implements Registration, Link.Handler {

    private static final long CLOSE_PATIENCE_MS = 1900;

    private final RegistrationRequest request;
    private final Environment environment;
    private final Loop loop;
    private final Wire wire = new Wire();
    private final Queries queries;
    private final CompletableFuture<Registration> ready = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean over;
    private Threads.@Nullable Running attempt;
    private volatile @Nullable XmlElement query;
    private volatile RegistrationForm form = new RegistrationForm("", List.of(), null);

    private SignUp(RegistrationRequest request, Environment environment) {
        this.request = request;
        this.environment = environment;
        this.loop = environment.loops().get();
        this.queries = new Queries(new Origin(request.domain()), wire, loop, new Ids(environment.random()));
    }

    static CompletionStage<Registration> begin(
            RegistrationRequest request, Supervisor.Connector connector, Environment environment) {
        SignUp signUp = new SignUp(request, environment);
        signUp.loop.execute(() -> signUp.connect(connector));
        return signUp.ready.minimalCompletionStage();
    }

    private void connect(Supervisor.Connector connector) {
        Link link = new Link(loop, this);
        ConnectRequest wanted = ConnectRequest.registration(
                request.domain(), request.server(), request.tls(), request.connectTimeout());
        attempt = environment.threads().start("xmpp-register", () -> {
            try {
                StanzaStream stream = connector.connect(wanted, link);
                loop.execute(() -> link.opened(stream, () -> opened(link)));
            } catch (XmppException expected) {
                loop.execute(() -> end(expected));
            } catch (RuntimeException | Error unexpected) {
                loop.execute(() -> end(new XmppException(
                        XmppException.Kind.DISCONNECTED,
                        "the engine failed while connecting: " + unexpected,
                        unexpected)));
            }
        });
    }

    private void opened(Link link) {
        attempt = null;
        if (over) {
            link.stream().abort();
            return;
        }
        wire.open(link);
        invited()
                .thenCompose(shown -> explaining(queries.get(request.domain(), Registrations.query())))
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        query = answer;
                        form = Registrations.form(answer);
                        ready.complete(this);
                    } else {
                        ready.completeExceptionally(known(failure));
                        end(known(failure));
                    }
                });
    }

    private CompletableFuture<@Nullable XmlElement> invited() {
        return request.invite() == null
                ? CompletableFuture.completedFuture(null)
                : queries.set(request.domain(), Registrations.preauth(request.invite()))
                        .handle((shown, failure) -> {
                            if (failure != null) {
                                throw refusedInvite(known(failure));
                            }
                            return shown;
                        });
    }

    private XmppException refusedInvite(XmppException failure) {
        if (failure.kind() == XmppException.Kind.DISCONNECTED) {
            // Servers that have never heard of invites take the question for a stanza before its time.
            return new XmppException(
                    XmppException.Kind.UNSUPPORTED,
                    request.domain() + " seems not to know invites (XEP-0445): is the invite for this server?",
                    failure);
        }
        return failure.stanzaError()
                .map(error -> new XmppException(
                        request.domain() + " does not take the invite (" + Queries.describe(error)
                                + "): it is used up, expired or for another server; ask for a new one",
                        error))
                .orElse(failure);
    }

    private CompletableFuture<@Nullable XmlElement> explaining(CompletableFuture<@Nullable XmlElement> answer) {
        return answer.handle((found, failure) -> {
            if (failure != null) {
                XmppException known = known(failure);
                throw known.stanzaError().map(this::explained).orElse(known);
            }
            return found;
        });
    }

    private XmppException explained(StanzaError error) {
        String domain = request.domain().toString();
        String said = error.text() == null ? "" : " (\"" + Elements.line(error.text()) + "\")";
        String why = switch (error.condition()) {
            case "conflict" ->
                "there is such an account at " + domain + " already" + said
                        + ": log in with its password, or choose another name";
            case "not-acceptable" ->
                domain + " does not accept that" + said
                        + ": choose another name or a longer password, or ask for an invite";
            case "not-allowed", "forbidden" ->
                domain + " does not let you make an account" + said
                        + ": its operator can make one, or give you an invite";
            case "resource-constraint", "policy-violation" ->
                domain + " makes no more accounts for you at the moment" + said + ": wait some minutes, then try again";
            case "jid-malformed" -> domain + " takes no such name" + said + ": choose another one";
            case "service-unavailable", "feature-not-implemented" ->
                domain + " makes no accounts this way" + said
                        + ": ask its operator for one, or see whether it has a page for that on the web";
            default -> domain + " makes no account: " + Queries.describe(error);
        };
        return new XmppException(why, error);
    }

    private static XmppException known(Throwable failure) {
        Throwable cause = Calls.cause(failure);
        return cause instanceof XmppException known
                ? known
                : new XmppException(XmppException.Kind.STATE, "the account could not be made: " + cause, cause);
    }

    @Override
    public RegistrationForm form() {
        return form;
    }

    @Override
    public CompletionStage<Void> submit(Map<String, String> answers) {
        XmlElement filled = Registrations.answer(query, Map.copyOf(Objects.requireNonNull(answers, "answers")));
        CompletableFuture<Void> promise = new CompletableFuture<>();
        loop.execute(() -> explaining(queries.set(request.domain(), filled)).whenComplete((done, failure) -> {
            if (failure == null) {
                promise.complete(null);
            } else {
                promise.completeExceptionally(known(failure));
            }
        }));
        return promise.minimalCompletionStage();
    }

    @Override
    public void arrived(Link link, Link.Arrival arrival) {
        Stanza stanza = arrival.stanza();
        if (stanza.kind() == Stanza.Kind.IQ) {
            if (stanza.hasType("result") || stanza.hasType("error")) {
                queries.answered(stanza);
            } else {
                wire.sendIfOpen(Answers.nothing(stanza));
            }
        }
        link.safe(arrival);
    }

    @Override
    public void closed(Link link, @Nullable XmppException cause, ResumeState resume) {
        end(
                cause != null
                        ? cause
                        : new XmppException(
                                XmppException.Kind.DISCONNECTED,
                                request.domain() + " has ended the stream; it may have taken too long: try again"));
    }

    /** Nothing more comes of it. */
    private void end(XmppException cause) {
        if (over) {
            return;
        }
        over = true;
        // First the questions: who asked may know better what the end means.
        queries.fail(cause);
        ready.completeExceptionally(cause);
        if (attempt != null) {
            attempt.interrupt();
        }
        @Nullable StanzaStream stream = wire.stream();
        wire.close();
        if (stream == null) {
            closed.countDown();
            return;
        }
        environment.threads().start("xmpp-close", () -> {
            stream.close();
            closed.countDown();
        });
    }

    @Override
    public void close() {
        loop.execute(() -> end(Session.ended()));
        if (loop.isCurrent()) {
            return;
        }
        try {
            closed.await(CLOSE_PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
