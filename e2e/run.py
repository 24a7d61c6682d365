"""Runs the end-to-end tests as ./check does: class by class, some at a time, each in a process of its own.

    python3 e2e/run.py [--workers N] [--seconds N] [--list] [module | module.Class | module.Class.test_x ...]

What a class prints is shown as a whole when it has ended, so that the outputs of two do not mix; a summary with the slowest
tests stands at the end. One or two classes that failed get one more go, and what passed only then is named there as FLAKY: a
bug to be found. A class says with `lasts` (seconds, about) when it should be started early. Results by test go to
target/e2e/results.tsv.
"""

import argparse
import io
import os
import pathlib
import queue
import signal
import subprocess
import sys
import threading
import time
import traceback
import unittest

from harness.process import children_of, exists, kill_hard

E2E = pathlib.Path(__file__).resolve().parent
OUT = E2E.parent / "target" / "e2e"
# A class that says nothing of itself.
LASTS = 20
# So many classes that failed may try again.
FORGIVEN = 2


class Result(unittest.TextTestResult):
    """Also notes how each test came out and how long it took."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.lines = []
        self._outcome = "passed"

    def startTest(self, test):
        self._outcome, self._begin = "passed", time.monotonic()
        super().startTest(test)

    def stopTest(self, test):
        super().stopTest(test)
        self._note(test.id(), self._outcome, time.monotonic() - self._begin)

    def addSkip(self, test, reason):
        self._outcome = "skipped"
        super().addSkip(test, reason)
        if not isinstance(test, unittest.TestCase):
            self._note(test.id(), "skipped", 0)

    def addFailure(self, test, err):
        self._outcome = "failed"
        super().addFailure(test, err)

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self._outcome = "failed"
        super().addSubTest(test, subtest, err)

    def addError(self, test, err):
        self._outcome = "failed"
        super().addError(test, err)
        if not isinstance(test, unittest.TestCase):  # setUpClass and the like
            self._note(test.id(), "failed", 0)

    def addExpectedFailure(self, test, err):
        self._outcome = "failed as expected"
        super().addExpectedFailure(test, err)

    def addUnexpectedSuccess(self, test):
        self._outcome = "failed"
        super().addUnexpectedSuccess(test)

    def _note(self, test, outcome, seconds):
        self.lines.append(f"{test}\t{outcome}\t{seconds:.1f}\n")


def suite_of(names):
    loader = unittest.TestLoader()
    suite = loader.loadTestsFromNames(names) if names else loader.discover(str(E2E), top_level_dir=str(E2E))
    if loader.errors:
        sys.exit("\n".join(loader.errors))
    return suite


def tests_of(suite):
    for each in suite:
        if isinstance(each, unittest.TestSuite):
            yield from tests_of(each)
        else:
            yield each


def classes(names):
    """The names to run by class, the longest first, as pairs of a class's name and what of it is to be run."""
    found = {}
    for test in tests_of(suite_of(names)):
        kind = type(test)
        found.setdefault(f"{kind.__module__}.{kind.__qualname__}", (kind, []))[1].append(test.id())
    ordered = sorted(found.items(), key=lambda item: -getattr(item[1][0], "lasts", LASTS))
    # Without names, a class as such: unittest knows best in which order its tests are to be run.
    return [(name, ids if names else [name]) for name, (_, ids) in ordered]


def run_here(names, report):
    """In the process of one class."""
    # As on Ctrl-C: what was started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    runner = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=Result)
    result = runner.run(suite_of(names))
    pathlib.Path(report).write_text("".join(result.lines), encoding="utf-8")
    return 0 if result.wasSuccessful() else 1


