package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Presence;
import ai.openclaw.xmpp.RosterItem;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.disco.EntityInfo;
import ai.openclaw.xmpp.muc.Occupant;
import ai.openclaw.xmpp.openclaw.wire.LookupCalls;
import ai.openclaw.xmpp.profile.LastActivity;
import ai.openclaw.xmpp.profile.VCard;
import ai.openclaw.xmpp.pubsub.PubSubPage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks people and services up for the agent: what they say of themselves, each answer by itself, for nobody has to answer everything. Whom
 * it may look up is decided by {@link Acquaintances}. Runs on the account's executor.
 */
final class LookupDesk {

    private static final String DISCO_ITEMS = "http://jabber.org/protocol/disco#items";
    private static final String VERSION = "jabber:iq:version";
    private static final String NICK = "http://jabber.org/protocol/nick";

    /** Of each question; the whole is asked at once, so it takes no longer. */
    private static final int PATIENCE_S = 10;

    private static final int CLIENTS = 3;
    private static final int IDENTITIES = 10;
    private static final int FEATURES = 100;
    private static final int ITEMS = 50;
    private static final int LINE = 200;

    private final XmppSession session;
    private final Acquaintances acquaintances;
    private final Presences presences;
    private final RoomPeople people;
    private final Executor executor;

    LookupDesk(
            XmppSession session,
            Acquaintances acquaintances,
            Presences presences,
            RoomPeople people,
            Executor executor) {
        this.session = session;
        this.acquaintances = acquaintances;
        this.presences = presences;
        this.people = people;
        this.executor = executor;
    }

    CompletionStage<LookupCalls.Person> person(LookupCalls.Lookup request) {
        requireStream();
        return acquaintances
                .person(request)
                .thenComposeAsync(
                        somebody -> {
                            @Nullable Occupant occupant = somebody.occupant();
                            return occupant == null ? contact(somebody.address()) : occupant(occupant, request);
                        },
                        executor);
    }

    CompletionStage<LookupCalls.Service> service(LookupCalls.Lookup request) {
        requireStream();
        return acquaintances.service(request).thenCompose(this::described);
    }

    private void requireStream() {
        if (session.info().isEmpty()) {
            throw new XmppException(XmppException.Kind.DISCONNECTED, "there is no connection to the XMPP server");
        }
    }

    private CompletionStage<LookupCalls.Person> contact(Jid jid) {
        List<Presence> online = presences.of(jid).stream().limit(CLIENTS).toList();
        List<CompletableFuture<LookupCalls.Client>> clients = online.stream()
                .map(presence -> client(presence.from(), word(presence.show()), presence.status()))
                .toList();
        Optional<LookupCalls.Contact> contact = session.roster().items().stream()
                .filter(item -> item.jid().equals(jid))
                .findFirst()
                .map(LookupDesk::contact);
        CompletableFuture<Optional<String>> nick =
                known(session.pubsub().items(jid, NICK, 1, null)).thenApply(page -> page.flatMap(LookupDesk::nick));
        CompletableFuture<Optional<VCard>> card = known(session.profile().of(jid));
        CompletableFuture<Optional<LastActivity>> activity = known(session.profile()
                .lastActivity(online.isEmpty() ? jid : online.get(0).from()));
        return all(clients, nick, card, activity)
                .thenApply(done -> new LookupCalls.Person(
                        jid.toString(),
                        jid.toString(),
                        nick.join().orElse(null),
                        contact.orElse(null),
                        clients.stream().map(CompletableFuture::join).toList(),
                        card.join().map(LookupDesk::card).orElse(null),
                        activity.join().map(LookupDesk::activity).orElse(null)));
    }

    /** Somebody in a room is asked through the room (XEP-0045 §7.5), whoever they are. */
    private CompletionStage<LookupCalls.Person> occupant(Occupant occupant, LookupCalls.Lookup request) {
        Jid address = occupant.address();
        @Nullable Jid real = people.realJid(occupant);
        CompletableFuture<Boolean> mayKnow =
                acquaintances.mayKnow(request, occupant, real).toCompletableFuture();
        List<CompletableFuture<LookupCalls.Client>> clients = List.of(client(address, null, null));
        CompletableFuture<Optional<VCard>> card = known(session.profile().of(address));
        CompletableFuture<Optional<LastActivity>> activity =
                known(session.profile().lastActivity(address));
        return all(clients, mayKnow, card, activity)
                .thenApply(done -> new LookupCalls.Person(
                        address.toString(),
                        real == null || !mayKnow.join() ? null : real.toString(),
                        occupant.nick(),
                        null,
                        clients.stream().map(CompletableFuture::join).toList(),
                        card.join().map(LookupDesk::card).orElse(null),
                        activity.join().map(LookupDesk::activity).orElse(null)));
    }

