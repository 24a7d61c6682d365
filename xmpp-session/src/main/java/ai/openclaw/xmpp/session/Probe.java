package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.SessionInfo;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.disco.EntityInfo;
import ai.openclaw.xmpp.spi.ProbeReport;
import ai.openclaw.xmpp.spi.StateStores;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Tries a configuration out: logs in under a resource of its own, without presence, looks around, and leaves. */
final class Probe {

    private static final int MAX_ITEMS = 20;

    private Probe() {}

    static CompletionStage<ProbeReport> run(
            SessionConfig config, Supervisor.Connector connector, Environment environment) {
        String resource = "probe-" + new Ids(environment.random()).suffix();
        Session session = new Session(
                        config.withResource(resource),
                        connector,
                        environment,
                        StateStores.memory(),
                        new XmppListener() {},
                        true)
                .start();
        return session.online()
                .thenCompose(info -> look(session, info))
                .whenComplete((report, failure) -> session.close());
    }

    private static CompletionStage<ProbeReport> look(Session session, SessionInfo info) {
        Jid domain = session.account().domainJid();
        CompletionStage<Optional<EntityInfo>> server = ask(session, domain);
        CompletionStage<Optional<EntityInfo>> account = ask(session, session.account());
        CompletionStage<List<EntityInfo>> services = session.items(domain)
                .exceptionally(none -> List.of())
                .thenCompose(
                        items -> all(session, items.stream().limit(MAX_ITEMS).toList()));
        return server.thenCombine(account, (ofServer, ofAccount) -> {
                    Set<String> features = new HashSet<>(session.streamFeatures());
                    ofServer.ifPresent(found -> features.addAll(found.features()));
                    ofAccount.ifPresent(found -> features.addAll(found.features()));
                    return features;
                })
                .thenCombine(services, (features, found) -> report(info, features, found));
    }

    private static CompletionStage<Optional<EntityInfo>> ask(Session session, Jid entity) {
        return session.discover(entity).handle((info, failure) -> Optional.ofNullable(info));
    }

    private static CompletionStage<List<EntityInfo>> all(Session session, List<Jid> items) {
        CompletionStage<List<EntityInfo>> all = CompletableFuture.completedFuture(new ArrayList<>());
        for (Jid item : items) {
            all = all.thenCombine(ask(session, item), (before, info) -> {
                info.ifPresent(before::add);
                return before;
            });
        }
        return all;
    }

    private static ProbeReport report(SessionInfo info, Set<String> features, List<EntityInfo> found) {
        List<ProbeReport.Service> services = new ArrayList<>();
        for (EntityInfo entity : found) {
            features.addAll(entity.features());
            for (EntityInfo.Identity identity : entity.identities()) {
                services.add(new ProbeReport.Service(entity.jid(), identity.category(), identity.type()));
            }
        }
        return new ProbeReport(info, features, services);
    }
}
