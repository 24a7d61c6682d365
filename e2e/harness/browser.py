"""converse.js in Debian's Chromium, driven by playwright-core."""

import json
import pathlib
import subprocess

from .gateway import tool

SCRIPT = pathlib.Path(__file__).resolve().parents[1] / "browser" / "chat.mjs"
CHROMIUM = "/usr/bin/chromium"


def converse(page, chat, text, expected, screenshot):
    """Says `text` in a chat of the page and waits for `expected`; returns what was seen on the way."""
    done = subprocess.run([tool("NODE24"), str(SCRIPT), tool("PLAYWRIGHT"), CHROMIUM, page, chat, text, expected, str(screenshot)],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=150)
    if done.returncode != 0:
        raise AssertionError(f"the browser failed: {done.stderr}")
    return json.loads(done.stdout)
