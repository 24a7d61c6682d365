package ai.openclaw.xmpp.tck.lab;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ejabberd of this machine (Debian package {@code ejabberd}): on loopback, everything in a temporary directory, an Erlang node without
 * a name, so that it needs no port mapper and meets no other.
 */
public final class Ejabberd extends LocalServer {

    private static final String PROGRAM = "/usr/bin/erl";
    private static final String MARK = "/usr/sbin/ejabberdctl";

    private final HttpClient http = HttpClient.newHttpClient();

    private Ejabberd() {
        super("ejabberd", MARK);
    }

    /**
     * Starts one. Where it is not installed the test is skipped, or fails if the system property {@code servers.required} is set.
     */
    public static Ejabberd launch() {
        Ejabberd ejabberd = new Ejabberd();
        ejabberd.begin();
        return ejabberd;
    }

    @Override
    public Set<Ability> abilities() {
        // Debian 12 has 23.01, where XEP-0421 is not yet known. Seen on the wire: a message that comes while a stream
        // passes from
        // the old connection's process to the new one's is sent before its predecessors; none is lost or doubled.
        return EnumSet.complementOf(EnumSet.of(Ability.OCCUPANT_ID, Ability.UPLOAD, Ability.ORDER_ACROSS_RESUMPTION));
    }

    @Override
    void configure(Path home, Ports at, ServerKey key) throws IOException {
        Files.createDirectories(home.resolve("spool"));
        Files.writeString(
                home.resolve("inetrc"), "{lookup,[\"file\",\"native\"]}.\n{host,{127,0,0,1},[\"localhost\"]}.\n");
        Files.writeString(
                home.resolve("server.pem"), Files.readString(key.certificate()) + Files.readString(key.key()));
        Files.writeString(home.resolve("ejabberd.yml"), """
                loglevel: info
                log_rotate_count: 0
                hosts: [localhost]
                certfiles: ["%1$s/server.pem"]
                ca_file: "%1$s/server.pem"
                auth_method: internal
                auth_password_format: plain
                disable_sasl_mechanisms: ["digest-md5", "X-OAUTH2"]
                registration_timeout: infinity
                s2s_access: none
                listen:
                  - {port: %2$d, ip: "127.0.0.1", module: ejabberd_c2s, max_stanza_size: 4194304, starttls_required: true}
                  - {port: %3$d, ip: "127.0.0.1", module: ejabberd_c2s, max_stanza_size: 4194304, tls: true}
                  - port: %4$d
                    ip: "127.0.0.1"
                    module: ejabberd_http
                    request_handlers: {/api: mod_http_api, /xmpp-websocket: ejabberd_http_ws}
                  - port: %5$d
                    ip: "127.0.0.1"
                    tls: true
                    module: ejabberd_http
                    request_handlers: {/xmpp-websocket: ejabberd_http_ws}
                  - port: %6$d
                    ip: "127.0.0.1"
                    module: ejabberd_service
                    hosts: {"%7$s": {password: "%8$s"}}
                api_permissions:
                  lab: {who: {ip: "127.0.0.1/8"}, what: [register]}
                modules:
                  mod_blocking: {}
                  mod_carboncopy: {}
                  mod_caps: {}
                  mod_disco: {}
                  mod_http_api: {}
                  mod_last: {}
                  mod_mam: {default: always}
                  mod_muc:
                    host: conference.localhost
                    default_room_options: {anonymous: false, persistent: false, mam: true}
                  mod_offline: {}
                  mod_ping: {}
                  mod_privacy: {}
                  mod_pubsub: {plugins: [flat, pep]}
                  mod_register: {allow_modules: all, password_strength: 32}
                  mod_roster: {}
                  mod_stream_mgmt: {resume_timeout: 300, resend_on_timeout: true}
                  mod_time: {}
                  mod_vcard: {search: false}
                  mod_version: {}
                """.formatted(
                        home,
                        at.startTls(),
                        at.directTls(),
                        at.http(),
                        at.https(),
                        at.component(),
                        COMPONENT,
                        COMPONENT_SECRET));
    }

    @Override
    ProcessBuilder command(Path home) {
        // Without the busy waiting, which costs the tests a core.
        List<String> command = List.of(
                PROGRAM,
                "-noinput",
                "+sbwt",
                "none",
                "+sbwtdcpu",
                "none",
                "+sbwtdio",
                "none",
                "-mnesia",
                "dir",
                "\"" + home.resolve("spool") + "\"",
                "-s",
                "ejabberd");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .putAll(Map.of(
                        "EJABBERD_CONFIG_PATH", home.resolve("ejabberd.yml").toString(),
                        "EJABBERD_LOG_PATH", home.resolve("ejabberd.log").toString(),
                        "ERL_CRASH_DUMP", home.resolve("crash").toString(),
                        "ERL_INETRC", home.resolve("inetrc").toString(),
                        "ERL_LIBS", libraries(),
                        "HOME", home.toString()));
        return builder;
    }

    /** Where Debian keeps ejabberd's code differs by machine. */
    private static String libraries() {
        String machine = "amd64".equals(System.getProperty("os.arch")) ? "x86_64" : System.getProperty("os.arch");
        return "/usr/lib/" + machine + "-linux-gnu";
    }

    @Override
    boolean isReady(String log) {
        return log.contains("is started in the node");
    }

    @Override
    void register(Path home, Ports at, String user, String password) throws IOException {
        String request = "{\"user\":\"%s\",\"host\":\"localhost\",\"password\":\"%s\"}".formatted(user, password);
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at.http() + "/api/register"))
                            .POST(HttpRequest.BodyPublishers.ofString(request))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("ejabberd says " + answer.statusCode() + ": " + answer.body());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while making an account", stopped);
        }
    }
}
