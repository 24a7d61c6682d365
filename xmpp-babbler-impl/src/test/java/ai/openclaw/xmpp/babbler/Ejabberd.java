package ai.openclaw.xmpp.babbler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real ejabberd of this machine, for tests: on loopback, everything in a temporary directory. It is no distributed Erlang node, so it
 * needs no port mapper and nobody can talk to it but by XMPP.
 */
final class Ejabberd implements TestServer {

    private static final Path CODE = Path.of("/usr/lib/x86_64-linux-gnu");

    private final Path directory;
    private final int port;
    private final Process process;

    private Ejabberd(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /** Starts one as {@link Prosody#start} does. */
    static Ejabberd start() throws IOException, InterruptedException {
        Path code = code();
        if (code == null && Boolean.getBoolean("servers.required")) {
            throw new IllegalStateException("ejabberd is not installed");
        }
        Assumptions.assumeTrue(code != null, "SKIPPED: ejabberd is not installed");
        Path directory = Files.createTempDirectory("xmpp-ejabberd");
        Certificates.write(directory, "localhost");
        Files.writeString(
                directory.resolve("server.pem"),
                Files.readString(directory.resolve("server.crt")) + Files.readString(directory.resolve("server.key")));
        int port = Ports.free(5);
        Files.writeString(directory.resolve("ejabberd.yml"), configuration(directory, port));
        Ejabberd ejabberd = new Ejabberd(directory, port, run(directory, code));
        ejabberd.awaitReady();
        return ejabberd;
    }

    private static Path code() throws IOException {
        if (!Files.isExecutable(Path.of("/usr/bin/erl")) || !Files.isDirectory(CODE)) {
            return null;
        }
        try (Stream<Path> found = Files.list(CODE)) {
            return found.filter(path -> path.getFileName().toString().startsWith("ejabberd-"))
                    .map(path -> path.resolve("ebin"))
                    .filter(path -> Files.exists(path.resolve("ejabberd.app")))
                    .findFirst()
                    .orElse(null);
        }
    }

    private static Process run(Path directory, Path code) throws IOException {
        String accounts = "[ok = ejabberd_auth:try_register(User, <<\"localhost\">>, <<\"" + PASSWORD
                + "\">>) || User <- [<<\"bot\">>, <<\"alice\">>]], ok = file:write_file(\""
                + directory.resolve("ready") + "\", <<>>)";
        ProcessBuilder builder = new ProcessBuilder(List.of(
                "/usr/bin/erl",
                "-noinput",
                "-noshell",
                "-boot",
                "start_clean",
                "+S",
                "2:2",
                "-pa",
                code.toString(),
                "-mnesia",
                "dir",
                "\"" + directory.resolve("spool") + "\"",
                "-ejabberd",
                "config",
                "\"" + directory.resolve("ejabberd.yml") + "\"",
                "-sasl",
                "sasl_error_logger",
                "false",
                "-s",
                "ejabberd",
                "-eval",
                accounts));
        builder.environment()
                .put("EJABBERD_LOG_PATH", directory.resolve("ejabberd.log").toString());
        builder.environment().put("ERL_CRASH_DUMP", "/dev/null");
        builder.environment().put("HOME", directory.toString());
        return builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
    }

    private static String configuration(Path directory, int port) {
        return """
                hosts: [ "localhost" ]
                loglevel: warning
                certfiles: [ "%1$s/server.pem" ]
                auth_method: internal
                auth_password_format: plain
                registration_timeout: infinity
                listen:
                  - { port: %2$d, ip: "127.0.0.1", module: ejabberd_c2s, starttls_required: true }
                  - { port: %3$d, ip: "127.0.0.1", module: ejabberd_c2s, tls: true }
                  - { port: %4$d, ip: "127.0.0.1", module: ejabberd_http, request_handlers: { /ws: ejabberd_http_ws } }
                  - { port: %5$d, ip: "127.0.0.1", module: ejabberd_http, tls: true, request_handlers: { /ws: ejabberd_http_ws } }
                  - port: %6$d
                    ip: "127.0.0.1"
                    module: ejabberd_service
                    hosts: { "echo.localhost": { password: "%7$s" } }
                modules:
                  mod_disco: {}
                  mod_ping: {}
                  mod_roster: {}
                  mod_offline: {}
                  mod_register: { ip_access: all }
                  mod_stream_mgmt: { resend_on_timeout: true }
                """.formatted(directory, port, port + 1, port + 2, port + 3, port + 4, SECRET);
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < deadline && process.isAlive()) {
            if (Files.exists(directory.resolve("ready"))) {
                return;
            }
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
        String said = Files.readString(directory.resolve("out"));
        close();
        throw new IllegalStateException("ejabberd did not start:\n" + said);
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
        return "/ws";
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
            Prosody.delete(directory);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
