"""The embedded server of xmpp-examples: for machines without Prosody. No WebSocket, no uploads."""

import os
import pathlib
import re
import ssl

from .process import Process

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "xmpp-examples" / "target"
MAIN = "ai.openclaw.xmpp.examples.EmbeddedServer"


def class_path():
    jars = sorted(EXAMPLES.glob("*.jar")) + sorted((EXAMPLES / "lib").glob("*.jar"))
    if not jars:
        raise RuntimeError(f"{EXAMPLES} has no jar: build it first by mvn -DskipTests package")
    return os.pathsep.join(map(str, jars))


def java():
    return str(pathlib.Path(os.environ["JAVA_HOME"]) / "bin" / "java")


class Embedded:
    """As harness.prosody.Prosody; all accounts are made before it starts."""

    domain = "localhost"

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).absolute()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._accounts = {}
        self._process = None

    def add_account(self, user, password):
        self._accounts[user] = password
        return f"{user}@{self.domain}"

    def start(self):
        accounts = [f"{user}={password}" for user, password in self._accounts.items()]
        self._process = Process("embedded server", [java(), "-cp", class_path(), MAIN, str(self.folder), *accounts],
                                self.folder / "server.log")
        self.port = int(self._said("starttls"))
        self.direct_tls_port = int(self._said("direct-tls"))
        self.ca_file = self._said("ca")
        self.rooms = self._said("rooms")
        return self

    def _said(self, what):
        return self._process.wait_for(lambda: re.search(rf"^{what} (.+)$", self._process.log(), re.M), 20, f"says {what}").group(1)

    def stop(self):
        if self._process:
            self._process.stop()
            self._process = None

    def trust(self):
        """An SSL context that trusts this server's authority and nobody else."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cafile=self.ca_file)
        return context

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