class Pool:
    def __init__(self, work, seconds):
        self._names = [name for name, _ in work]
        self._work = queue.SimpleQueue()
        for each in work:
            self._work.put(each)
        self._seconds = seconds
        self._lock = threading.Lock()
        self._running = {}
        self._stopped = False
        self.failed = []
        self.lines = []

    def _drain(self):
        while not self._stopped:
            try:
                name, tests = self._work.get_nowait()
            except queue.Empty:
                return
            try:
                self._run(name, tests)
            except Exception:
                # Of a class that could not be run at all, the other ones are run all the same.
                with self._lock:
                    print(f"===== {name}: FAILED\n{traceback.format_exc()}", flush=True)
                    self._failed(name)

    def _failed(self, name):
        if name not in self.failed:
            self.failed.append(name)

    def work(self, workers):
        """Until everything is done; whoever interrupts it ends what is running."""
        threads = [threading.Thread(target=self._drain, name=f"worker {i}", daemon=True) for i in range(workers)]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                thread.join()
        except KeyboardInterrupt:
            self._stop()
            raise SystemExit(130) from None
        for name in self._names:
            if not any(of(name, line) for line in self.lines):
                self._failed(name)

    def _stop(self):
        with self._lock:
            self._stopped = True
            for child in self._running.values():
                stop(child)

    def _run(self, name, tests):
        report, log = OUT / f"{name}.tsv", OUT / f"{name}.log"
        report.unlink(missing_ok=True)
        begin = time.monotonic()
        with open(log, "wb") as output, self._lock:
            if self._stopped:
                return
            child = self._running[name] = subprocess.Popen(
                [sys.executable, "-W", "error::ResourceWarning", str(E2E / "run.py"), "--here", str(report), *tests],
                cwd=E2E, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                # A group of its own: on Ctrl-C it is we who stop it, with all that it has started.
                start_new_session=True, env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"})
        over = ""
        try:
            child.wait(self._seconds)
        except subprocess.TimeoutExpired:
            over = f"!!! not done within {self._seconds} s: stopped\n"
            stop(child)
        lines = report.read_text(encoding="utf-8").splitlines() if report.exists() else []
        good = child.returncode == 0 and lines
        with self._lock:
            del self._running[name]
            self.lines += lines
            if not good:
                self._failed(name)
            print(f"===== {name}: {'ok' if good else 'FAILED'}, {time.monotonic() - begin:.0f} s\n"
                  f"{log.read_text(encoding='utf-8', errors='replace')}{over}", flush=True)


def stop(child):
    """What the class has started too: servers and gateways have process groups of their own."""
    started = children_of(child.pid)
    child.terminate()
    try:
        child.wait(40)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    for pid in filter(exists, started):
        kill_hard(pid)


def run_all(names, workers, seconds):
    begin = time.monotonic()
    OUT.mkdir(parents=True, exist_ok=True)
    work = classes(names)
    pool = Pool(work, seconds)
    pool.work(min(workers, len(work)))
    flaky = again(pool, dict(work), seconds)
    (OUT / "results.tsv").write_text("test\toutcome\tseconds\n" + "\n".join(sorted(pool.lines)) + "\n", encoding="utf-8")
    return summary(pool, flaky, time.monotonic() - begin)


def again(pool, work, seconds):
    """
    What failed gets one more go, alone. Returns the tests that needed it: each is a bug to be found. Where more than a few
    classes failed it is no accident.
    """
    if not 0 < len(pool.failed) <= FORGIVEN:
        return []
    print(f"===== once more: {', '.join(pool.failed)}", flush=True)
    before = {name: failures(pool.lines, name) for name in pool.failed}
    second = Pool([(name, work[name]) for name in pool.failed], seconds)
    second.work(1)
    pool.lines = [line for line in pool.lines if not any(of(name, line) for name in before)] + second.lines
    pool.failed = second.failed
    return [test for name, tests in before.items() if name not in second.failed for test in tests or [name]]


def failures(lines, name):
    return [line.split("\t")[0] for line in lines if of(name, line) and line.split("\t")[1] == "failed"]


def of(name, line):
    """Whether a result is of that class; unittest also writes "setUpClass (module.Class)"."""
    return line.startswith(f"{name}.") or f"({name})" in line


def summary(pool, flaky, seconds):
    results = [line.split("\t") for line in pool.lines]
    out = io.StringIO()
    print("===== the slowest", file=out)
    for test, _, took in sorted(results, key=lambda line: -float(line[2]))[:10]:
        print(f"{float(took):6.1f} s  {test}", file=out)
    bad = [test for test, outcome, _ in results if outcome == "failed"]
    skipped = [test for test, outcome, _ in results if outcome == "skipped"]
    for title, names in (("skipped", skipped), ("failed", bad or pool.failed)):
        if names:
            print(f"===== {title}", *names, sep="\n", file=out)
    # Here too, since of a long log often only the end is looked at.
    for name in sorted(pool.failed):
        print(f"===== why {name} failed (the end)\n{said_of_failures(log_of(name))[-4000:]}", file=out)
    for test in flaky:
        print(f"FLAKY {test}", file=out)
    print(f"All in all {len(results)} tests in {seconds:.0f} s", file=out)
    print("FAILED: " + ", ".join(sorted(pool.failed)) if pool.failed else "OK", file=out)
    print(out.getvalue(), end="", flush=True)
    return 1 if pool.failed or not results else 0


def log_of(name):
    try:
        return (OUT / f"{name}.log").read_text(encoding="utf-8", errors="replace")
    except OSError as e:
        return f"no log: {e}"


def said_of_failures(log):
    """What unittest says of the tests that failed; all of the log, if it says nothing."""
    return log[log.find("\n" + "=" * 70) + 1:]


def main():
    parser = argparse.ArgumentParser(description="Runs the end-to-end tests.")
    parser.add_argument("names", nargs="*", help="modules, classes or tests; without any: all")
    # One more than can compute: each waits for a while now and then.
    parser.add_argument("--workers", type=int, default=(os.cpu_count() or 1) + 1)
    parser.add_argument("--seconds", type=int, default=600, help="that a class may take")
    parser.add_argument("--list", action="store_true", help="only show the classes in the order of their start")
    parser.add_argument("--here", metavar="REPORT", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.here:
        return run_here(chosen.names, chosen.here)
    if chosen.list:
        print(*(name for name, _ in classes(chosen.names)), sep="\n")
        return 0
    return run_all(chosen.names, chosen.workers, chosen.seconds)


if __name__ == "__main__":
    sys.exit(main())
