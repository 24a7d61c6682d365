"""How the channel gets its settings: by hand, from the environment, and by our questions in the host's wizard."""

import os
import unittest

from harness import hosted
from harness.process import children_of, command_of
from harness.scene import BOT, BOT_PASSWORD
from harness.terminal import ENTER, LEFT, UP


class SettingsTests(hosted.HostCase):
    """Settings that are wrong by themselves: the commands of the host say what and where; and settings from elsewhere."""

    def says(self, channel):
        self.gateway.configure(channel)
        done = self.gateway.command("channels", "status")
        checked = self.gateway.command("config", "validate")
        return done.stdout + done.stderr + checked.stdout + checked.stderr

    def test_1_an_unknown_key(self):
        self.assertRegex(self.says(self.scene.channel(passwrod="x")), "channels.xmpp.*passwrod|passwrod.*channels.xmpp")

    def test_2_the_environment(self):
        """[XEP-0368] XMPP_JID, XMPP_PASSWORD and XMPP_SERVER stand in for the configuration; TLS from the first byte on."""
        self.gateway.configure({"enabled": True, "tls": {"caFile": self.server.ca_file}, "allowFrom": ["alice@localhost"]})
        self.gateway.set_environment(XMPP_JID=BOT, XMPP_PASSWORD=BOT_PASSWORD,
                                     XMPP_SERVER=f"xmpps://localhost:{self.server.direct_tls_port}")
        with self.scene.person("alice") as alice:
            self.gateway.start()
            self.warm_up(alice)


class WizardTests(hosted.HostCase):
    """Our questions, asked by the host: the answers are tried on the server before anything is saved, and what is saved works."""

    settings = {"session": {}, "messages": {}}

    def test_the_host_s_wizard(self):
        before = self.gateway.config()
        self.assertNotIn("xmpp", before.get("channels", {}))
        with self.gateway.terminal("channels", "add") as terminal:
            at = terminal.answer("chat channel now\\?", ENTER, 0, 60)
            at = terminal.choose("XMPP", terminal.wait("Select a channel", since=at))
            at = terminal.answer("The bot's JID", "bot@" + ENTER, at)
            at = terminal.answer("not a valid JID", "elsewhere.example" + ENTER, at)
            at = terminal.answer("Password of bot@elsewhere.example", LEFT, at)
            at = terminal.answer("The bot's JID", "\x15bot@localhost" + ENTER, at)
            at = terminal.answer("Password of bot@localhost", "not this one" + ENTER, at)
            at = terminal.answer("Server: ", f"localhost:{self.server.port}" + ENTER, at)
            at = terminal.answer("authority is unknown.*What now", ENTER, at)
            at = terminal.answer("PEM file of the certificate authority", f"{self.server.ca_file}" + ENTER, at)
            at = terminal.answer("login is refused.*What now", ENTER, at)
            at = terminal.answer("Password of bot@localhost", BOT_PASSWORD + ENTER, at)
            at = terminal.answer("Online as bot@localhost.*SCRAM-SHA-256.*Your own JID", "alice@localhost" + ENTER, at)
            at = terminal.answer("Who may write to the bot", ENTER, at)
            at = terminal.answer("Who may write without pairing", ENTER, at)
            at = terminal.answer("Rooms to join", "garden" + ENTER, at)
            at = terminal.answer("In which rooms does the bot answer", ENTER, at)
            at = terminal.answer("per-channel-peer.*Set them", ENTER, at)
            at = terminal.wait("Select a channel", since=at)
            terminal.type(UP + ENTER)  # "Finished" is the last, and Up from the first is the last.
            at = terminal.answer("Name these channel accounts", ENTER, at)
            at = terminal.answer("Route these channel accounts", UP + ENTER, at)
            terminal.wait("Channels updated", since=at)
            self.assertEqual(0, terminal.end())
            self.assertNotIn(BOT_PASSWORD, terminal.text())
            self.assertNotIn("not this one", terminal.text())
        saved = self.gateway.config()
        channel = saved["channels"]["xmpp"]
        self.assertEqual(
            {"enabled": True, "jid": BOT, "password": BOT_PASSWORD, "server": f"localhost:{self.server.port}",
             "tls": {"caFile": str(self.server.ca_file)}, "dmPolicy": "pairing", "allowFrom": ["alice@localhost"],
             "rooms": [self.room], "groupPolicy": "allowlist", "mucRooms": {self.room: {"requireMention": True}}}, channel)
        self.assertEqual(["xmpp:alice@localhost"], saved["commands"]["ownerAllowFrom"])
        self.assertEqual("per-channel-peer", saved["session"]["dmScope"])
        self.assertEqual("automatic", saved["messages"]["groupChat"]["visibleReplies"])
        with self.scene.person("alice") as alice:
            self.gateway.start()
            self.addCleanup(self.gateway.stop)
            self.warm_up(alice)

    def test_breaking_off_saves_nothing(self):
        before = self.gateway.config()
        with self.gateway.terminal("channels", "add") as terminal:
            at = terminal.answer("chat channel now\\?", ENTER, 0, 60)
            at = terminal.choose("XMPP", terminal.wait("Select a channel", since=at))
            terminal.answer("The bot's JID", "bot@localhost" + ENTER, at)
            terminal.answer("Password of bot@localhost", "\x03", at)
            terminal.end()
        self.assertEqual(before.get("channels"), self.gateway.config().get("channels"))
        self.assertFalse([pid for pid in children_of(os.getpid()) if "sidecar.jar" in " ".join(command_of(pid))])


if __name__ == "__main__":
    unittest.main()
