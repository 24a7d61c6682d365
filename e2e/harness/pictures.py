"""Small pictures and sounds for tests and the demo, without a library for them."""

import io
import math
import struct
import wave
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


def tone(seconds=1.0, pitch=440):
    """A WAV of one tone."""
    rate = 8000
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(b"".join(struct.pack("<h", int(8000 * math.sin(2 * math.pi * pitch * i / rate))) for i in range(int(rate * seconds))))
    return out.getvalue()
