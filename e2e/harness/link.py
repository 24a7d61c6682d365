"""A line to a server that can be cut and mended, as networks are."""

import contextlib
import socket
import threading

from .network import LOOPBACK


class Link:
    """Forwards connections to a loopback port. While it is cut, whoever connects is dropped at once."""

    def __init__(self, port):
        self._target = port
        self._lock = threading.Lock()
        self._open = set()
        self._cut = self._ended = False
        self._listener = socket.create_server((LOOPBACK, 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, name=f"link to {port}", daemon=True).start()

    def cut(self):
        """Both ends of every connection are gone at once, without a goodbye."""
        with self._lock:
            self._cut = True
            for each in self._open:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def mend(self):
        with self._lock:
            self._cut = False

    def close(self):
        self._ended = True
        self.cut()
        # A thread that waits in accept() does not see that its socket was closed.
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, self.port), timeout=1):
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _accept(self):
        with self._listener:
            while not self._ended:
                near, _ = self._listener.accept()
                with self._lock:
                    far = None if self._cut else socket.create_connection((LOOPBACK, self._target), timeout=5)
                    if far is not None:
                        far.settimeout(None)
                        self._open |= {near, far}
                if far is None:
                    near.close()
                    continue
                ends = threading.Barrier(2, action=lambda near=near, far=far: self._drop(near, far))
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._forward, args=(one, other, ends), name="link", daemon=True).start()

    @staticmethod
    def _forward(one, other, ends):
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        with contextlib.suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)
        ends.wait()

    def _drop(self, *both):
        with self._lock:
            self._open -= set(both)
        for each in both:
            each.close()
