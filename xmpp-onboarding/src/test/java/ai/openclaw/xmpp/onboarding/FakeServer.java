package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.SessionInfo;
import ai.openclaw.xmpp.StanzaError;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppException.Kind;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.registration.Registration;
import ai.openclaw.xmpp.registration.RegistrationForm;
import ai.openclaw.xmpp.registration.RegistrationForm.Field;
import ai.openclaw.xmpp.registration.RegistrationRequest;
import ai.openclaw.xmpp.spi.ProbeReport;
import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.XmppProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Stands for the network: one server for example.org with one account, bot, whose password is "right". */
final class FakeServer implements XmppProvider {

    static final Set<String> ALL =
            Set.of("urn:xmpp:mam:2", "urn:xmpp:carbons:2", "urn:xmpp:sm:3", "urn:xmpp:http:upload:0");

    /** The only authority to trust it by, or {@code null} for the system's. */
    @Nullable
    Path authority;

    Set<String> features = ALL;
    List<ProbeReport.Service> services =
            List.of(new ProbeReport.Service(Jid.of("conference.example.org"), "conference", "text"));
    List<ProbeReport.PublicRoom> rooms = List.of();
    /** Rooms that are found only by who knows their address. */
    List<ProbeReport.PublicRoom> hiddenRooms = List.of();

    final List<SessionConfig> tried = new ArrayList<>();
    final Map<String, String> accounts = new HashMap<>(Map.of("bot", "right"));
    /** What it asks besides name and password. */
    List<Field> questions = List.of();

    @Nullable
    String page;
    /** Without one of these nobody makes an account; {@code null} where everybody may. */
    @Nullable
    String invite;

    final List<Map<String, String>> registered = new ArrayList<>();

    ServerCheck check() {
        return new ServerCheck(name -> this, System::nanoTime);
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public XmppSession open(SessionConfig config, StateStore store, XmppListener listener) {
        throw new UnsupportedOperationException("the wizard opens no session");
    }

    @Override
    public CompletionStage<ProbeReport> probe(SessionConfig config) {
        return probe(config, List.of());
    }

    @Override
    public CompletionStage<ProbeReport> probe(SessionConfig config, List<Jid> wanted) {
        tried.add(config);
        @Nullable XmppException refusal = refusal(config.jid(), config.server(), config.tls());
        if (refusal != null) {
            return CompletableFuture.failedStage(refusal);
        }
        if (!config.password().reveal().equals(accounts.get(config.jid().local()))) {
            return failed(Kind.AUTHENTICATION, "not-authorized");
        }
        List<ProbeReport.PublicRoom> shown = new ArrayList<>(rooms);
        hiddenRooms.stream().filter(room -> wanted.contains(room.jid())).forEach(shown::add);
        return CompletableFuture.completedStage(new ProbeReport(
                new SessionInfo(
                        config.jid().withResource("probe"),
                        "xmpp://chat.example.org:5222",
                        "TLSv1.3",
                        "SCRAM-SHA-256",
                        false),
                features,
                services,
                shown));
    }

    private @Nullable XmppException refusal(Jid jid, @Nullable ServerAddress server, TlsConfig tls) {
        if (server != null
                ? !server.host().equals("chat.example.org")
                : !jid.domain().equals("example.org")) {
            return new XmppException(Kind.UNREACHABLE, "nobody listens there");
        }
        return authority != null && !authority.equals(tls.caFile())
                ? new XmppException(Kind.TLS, "the certificate is signed by an unknown authority")
                : null;
    }

    @Override
    public CompletionStage<Registration> register(RegistrationRequest request) {
        @Nullable XmppException refusal = refusal(request.domain(), request.server(), request.tls());
        if (refusal != null) {
            return CompletableFuture.failedStage(refusal);
        }
        @Nullable Secret shown = request.invite();
        if (shown != null && !shown.reveal().equals(invite)) {
            return refused("forbidden", "used up");
        }
        List<Field> fields = new ArrayList<>(List.of(
                new Field("username", "Username", true, null, List.of()),
                new Field("password", "Password", true, null, List.of())));
        fields.addAll(questions);
        RegistrationForm form =
                new RegistrationForm("Welcome", page == null || !questions.isEmpty() ? fields : List.of(), page);
        return CompletableFuture.completedStage(new Registration() {
            @Override
            public RegistrationForm form() {
                return form;
            }

            @Override
            public CompletionStage<Void> submit(Map<String, String> answers) {
                if (invite != null && shown == null) {
                    return refused("not-acceptable", "by invitation only");
                }
                if (accounts.containsKey(answers.get("username"))) {
                    return refused("conflict", "there is such an account");
                }
                registered.add(answers);
                accounts.put(answers.get("username"), answers.get("password"));
                return CompletableFuture.completedStage(null);
            }

            @Override
            public void close() {}
        });
    }

    @Override
    public CompletionStage<Void> unregister(SessionConfig account) {
        return accounts.remove(account.jid().local(), account.password().reveal())
                ? CompletableFuture.completedStage(null)
                : failed(Kind.AUTHENTICATION, "not-authorized");
    }

    private static <T> CompletionStage<T> refused(String condition, String message) {
        return CompletableFuture.failedStage(new XmppException(message, new StanzaError("cancel", condition, null)));
    }

    private static <T> CompletionStage<T> failed(Kind kind, String message) {
        return CompletableFuture.failedStage(new XmppException(kind, message));
    }
}
