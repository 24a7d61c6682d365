"""Getting a bot online through the host where there is no account yet: made in-band, by invite, or by flags."""

import os
import time
import unittest

from harness.process import children_of, command_of
from harness.scene import BOT, BOT_PASSWORD, PLUGIN, Scene
from harness.terminal import ENTER, LEFT, UP

SPACE = " "


@unittest.skipUnless(PLUGIN.exists(), "there is no plugin in the tree")
class SetupTests(unittest.TestCase):
    lasts = 90

    @classmethod
    def setUpClass(cls):
        cls.scene = cls.enterClassContext(Scene(("alice",), settings={"session": {}, "messages": {}}, registration=True))
        cls.server, cls.gateway = cls.scene.server, cls.scene.gateway
        cls.server.start()
        cls.scene.install(by_command=True)
        cls.untouched = cls.gateway.config()

    def setUp(self):
        self.gateway.change(lambda config: (config.clear(), config.update(self.untouched)))

    def begin(self, terminal):
        at = terminal.answer("chat channel now\\?", ENTER, 0, 60)
        return terminal.choose("XMPP", terminal.wait("Select a channel", since=at))

    def finish(self, terminal, at):
        at = terminal.wait("Select a channel", since=at)
        terminal.type(UP + ENTER)  # "Finished" is the last, and Up from the first is the last.
        at = terminal.answer("Name these channel accounts", ENTER, at)
        at = terminal.answer("Route these channel accounts", UP + ENTER, at)
        terminal.wait("Channels updated", since=at)
        self.assertEqual(0, terminal.end())

    def test_1_a_new_account_and_a_room_that_was_found(self):
        """[XEP-0077]"""
        began = time.monotonic()
        with self.scene.person("alice") as alice:
            alice.join(f"lounge@{self.server.rooms}", "alice")
            alice.wait(lambda s: s.kind == "presence" and s.sender == f"lounge@{self.server.rooms}/alice", 20, 0, "alice in the room")
            with self.gateway.terminal("channels", "add") as terminal:
                at = self.begin(terminal)
                at = terminal.answer("The bot's JID", "helper@localhost" + ENTER, at)
                at = terminal.answer("Password of helper@localhost", ENTER, at)
                at = terminal.answer("Server: ", f"localhost:{self.server.port}" + ENTER, at)
                at = terminal.answer("No account was made.*authority is unknown.*What now", ENTER, at)
                at = terminal.answer("PEM file of the certificate authority", f"{self.server.ca_file}" + ENTER, at)
                at = terminal.answer("helper@localhost was made.*Online as helper@localhost.*Your own JID", "alice@localhost" + ENTER, at)
                at = terminal.answer("Who may write to the bot", ENTER, at)
                at = terminal.answer("Who may write without pairing", ENTER, at)
                at = terminal.answer("Rooms that were found.*lounge@", SPACE + ENTER, at)
                at = terminal.answer("Other rooms to join", ENTER, at)
                at = terminal.answer("In which rooms does the bot answer", ENTER, at)
                at = terminal.answer("The bot's address.*xmpp:helper@localhost.*Set them", ENTER, at)
                self.finish(terminal, at)
                text = terminal.text()
            channel = self.gateway.config()["channels"]["xmpp"]
            self.assertEqual("helper@localhost", channel["jid"])
            self.assertRegex(channel["password"], "^[A-Za-z2-9]{24}$")
            self.assertNotIn(channel["password"], text)
            self.assertEqual([f"lounge@{self.server.rooms}"], channel["rooms"])
            self.gateway.start()
            self.addCleanup(self.gateway.stop)
            since = alice.mark()
            alice.send("helper@localhost", "SAY[first words]")
            alice.wait_body("echo: first words", 60, since, "helper@localhost")
            print(f"from the wizard's first question to the first reply: {time.monotonic() - began:.1f} s", flush=True)

    def test_2_breaking_off_removes_the_new_account(self):
        """[XEP-0077] [XEP-0147] [XEP-0401] [XEP-0445] It was made by an invitation, which is an address."""
        with self.gateway.terminal("channels", "add") as terminal:
            at = self.begin(terminal)
            at = terminal.answer("The bot's JID", self.server.invite() + ENTER, at)
            at = terminal.answer("Name of the new account: NAME@localhost", "\x15guest" + ENTER, at)
            at = terminal.answer("Password for the new account guest@localhost", "long enough 7nHL3" + ENTER, at)
            at = terminal.answer("Server: ", f"localhost:{self.server.port}" + ENTER, at)
            at = terminal.answer("What now", ENTER, at)
            at = terminal.answer("PEM file of the certificate authority", f"{self.server.ca_file}" + ENTER, at)
            at = terminal.wait("guest@localhost was made.*Online as.*Your own JID", since=at)
            self.assertTrue(self.server.has_account("guest"))
            terminal.type("\x03")
            terminal.end()
        self.assertFalse(self.server.has_account("guest"))
        self.assertNotIn("xmpp", self.gateway.config().get("channels", {}))
        self.assertFalse([pid for pid in children_of(os.getpid()) if "sidecar.jar" in " ".join(command_of(pid))])

    def test_3_going_back_keeps_the_password_and_the_account(self):
        with self.gateway.terminal("channels", "add") as terminal:
            at = self.begin(terminal)
            at = terminal.answer("The bot's JID", "again@localhost" + ENTER, at)
            at = terminal.answer("Password of again@localhost", ENTER, at)
            at = terminal.answer("Server: ", f"localhost:{self.server.port}" + ENTER, at)
            at = terminal.answer("What now", ENTER, at)
            at = terminal.answer("PEM file of the certificate authority", f"{self.server.ca_file}" + ENTER, at)
            at = terminal.answer("again@localhost was made.*Your own JID", "alice@localhost" + ENTER, at)
            at = terminal.answer("Who may write to the bot", LEFT, at)
            at = terminal.answer("Your own JID", ENTER, at)
            at = terminal.answer("Who may write to the bot", ENTER, at)
            at = terminal.answer("Who may write without pairing.*alice@localhost", LEFT, at)
            at = terminal.wait("Who may write to the bot", since=at)
            self.assertTrue(self.server.has_account("again"))
            self.assertEqual(1, terminal.text().count("again@localhost was made"))
            terminal.type("\x03")
            terminal.end()
        self.assertFalse(self.server.has_account("again"))

    def add(self, *flags):
        return self.gateway.command("channels", "add", "--channel", "xmpp", *flags)

    def test_4_flags_are_tested_before_they_are_saved(self):
        """[C-72] The password is named by a variable; all that is wrong is told at once."""
        server = ("--server", f"localhost:{self.server.port}", "--ca-file", self.server.ca_file)
        wrong = self.add("--jid", "bot", "--rooms", "garden")
        self.assertNotEqual(0, wrong.returncode)
        for problem in ("bot is no bare JID", "garden is no room", "--password-env"):
            self.assertIn(problem, wrong.stdout + wrong.stderr)

        self.gateway.set_environment(BOT_SECRET="not this one")
        refused = self.add("--jid", BOT, "--password-env", "BOT_SECRET", *server)
        self.assertNotEqual(0, refused.returncode)
        self.assertIn("not-authorized", refused.stdout + refused.stderr)
        self.assertNotIn("xmpp", self.gateway.config().get("channels", {}))
        untested = self.add("--jid", BOT, "--password-env", "BOT_SECRET", "--skip-test", *server)
        self.assertEqual(0, untested.returncode, untested.stdout + untested.stderr)

        self.setUp()
        self.gateway.set_environment(BOT_SECRET=BOT_PASSWORD)
        added = self.add("--jid", BOT, "--password-env", "BOT_SECRET", "--rooms", self.scene.room, *server)
        self.assertEqual(0, added.returncode, added.stdout + added.stderr)
        self.assertIn("SCRAM-SHA", added.stdout)
        self.assertEqual(
            {"enabled": True, "jid": BOT, "password": {"source": "env", "provider": "default", "id": "BOT_SECRET"},
             "server": f"localhost:{self.server.port}", "tls": {"caFile": self.server.ca_file}, "rooms": [self.scene.room],
             "groupPolicy": "allowlist", "mucRooms": {self.scene.room: {"requireMention": True}}},
            self.gateway.config()["channels"]["xmpp"])


if __name__ == "__main__":
    unittest.main()