    private CompletableFuture<LookupCalls.Client> client(Jid address, @Nullable String show, @Nullable String status) {
        CompletableFuture<Optional<EntityInfo>> info = known(session.discover(address));
        return known(software(address))
                .thenCombine(
                        info,
                        (software, found) -> new LookupCalls.Client(
                                address.toString(),
                                show,
                                line(status),
                                found.flatMap(LookupDesk::type).orElse(null),
                                software.orElse(null),
                                found.map(LookupDesk::features).orElse(List.of())));
    }

    private CompletionStage<LookupCalls.Service> described(Jid address) {
        CompletableFuture<Optional<LookupCalls.Software>> software = known(software(address));
        CompletableFuture<Optional<LastActivity>> activity =
                known(session.profile().lastActivity(address));
        // What is in a room are its occupants: there is an action for them.
        CompletableFuture<List<LookupCalls.Item>> items = address.local() == null
                ? known(session.query(address, false, XmlElement.of(DISCO_ITEMS, "query")))
                        .thenApply(answer -> answer.map(LookupDesk::items).orElse(List.of()))
                : CompletableFuture.completedFuture(List.of());
        return session.discover(address)
                .thenCompose(info -> all(List.of(), software, activity, items)
                        .thenApply(done -> new LookupCalls.Service(
                                address.toString(),
                                info.identities().stream()
                                        .limit(IDENTITIES)
                                        .map(each -> new LookupCalls.Identity(
                                                bounded(each.category()), bounded(each.type()), line(each.name())))
                                        .toList(),
                                features(info),
                                items.join().stream().limit(ITEMS).toList(),
                                items.join().size() > ITEMS,
                                software.join().orElse(null),
                                activity.join()
                                        .map(each -> each.ago().toSeconds())
                                        .orElse(null))));
    }

    private CompletionStage<LookupCalls.@Nullable Software> software(Jid address) {
        return session.query(address, false, XmlElement.of(VERSION, "query"))
                .thenApply(answer -> answer == null || !answer.is(VERSION, "query")
                        ? null
                        : new LookupCalls.Software(text(answer, "name"), text(answer, "version"), text(answer, "os")));
    }

    private static @Nullable String text(XmlElement answer, String name) {
        return answer.children().stream()
                .filter(child -> child.is(VERSION, name))
                .findFirst()
                .map(child -> line(child.text()))
                .orElse(null);
    }

    private static List<LookupCalls.Item> items(XmlElement answer) {
        return answer.children().stream()
                .filter(child -> child.is(DISCO_ITEMS, "item"))
                .flatMap(child -> Stream.ofNullable(child.attribute("jid"))
                        .flatMap(jid -> Jid.parse(jid).stream())
                        .map(jid -> new LookupCalls.Item(
                                jid.toString(), line(child.attribute("node")), line(child.attribute("name")))))
                .limit(ITEMS + 1)
                .toList();
    }

    private static Optional<String> nick(PubSubPage page) {
        return page.items().stream()
                .flatMap(item -> Stream.ofNullable(item.payload()))
                .filter(payload -> payload.is(NICK, "nick"))
                .findFirst()
                .map(payload -> line(payload.text()));
    }

    private static LookupCalls.Contact contact(RosterItem item) {
        return new LookupCalls.Contact(
                line(item.name()), item.subscription().name().toLowerCase(Locale.ROOT));
    }

    private static Optional<String> type(EntityInfo info) {
        return info.identities().stream()
                .findFirst()
                .map(identity -> bounded(identity.category()) + "/" + bounded(identity.type()));
    }

    private static List<String> features(EntityInfo info) {
        return info.features().stream()
                .sorted()
                .limit(FEATURES)
                .map(LookupDesk::bounded)
                .toList();
    }

    private static LookupCalls.Card card(VCard card) {
        return new LookupCalls.Card(
                card.fullName(),
                card.nickname(),
                card.organization(),
                card.title(),
                card.role(),
                card.about(),
                card.urls(),
                card.emails(),
                card.photo() == null ? null : card.photo().contentType());
    }

    private static LookupCalls.Activity activity(LastActivity activity) {
        return new LookupCalls.Activity(activity.ago().toSeconds(), activity.status());
    }

    private static @Nullable String word(@Nullable Enum<?> constant) {
        return constant == null ? null : constant.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String line(@Nullable String text) {
        return text == null || text.isBlank() ? null : bounded(text.strip());
    }

    private static String bounded(String text) {
        return AccountArchive.cut(text, LINE);
    }

    /** What was answered in time, if anything. */
    private static <T> CompletableFuture<Optional<T>> known(CompletionStage<? extends @Nullable T> answer) {
        return answer.<Optional<T>>thenApply(Optional::ofNullable)
                .exceptionally(untold -> Optional.empty())
                .toCompletableFuture()
                .completeOnTimeout(Optional.empty(), PATIENCE_S, TimeUnit.SECONDS);
    }

    private static CompletableFuture<Void> all(
            List<? extends CompletableFuture<?>> some, CompletableFuture<?>... others) {
        return CompletableFuture.allOf(
                Stream.concat(some.stream(), Stream.of(others)).toArray(CompletableFuture<?>[]::new));
    }
}
