"""The stand-alone bot as its page docs/standalone.md says: who is let in, its commands, and what it says when it cannot start."""

import json
import os
import re
import shutil
import stat
import textwrap
import unittest

from harness import standing
from harness.scene import BOT
from harness.standalone import Standalone
from harness.standing import OPEN, from_bot
from harness.waiting import wait_until

CODE = re.compile(r"\b[A-HJ-NP-Z2-9]{8}\b")


class PairingTests(standing.StandaloneCase):
    def code_of(self, person, text="hello"):
        since = person.mark()
        person.send(BOT, text)
        return CODE.search(person.wait_body("pairing code", since=since, sender=BOT).body).group()

    def test_from_stranger_to_friend_and_back(self):
        """[R18] [R19] Every command of the seed has a form that works."""
        with self.obedient({"dmPolicy": "pairing"}) as bot, self.person("alice") as alice:
            since = alice.mark()
            code = self.code_of(alice)
            alice.send(BOT, "hello again")
            alice.none(from_bot, 2, alice.mark())
            self.assertFalse((bot.folder / "heard.jsonl").exists() and "hello" in (bot.folder / "heard.jsonl").read_text())
            self.assertEqual([], alice.all(lambda s: s.kind == "presence" and s.bare == BOT and s.type == "subscribe", since))
            self.assertIn(f"{code}  alice@localhost", bot.run("pairing", "list"))
            why = bot.run("explain", "alice@localhost")
            self.assertIn("pairing_required (not_paired)", why)
            self.assertIn("see `pairing list`", why)
            self.assertIn("Nobody was let in", bot.run("pairing", "list", "--approved"))
            wrong = bot.command("pairing", "approve", "AAAAAAAA")
            self.assertEqual((70, True), (wrong.returncode, "nobody waits with that code" in wrong.stderr), wrong)
            since = alice.mark()
            self.assertIn("alice@localhost", bot.run("pairing", "approve", "xmpp", code.lower()))
            alice.wait_body("You have been approved", since=since, sender=BOT)
            alice.wait(lambda s: s.kind == "presence" and s.bare == BOT and s.type == "subscribe", since=since)
            self.assertIn("Nobody waits", bot.run("pairing", "list", "xmpp"))
            self.assertIn("alice@localhost", bot.run("pairing", "list", "--approved"))
            self.assertEqual("heard at last", self.turn(alice, "at last").body)
            self.assertIn("dispatch (sender_paired)", bot.run("explain", "alice@localhost", "--limit", "1"))
            self.assertEqual(1, len(alice.all(lambda s: from_bot(s) and "approved" in s.body)))
            bot.stop()
            bot.start()
            self.assertEqual("heard after a restart", self.turn(alice, "after a restart").body)
            self.assertEqual(1, len(alice.all(lambda s: from_bot(s) and "approved" in s.body)))
            self.assertIn("alice@localhost", bot.run("pairing", "revoke", "alice@localhost"))
            self.code_of(alice, "a stranger again")

    def test_denied(self):
        with self.obedient({"dmPolicy": "pairing"}) as bot, self.person("alice") as alice:
            code = self.code_of(alice)
            self.assertIn("alice@localhost", bot.run("pairing", "deny", "xmpp", code))
            since = alice.mark()
            alice.send(BOT, "please")
            alice.none(from_bot, 2, since)
            self.assertIn("Nobody waits", bot.run("pairing", "list"))

    def test_three_wait_at_a_time(self):
        """[H-38]"""
        with self.obedient({"dmPolicy": "pairing"}) as bot:
            codes = {self.code_of(self.person(name)) for name in ("alice", "bob", "carol")}
            self.assertEqual(3, len(codes))
            dave = self.person("dave")
            dave.send(BOT, "me too")
            dave.none(from_bot, 2)
            self.assertEqual(3, len(bot.run("pairing", "list").splitlines()))


