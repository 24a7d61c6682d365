package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.SessionInfo;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppException.Kind;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.spi.ProbeReport;
import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.XmppProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    final List<SessionConfig> tried = new ArrayList<>();

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
        tried.add(config);
        @Nullable ServerAddress server = config.server();
        if (server != null
                ? !server.host().equals("chat.example.org")
                : !config.jid().domain().equals("example.org")) {
            return failed(Kind.UNREACHABLE, "nobody listens there");
        }
        if (authority != null && !authority.equals(config.tls().caFile())) {
            return failed(Kind.TLS, "the certificate is signed by an unknown authority");
        }
        if (!config.password().reveal().equals("right")
                || !"bot".equals(config.jid().local())) {
            return failed(Kind.AUTHENTICATION, "not-authorized");
        }
        return CompletableFuture.completedStage(new ProbeReport(
                new SessionInfo(
                        config.jid().withResource("probe"),
                        "xmpp://chat.example.org:5222",
                        "TLSv1.3",
                        "SCRAM-SHA-256",
                        false),
                features,
                services,
                rooms));
    }

    private static CompletionStage<ProbeReport> failed(Kind kind, String message) {
        return CompletableFuture.failedStage(new XmppException(kind, message));
    }
}
