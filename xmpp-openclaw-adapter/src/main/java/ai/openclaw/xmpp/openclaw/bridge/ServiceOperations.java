package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.LookupCalls;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import ai.openclaw.xmpp.openclaw.wire.RoomCalls;
import ai.openclaw.xmpp.openclaw.wire.ServiceCalls;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The host's requests about what servers keep and know: archives, nodes, bookmarks, blocked people. As {@link Operations}. */
public final class ServiceOperations {

    private final Accounts accounts;

    ServiceOperations(Accounts accounts) {
        this.accounts = accounts;
    }

    /** {@code archive.read}. */
    public CompletionStage<ServiceCalls.History> readArchive(ServiceCalls.ReadArchive request) {
        return accounts.bridge(request.accountId())
                .with(parts -> new AccountArchive(parts.session(), parts.references()).read(request));
    }

    /** {@code pubsub.publish}. */
    public CompletionStage<Answers.Id> publish(ServiceCalls.Publish request) {
        return accounts.bridge(request.accountId()).with(parts -> parts.nodes().publish(request));
    }

    /** {@code pubsub.retract}. */
    public CompletionStage<Answers.Ok> retractItem(ServiceCalls.Retract request) {
        return accounts.bridge(request.accountId()).with(parts -> parts.nodes().retract(request));
    }

    /** {@code pubsub.items}. */
    public CompletionStage<ServiceCalls.Items> readNode(ServiceCalls.ReadNode request) {
        return accounts.bridge(request.accountId()).with(parts -> parts.nodes().items(request));
    }

    /** {@code pubsub.subscribe}. */
    public CompletionStage<ServiceCalls.Subscribed> subscribe(ServiceCalls.Subscribe request) {
        return accounts.bridge(request.accountId()).with(parts -> parts.nodes().subscribe(request));
    }

    /** {@code pubsub.unsubscribe}. */
    public CompletionStage<Answers.Ok> unsubscribe(ServiceCalls.Node request) {
        return accounts.bridge(request.accountId()).with(parts -> parts.nodes().unsubscribe(request));
    }

    /** {@code pubsub.subscriptions}. */
    public CompletionStage<ServiceCalls.Subscriptions> subscriptions(Requests.Account request) {
        return accounts.bridge(request.accountId())
                .with(parts -> CompletableFuture.completedFuture(parts.nodes().subscriptions()));
    }

    /** {@code contact.lookup}. */
    public CompletionStage<LookupCalls.Person> lookUpPerson(LookupCalls.Lookup request) {
        return accounts.bridge(request.accountId())
                .with(parts -> parts.lookups().person(request));
    }

    /** {@code service.lookup}. */
    public CompletionStage<LookupCalls.Service> lookUpService(LookupCalls.Lookup request) {
        return accounts.bridge(request.accountId())
                .with(parts -> parts.lookups().service(request));
    }

    /** {@code bookmark.list}. */
    public CompletionStage<LookupCalls.Bookmarks> bookmarks(Requests.Account request) {
        return accounts.bridge(request.accountId()).with(parts -> new BookmarkDesk(parts.session()).list());
    }

    /** {@code bookmark.put}. */
    public CompletionStage<Answers.Ok> bookmark(LookupCalls.PutBookmark request) {
        return accounts.bridge(request.accountId()).with(parts -> new BookmarkDesk(parts.session()).put(request));
    }

    /** {@code bookmark.remove}. */
    public CompletionStage<Answers.Ok> forgetBookmark(RoomCalls.Named request) {
        return accounts.bridge(request.accountId()).with(parts -> new BookmarkDesk(parts.session()).remove(request));
    }

    /** {@code block.list}. */
    public CompletionStage<ServiceCalls.Blocked> blocked(Requests.Account request) {
        return accounts.bridge(request.accountId()).with(parts -> new BlockDesk(parts.session()).list());
    }

    /** {@code block.add}. */
    public CompletionStage<Answers.Ok> block(ServiceCalls.AddBlock request) {
        return accounts.bridge(request.accountId()).with(parts -> new BlockDesk(parts.session()).block(request));
    }

    /** {@code block.remove}. */
    public CompletionStage<Answers.Ok> unblock(ServiceCalls.Block request) {
        return accounts.bridge(request.accountId()).with(parts -> new BlockDesk(parts.session()).unblock(request));
    }
}
