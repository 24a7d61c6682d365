package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.SessionInfo;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.disco.EntityInfo;
import ai.openclaw.xmpp.session.codec.Bookmarks;
import ai.openclaw.xmpp.session.codec.Disco;
import ai.openclaw.xmpp.session.codec.Registrations;
import ai.openclaw.xmpp.spi.ProbeReport;
import ai.openclaw.xmpp.spi.ProbeReport.PublicRoom;
import ai.openclaw.xmpp.spi.StateStores;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is done with an account for a moment: logs in under a resource of its own, without presence, and leaves. */
final class Probe {

    private static final int MAX_ITEMS = 20;

    private Probe() {}

    /** Tries a configuration out: looks around. */
    static CompletionStage<ProbeReport> run(
            SessionConfig config, List<Jid> rooms, Supervisor.Connector connector, Environment environment) {
        return visit(config, connector, environment, session -> look(session, rooms));
    }

    /** Removes the account (XEP-0077 §3.2). */
    static CompletionStage<Void> unregister(
            SessionConfig config, Supervisor.Connector connector, Environment environment) {
        return visit(
                config,
                connector,
                environment,
                session -> session.query(null, true, Registrations.remove()).thenApply(answer -> null));
    }

    private static <T> CompletionStage<T> visit(
            SessionConfig config,
            Supervisor.Connector connector,
            Environment environment,
            Function<Session, CompletionStage<T>> task) {
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
                .thenCompose(info -> task.apply(session))
                .whenComplete((result, failure) -> session.close());
    }

    private static CompletionStage<ProbeReport> look(Session session, List<Jid> wanted) {
        Jid domain = session.account().domainJid();
        SessionInfo info = session.info().orElseThrow(Wire::offline);
        CompletionStage<Optional<EntityInfo>> server = ask(session, domain);
        CompletionStage<Optional<EntityInfo>> account = ask(session, session.account());
        CompletionStage<List<Disco.Item>> bookmarks =
                session.query(null, false, Bookmarks.query()).handle((answer, none) -> Bookmarks.rooms(answer));
        CompletionStage<List<EntityInfo>> services = items(session, domain)
                .thenCompose(items ->
                        all(session, items.stream().map(Disco.Item::jid).toList()));
        return server.thenCombine(account, Probe::features)
                .thenCompose(features -> services.thenCompose(found -> rooms(session, wanted, found, bookmarks)
                        .thenApply(rooms -> report(info, session.streamFeatures(), features, found, rooms))));
    }

    private static Set<String> features(Optional<EntityInfo> server, Optional<EntityInfo> account) {
        Set<String> features = new HashSet<>();
        server.ifPresent(found -> features.addAll(found.features()));
        account.ifPresent(found -> features.addAll(found.features()));
        return features;
    }

    private static CompletionStage<Optional<EntityInfo>> ask(Session session, Jid entity) {
        return session.discover(entity).handle((info, failure) -> Optional.ofNullable(info));
    }

    private static CompletionStage<List<Disco.Item>> items(Session session, Jid entity) {
        return session.items(entity)
                .exceptionally(none -> List.of())
                .thenApply(items -> items.stream().limit(MAX_ITEMS).toList());
    }

    private static CompletionStage<List<EntityInfo>> all(Session session, List<Jid> entities) {
        CompletionStage<List<EntityInfo>> all = CompletableFuture.completedFuture(new ArrayList<>());
        for (Jid entity : entities) {
            all = all.thenCombine(ask(session, entity), (before, info) -> {
                info.ifPresent(before::add);
                return before;
            });
        }
        return all;
    }

    /** The wanted rooms, bookmarked ones, then the public ones of the server's own services; all are asked at once. */
    private static CompletionStage<List<PublicRoom>> rooms(
            Session session, List<Jid> wanted, List<EntityInfo> services, CompletionStage<List<Disco.Item>> bookmarks) {
        CompletionStage<List<Disco.Item>> publicOnes = CompletableFuture.completedFuture(List.of());
        for (EntityInfo service : services) {
            if (service.is("conference", "text")) {
                publicOnes = publicOnes.thenCombine(items(session, service.jid()), Probe::joined);
            }
        }
        return bookmarks
                .thenCombine(publicOnes, (marked, others) -> {
                    Map<Jid, PublicRoom> found = new LinkedHashMap<>();
                    wanted.forEach(room -> found.put(room, new PublicRoom(room, null, false, Set.of())));
                    marked.forEach(room -> found.putIfAbsent(room.jid(), room(room, true)));
                    others.stream()
                            .filter(room -> room.jid().isBare() && room.jid().local() != null)
                            .forEach(room -> found.putIfAbsent(room.jid(), room(room, false)));
                    return found.values().stream().limit(ProbeReport.MAX_ROOMS).toList();
                })
                .thenCompose(found -> all(
                                session, found.stream().map(PublicRoom::jid).toList())
                        .thenApply(infos -> described(found, infos)));
    }

    private static PublicRoom room(Disco.Item item, boolean bookmarked) {
        return new PublicRoom(item.jid(), item.name(), bookmarked, Set.of());
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        List<T> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    private static List<PublicRoom> described(List<PublicRoom> rooms, List<EntityInfo> infos) {
        Map<Jid, EntityInfo> known = new LinkedHashMap<>();
        infos.forEach(info -> known.put(info.jid(), info));
        return rooms.stream()
                .map(room -> {
                    @Nullable EntityInfo info = known.get(room.jid());
                    return info == null
                            ? room
                            : new PublicRoom(room.jid(), room.name(), room.bookmarked(), info.features());
                })
                .toList();
    }

    private static ProbeReport report(
            SessionInfo info,
            Set<String> ofStream,
            Set<String> ofServer,
            List<EntityInfo> found,
            List<PublicRoom> rooms) {
        Set<String> features = new HashSet<>(ofServer);
        features.addAll(ofStream);
        List<ProbeReport.Service> services = new ArrayList<>();
        for (EntityInfo entity : found) {
            features.addAll(entity.features());
            for (EntityInfo.Identity identity : entity.identities()) {
                services.add(new ProbeReport.Service(entity.jid(), identity.category(), identity.type()));
            }
        }
        return new ProbeReport(info, features, services, rooms);
    }
}
