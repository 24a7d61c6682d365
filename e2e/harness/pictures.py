"""Small pictures for tests and the demo, without a graphics library."""

import struct
import zlib


def png(width=32, height=32, colour=(200, 80, 40)):
    """A PNG of one colour with a lighter diagonal, so that two of different colours are different files."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    lighter = tuple(min(255, part + 60) for part in colour)
    rows = b"".join(
        b"\0" + b"".join(bytes(lighter if column == row else colour) for column in range(width)) for row in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
