"""The runner: what it loses is a failure, and what was started is stopped, however it ends."""

import contextlib
import io
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

import run
from harness.network import free_ports
from harness.process import exists, kill_hard

# A class whose server outlives it, and that waits in a test.
WAITING = """\
import pathlib, shutil, sys, time, unittest
sys.path.insert(0, {e2e!r})
from harness.process import Process

class WaitingTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path({folder!r}) / "made"
        cls.folder.mkdir()
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.server = Process("server", ["sleep", "600"], cls.folder / "log")
        cls.addClassCleanup(cls.server.stop)

    def test_waits(self):
        bot = Process("bot", ["sleep", "600"], self.folder / "log")
        self.addCleanup(bot.stop)
        print("pids", self.server.pid, bot.pid, flush=True)
        # A signal just before a long sleep does not end it.
        while True:
            time.sleep(0.05)
"""


class RunTests(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(mock.patch.object(run, "OUT", self.folder))

    def test_a_run_that_loses_a_class_has_failed(self):
        """The class that can be run is run, whichever comes first."""
        (self.folder / "test_model.ModelTests.log").mkdir()
        with contextlib.redirect_stdout(io.StringIO()) as said:
            self.assertEqual(1, run.run_all(["test_model.ModelTests", "test_run.PortsTests"], 1, 60))
        self.assertIn("FAILED: test_model.ModelTests", said.getvalue())
        self.assertIn("PortsTests.test_no_port_is_given_to_two\tpassed", (self.folder / "results.tsv").read_text(encoding="utf-8"))

    def ends(self, command, how):
        """What a class had started is gone after the signal."""
        (self.folder / "test_waiting.py").write_text(WAITING.format(e2e=str(run.E2E), folder=str(self.folder)), encoding="utf-8")
        # A shell takes Ctrl-C away from what it starts in the background.
        with subprocess.Popen([sys.executable, *command], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env={**os.environ, "PYTHONPATH": str(self.folder)},
                              preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler)) as child:
            try:
                said = next(line for line in child.stdout if "pids" in line)
                started = [int(pid) for pid in said.split("pids")[1].split()]
                for pid in started:
                    self.addCleanup(kill_hard, pid)
                self.assertTrue(all(map(exists, started)))
                child.send_signal(how)
                rest = child.communicate(timeout=30)[0]
            finally:
                child.kill()
        self.assertFalse([pid for pid in started if exists(pid)], rest)
        self.assertFalse((self.folder / "made").exists(), rest)
        self.assertIn("KeyboardInterrupt", rest)

    def test_control_c_stops_what_a_class_has_started(self):
        self.ends(["-m", "unittest", "-v", "test_waiting"], signal.SIGINT)

    def test_the_limit_of_time_stops_what_a_class_has_started(self):
        self.ends([str(run.E2E / "run.py"), "--here", str(self.folder / "report.tsv"), "test_waiting"], signal.SIGTERM)


class PortsTests(unittest.TestCase):
    def test_no_port_is_given_to_two(self):
        """Nor one that the system gives to clients meanwhile."""
        ask = "import sys; from harness.network import free_ports; print(*free_ports(40), flush=True); sys.stdin.read()"
        others = [self.enterContext(subprocess.Popen([sys.executable, "-c", ask], cwd=run.E2E, stdin=subprocess.PIPE,
                                                     stdout=subprocess.PIPE, text=True)) for _ in range(3)]
        given = free_ports(40)
        for other in others:
            given += map(int, other.stdout.readline().split())
        self.assertEqual(160, len(set(given)))
        # What Linux gives to clients unless it is told otherwise.
        self.assertLess(max(given), 32_768)


if __name__ == "__main__":
    unittest.main()
