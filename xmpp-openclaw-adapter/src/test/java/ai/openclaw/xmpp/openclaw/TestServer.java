package ai.openclaw.xmpp.openclaw;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real Prosody for the domain {@code localhost} with accounts {@code bot} and {@code alice}: unprivileged, on loopback. */
final class TestServer implements AutoCloseable {

    static final String PASSWORD = "secret";

    private final Path directory;
    private final int port;
    private final Process process;

    /** Starts it; skips the test where there is none. */
    TestServer(Path directory) throws IOException, InterruptedException {
        boolean installed = Files.isExecutable(Path.of("/usr/bin/prosody"));
        if (!installed && Boolean.getBoolean("servers.required")) {
            throw new IllegalStateException("Prosody is not installed");
        }
        Assumptions.assumeTrue(installed, "SKIPPED: Prosody is not installed");
        this.directory = Files.createDirectories(directory);
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        openssl("req -x509 -newkey rsa:2048 -nodes -keyout server.key -out server.crt -days 30 -subj /CN=localhost"
                + " -addext subjectAltName=DNS:localhost");
        for (String user : List.of("bot", "alice")) {
            Path accounts = Files.createDirectories(directory.resolve("data/localhost/accounts"));
            Files.writeString(accounts.resolve(user + ".dat"), "return { [\"password\"] = \"" + PASSWORD + "\"; };");
        }
        Path configuration = Files.writeString(directory.resolve("prosody.cfg.lua"), """
                run_as_root = true
                pidfile = "%1$s/pid"
                data_path = "%1$s/data"
                log = { info = "*console" }
                interfaces = { "127.0.0.1" }
                c2s_ports = { %2$d }
                s2s_ports = { }
                http_ports = { }
                https_ports = { }
                modules_enabled = { "roster"; "saslauth"; "tls"; "disco"; "carbons"; "smacks"; "ping"; "offline" }
                modules_disabled = { "s2s"; "posix" }
                authentication = "internal_plain"
                c2s_require_encryption = true
                ssl = { certificate = "%1$s/server.crt"; key = "%1$s/server.key" }
                VirtualHost "localhost"
                """.formatted(directory, port));
        process = new ProcessBuilder("/usr/bin/prosody", "-F", "--config", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        awaitListening();
    }

    private void openssl(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        Process made = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (made.waitFor() != 0) {
            throw new IOException(output);
        }
    }

    private void awaitListening() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
        throw new IllegalStateException("Prosody did not start:\n" + Files.readString(directory.resolve("log")));
    }

    String address() {
        return "localhost:" + port;
    }

    Path authority() {
        return directory.resolve("server.crt");
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