class DoorTests(standing.StandaloneCase):
    def test_what_the_commands_say(self):
        with self.bot("echo", {**OPEN, "rooms": [self.room]}) as bot:
            wait_until(lambda: f"room {self.room}: joined" in bot.run("status"), 20, "the room is joined")
            said = bot.run("status")
            self.assertIn("default: online since", said)
            self.assertIn("agent: running", said)
            status = json.loads(bot.run("status", "--json"))
            self.assertEqual("online", status["accounts"][0]["state"])

    def test_what_the_doctor_finds(self):
        """As in the host, without what only a host has."""
        room = f"hidden@{self.server.rooms}"
        settings = {**OPEN, "rooms": [room], "groupAllowFrom": ["alice@localhost"]}
        bot = self.bot("echo", settings)
        with self.person("alice") as alice:
            alice.join(room, "alice")
            alice.set_up(room, {"muc#roomconfig_whois": "moderators"})
            with bot:
                wait_until(lambda: f"room {room}: joined" in bot.run("status"), 20, "the room is joined")
                ill = bot.command("doctor")
                self.assertEqual(1, ill.returncode, ill)
                self.assertIn(f"error: {room} hides who its people are", ill.stdout)
                self.assertIn(f'channels.xmpp.mucRooms["{room}"].trustRoom: true', ill.stdout)
                self.assertIn("info: Everybody on the XMPP network may write to the agent.", ill.stdout)
                self.assertNotIn("session.", ill.stdout)
                bot.configure({**bot.base(), **settings, "mucRooms": {room: {"trustRoom": True}}})
                bot.run("reload")
                found = json.loads(bot.run("doctor", "--json", "--account", "default"))["accounts"]
                self.assertEqual([("default", set())],
                                 [(each["accountId"], {f["what"] for f in each["findings"] if f["level"] == "error"}) for each in found])
                self.assertIn("no account", bot.command("doctor", "--account", "absent").stderr)
        self.assertEqual(69, bot.command("doctor").returncode)

    def test_a_changed_configuration_is_taken_over_without_a_new_login(self):
        """[R29]"""
        bot = self.bot("echo", {"dmPolicy": "allowlist"})
        with bot, self.person("alice") as alice:
            since = alice.mark()
            alice.send(BOT, "too early")
            alice.none(from_bot, 2, since)
            online = json.loads(bot.run("status", "--json"))["accounts"][0]["since"]
            bot.configure({**bot.base(), "dmPolicy": "allowlist", "allowFrom": ["alice@localhost"]})
            bot.run("reload")
            self.assertEqual("now?", self.turn(alice, "now?").body)
            self.assertEqual(online, json.loads(bot.run("status", "--json"))["accounts"][0]["since"])
            bot.configure({**bot.base(), "dmPolicy": "opn"})
            refused = bot.command("reload")
            self.assertEqual((78, True), (refused.returncode, "dmPolicy" in refused.stderr), refused)
            bot.configure({**bot.base(), "jid": "erin@localhost"})
            refused = bot.command("reload")
            self.assertEqual((78, True), (refused.returncode, "must be started again" in refused.stderr), refused)
            self.assertEqual("still there?", self.turn(alice, "still there?").body)

    def test_nobody_else_reaches_it(self):
        """[H-59] [H-60]"""
        with self.bot("echo", OPEN) as bot:
            socket = bot.state / "control" / "socket"
            self.assertEqual(0o600, stat.S_IMODE(socket.stat().st_mode))
            self.assertEqual(0o700, stat.S_IMODE(socket.parent.stat().st_mode))
            self.assertEqual(0o700, stat.S_IMODE(bot.state.stat().st_mode))

    @unittest.skipUnless(os.geteuid() == 0 and shutil.which("setpriv"), "needs root to become somebody else")
    def test_another_user_is_turned_away(self):
        """[H-60]"""
        import subprocess
        with self.bot("echo", OPEN) as bot:
            bot.state.chmod(0o755)
            for folder in (bot.folder, self.folder):
                folder.chmod(0o755)
            attempt = textwrap.dedent(f"""
                import socket
                s = socket.socket(socket.AF_UNIX)
                try:
                    s.connect({str(bot.state / 'control' / 'socket')!r})
                    print("connected")
                except OSError as refused:
                    print(type(refused).__name__)
                """)
            done = subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/python3", "-c", attempt],
                                  capture_output=True, text=True, timeout=20)
            self.assertEqual("PermissionError", done.stdout.strip(), done)
            # The owner of the folder is not turned away: the attempt fails for the reason that it shall.
            mine = subprocess.run(["/usr/bin/python3", "-c", attempt], capture_output=True, text=True, timeout=20)
            self.assertEqual("connected", mine.stdout.strip(), mine)

    def test_without_a_bot(self):
        bot = self.bot("echo", OPEN)
        done = bot.command("pairing", "list")
        self.assertEqual(69, done.returncode)
        self.assertIn("no bot of yours runs with --state", done.stderr)

    def test_a_socket_that_was_left_behind_is_replaced_and_one_that_answers_is_not(self):
        bot = self.bot("echo", OPEN)
        bot.start()
        bot.kill()
        self.assertTrue((bot.state / "control" / "socket").exists())
        with bot:
            bot.run("status")
            second = Standalone(bot.folder, self.server, "echo", OPEN)
            done = second.command("bot", "--config", str(bot.config), "--agent", "echo")
            self.assertEqual(70, done.returncode)
            self.assertIn("state.mv.db", done.stderr)
            bot.run("status")

    def test_a_path_that_is_too_long_for_a_socket(self):
        bot = self.bot("echo", OPEN)
        bot.state = bot.folder / ("x" * 100)
        done = bot.command("bot", "--config", str(bot.config), "--agent", "echo")
        self.assertEqual(78, done.returncode)
        self.assertIn("choose a state directory with a shorter path", done.stderr)
        self.assertFalse(bot.state.exists())


class FailureTests(standing.StandaloneCase):
    def failure(self, settings=OPEN, **more):
        bot = self.bot("echo", settings, **more)
        return bot.command("bot", "--config", str(bot.config), "--agent", "echo")

    def test_a_refused_password(self):
        """[C-11]"""
        done = self.failure(environment={"XMPP_PASSWORD": "wrong canary"})
        self.assertEqual(77, done.returncode, done)
        self.assertNotIn("canary", done.stderr)

    def test_wrong_settings(self):
        done = self.failure({"dmPolicy": "opn", "passwrod": "canary"})
        self.assertEqual(78, done.returncode, done)
        self.assertIn("dmPolicy", done.stderr)
        self.assertIn("password", done.stderr)
        self.assertNotIn("canary", done.stderr)

    def test_a_password_that_others_may_read_is_told(self):
        bot = self.bot("echo", {**OPEN, "password": "wrong canary"})
        bot.config.chmod(0o644)
        done = bot.command("bot", "--config", str(bot.config), "--agent", "echo")
        self.assertIn("other users may read it", done.stderr)
        self.assertNotIn("canary", done.stderr)
        bot.config.chmod(0o600)
        self.assertNotIn("other users", bot.command("bot", "--config", str(bot.config), "--agent", "echo").stderr)

    def test_a_password_that_is_nowhere(self):
        done = self.failure({"password": {"source": "env", "id": "NO_SUCH_VARIABLE"}})
        self.assertEqual(78, done.returncode, done)
        self.assertIn("NO_SUCH_VARIABLE is not set", done.stderr)


if __name__ == "__main__":
    unittest.main()
