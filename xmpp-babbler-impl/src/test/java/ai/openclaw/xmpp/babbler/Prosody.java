package ai.openclaw.xmpp.babbler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A real Prosody of this machine, for tests: unprivileged, on loopback, everything in a temporary directory. */
final class Prosody implements TestServer {

    private final Path directory;
    private final int port;
    private Process process;

    private Prosody(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /** Starts one for the domain {@code localhost} with accounts {@code bot} and {@code alice}; skips the test where there is none. */
    static Prosody start() throws IOException, InterruptedException {
        boolean installed = Files.isExecutable(Path.of("/usr/bin/prosody"));
        if (!installed && Boolean.getBoolean("servers.required")) {
            throw new IllegalStateException("Prosody is not installed");
        }
        Assumptions.assumeTrue(installed, "SKIPPED: Prosody is not installed");
        Path directory = Files.createTempDirectory("xmpp-prosody");
        Certificates.write(directory, "localhost");
        int port = Ports.free(5);
        for (String user : List.of("bot", "alice")) {
            Path accounts = Files.createDirectories(directory.resolve("data/localhost/accounts"));
            Files.writeString(accounts.resolve(user + ".dat"), "return { [\"password\"] = \"" + PASSWORD + "\"; };");
        }
        Files.writeString(directory.resolve("prosody.cfg.lua"), configuration(directory, port));
        Prosody prosody = new Prosody(directory, port, run(directory));
        prosody.awaitListening();
        return prosody;
    }

    private static Process run(Path directory) throws IOException {
        return new ProcessBuilder(
                        "/usr/bin/prosody",
                        "-F",
                        "--config",
                        directory.resolve("prosody.cfg.lua").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
    }

    /** Kills it and starts it again. */
    void restart() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        process = run(directory);
        awaitListening();
    }

    private static String configuration(Path directory, int port) {
        return """
                run_as_root = true
                network_settings = { nagle = false }
                pidfile = "%1$s/pid"
                data_path = "%1$s/data"
                log = { info = "*console" }
                interfaces = { "127.0.0.1" }
                c2s_ports = { %2$d }
                c2s_direct_tls_ports = { %3$d }
                http_ports = { %4$d }
                https_ports = { %5$d }
                s2s_ports = { }
                component_ports = { %6$d }
                component_interfaces = { "127.0.0.1" }
                modules_enabled = { "roster"; "saslauth"; "tls"; "disco"; "carbons"; "smacks"; "ping"; "websocket"; "mam"; "register" }
                allow_registration = true
                smacks_hibernation_time = 60
                modules_disabled = { "s2s"; "posix" }
                authentication = "internal_plain"
                storage = { accounts = "internal"; roster = "memory"; archive = "memory" }
                c2s_require_encryption = true
                consider_websocket_secure = true
                ssl = { certificate = "%1$s/server.crt"; key = "%1$s/server.key" }
                c2s_direct_tls_ssl = ssl; https_ssl = ssl
                VirtualHost "localhost"
                Component "conference.localhost" "muc"
                  muc_room_locking = false
                  muc_room_default_public_jids = true
                Component "echo.localhost"
                  component_secret = "%7$s"
                Component "upload.localhost" "http_file_share"
                  http_external_url = "https://localhost:%5$d/"
                  http_host = "localhost"
                  http_file_share_size_limit = 1048576
                """.formatted(directory, port, port + 1, port + 2, port + 3, port + 4, SECRET);
    }

    private void awaitListening() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                for (int each = port; each < port + 5; each++) {
                    new Socket(InetAddress.getLoopbackAddress(), each).close();
                }
                return;
            } catch (IOException notYet) {
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
        throw new IllegalStateException("Prosody did not start:\n" + Files.readString(directory.resolve("log")));
    }

    @Override
    public Path caFile() {
        return directory.resolve("ca.crt");
    }

    @Override
    public int port(String way) {
        return switch (way) {
            case "starttls" -> port;
            case "direct" -> port + 1;
            case "ws" -> port + 2;
            case "wss" -> port + 3;
            case "component" -> port + 4;
            default -> throw new IllegalArgumentException(way);
        };
    }

    @Override
    public String webSocketPath() {
        return "/xmpp-websocket";
    }

    int startTlsPort() {
        return port;
    }

    int directTlsPort() {
        return port + 1;
    }

    int webSocketPort() {
        return port + 2;
    }

    int secureWebSocketPort() {
        return port + 3;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
            delete(directory);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Deletes a directory with all that is in it. */
    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
