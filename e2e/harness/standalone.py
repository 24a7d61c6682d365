"""The stand-alone bot as a user runs it: the jar's sub-command `bot`, and the commands that talk to it."""

import json
import os
import pathlib
import re
import subprocess

from .embedded import java
from .process import Process
from .scene import BOT, BOT_PASSWORD

ROOT = pathlib.Path(__file__).resolve().parents[2]
JAR = ROOT / "xmpp-openclaw-adapter" / "target" / "openclaw-xmpp.jar"
PAGE = ROOT / "docs" / "standalone.md"
README = ROOT / "README.md"


def example(language, page=PAGE):
    """The agent in that language on the page."""
    return re.search(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.S | re.M).group(1)


class Standalone:
    """One bot with its state; `server` as harness.prosody.Prosody."""

    def __init__(self, folder, server, agent, settings=None, options=(), environment=None):
        if not JAR.exists():
            raise RuntimeError(f"{JAR} is missing: build it first by mvn -DskipTests package")
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.state = self.folder / "state"
        self.server = server
        self.agent = agent
        self.options = options
        self.config = self.folder / "bot.json"
        self.configure({**self.base(), **(settings or {})})
        self._environment = {**{name: value for name, value in os.environ.items() if not name.startswith(("XMPP_", "OPENAI_"))},
                             "XMPP_PASSWORD": BOT_PASSWORD, **(environment or {})}
        self._process = None

    def base(self):
        return {"jid": BOT, "password": {"source": "env", "id": "XMPP_PASSWORD"}, "server": f"xmpp://localhost:{self.server.port}",
                "tls": {"caFile": self.server.ca_file}}

    def configure(self, settings):
        self.config.write_text(json.dumps(settings), encoding="utf-8")

    def start(self, online=True):
        since = len(self.log())
        self._process = Process(
            "bot", [java(), "-XX:TieredStopAtLevel=1", "-jar", str(JAR), "bot", "--config", str(self.config), "--agent", self.agent,
                    "--state", str(self.state), *self.options],
            self.folder / "bot.log", env=self._environment, cwd=self.folder)
        if online:
            self._process.wait_for(lambda: "default: online" in self.log()[since:], 30, "is online")
        return self

    @property
    def pid(self):
        return self._process.pid

    @property
    def process(self):
        return self._process

    def log(self):
        path = self.folder / "bot.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def wait_log(self, text, timeout=30, since=0):
        return self._process.wait_for(lambda: text in self.log()[since:], timeout, f"says {text!r}")

    def command(self, *arguments):
        """Runs a sub-command that talks to the bot; returns the completed process."""
        return subprocess.run([java(), "-XX:TieredStopAtLevel=1", "-jar", str(JAR), *arguments, "--state", str(self.state)],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, env=self._environment, cwd=self.folder,
                              timeout=60)

    def run(self, *arguments):
        done = self.command(*arguments)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def stop(self):
        if self._process:
            self._process.stop()
            self._process = None

    def kill(self):
        self._process.kill()
        self._process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
