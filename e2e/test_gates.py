"""The plugin's own tests that need the installed OpenClaw, but no gateway: Node runs them."""

import os
import subprocess
import unittest

from harness.gateway import tool
from harness.scene import ADAPTER

TESTS = ADAPTER / "plugin" / "test" / "host"


class GatesTests(unittest.TestCase):
    def test_the_plugin_with_the_host_s_own_modules(self):
        """[C-32] Both gates, every row of the access tables through the real resolver."""
        done = subprocess.run([tool("NODE24"), "--import", str(TESTS / "openclaw.js"), "--test", "--test-timeout=60000",
                               "--test-reporter=spec", "--test-force-exit", *sorted(map(str, TESTS.glob("*.test.js")))],
                              env={**os.environ, "PLUGIN": str(ADAPTER / "target" / "npm")},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=150)
        self.assertEqual(0, done.returncode, done.stdout[-6000:] + done.stderr)
        self.assertRegex(done.stdout, r"pass [1-9]")


if __name__ == "__main__":
    unittest.main()
