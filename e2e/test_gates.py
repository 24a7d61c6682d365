"""The plugin's own tests that need the installed OpenClaw, but no gateway: Node runs them."""

import json
import os
import re
import subprocess
import unittest

from harness.gateway import tool
from harness.scene import ADAPTER

TESTS = ADAPTER / "plugin" / "test" / "host"


class GatesTests(unittest.TestCase):
    def test_the_plugin_with_the_host_s_own_modules(self):
        """[C-32] Both gates, every row of the access tables through the real resolver."""
        # Without --test-force-exit: it ends a file's process before what its tests say has been read.
        done = subprocess.run([tool("NODE24"), "--import", str(TESTS / "openclaw.js"), "--test", "--test-timeout=60000",
                               "--test-reporter=spec", *sorted(map(str, TESTS.glob("*.test.js")))],
                              env={**os.environ, "PLUGIN": str(ADAPTER / "target" / "npm")},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=200)
        self.assertEqual(0, done.returncode, done.stdout[-6000:] + done.stderr)
        # The rows of the access tables are tests of their own.
        passed = int(re.search(r"pass (\d+)", done.stdout)[1])
        rows = json.loads((ADAPTER / "src" / "test" / "resources" / "access-rows.json").read_text(encoding="utf-8"))
        self.assertGreater(passed, len(rows) + 30, done.stdout[-6000:])


if __name__ == "__main__":
    unittest.main()
