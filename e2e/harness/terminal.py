"""A program in a terminal, and somebody who types."""

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import threading

from .waiting import wait_until

CONTROL = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>]|\r")

UP, LEFT, ENTER = "\x1b[A", "\x1b[D", "\r"


class Terminal:
    def __init__(self, command, env, cwd, rows=60, columns=160):
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._child = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=cwd, start_new_session=True,
                                       env={**env, "TERM": "xterm"})
        os.close(theirs)
        self._terminal = ours
        self._written = []
        self._reader = threading.Thread(target=self._read, name="terminal", daemon=True)
        self._reader.start()

    def _read(self):
        while True:
            try:
                data = os.read(self._terminal, 65536)
            except OSError:
                return
            if not data:
                return
            self._written.append(data)

    def text(self):
        """All that was written so far, without colours and movements of the cursor."""
        return CONTROL.sub("", b"".join(self._written).decode(errors="replace"))

    def mark(self):
        return len(self.text())

    def wait(self, pattern, timeout=30, since=0):
        """Waits until the pattern is found behind the mark; returns the mark behind it."""
        def found():
            match = re.compile(pattern, re.S).search(self.text(), since)
            if match is None and self._child.poll() is not None:
                raise AssertionError(f"the program ended with {self._child.returncode} before {pattern!r}:\n{self.text()[-3000:]}")
            return match
        return wait_until(found, timeout, lambda: f"{pattern!r} in the terminal:\n{self.text()[-3000:]}").end()

    def type(self, keys):
        os.write(self._terminal, keys.encode())

    def answer(self, question, keys, since, timeout=30):
        """Waits for a question behind the mark, then types; returns the mark behind the question."""
        behind = self.wait(question, timeout, since)
        self.type(keys)
        return behind

    def choose(self, name, since):
        """Goes up a list of the wizard until that is marked, and takes it; returns the mark behind it."""
        for _ in range(50):
            at = self.mark()
            self.type(UP)
            since = self.wait("● [^\n]*\n", since=at)
            if f"● {name}" in self.text()[at:since]:
                self.type(ENTER)
                return since
        raise AssertionError(f"{name} is not in the list:\n" + self.text()[-3000:])

    def end(self, timeout=60):
        """Waits for the end of the program; returns its exit code."""
        return self._child.wait(timeout)

    def close(self):
        if self._child.poll() is None:
            os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait(10)
        # Linux ends the read with an error once nobody holds the other side.
        self._reader.join(10)
        os.close(self._terminal)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
