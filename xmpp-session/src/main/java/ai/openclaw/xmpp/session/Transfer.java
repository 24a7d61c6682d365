package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.media.MediaFile;
import ai.openclaw.xmpp.session.tls.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Moves files over HTTPS: blocking, no redirects, bounded, guarded. Thread-safe. */
final class Transfer {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What some programs take for an IPv4 address, and what all do. */
    private static final Pattern NUMBER = Pattern.compile("(?i)(0x[0-9a-f]+|\\d+)(\\.(0x[0-9a-f]*|\\d*))*");

    private static final Pattern QUAD = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

    private final SessionConfig config;
    private final Duration patience;

    Transfer(SessionConfig config) {
        this(config, PATIENCE);
    }

    /**
     * Moves files with the trust of a configuration.
     *
     * @param patience how long a file may be on its way, from the question to its last byte
     */
    Transfer(SessionConfig config, Duration patience) {
        this.config = config;
        this.patience = patience;
    }

    /**
     * Refuses an address that must not be asked.
     *
     * @param privateAllowed whether addresses of this network may be meant
     */
    static void check(URI address, boolean privateAllowed) {
        if (!"https".equalsIgnoreCase(address.getScheme()) || address.getHost() == null) {
            throw refused("only https addresses are fetched, not " + shown(address));
        }
        if (address.getRawUserInfo() != null) {
            throw refused("an address with a user name in it is not fetched");
        }
        if (NUMBER.matcher(address.getHost()).matches()
                && !QUAD.matcher(address.getHost()).matches()) {
            throw refused("the host " + address.getHost() + " is an address in a form that programs read differently");
        }
        if (privateAllowed) {
            return;
        }
        try {
            // Java remembers what a name meant for a while, so the connection goes where this looked.
            for (InetAddress meant : InetAddress.getAllByName(address.getHost())) {
                if (AddressGuard.isPrivate(meant)) {
                    throw refused(address.getHost() + " is an address of a private network; add it to mediaHosts if it"
                            + " is meant");
                }
            }
        } catch (IOException unknown) {
            throw new XmppException(
                    XmppException.Kind.UNREACHABLE, "the host " + address.getHost() + " is not known to DNS", unknown);
        }
    }

    private static XmppException refused(String why) {
        return new XmppException(XmppException.Kind.CONFIGURATION, why);
    }

    /** Without path and query: they are somebody's words, and often all that it takes to have the file. */
    private static String shown(URI address) {
        String text = address.getScheme() + "://" + address.getRawAuthority() + "/…";
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }

    private HttpClient client() {
        SSLContext context = Trust.context(config.tls());
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(Trust.parameters(context, config.tls()).getProtocols());
        return HttpClient.newBuilder()
                .sslContext(context)
                .sslParameters(parameters)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(config.connectTimeout())
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** Puts a file where a slot says. */
    void put(URI address, Map<String, String> headers, MediaFile file) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(address)
                    .timeout(patience)
                    .header("Content-Type", file.contentType())
                    .PUT(HttpRequest.BodyPublishers.ofFile(file.path()));
            addTo(request, headers, address);
            HttpResponse<InputStream> response =
                    client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            // Nobody waits for what it says besides.
            response.body().close();
            if (response.statusCode() != 200 && response.statusCode() != 201) {
                throw new XmppException(
                        XmppException.Kind.DISCONNECTED,
                        "the upload of " + file.name() + " to " + address.getHost() + " was answered with HTTP "
                                + response.statusCode());
            }
        } catch (IOException broken) {
            throw broken(address, broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw broken(address, stopped);
        }
    }

    private static void addTo(HttpRequest.Builder request, Map<String, String> headers, URI address) {
        try {
            headers.forEach(request::header);
        } catch (IllegalArgumentException unfit) {
            // Not the cause: its message has the header in it.
            throw new XmppException(
                    XmppException.Kind.UNSUPPORTED,
                    "the upload service wants a header to be sent to " + address.getHost()
                            + " that HTTP does not allow");
        }
    }

    /** Fetches a file, never more than {@code maxBytes}. */
    MediaFile get(URI address, Path directory, long maxBytes) {
        Path target = null;
        boolean done = false;
        // The request's own limit ends with the headers; what comes after them may stop for ever.
        CompletableFuture<Void> end =
                new CompletableFuture<Void>().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(address).timeout(patience).GET().build();
            HttpResponse<InputStream> response = client().send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                end.exceptionally(late -> {
                    close(in);
                    return null;
                });
                if (response.statusCode() != 200) {
                    throw new XmppException(
                            XmppException.Kind.DISCONNECTED,
                            shown(address) + " was answered with HTTP " + response.statusCode());
                }
                if (response.headers().firstValueAsLong("Content-Length").orElse(0) > maxBytes) {
                    throw tooLarge(address, maxBytes);
                }
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                String name = FileNames.of(address);
                target = Files.createTempDirectory(
                                directory,
                                "",
                                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
                        .resolve(name);
                long size = copy(in, target, address, maxBytes);
                done = true;
                return new MediaFile(target, name, contentType(response), size);
            }
        } catch (IOException broken) {
            throw end.isCompletedExceptionally() ? tooSlow(address) : broken(address, broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw broken(address, stopped);
        } finally {
            end.complete(null);
            if (!done && target != null) {
                delete(target);
            }
        }
    }

    private static long copy(InputStream in, Path target, URI address, long maxBytes) throws IOException {
        long size = 0;
        try (FileChannel channel = FileChannel.open(
                        target,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                OutputStream out = Channels.newOutputStream(channel)) {
            byte[] buffer = new byte[64 * 1024];
            int count;
            while ((count = in.read(buffer)) >= 0) {
                size += count;
                if (size > maxBytes) {
                    throw tooLarge(address, maxBytes);
                }
                out.write(buffer, 0, count);
            }
        }
        return size;
    }

    static void delete(Path target) {
        try {
            Files.deleteIfExists(target);
            Files.deleteIfExists(target.resolveSibling(""));
        } catch (IOException left) {
            // It stays in our own directory, which nobody else can read.
        }
    }

    private static String contentType(HttpResponse<?> response) {
        String given = response.headers().firstValue("Content-Type").orElse("application/octet-stream");
        String type = given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.matches("[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+") ? type : "application/octet-stream";
    }

    private static XmppException tooLarge(URI address, long maxBytes) {
        return refused(shown(address) + " is larger than the limit of " + maxBytes + " bytes (mediaMaxMb)");
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException gone) {
            // Then nobody waits for it any more.
        }
    }

    private XmppException tooSlow(URI address) {
        return new XmppException(
                XmppException.Kind.TIMEOUT,
                "the file from " + address.getHost() + " did not come within " + patience.toSeconds() + " s");
    }

    private static XmppException broken(URI address, Exception cause) {
        // A file system's words have our own paths in them.
        String why = cause instanceof FileSystemException ? "the file cannot be read or kept here" : cause.getMessage();
        return new XmppException(
                XmppException.Kind.DISCONNECTED, "the transfer with " + address.getHost() + " broke: " + why, cause);
    }
}
