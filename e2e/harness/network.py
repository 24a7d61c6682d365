"""Loopback ports."""

import os
import socket

LOOPBACK = "127.0.0.1"
# Below those that the system gives to clients (32768 and up), so that no client has one by the time a server binds it.
PORTS = range(20_000, 32_000)


def _claimed():
    """
    Free ports, each of them once. An abstract socket of its name keeps one from all other processes that run tests, from now to
    the end of this process, whether somebody listens on it or not.
    """
    start = os.getpid() * 37 % len(PORTS)
    for port in (*PORTS[start:], *PORTS[:start]):
        with socket.socket() as taken, socket.socket(socket.AF_UNIX) as claim:
            try:
                taken.bind((LOOPBACK, port))
                claim.bind(f"\0openclaw-xmpp-port-{port}")
            except OSError:
                continue
            claim.detach()
        yield port


_ports = _claimed()


def free_ports(count):
    """Distinct ports that nobody listens on, and that no other process of these tests is given."""
    return [next(_ports) for _ in range(count)]


def listens(port):
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1):
            return True
    except OSError:
        return False
