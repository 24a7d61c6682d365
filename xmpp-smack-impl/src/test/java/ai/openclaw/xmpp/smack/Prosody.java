package ai.openclaw.xmpp.smack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A real Prosody of this machine, for tests: unprivileged, on loopback, everything in a temporary directory. */
final class Prosody implements AutoCloseable {

    static final String PASSWORD = "pa<ss&word";

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
        int port = freePorts();
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
                s2s_ports = { }
                modules_enabled = { "roster"; "saslauth"; "tls"; "disco"; "carbons"; "smacks"; "ping"; "time"; "version"; "uptime"; "register" }
                allow_registration = true
                modules_disabled = { "s2s"; "posix" }
                authentication = "internal_plain"
                storage = { accounts = "internal"; roster = "memory" }
                c2s_require_encryption = true
                ssl = { certificate = "%1$s/server.crt"; key = "%1$s/server.key" }
                c2s_direct_tls_ssl = ssl
                VirtualHost "localhost"
                """.formatted(directory, port, port + 1);
    }

    private static int freePorts() throws IOException {
        for (int attempt = 0; attempt < 50; attempt++) {
            int first;
            try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                first = probe.getLocalPort();
            }
            if (first < 65000 && allFree(first)) {
                return first;
            }
        }
        throw new IOException("no two free ports in a row");
    }

    private static boolean allFree(int first) {
        for (int port = first; port < first + 2; port++) {
            try {
                new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }

    private void awaitListening() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                for (int each = port; each < port + 2; each++) {
                    new Socket(InetAddress.getLoopbackAddress(), each).close();
                }
                return;
            } catch (IOException notYet) {
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
        throw new IllegalStateException("Prosody did not start:\n" + Files.readString(directory.resolve("log")));
    }

    Path caFile() {
        return directory.resolve("ca.crt");
    }

    int startTlsPort() {
        return port;
    }

    int directTlsPort() {
        return port + 1;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
