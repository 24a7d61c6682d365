"""Loopback ports."""

import contextlib
import socket

LOOPBACK = "127.0.0.1"


def free_ports(count):
    """Distinct ports that nobody listens on at this moment."""
    with contextlib.ExitStack() as open_sockets:
        ports = []
        for _ in range(count):
            taken = open_sockets.enter_context(socket.socket())
            taken.bind((LOOPBACK, 0))
            ports.append(taken.getsockname()[1])
        return ports


def listens(port):
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1):
            return True
    except OSError:
        return False
