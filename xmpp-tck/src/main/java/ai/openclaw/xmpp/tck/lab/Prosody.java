package ai.openclaw.xmpp.tck.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The Prosody of this machine (Debian package {@code prosody}): on loopback, everything in a temporary directory. */
public final class Prosody extends LocalServer {

    private static final String PROGRAM = "/usr/bin/prosody";

    private @Nullable Path home;

    private Prosody() {
        super("prosody", PROGRAM);
    }

    /**
     * Starts one. Where it is not installed the test is skipped, or fails if the system property {@code servers.required} is set.
     */
    public static Prosody launch() {
        Prosody prosody = new Prosody();
        prosody.begin();
        return prosody;
    }

    @Override
    public Set<Ability> abilities() {
        return EnumSet.allOf(Ability.class);
    }

    @Override
    void configure(Path home, Ports at, ServerKey key) throws IOException {
        this.home = home;
        Files.writeString(home.resolve("prosody.cfg.lua"), """
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
                component_ports = { %6$d }
                s2s_ports = { }
                modules_enabled = {
                  "roster"; "saslauth"; "tls"; "disco"; "carbons"; "smacks"; "ping"; "websocket"; "mam"; "offline";
                  "pep"; "vcard_legacy"; "blocklist"; "register_ibr"; "lastactivity"; "time"; "version"; "bookmarks"; "invites"; "invites_register";
                  "user_account_management";
                }
                registration_invite_only = false
                modules_disabled = { "s2s"; "posix" }
                allow_registration = true
                authentication = "internal_plain"
                storage = "internal"
                smacks_hibernation_time = 300
                -- By default 500: a session that is sent more while nobody is there cannot be resumed.
                smacks_max_queue_size = 10000
                c2s_stanza_size_limit = 4194304
                c2s_require_encryption = true
                consider_websocket_secure = true
                ssl = { certificate = "%7$s"; key = "%8$s" }
                c2s_direct_tls_ssl = ssl; https_ssl = ssl
                VirtualHost "localhost"
                Component "conference.localhost" "muc"
                  modules_enabled = { "muc_mam" }
                  muc_room_locking = false
                  muc_room_default_public = true
                  muc_room_default_public_jids = true
                Component "upload.localhost" "http_file_share"
                  http_external_url = "https://localhost:%5$d/"
                  http_host = "localhost"
                  http_file_share_size_limit = 1048576
                Component "%9$s"
                  component_secret = "%10$s"
                """.formatted(
                        home,
                        at.startTls(),
                        at.directTls(),
                        at.http(),
                        at.https(),
                        at.component(),
                        key.certificate(),
                        key.key(),
                        COMPONENT,
                        COMPONENT_SECRET));
    }

    @Override
    ProcessBuilder command(Path home) {
        return new ProcessBuilder(
                PROGRAM, "-F", "--config", home.resolve("prosody.cfg.lua").toString());
    }

    /** A new invite to make an account, as the server's operator gets it: an {@code xmpp:} URI (XEP-0401). */
    public String invite() {
        Path config = Objects.requireNonNull(home, "not configured").resolve("prosody.cfg.lua");
        try {
            Process prosodyctl = new ProcessBuilder(
                            PROGRAM + "ctl", "--config", config.toString(), "mod_invites", "generate", DOMAIN)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(prosodyctl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return said.lines()
                    .filter(line -> line.startsWith("xmpp:"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("prosodyctl makes no invite:\n" + said));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    void register(Path home, Ports at, String user, String password) throws IOException {
        // Prosody reads the file when the account is first used; a hyphen in its name is written as %2d.
        Path file = home.resolve("data/localhost/accounts").resolve(user.replace("-", "%2d") + ".dat");
        Files.createDirectories(home.resolve("data/localhost/accounts"));
        Files.writeString(file, "return { [\"password\"] = \"" + password + "\"; };");
    }
}
