package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.disco.EntityInfo;
import ai.openclaw.xmpp.media.FileInfo;
import ai.openclaw.xmpp.media.Media;
import ai.openclaw.xmpp.media.MediaFile;
import ai.openclaw.xmpp.media.MediaLink;
import ai.openclaw.xmpp.session.codec.Ns;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Files to and from the account's own upload services (XEP-0363). Loop thread, but for the API's methods and the transfers. */
final class MediaTransfer implements Media {

    private static final Set<String> HEADERS = Set.of("authorization", "cookie", "expires");
    private static final int MAX_ITEMS = 20;

    /**
     * Where a file may be put.
     *
     * @param put where to
     * @param get how others fetch it
     * @param headers to be sent along
     */
    record Slot(URI put, URI get, Map<String, String> headers) {
        /** Without the headers and the paths: whoever has them has the file. */
        @Override
        public String toString() {
            return "Slot[" + put.getHost() + "]";
        }
    }

    private final SessionConfig config;
    private final Queries queries;
    private final Directory directory;
    private final Wire wire;
    private final Calls calls;
    private final Threads threads;
    private final Transfer transfer;

    /** Hosts that the account's own upload services have named in slots. */
    private final Set<String> slotHosts = ConcurrentHashMap.newKeySet();

    private boolean hostsAsked;

    MediaTransfer(SessionConfig config, Queries queries, Directory directory, Wire wire, Calls calls, Threads threads) {
        this.config = config;
        this.queries = queries;
        this.directory = directory;
        this.wire = wire;
        this.calls = calls;
        this.threads = threads;
        this.transfer = new Transfer(config);
    }

    @Override
    public CompletionStage<URI> upload(MediaFile file) {
        Objects.requireNonNull(file, "file");
        return calls.on(() -> slot(FileNames.safe(file.name()), file.size(), file.contentType())
                        .thenApply(slot -> Map.entry(slot, privateAllowed(slot.put()))))
                .thenCompose(found -> blocking("xmpp-upload", () -> {
                    Slot slot = found.getKey();
                    Transfer.check(slot.put(), found.getValue());
                    transfer.put(slot.put(), slot.headers(), file);
                    return slot.get();
                }));
    }

    @Override
    public CompletionStage<MediaFile> download(MediaLink link, Path directoryPath, long maxBytes) {
        Objects.requireNonNull(link, "link");
        Objects.requireNonNull(directoryPath, "directory");
        FileInfo said = link.file();
        if (said != null && said.size() != null && said.size() > maxBytes) {
            return CompletableFuture.failedFuture(new XmppException(
                    XmppException.Kind.CONFIGURATION,
                    "the file has " + said.size() + " bytes, more than the " + maxBytes + " that are fetched"));
        }
        URI address;
        try {
            address = new URI(link.url());
        } catch (java.net.URISyntaxException malformed) {
            return CompletableFuture.failedFuture(new XmppException(
                    XmppException.Kind.CONFIGURATION, "the shared link is no valid address", malformed));
        }
        return calls.on(() -> allow(address).thenApply(allowed -> privateAllowed(address)))
                .thenCompose(privateAllowed -> blocking("xmpp-download", () -> {
                    Transfer.check(address, privateAllowed);
                    return named(transfer.get(address, directoryPath, maxBytes), link.file());
                }));
    }

    /** The file as its sender calls it; deleted if it is another. */
    static MediaFile named(MediaFile file, @Nullable FileInfo said) {
        if (said == null) {
            return file;
        }
        try {
            FileHashes.check(file.path(), said);
        } catch (XmppException another) {
            Transfer.delete(file.path());
            throw another;
        }
        boolean unknown = file.contentType().startsWith("application/octet-stream");
        String type = said.contentType();
        return new MediaFile(
                file.path(),
                said.name() == null ? file.name() : FileNames.safe(said.name()),
                unknown && type != null && type.matches("[a-zA-Z0-9!#$&^_.+-]{1,64}/[a-zA-Z0-9!#$&^_.+-]{1,64}")
                        ? type
                        : file.contentType(),
                file.size());
    }

    /** Only our own upload services, and whom the configuration names. */
    private CompletableFuture<Void> allow(URI address) {
        String host = host(address);
        if (mayFetchFrom(host)) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> learnt;
        if (hostsAsked) {
            learnt = CompletableFuture.completedFuture(null);
        } else {
            // Which host a service hands files out from it only says in a slot: so one is asked for, and not used.
            learnt = slot("probe.txt", 1, "text/plain").handle(this::asked);
        }
        return learnt.thenAccept(done -> {
            if (!mayFetchFrom(host)) {
                throw new XmppException(
                        XmppException.Kind.CONFIGURATION,
                        "files are fetched from our own server's upload service only, not from " + host
                                + "; add it to mediaHosts to allow it");
            }
        });
    }

