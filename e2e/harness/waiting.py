"""Waiting for a condition, always with a deadline."""

import time


class Timeout(AssertionError):
    """A condition did not come true in time."""


def wait_until(condition, timeout, what, every=0.05):
    """Returns the first true value of condition(); fails with `what` after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= deadline:
            raise Timeout(f"{what()if callable(what) else what}: not within {timeout} s")
        time.sleep(every)
