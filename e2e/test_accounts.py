"""Several accounts in one gateway, what becomes of changed settings, and the commands that look after accounts."""

import json
import re
import unittest
import xml.etree.ElementTree as ET

from harness import hosted
from harness.hosted import CODE, from_bot
from harness.process import command_of
from harness.prosody import Prosody
from harness.scene import BOT, BOT_PASSWORD, WIDE
from harness.waiting import wait_until

SECRET_PROGRAM = """\
#!/bin/sh
cat >/dev/null
printf '{"protocolVersion":1,"values":{"xmpp/password":"%s"}}' '@PASSWORD@'
"""


class AccountsTests(hosted.HostCase):
    """Many accounts in one gateway: those that cannot work, each of which says in the status what is wrong and what to do;
    those whose passwords are references to secrets; and one whose settings change while it runs."""

    lasts = 240
    people = ("alice", "bob", "carol", "dave")
    SAYS = {
        "password": r"(?i)password|not-authorized",
        "unknown-host": r"nowhere\.invalid",
        "foreign-authority": r"(?i)certificate",
        "foreign-name": r"(?i)certificate",
        "no-starttls": r"(?i)STARTTLS|encrypt",
        "jid": r"not a valid JID",
        "resource": r"resource",
        "twice": r"bot@localhost is in use",
        "no-secret": r"(?i)secret.*(unavailable|not found)",
    }
    SECRETS = {"by-env": "bot-6", "by-file": "bot-7", "by-program": "bot-8"}
    # What must be seen nowhere.
    CANARY, ROOM_CANARY = "canary-of-accounts", "canary-of-a-room"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = cls.scene.folder
        foreign = cls.enterClassContext(Prosody(folder / "foreign"))
        misnamed = cls.enterClassContext(
            Prosody(folder / "misnamed", authority=cls.server.authority, certificate_names=["elsewhere.example"]))
        plain = cls.enterClassContext(Prosody(folder / "plain", tls=False))
        cls.locked = f"cellar@{cls.server.rooms}"
        def account(server, user="bot", **more):
            server.add_account(user, BOT_PASSWORD)
            return {"jid": f"{user}@localhost", "password": BOT_PASSWORD, "server": f"xmpp://localhost:{server.port}", **more}
        def secret(source, provider, id):
            return {"source": source, "provider": provider, "id": id}
        cls._write_secrets(folder)
        cls.gateway.set_environment(BOT_6_PASSWORD=cls.CANARY, CELLAR_PASSWORD=cls.ROOM_CANARY)
        cls.gateway.change(lambda config: config.update(secrets={"providers": {
            "files": {"source": "file", "path": str(folder / "secrets.json"), "mode": "json"},
            "program": {"source": "exec", "command": str(folder / "secret.sh"), "jsonOnly": True},
        }}))
        cls.gateway.configure({
            "enabled": True, "limits": WIDE, "tls": {"caFile": cls.server.ca_file}, "allowFrom": ["alice@localhost"], "defaultAccount": "good",
            "accounts": {
                "good": account(cls.server),
                "password": account(cls.server, "bot-2", password="not this one"),
                "unknown-host": {"jid": "bot@nowhere.invalid", "password": "x"},
                "foreign-authority": account(foreign, "bot-3"),
                "foreign-name": account(misnamed, "bot-4"),
                "no-starttls": account(plain, "bot-5"),
                "twice": account(cls.server),
                "jid": account(cls.server, jid="not a jid@@"),
                "resource": account(cls.server, jid=f"{BOT}/phone"),
                "no-secret": account(cls.server, "bot-9", password=secret("env", "default", "NOT_SET")),
                "by-env": account(cls.server, "bot-6", password=secret("env", "default", "BOT_6_PASSWORD"),
                                  rooms=[{"jid": cls.locked, "nick": "six", "password": secret("env", "default", "CELLAR_PASSWORD")}]),
                "by-file": account(cls.server, "bot-7", password=secret("file", "files", "/xmpp/password"),
                                   mucRooms={cls.locked: {"nick": "seven", "password": secret("file", "files", "/rooms/cellar")}}),
                "by-program": account(cls.server, "bot-8", password=secret("exec", "program", "xmpp/password")),
            }})
        for user in cls.SECRETS.values():
            cls.server.add_account(user, cls.CANARY)
        cls.alice = cls.enterClassContext(cls.scene.person("alice"))
        cls.alice.join(cls.locked, "alice")
        cls.alice.lock(cls.locked, cls.ROOM_CANARY)
        cls.gateway.start()
        cls.addClassCleanup(cls.gateway.stop)

    @classmethod
    def _write_secrets(cls, folder):
        secrets = folder / "secrets.json"
        secrets.write_text(json.dumps({"xmpp": {"password": cls.CANARY}, "rooms": {"cellar": cls.ROOM_CANARY}}), encoding="utf-8")
        secrets.chmod(0o600)
        program = folder / "secret.sh"
        program.write_text(SECRET_PROGRAM.replace("@PASSWORD@", cls.CANARY), encoding="utf-8")
        program.chmod(0o700)

    def lines(self):
        """The status line of each account."""
        said = self.gateway.run("channels", "status")
        return {account: line for account in ("good", *self.SAYS, *self.SECRETS)
                for line in said.splitlines() if f"XMPP {account}" in line}

    def account(self, name):
        return self.gateway.config()["channels"]["xmpp"]["accounts"][name]

    def change(self, name, **settings):
        """Changes settings of an account as an editor would, and waits until they are in force."""
        log = self.gateway.log_mark()
        self.gateway.change(lambda config: config["channels"]["xmpp"]["accounts"][name].update(settings))
        self.gateway.wait_log(rf"\[{name}\] settings taken over", log, 20)

    def test_1_each_account_tells_its_own_trouble(self):
        def told():
            lines = self.lines()
            return all(re.search(pattern, lines.get(account, "").partition(account)[2]) for account, pattern in self.SAYS.items()) and lines
        try:
            lines = wait_until(told, 30, "all accounts tell their trouble")
        except AssertionError:
            lines = self.lines()
        for account, pattern in self.SAYS.items():
            with self.subTest(account):
                self.assertRegex(lines.get(account, "").partition(account)[2], pattern)

    def test_2_the_good_account_works_all_the_same(self):
        """[setting: accounts]"""
        self.warm_up(self.alice)

    def test_3_nothing_crashes_or_loops(self):
        sidecar, = self.gateway.sidecars()
        self.assertNotIn("not this one", self.gateway.log())
        self.turn(self.alice, "SAY[still there]", expect="still there")
        self.assertEqual([sidecar], self.gateway.sidecars())

    def test_4_passwords_may_be_references_to_secrets(self):
        """[setting: mucRooms.password] [R8] Environment, file and program; of accounts and of rooms; and they are seen nowhere."""
        for nick in ("six", "seven"):
            self.alice.wait(lambda s: s.kind == "presence" and s.sender == f"{self.locked}/{nick}" and s.type == "", 20, 0,
                            f"{nick} in the locked room")
        lines = self.lines()
        for account, user in self.SECRETS.items():
            with self.subTest(account):
                self.assertIn("connected", lines[account])
                self.assertLess(0, self.server.logins(f"{user}@localhost"))
        sidecar, = self.gateway.sidecars()
        for canary in (self.CANARY, self.ROOM_CANARY):
            self.assertNotIn(canary, self.gateway.log())
            self.assertNotIn(canary, "\n".join(lines.values()))
            self.assertNotIn(canary, " ".join(command_of(sidecar)))

    def test_5_other_settings_are_taken_over_without_a_new_stream(self):
        """[R29] Policy, lists and rooms, for one account; what is refused changes nothing."""
        logins = {user: self.server.logins(f"{user}@localhost") for user in ("bot", *self.SECRETS.values())}
        sidecar, = self.gateway.sidecars()
        with self.scene.person("bob") as bob:
            bob.send(BOT, "SAY[too early]")
            challenge = bob.wait_body(None, 30, 0, BOT)
            self.assertRegex(challenge.body, CODE)
            self.change("good", allowFrom=["alice@localhost", "bob@localhost"])
            self.assertEqual("echo: now", self.turn(bob, "SAY[now]", expect="echo:").body)
            self.change("good", allowFrom=["alice@localhost"], dmPolicy="allowlist")
            since, asked = bob.mark(), self.model.mark()
            bob.send(BOT, "SAY[too late]")
            self.turn(self.alice, "SAY[in between]", expect="in between")
            bob.none(lambda s: from_bot(s) and s.kind == "message", 1, since, "something for who is no longer listed")
            self.assertFalse([a for a in self.model.since(asked) if "too late" in a.text])
        self.alice.join(self.room, "alice")
        self.change("good", rooms=[self.room], mucRooms={
            self.room: {"requireMention": False, "systemPrompt": "Sing of roses.", "tools": {"deny": ["exec"]}}})
        self.alice.wait(lambda s: s.kind == "presence" and s.sender == f"{self.room}/bot" and s.type == "", 20, 0, "the bot in the room")
        since, asked = self.alice.mark(), self.model.mark()
        self.alice.say(self.room, "SAY[without a mention]")
        self.alice.wait_body("echo: without a mention", 40, since, f"{self.room}/bot")
        in_room = self.model.since(asked)[0]
        self.assertIn("Sing of roses.", in_room.everything())
        self.assertNotIn("exec", in_room.tools)
        asked = self.model.mark()
        self.turn(self.alice, "SAY[directly]", expect="directly")
        self.assertIn("exec", self.model.since(asked)[0].tools)
        self.change("good", rooms=[], mucRooms={})
        self.alice.wait(lambda s: s.kind == "presence" and s.sender == f"{self.room}/bot" and s.type == "unavailable", 20, 0, "the end")

        log = self.gateway.log_mark()
        self.gateway.change(lambda config: config["channels"]["xmpp"]["accounts"]["good"].update(
            allowFrom=["alice@localhost", f"{BOT}/phone"]))
        self.gateway.wait_log(r"\[good\].*refused.*allowFrom", log, 20)
        self.assertEqual("echo: as before", self.turn(self.alice, "SAY[as before]", expect="as before").body)
        self.change("good", allowFrom=["alice@localhost"], dmPolicy="pairing")

        self.assertEqual(logins, {user: self.server.logins(f"{user}@localhost") for user in logins})
        self.assertEqual([sidecar], self.gateway.sidecars())

    def test_6_an_account_that_was_refused_starts_when_its_settings_are_right(self):
        """[R29] Its own settings were wrong, so nobody was asked for anything yet."""
        log = self.gateway.log_mark()
        self.server.add_account("bot-10", BOT_PASSWORD)
        self.gateway.change(lambda config: config["channels"]["xmpp"]["accounts"]["resource"].update(jid="bot-10@localhost"))
        self.gateway.wait_log(r"\[resource\] XMPP online as bot-10@localhost", log, 30)

    def test_7_another_resource_connects_that_account_anew_and_no_other(self):
        """[R29]"""
        users = ("bot", *self.SECRETS.values())
        before = {user: self.server.logins(f"{user}@localhost") for user in users}
        log = self.gateway.log_mark()
        self.gateway.change(lambda config: config["channels"]["xmpp"]["accounts"]["by-file"].update(resource="elsewhere"))
        self.gateway.wait_log(r"\[by-file\] XMPP online as bot-7@localhost/elsewhere", log, 30)
        self.assertEqual({**before, "bot-7": before["bot-7"] + 1}, {user: self.server.logins(f"{user}@localhost") for user in users})

    def test_8_an_approval_does_not_drop_the_stream(self):
        """[R29] The host makes the first who is approved the owner of commands, and restarts channels for that change.
        [C-75] Who was let in by one account is a stranger to the others."""
        logins = self.server.logins(BOT)
        with self.scene.person("carol") as carol:
            carol.send(BOT, "let me in")
            code = CODE.search(carol.wait_body(None, 30, 0, BOT).body).group()
            log = self.gateway.log_mark()
            self.gateway.run("pairing", "approve", "xmpp", code, "--account", "good")
            self.assertIn("xmpp:carol@localhost", self.gateway.config()["commands"]["ownerAllowFrom"])
            carol.wait_body("approved", 20, 0, BOT)
            self.assertEqual("echo: hello", self.turn(carol, "SAY[hello]", expect="echo: hello").body)
            carol.send("bot-8@localhost", "SAY[and you?]")
            self.assertRegex(carol.wait_body(None, 30, 0, "bot-8@localhost").body, CODE)
        self.assertEqual(logins, self.server.logins(BOT))
        self.assertNotRegex(self.gateway.log()[log:], "XMPP online as bot@localhost")

    # --- the command line ---

    def fails(self, *arguments):
        """Runs a command that must fail; returns what it said."""
        done = self.gateway.command(*arguments)
        self.assertEqual(1, done.returncode, done.stdout + done.stderr)
        return done.stderr

    def test_90_explain_says_why(self):
        """[setting: defaultAccount] What was refused is told with the setting that would change it, of the account that is meant if none is named."""
        id = self.alice.send(BOT, "SAY[explained]")
        self.alice.wait_body("echo: explained", 40, 0, BOT)
        said = self.gateway.run("xmpp", "explain", "bob@localhost")
        self.assertRegex(said, r"(?m)^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d  bob@localhost  direct  refused\n    .*allowFrom")
        self.assertRegex(said, r"bob@localhost  direct  let in\n.*\n    OpenClaw took it over")
        decided = json.loads(self.gateway.run("xmpp", "explain", id, "--json"))["decisions"]
        self.assertEqual([("alice@localhost", "dispatch")], [(d["sender"], d["admission"]) for d in decided])
        self.assertRegex(self.fails("xmpp", "explain", "nobody@localhost"), "Nothing is known of nobody@localhost")

    def test_91_the_doctor_finds_what_is_wrong_around_an_account(self):
        """[XEP-0441]"""
        with self.scene.person("bot", resource="desk") as desk:
            desk.iq(None, "set", ET.fromstring("<prefs xmlns='urn:xmpp:mam:2' default='never'><always/><never/></prefs>"))
        done = self.gateway.command("xmpp", "doctor")
        self.assertIn(done.returncode, (0, 1), done.stderr)
        self.assertRegex(done.stdout, r"(?m)^(warning|ERROR|note): .*password")
        self.assertEqual(done.returncode == 1, "ERROR: " in done.stdout, done.stdout)
        self.assertRegex(done.stdout, r"(?m)^warning: The server's archive keeps nothing")
        self.assertNotIn(BOT_PASSWORD, done.stdout)
        # Of a setting that is none, the host only says that there is none.
        self.gateway.change(lambda config: config["channels"]["xmpp"].update(passwrod="x"))
        done = self.gateway.command("doctor", "--non-interactive", timeout=150)
        self.gateway.change(lambda config: config["channels"]["xmpp"].pop("passwrod"))
        said = re.sub(r"[\s│]+", " ", done.stdout + done.stderr)
        self.assertRegex(said, r"channels\.xmpp\.passwrod is no setting; did you mean password\?")
        self.assertIn("channels.xmpp (good)", said)
        self.assertNotIn("doctor:security run failed", said)

    def test_92_the_status_tells_all(self):
        done = json.loads(self.gateway.run("channels", "status", "--probe", "--json"))
        good = next(account for account in done["channelAccounts"]["xmpp"] if account["accountId"] == "good")
        session = good["probe"]["session"]
        self.assertTrue(good["probe"]["ok"], good)
        self.assertEqual(("online", "bot@localhost/openclaw"), (session["state"], session["jid"]))
        for field in ("since", "server", "tls", "sasl", "lastInboundAt", "lastOutboundAt", "counters"):
            self.assertTrue(session.get(field), field)
        said = self.gateway.run("xmpp", "status", "--account", "by-env")
        self.assertRegex(said, r"(?m)^state: +online since 20")
        self.assertRegex(said, r"(?m)^bound as: +bot-6@localhost/openclaw$")
        self.assertRegex(said, r"(?m)^TLS: +TLSv1\.3$")
        self.assertRegex(said, r"(?m)^login: +SCRAM-SHA-256$")
        self.assertRegex(said, rf"(?m)^room: +{re.escape(self.locked)} as six, joined$")
        self.assertRegex(self.fails("xmpp", "status", "--account", "password"), "password is not running")

    def test_93_requests_are_denied_and_approvals_taken_back(self):
        """What the host's own commands lack."""
        self.assertRegex(self.gateway.run("xmpp", "pairing", "list", "--approved"), r"(?m)^carol@localhost$")
        with self.scene.person("dave") as dave:
            dave.send(BOT, "let me in")
            dave.wait_body(None, 30, 0, BOT)
            self.assertRegex(self.gateway.run("xmpp", "pairing", "list"), r"(?m)^dave@localhost  until 20")
            self.assertIn("Denied: dave@localhost", self.gateway.run("xmpp", "pairing", "deny", "dave@localhost"))
            since = dave.mark()
            dave.send(BOT, "please")
            dave.wait_body(None, 30, since, BOT)
            self.assertIn("Approved: dave@localhost", self.gateway.run("xmpp", "pairing", "approve", "dave@localhost"))
            dave.wait_body("approved", 20, since, BOT)
            self.assertEqual("echo: thanks", self.turn(dave, "SAY[thanks]", expect="echo:").body)
            self.assertIn("Revoked: dave@localhost", self.gateway.run("xmpp", "pairing", "revoke", "dave@localhost"))
            since, asked = dave.mark(), self.model.mark()
            dave.send(BOT, "SAY[still here?]")
            self.assertRegex(dave.wait_body(None, 30, since, BOT).body, CODE)
            self.assertFalse(self.model.since(asked))

    def test_94_without_the_gateway_a_command_says_so(self):
        self.gateway.stop()
        self.assertRegex(self.fails("xmpp", "explain"), "gateway cannot be reached.*openclaw gateway run")


if __name__ == "__main__":
    unittest.main()