    /** Who refuses to give a slot has said what there is to say; who was not heard has not. */
    private @Nullable Void asked(@Nullable Slot slot, @Nullable Throwable failure) {
        if (failure == null) {
            hostsAsked = true;
        } else if (Calls.cause(failure) instanceof XmppException unheard
                && unheard.kind().isRetryable()) {
            throw unheard;
        }
        return null;
    }

    private boolean mayFetchFrom(String host) {
        return slotHosts.contains(host) || named(host);
    }

    private boolean named(String host) {
        return config.mediaHosts().stream().anyMatch(named -> named.equalsIgnoreCase(host));
    }

    private static String host(URI address) {
        return address.getHost() == null ? "" : address.getHost().toLowerCase(Locale.ROOT);
    }

    /** Addresses of this network may be meant if our own server has one, or if the owner named the host. */
    private boolean privateAllowed(URI address) {
        StanzaStream stream = wire.stream();
        @Nullable InetAddress server = stream == null ? null : stream.info().remoteAddress();
        return named(host(address)) || server != null && AddressGuard.isPrivate(server);
    }

    private CompletableFuture<Slot> slot(String name, long size, String contentType) {
        return services().thenCompose(services -> {
            if (services.isEmpty()) {
                throw wire.isOpen()
                        ? new XmppException(
                                XmppException.Kind.UNSUPPORTED,
                                "the server " + config.jid().domain() + " takes no uploads")
                        : Wire.offline();
            }
            XmlElement request = XmlElement.of(Ns.UPLOAD, "request")
                    .with("filename", name)
                    .with("size", String.valueOf(size))
                    .with("content-type", contentType);
            return queries.get(services.get(0), request).thenApply(answer -> {
                Slot slot = read(answer);
                slotHosts.add(host(slot.get()));
                return slot;
            });
        });
    }

    private CompletableFuture<List<Jid>> services() {
        Jid domain = config.jid().domainJid();
        return directory
                .items(domain)
                .handle((items, none) -> items == null ? List.<Jid>of() : items)
                .thenCompose(items -> {
                    List<Jid> asked =
                            new ArrayList<>(items.stream().limit(MAX_ITEMS).toList());
                    asked.add(domain);
                    CompletableFuture<List<Jid>> found = CompletableFuture.completedFuture(new ArrayList<>());
                    for (Jid entity : asked) {
                        CompletableFuture<Optional<EntityInfo>> answer =
                                directory.info(entity).handle((info, none) -> Optional.ofNullable(info));
                        found = found.thenCombine(answer, (before, info) -> {
                            info.filter(i -> i.features().contains(Ns.UPLOAD)).ifPresent(i -> before.add(entity));
                            return before;
                        });
                    }
                    return found;
                });
    }

    /** The slot in a service's answer. */
    static Slot read(@Nullable XmlElement answer) {
        Optional<XmlElement> slot = Optional.ofNullable(answer).filter(element -> element.is(Ns.UPLOAD, "slot"));
        Optional<XmlElement> put = slot.flatMap(element -> element.child(Ns.UPLOAD, "put"));
        Optional<URI> putUrl = put.flatMap(MediaTransfer::url);
        Optional<URI> getUrl =
                slot.flatMap(element -> element.child(Ns.UPLOAD, "get")).flatMap(MediaTransfer::url);
        if (put.isEmpty() || putUrl.isEmpty() || getUrl.isEmpty()) {
            throw new XmppException(
                    XmppException.Kind.UNSUPPORTED,
                    "the server's upload service answered with no usable https address");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (XmlElement header : put.get().children()) {
            String name = String.valueOf(header.attribute("name"));
            if (header.is(Ns.UPLOAD, "header") && HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, header.text().replaceAll("[\\r\\n]", ""));
            }
        }
        return new Slot(putUrl.get(), getUrl.get(), headers);
    }

    private static Optional<URI> url(XmlElement element) {
        try {
            URI url = new URI(String.valueOf(element.attribute("url")));
            return "https".equalsIgnoreCase(url.getScheme()) && url.getHost() != null && url.getRawUserInfo() == null
                    ? Optional.of(url)
                    : Optional.empty();
        } catch (java.net.URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    /** Runs a transfer on a thread of its own; the result comes on the loop. */
    private <T> CompletableFuture<T> blocking(String name, Supplier<T> task) {
        CompletableFuture<T> promise = new CompletableFuture<>();
        threads.start(name, () -> {
            try {
                T result = task.get();
                calls.loop().execute(() -> promise.complete(result));
            } catch (RuntimeException | Error failed) {
                calls.loop().execute(() -> promise.completeExceptionally(failed));
            }
        });
        return promise;
    }
}
