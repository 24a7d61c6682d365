"""The real OpenClaw gateway under Node 24, with all its files in one folder."""

import json
import os
import pathlib
import re
import subprocess

from .network import free_ports, listens
from .process import Process, children_of, command_of
from .terminal import Terminal

TOKEN = "test-token"
ONLINE = re.compile(r"xmpp\b.*\bonline\b", re.I)


def tool(name):
    """A path that e2e/tools.sh found."""
    try:
        return os.environ[name]
    except KeyError:
        raise RuntimeError(f"{name} is not set: start these tests by ./check, or source e2e/tools.sh and call need_node24, "
                           "need_openclaw and need_jdk17 first") from None


class CommandFailed(AssertionError):
    pass


class Gateway:
    def __init__(self, folder, model_url, channel=None, settings=None, environment=None):
        self.folder = pathlib.Path(folder).absolute()
        self.home = self.folder / "home"
        self.state = self.home / ".openclaw"
        self.workspace = self.state / "workspace"
        self.temporary = self.folder / "tmp"
        for path in (self.workspace, self.temporary):
            path.mkdir(parents=True, exist_ok=True)
        self.log_path = self.folder / "gateway.log"
        self.log_path.touch()
        self._config_path = self.state / "openclaw.json"
        self._environment = environment or {}
        self._process = None
        self.port, = free_ports(1)
        self._write({**self._base(model_url), **(settings or {})})
        if channel is not None:
            self.configure(channel)

    # --- configuration ---

    def _base(self, model_url):
        return {
            "gateway": {"mode": "local", "bind": "loopback", "port": self.port, "auth": {"mode": "token", "token": TOKEN}},
            "models": {"mode": "merge", "providers": {"stand-in": {
                "baseUrl": model_url, "apiKey": "none", "api": "openai-completions",
                "models": [{"id": "echo", "name": "Echo", "reasoning": False, "input": ["text", "image"],
                            "cost": {"input": 0, "output": 0, "cacheRead": 0, "cacheWrite": 0},
                            "contextWindow": 128000, "maxTokens": 4096}]}}},
            "agents": {"defaults": {"model": {"primary": "stand-in/echo"}, "workspace": str(self.workspace),
                                    # Else the host writes to the last chat by itself.
                                    "heartbeat": {"every": "0m"}}},
            # Else the model must search for the message tool first.
            "tools": {"toolSearch": False},
            "session": {"dmScope": "per-channel-peer"},
            # Else it writes into a folder of the system.
            "logging": {"file": str(self.folder / "openclaw.log")},
            "messages": {"groupChat": {"visibleReplies": "automatic"}},
        }

    def config(self):
        return json.loads(self._config_path.read_text(encoding="utf-8"))

    def _write(self, config):
        new = self._config_path.with_suffix(".new")
        new.write_text(json.dumps(config, indent=2), encoding="utf-8")
        new.replace(self._config_path)

    def change(self, edit):
        """edit(config) changes the host's configuration in place; the file is replaced as a whole."""
        config = self.config()
        edit(config)
        self._write(config)

    def configure(self, channel):
        """Sets channels.xmpp."""
        self.change(lambda config: config.setdefault("channels", {}).update(xmpp=channel))

    # --- commands ---

    def set_environment(self, **variables):
        """Variables for the gateway and all commands from now on."""
        self._environment = {**self._environment, **variables}

    def environment(self):
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("OPENCLAW_", "XMPP_", "npm_"))}
        node = str(pathlib.Path(tool("NODE24")).parent)
        return {**kept, "PATH": f"{node}:{kept['PATH']}", "HOME": str(self.home), "TMPDIR": str(self.temporary),
                "OPENCLAW_HOME": str(self.home), "OPENCLAW_STATE_DIR": str(self.state),
                "OPENCLAW_CONFIG_PATH": str(self._config_path), "OPENCLAW_GATEWAY_TOKEN": TOKEN, "NO_COLOR": "1",
                **self._environment}

    def command(self, *arguments, timeout=90):
        """Runs `openclaw ARGUMENTS` in a process of its own; returns the completed process, whatever its end."""
        return subprocess.run([tool("NODE24"), tool("OPENCLAW"), *arguments], env=self.environment(), cwd=self.folder,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=timeout)

    def run(self, *arguments, timeout=90):
        """Like `command`, returns what was printed, and fails when the command failed."""
        done = self.command(*arguments, timeout=timeout)
        if done.returncode != 0:
            raise CommandFailed(f"openclaw {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def terminal(self, *arguments):
        """`openclaw ARGUMENTS` in a terminal, to be answered key by key."""
        environment = {name: value for name, value in self.environment().items() if name != "NO_COLOR"}
        return Terminal([tool("NODE24"), tool("OPENCLAW"), *arguments], environment, self.folder)

    def install(self, package):
        return self.run("plugins", "install", str(package), "--force", "--accept-capabilities", timeout=180)

    # --- life ---

    def start(self, online=True):
        begin = self.log_mark()
        self._process = Process("gateway", [tool("NODE24"), tool("OPENCLAW"), "gateway", "run"], self.log_path,
                                env=self.environment(), cwd=self.folder)
        if online:
            self.wait_online(begin)
        else:
            self._process.wait_for(lambda: listens(self.port), 180, f"listens on {self.port}")
        return self

    def wait_online(self, since=0, timeout=180):
        return self.wait_log(ONLINE, since, timeout)

    def log_mark(self):
        return len(self.log())

    def log(self):
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def wait_log(self, pattern, since=0, timeout=30):
        """Waits for a line of the log, from a mark on, in which the pattern is found."""
        pattern = re.compile(pattern)
        return self._process.wait_for(lambda: next(filter(None, map(pattern.search, self.log()[since:].splitlines())), None),
                                      timeout, f"the log line {pattern.pattern!r}")

    @property
    def running(self):
        return self._process is not None and self._process.running

    @property
    def pid(self):
        return self._process.pid

    def sidecars(self):
        """Process ids of the Java children; not the one that once writes the class-data archive."""
        return [pid for pid in children_of(self._process.pid)
                if (command := command_of(pid)) and pathlib.Path(command[0]).name == "java"
                and not any(argument.startswith("-XX:ArchiveClassesAtExit") for argument in command)]

    def stop(self):
        if self._process:
            self._process.stop(timeout=20)
            self._process = None

    def kill(self):
        self._process.kill()
        self._process = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
