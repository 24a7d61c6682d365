"""Everything together: an XMPP server, the stand-in model and the gateway with our plugin, ready to start."""

import os
import pathlib
import shutil
import tempfile

from . import installed
from .gateway import Gateway
from .model import Model
from .person import Person
from .prosody import Prosody

ADAPTER = pathlib.Path(__file__).resolve().parents[2] / "xmpp-openclaw-adapter"
PLUGIN = ADAPTER / "plugin" / "package.json"
PACKAGE = ADAPTER / "target" / "openclaw-xmpp.tgz"

BOT, BOT_PASSWORD = "bot@localhost", "bot secret"


# A test writes faster than people do, and slixmpp says of itself that it is a bot.
WIDE = dict.fromkeys(("messagesPerMinute", "roomMessagesPerMinute", "turnsInARow", "botTurnsInARow"), 10_000)


class Scene:
    """`people` are names of accounts at the server; each one's password is `password_of(name)`."""

    def __init__(self, people=(), model=None, environment=None, settings=None, plain_http_upload=False, registration=False,
                 server=None):
        # Short: a socket's path has a limit.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ocx-"))
        self.server = Prosody(self.folder / "server", plain_http_upload=plain_http_upload, registration=registration,
                              log_level="info", **(server or {}))
        self.server.add_account("bot", BOT_PASSWORD)
        for name in people:
            self.server.add_account(name, password_of(name))
        self.model = model or Model()
        self.gateway = Gateway(self.folder / "gateway", self.model.url, environment=environment, settings=settings)
        self.room = f"garden@{self.server.rooms}"

    def channel(self, **more):
        """The channels.xmpp object that reaches the server."""
        return {"enabled": True, "limits": WIDE, "jid": BOT, "password": BOT_PASSWORD, "server": f"xmpp://localhost:{self.server.port}",
                "tls": {"caFile": self.server.ca_file}, **more}

    def install(self, by_command=False):
        """Puts the plugin into the host: as it was installed before, or by the host's own command."""
        if not PACKAGE.exists():
            raise RuntimeError(f"{PACKAGE} is missing: build it first by mvn -DskipTests package")
        if by_command:
            self.gateway.install(PACKAGE)
        else:
            installed.install(PACKAGE, self.gateway)

    def person(self, name, **more):
        return Person(f"{name}@{self.server.domain}", password_of(name), self.server, **more)

    def close(self):
        self.gateway.stop()
        self.model.close()
        self.server.stop()
        if not os.environ.get("OPENCLAW_XMPP_KEEP"):
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def password_of(name):
    return f"{name} secret"
