"""A child process with a log file, stopped by its own process id."""

import atexit
import contextlib
import os
import signal
import subprocess
import unittest

from .waiting import wait_until

# What was started here and has not been stopped.
_started = []


class Process:
    def __init__(self, name, command, log_path, env=None, cwd=None):
        self.name = name
        self.log_path = log_path
        with open(log_path, "ab") as log:
            # A group of its own: Ctrl-C in the terminal reaches us, and we decide the order in which things stop.
            self._child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                env=env, cwd=cwd, start_new_session=True)
        self.pid = self._child.pid
        _started.append(self)

    @property
    def running(self):
        return self._child.poll() is None

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return log.read()

    def log_tail(self, lines=40):
        return "\n".join(self.log().splitlines()[-lines:])

    def wait_for(self, condition, timeout, what):
        """Like wait_until, but ends at once when the process has died."""
        def alive_and_true():
            value = condition()
            if not value and not self.running:
                raise AssertionError(f"{self.name} ended with {self._child.returncode} before: {what}\n{self.log_tail()}")
            return value
        return wait_until(alive_and_true, timeout, lambda: f"{self.name}: {what}\n{self.log_tail()}\n")

    def stop(self, timeout=10):
        """SIGTERM, then SIGKILL when the time is over. Returns True when SIGTERM was enough."""
        if self.running:
            self._child.terminate()
            try:
                self._child.wait(timeout)
            except subprocess.TimeoutExpired:
                self.kill()
                return False
        self._ended()
        return True

    def kill(self):
        if self.running:
            self._child.kill()
        self._child.wait(10)
        self._ended()

    def _ended(self):
        with contextlib.suppress(ValueError):
            _started.remove(self)


@atexit.register
def stop_what_is_left():
    """On Ctrl-C unittest ends at once, without the cleanups of tests and classes; in every other case there is nothing left."""
    for process in reversed(_started[:]):
        process.stop()
    kinds = unittest.TestCase.__subclasses__()
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        kind.doClassCleanups()


def children_of(pid):
    """Process ids of all descendants."""
    found, queue = [], [pid]
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as stat:
                    parent = int(stat.read().rpartition(")")[2].split()[1])
                parents.setdefault(parent, []).append(int(entry))
            except (OSError, ValueError):
                continue
    while queue:
        for child in parents.get(queue.pop(), []):
            found.append(child)
            queue.append(child)
    return found


def command_of(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as cmdline:
            return cmdline.read().decode(errors="replace").split("\0")[:-1]
    except OSError:
        return []


def exists(pid):
    """True while the process lives (a zombie does not)."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill_hard(pid):
    """Also of a process that has just ended by itself."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
