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
import org.jspecify.annotations.Nullable;

/** Moves files over HTTPS: blocking, no redirects, bounded, guarded. Thread-safe. */
final class Transfer {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What some programs take for an IPv4 address, and what all do. */
    private static final Pattern NUMBER = Pattern.compile("(?i)(0x[0-9a-f]+|\\d+)(\\.(0x[0-9a-f]*|\\d*))*");

    private static final Pattern QUAD = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

    /** How long a host may pause in the middle of a file: the request's own limit ends where the file begins. */
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final SessionConfig config;
    private final Duration silence;

    Transfer(SessionConfig config) {
        this(config, SILENCE);
    }

    Transfer(SessionConfig config, Duration silence) {
        this.config = config;
        this.silence = silence;
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
                    .timeout(PATIENCE)
                    .header("Content-Type", file.contentType())
                    .PUT(HttpRequest.BodyPublishers.ofFile(file.path()));
            addTo(request, headers, address);
            HttpResponse<Void> response = client().send(request.build(), HttpResponse.BodyHandlers.discarding());
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
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(address).timeout(PATIENCE).GET().build();
            HttpResponse<InputStream> response = client().send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
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
            throw broken(address, broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw broken(address, stopped);
        } finally {
            if (!done && target != null) {
                delete(target);
            }
        }
    }

    private long copy(InputStream in, Path target, URI address, long maxBytes) throws IOException {
        long size = 0;
        try (FileChannel channel = FileChannel.open(
                        target,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                OutputStream out = Channels.newOutputStream(channel)) {
            byte[] buffer = new byte[64 * 1024];
            int count;
            while ((count = read(in, buffer)) >= 0) {
                size += count;
                if (size > maxBytes) {
                    throw tooLarge(address, maxBytes);
                }
                out.write(buffer, 0, count);
            }
        }
        return size;
    }

    private int read(InputStream in, byte[] buffer) throws IOException {
        CompletableFuture<@Nullable Void> heard = new CompletableFuture<>();
        heard.orTimeout(silence.toMillis(), TimeUnit.MILLISECONDS).whenComplete((done, late) -> {
            if (late != null) {
                close(in);
            }
        });
        int count;
        try {
            count = in.read(buffer);
        } catch (IOException broken) {
            throw heard.complete(null) ? broken : silent();
        }
        if (!heard.complete(null)) {
            throw silent();
        }
        return count;
    }

    private IOException silent() {
        return new IOException("nothing came for " + silence.toSeconds() + " s");
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException alreadyBroken) {
            // Whoever reads from it hears of that.
        }
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

    private static XmppException broken(URI address, Exception cause) {
        return new XmppException(
                XmppException.Kind.DISCONNECTED,
                "the transfer with " + address.getHost() + " broke: " + cause.getMessage(),
                cause);
    }
}
