"""Debian's Prosody, unprivileged, on loopback ports, all its files in one folder."""

import os
import pathlib
import socket
import ssl
import subprocess

from .certificates import Authority
from .network import LOOPBACK, free_ports, listens
from .process import Process

CONFIG = """\
network_settings = {{ nagle = false }}
data_path = "{folder}/data"
plugin_paths = {{ "{folder}/modules" }}
log = {{ {log_level} = "*console" }}
run_as_root = {run_as_root}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {c2s} }}
c2s_direct_tls_ports = {{ {direct} }}
http_ports = {{ {http} }}
https_ports = {{ {https} }}
s2s_ports = {{ }}
modules_enabled = {{ "roster"; "saslauth"; {tls_module} "disco"; "carbons"; "pep"; "smacks"; "ping"; "websocket";
  "blocklist"; {personal} "mam"; "offline"; "time"; "version"; "lastactivity"; "uptime"; {more} }}
allow_registration = {registration}
registration_invite_only = false
modules_disabled = {{ "s2s"; "posix"; {disabled} }}
authentication = "internal_plain"
storage = {{ accounts = "internal"; roster = "internal"; archive = "internal"; }}
default_archive_policy = true
c2s_require_encryption = {require_tls}
allow_unencrypted_plain_auth = false
consider_websocket_secure = true
http_default_host = "{domain}"
ssl = {{ certificate = "{certificate}"; key = "{key}" }}
c2s_direct_tls_ssl = ssl; https_ssl = ssl
VirtualHost "{domain}"
Component "conference.{domain}" "muc"
  modules_enabled = {{ "muc_mam"; {in_rooms} }}
  muc_room_locking = false
  muc_room_default_public = {registration}
  muc_room_default_public_jids = {public_jids}
Component "upload.{domain}" "http_file_share"
  http_host = "{domain}"
  http_external_url = "{upload_url}"
  http_file_share_size_limit = 10485760
"""

REGISTRATION = '"register_ibr"; "user_account_management"; "invites"; "invites_register";'


class Prosody:
    """One server. `tls=False` offers no STARTTLS; `certificate_names` other than the domain make a wrong certificate;
    `registration=True` lets anybody make an account, and lists rooms; `personal` are the modules that keep bookmarks and vCards;
    `in_rooms` more modules of the rooms' service, each with its source if the server has none of that name."""

    def __init__(self, folder, domain="localhost", tls=True, certificate_names=None, authority=None, public_jids=True,
                 log_level="warn", plain_http_upload=False, registration=False,
                 personal=("bookmarks", "vcard_legacy"), in_rooms=None):
        self.folder = pathlib.Path(folder).absolute()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.domain = domain
        self.rooms = f"conference.{domain}"
        self.authority = authority or Authority(self.folder / "certs")
        names = certificate_names or [domain, f"conference.{domain}", f"upload.{domain}"]
        certificate, key = self.authority.issue(f"server-{self.folder.name}", names)
        self.port, self.direct_tls_port, self.http_port, self.https_port = free_ports(4)
        upload = f"http://localhost:{self.http_port}/" if plain_http_upload else f"https://localhost:{self.https_port}/"
        in_rooms = in_rooms or {}
        (self.folder / "modules").mkdir(exist_ok=True)
        for module, source in in_rooms.items():
            if source:
                (self.folder / "modules" / f"mod_{module}.lua").write_text(source, encoding="utf-8")
        self._config = self.folder / "prosody.cfg.lua"
        self._config.write_text(CONFIG.format(
            folder=self.folder, log_level=log_level, domain=domain, certificate=certificate, key=key, upload_url=upload,
            run_as_root=_lua(os.geteuid() == 0), public_jids=_lua(public_jids), registration=_lua(registration),
            more=REGISTRATION if registration else "", personal=_names(personal), in_rooms=_names(in_rooms), require_tls=_lua(tls),
            tls_module='"tls";' if tls else "", disabled="" if tls else '"tls";',
            c2s=self.port, direct=self.direct_tls_port, http=self.http_port, https=self.https_port), encoding="utf-8")
        self._process = None

    @property
    def ca_file(self):
        return str(self.authority.certificate)

    @property
    def websocket_url(self):
        return f"ws://localhost:{self.http_port}/xmpp-websocket"

    @property
    def secure_websocket_url(self):
        return f"wss://localhost:{self.https_port}/xmpp-websocket"

    def add_account(self, user, password):
        """Accounts are files. Prosody reads them at each login, so this works while it runs."""
        folder = self.folder / "data" / _encode(self.domain) / "accounts"
        folder.mkdir(parents=True, exist_ok=True)
        quoted = password.replace("\\", "\\\\").replace('"', '\\"')
        (folder / f"{_encode(user)}.dat").write_text(f'return {{ ["password"] = "{quoted}"; }};\n', encoding="utf-8")
        return f"{user}@{self.domain}"

    def has_account(self, user):
        return (self.folder / "data" / _encode(self.domain) / "accounts" / f"{_encode(user)}.dat").exists()

    def invite(self):
        """An invite to make an account, as the operator gets it."""
        said = subprocess.run(["prosodyctl", "--config", str(self._config), "mod_invites", "generate", self.domain],
                              capture_output=True, text=True, timeout=20, check=True).stdout
        return next(line for line in said.splitlines() if line.startswith("xmpp:"))

    def start(self):
        self._process = Process("prosody", ["prosody", "-F", "--config", str(self._config)], self.folder / "prosody.log")
        for port in (self.port, self.direct_tls_port, self.http_port, self.https_port):
            self._process.wait_for(lambda: listens(port), 20, f"listens on {port}")
        return self

    def stop(self):
        if self._process:
            self._process.stop()
            self._process = None

    def kill(self):
        if self._process:
            self._process.kill()
            self._process = None

    def restart(self):
        self.stop()
        return self.start()

    @property
    def pid(self):
        return self._process.pid

    def log(self):
        return (self.folder / "prosody.log").read_text(encoding="utf-8", errors="replace")

    def logins(self, jid):
        """How often an account has logged in; wants the log level `info`."""
        return self.log().count(f"Authenticated as {jid}")

    def trust(self):
        """An SSL context that trusts this server's authority and nobody else."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cafile=self.ca_file)
        return context

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


def certificate_of(server):
    """The DNS names in the certificate that the direct-TLS port shows to a client that trusts its authority."""
    with socket.create_connection((LOOPBACK, server.direct_tls_port), timeout=5) as plain, \
            server.trust().wrap_socket(plain, server_hostname=server.domain) as secured:
        return [value for kind, value in secured.getpeercert()["subjectAltName"] if kind == "DNS"]


def _lua(value):
    return "true" if value else "false"


def _names(modules):
    return " ".join(f'"{module}";' for module in modules)


def _encode(name):
    return "".join(c if c.isascii() and c.isalnum() else "".join(f"%{byte:02x}" for byte in c.encode()) for c in name)
