"""The stand-alone bot as its page docs/standalone.md says, with the agents that stand there, on Prosody."""

import json
import os
import pathlib
import re
import shutil
import stat
import sys
import tempfile
import textwrap
import time
import unittest
import zlib

from harness.model import Model, scripted
from harness.person import Person
from harness.process import children_of, command_of, exists
from harness.prosody import Prosody
from harness.scene import BOT, BOT_PASSWORD, password_of
from harness.standalone import README, Standalone, example
from harness.waiting import wait_until

CODE = re.compile(r"\b[A-HJ-NP-Z2-9]{8}\b")
OPEN = {"dmPolicy": "open", "allowFrom": ["*"]}

# Does what it is told: each word is the test's way to see one thing.
OBEDIENT = """\
import json, os, sys, time

def act(**action):
    print(json.dumps(action), flush=True)

for line in sys.stdin:
    event = json.loads(line)
    with open("heard.jsonl", "a", encoding="utf-8") as heard:
        heard.write(line)
    if event["type"] == "reaction":
        act(action="send", to=event["conversation"], kind=event["kind"], text="saw " + " ".join(event["emojis"]))
    if event["type"] != "message":
        continue
    id, (word, _, rest) = event["id"], event["text"].rpartition(": ")[2].partition(" ")
    if word == "crash" and not os.path.exists("crashed"):
        open("crashed", "w").close()
        sys.exit(3)
    elif word == "poison":
        os._exit(9)
    elif word == "hang" and not os.path.exists("hung"):
        open("hung", "w").close()
        time.sleep(600)
    elif word == "partial":
        act(action="reply", re=id, text="one", more=True)
        if not os.path.exists("half"):
            open("half", "w").close()
            # Until it is seen that the first half is out.
            while not os.path.exists("seen"):
                time.sleep(0.05)
            os._exit(4)
        act(action="reply", re=id, text="two")
    elif word == "later":
        while not os.path.exists("go"):
            time.sleep(0.05)
        act(action="reply", re=id, text="late")
        print("the agent said it", file=sys.stderr, flush=True)
    elif word == "read":
        with open(event["media"][0]["path"], encoding="utf-8") as file:
            act(action="reply", re=id, text=file.read())
    elif word == "wait" and not os.path.exists("go"):
        time.sleep(600)
    elif word == "react":
        act(action="react", re=id, emoji="👍")
    elif word == "type":
        act(action="typing", re=id)
        act(action="reply", re=id, text="typed")
    elif word == "edit":
        act(action="reply", re=id, text="frist", more=True, ref="first")
        while True:
            result = json.loads(sys.stdin.readline())
            if result.get("ref") == "first":
                break
        act(action="edit", re=id, id=result["id"], text="first")
    elif word == "file":
        with open(os.path.join(os.environ["XMPP_OUTGOING"], "note.txt"), "w") as note:
            note.write("a note")
        act(action="media", re=id, path="note.txt", contentType="text/plain", text="here it is")
    elif word == "steal":
        act(action="media", re=id, path=rest, ref="theft")
        act(action="reply", re=id, text=json.loads(sys.stdin.readline())["error"])
    elif word == "nonsense":
        print("this is no JSON", flush=True)
        error = json.loads(sys.stdin.readline())
        act(action="fly", re=id)
        second = json.loads(sys.stdin.readline())
        print("x" * 1100000, flush=True)
        third = json.loads(sys.stdin.readline())
        act(action="reply", re=id, text="; ".join(e["type"] + ": " + e["error"] for e in (error, second, third)))
    elif word == "environment":
        act(action="reply", re=id, text=" ".join(sorted(n for n in os.environ if n.startswith("XMPP"))) or "nothing")
    elif word == "silence":
        act(action="ack", re=id)
    else:
        print("answering", file=sys.stderr, flush=True)
        act(action="reply", re=id, text="heard " + event["text"], quote=True)
"""


def from_bot(stanza):
    return stanza.kind == "message" and stanza.bare == BOT and stanza.body is not None


class StandaloneCase(unittest.TestCase):
    public_jids = True

    @classmethod
    def setUpClass(cls):
        # Short: a socket's path has a limit.
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="ocx-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.server = Prosody(cls.folder / "server", public_jids=cls.public_jids)
        cls.server.add_account("bot", BOT_PASSWORD)
        for name in ("alice", "bob", "carol", "dave", "erin"):
            cls.server.add_account(name, password_of(name))
        cls.enterClassContext(cls.server)
        cls.room = f"garden@{cls.server.rooms}"

    @property
    def place(self):
        return self.folder / f"{zlib.crc32(self._testMethodName.encode()):08x}"

    def person(self, name):
        person = Person(f"{name}@localhost", password_of(name), self.server)
        self.addCleanup(person.close)
        return person

    def bot(self, agent, settings=None, **more):
        bot = Standalone(self.place, self.server, agent, settings, **more)
        self.addCleanup(bot.stop)
        return bot

    def obedient(self, settings=OPEN, **more):
        bot = self.bot(f"{sys.executable} agent.py", settings, **more)
        (bot.folder / "agent.py").write_text(OBEDIENT, encoding="utf-8")
        return bot

    def turn(self, person, text, timeout=30, **more):
        since = person.mark()
        person.send(BOT, text, **more)
        return person.wait_body(None, timeout, since, BOT)

    def run(self, result=None):
        before = len(result.failures) + len(result.errors) if result else 0
        super().run(result)
        if result and len(result.failures) + len(result.errors) > before:
            log = self.place / "bot.log"
            if log.exists():
                print(f"\n----- {log}\n{log.read_text(encoding='utf-8', errors='replace')[-6000:]}\n-----", flush=True)
        return result


class AgentTests(StandaloneCase):
    """What an agent hears and can do."""

    def test_the_page_s_agent_in_python(self):
        bot = self.bot(f"{sys.executable} agent.py", OPEN)
        (bot.folder / "agent.py").write_text(example("python"), encoding="utf-8")
        with bot, self.person("alice") as alice:
            answer = self.turn(alice, "good day 🎉", thread="t1")
            self.assertEqual(("Hello alice@localhost, you said: good day 🎉", "t1"), (answer.body, answer.thread))

    def test_the_readme_s_agent(self):
        bot = self.bot(f"{sys.executable} agent.py", OPEN)
        (bot.folder / "agent.py").write_text(example("python", README), encoding="utf-8")
        with bot, self.person("alice") as alice:
            self.assertEqual("LOUDER", self.turn(alice, "louder").body)

    def test_the_page_s_agent_in_shell(self):
        bot = self.bot("./agent.sh", OPEN)
        agent = bot.folder / "agent.sh"
        agent.write_text(example("sh"), encoding="utf-8")
        agent.chmod(0o755)
        with bot, self.person("alice") as alice:
            self.assertIn("Linux", self.turn(alice, 'tell me "type":"message","id":"x"').body)

    def test_echo(self):
        with self.bot("echo", OPEN), self.person("alice") as alice:
            self.assertEqual("anybody there?", self.turn(alice, "anybody there?").body)

    def test_direct_messages_reactions_typing_edits_corrections_and_files(self):
        with self.obedient() as bot, self.person("alice") as alice:
            answer = self.turn(alice, "hello")
            self.assertEqual("heard hello", answer.body)
            since = alice.mark()
            alice.react(BOT, answer.id, "🎉")
            alice.wait_body("saw 🎉", since=since)
            since = alice.mark()
            asked = alice.send(BOT, "react now")
            self.assertEqual((asked, ["👍"]), alice.wait(lambda s: s.reaction, since=since).reaction)
            since = alice.mark()
            alice.send(BOT, "type something")
            alice.wait(lambda s: s.chat_state == "composing", since=since)
            alice.wait_body("typed", since=since)
            since = alice.mark()
            alice.send(BOT, "edit it")
            first = alice.wait_body("frist", since=since)
            corrected = alice.wait_body("first", since=first.number + 1)
            self.assertEqual(first.id, corrected.xml.find("{urn:xmpp:message-correct:0}replace").get("id"))
            since = alice.mark()
            alice.send_xml(f"<message xmlns='jabber:client' to='{BOT}' type='chat' id='c1'><body>hello you</body>"
                           f"<replace xmlns='urn:xmpp:message-correct:0' id='{asked}'/></message>")
            alice.wait_body("heard hello you", since=since)
            heard = (bot.folder / "heard.jsonl").read_text(encoding="utf-8").splitlines()
            self.assertEqual(asked, json.loads(heard[-1])["replaces"])
            since = alice.mark()
            alice.send(BOT, "file please")
            alice.wait_body("here it is", since=since)
            file = alice.wait(lambda s: s.oob_url, since=since)
            self.assertEqual(b"a note", alice.download(file.oob_url))

    def test_a_file_is_there_until_it_is_answered(self):
        with self.obedient() as bot, self.person("alice") as alice:
            url = alice.upload(b"what is in it", "note.txt", "text/plain")
            since = alice.mark()
            alice.send(BOT, "read this", oob=url)
            alice.wait_body("what is in it", since=since)
            message = next(e for e in map(json.loads, (bot.folder / "heard.jsonl").read_text().splitlines()) if e["type"] == "message")
            self.assertEqual(("text/plain", len("what is in it")),
                             (message["media"][0]["contentType"], message["media"][0]["size"]))
            wait_until(lambda: not os.path.exists(message["media"][0]["path"]), 5, "the file is removed")

    def test_several_accounts(self):
        """[C-75]"""
        settings = {**OPEN, "jid": None, "password": None,
                    "accounts": {"first": {"jid": BOT, "password": {"source": "env", "id": "XMPP_PASSWORD"}},
                                 "second": {"jid": "erin@localhost", "password": {"source": "file", "id": "erin.txt"}}}}
        bot = self.obedient({name: value for name, value in settings.items()})
        bot.configure({name: value for name, value in {**bot.base(), **settings}.items() if value is not None})
        (bot.folder / "erin.txt").write_text(password_of("erin") + "\n")
        bot.start(online=False)
        for account in ("first", "second"):
            bot.wait_log(f"{account}: online")
        with self.person("alice") as alice:
            for jid in (BOT, "erin@localhost"):
                since = alice.mark()
                alice.send(jid, "hello")
                alice.wait_body("heard hello", 20, since, jid)
            heard = [json.loads(line) for line in (bot.folder / "heard.jsonl").read_text().splitlines()]
            self.assertEqual(["first", "second"], [event["account"] for event in heard if event["type"] == "message"])
        self.assertEqual({"first", "second"}, {a["accountId"] for a in json.loads(bot.run("status", "--json"))["accounts"]})

    def test_several_messages_at_a_time(self):
        bot = self.bot(f"{sys.executable} agent.py", OPEN, options=("--parallel", "2"))
        # Answers the first one only when it has the second.
        (bot.folder / "agent.py").write_text(textwrap.dedent("""\
            import json, sys
            held = []
            for line in sys.stdin:
                event = json.loads(line)
                if event["type"] == "message":
                    held.append(event["id"])
                    if len(held) == 2:
                        for id in reversed(held):
                            print(json.dumps({"action": "reply", "re": id, "text": "both"}), flush=True)
            """), encoding="utf-8")
        with bot, self.person("alice") as alice, self.person("bob") as bob:
            alice.send(BOT, "hello")
            bob.send(BOT, "hello")
            for person in (alice, bob):
                person.wait_body("both", 20)

    def test_only_what_is_put_there_is_sent(self):
        """[H-52]"""
        with self.obedient() as bot, self.person("alice") as alice:
            for path in ("/etc/hostname", "../state.mv.db", str(bot.state / "state.mv.db"), "no-such-file"):
                since = alice.mark()
                answer = self.turn(alice, f"steal {path}")
                self.assertRegex(answer.body, "only files in|there is no file")
                self.assertEqual([], alice.all(lambda s: s.oob_url, since))
            (bot.state / "outgoing" / "link").symlink_to("/etc/hostname")
            self.assertIn("only files in", self.turn(alice, "steal link").body)

    def test_what_is_no_action_is_answered(self):
        with self.obedient() as bot, self.person("alice") as alice:
            answer = self.turn(alice, "nonsense").body
            self.assertIn("not one JSON object", answer)
            self.assertIn('there is no action "fly"; there is reply, send', answer)
            self.assertIn("longer than 1048576 bytes", answer)
            self.assertEqual("heard and on", self.turn(alice, "and on").body)
            self.assertIn("agent: answering", bot.log())

    def test_in_a_room_who_mentions_the_bot_is_answered_there(self):
        with self.person("alice") as alice:
            alice.join(self.room, "alice")
            with self.obedient({**OPEN, "rooms": [self.room]}) as bot:
                alice.wait(lambda s: s.kind == "presence" and s.sender == f"{self.room}/bot")
                alice.say(self.room, "the tulips are red")
                since = alice.mark()
                asked = alice.say(self.room, "bot: what colour?")
                answer = alice.wait_body("heard bot: what colour?", since=since, sender=f"{self.room}/bot")
                self.assertEqual("groupchat", answer.type)
                reply = answer.xml.find("{urn:xmpp:reply:0}reply")
                self.assertEqual(asked.stanza_id, reply.get("id"))
                heard = [json.loads(line) for line in (bot.folder / "heard.jsonl").read_text(encoding="utf-8").splitlines()]
                message = next(event for event in heard if event["type"] == "message")
                self.assertEqual(["the tulips are red"], [said["body"] for said in message["history"]])
                self.assertEqual("alice@localhost", message["sender"]["jid"])
                since = alice.mark()
                alice.react(self.room, answer.stanza_id, "👀", type="groupchat")
                alice.wait_body("saw 👀", since=since, sender=f"{self.room}/bot")

    def test_the_password_is_seen_by_nobody(self):
        """[R8] [H-58] Not in the arguments, the agent's environment, the log, the status, or the state."""
        with self.obedient(options=("--log-level=debug",)) as bot, self.person("alice") as alice:
            self.assertEqual("XMPP_OUTGOING", self.turn(alice, "environment").body)
            self.assertNotIn(BOT_PASSWORD, " ".join(command_of(bot.pid)))
            self.assertNotIn(BOT_PASSWORD, bot.run("status", "--json"))
            self.assertNotIn(BOT_PASSWORD, bot.log())
            for file in bot.state.rglob("*"):
                if file.is_file() and not stat.S_ISSOCK(file.stat().st_mode):
                    self.assertNotIn(BOT_PASSWORD.encode(), file.read_bytes(), file)


class ModelTests(StandaloneCase):
    def test_a_model_answers_with_what_was_said_before_and_failures_are_told_once(self):
        broken = []
        with Model(lambda asked: ("call", "tool", {}) if broken else scripted(asked)) as model:
            bot = self.bot(f"openai:{model.url}#echo", OPEN, environment={"OPENAI_API_KEY": "canary-key"}, options=("--log-level=debug",))
            with bot, self.person("alice") as alice:
                since = alice.mark()
                first = self.turn(alice, "are you a model?")
                self.assertIn("are you a model?", first.body)
                alice.wait(lambda s: s.chat_state == "composing", since=since)
                self.turn(alice, "and now?")
                roles = [message["role"] for message in model.asked[-1].request["messages"]]
                self.assertEqual(["system", "user", "assistant", "user"], roles)
                self.assertNotIn("canary-key", bot.log() + bot.run("status", "--json"))
                broken.append(True)
                since = alice.mark()
                alice.send(BOT, "still there?")
                self.assertEqual("Sorry, I cannot answer right now.", alice.wait_body(None, 30, since, BOT).body)
                bot.wait_log("the model gave no answer")


class LossTests(StandaloneCase):
    """Nothing is lost when something dies."""

    def test_a_crash_in_the_middle_of_a_message(self):
        """[C-80]"""
        with self.obedient() as bot, self.person("alice") as alice:
            since = alice.mark()
            alice.send(BOT, "crash please")
            alice.send(BOT, "and after it")
            alice.wait_body("heard crash please", since=since)
            alice.wait_body("heard and after it", since=since)
            self.assertEqual(["heard crash please", "heard and after it"], [s.body for s in alice.all(from_bot, since)])
            self.assertIn("it ended with 3", bot.log())
            self.assertEqual(1, json.loads(bot.run("status", "--json"))["agent"]["restarts"])

    def test_a_message_that_the_agent_dies_of_does_not_stop_the_others(self):
        """[C-28]"""
        with self.obedient() as bot, self.person("alice") as alice, self.person("bob") as bob:
            alice.send(BOT, "poison")
            since = bob.mark()
            bob.send(BOT, "hello")
            bob.wait_body("heard hello", 30, since)
            bot.wait_log("is given up: the agent did not live through it 3 times")
            self.assertEqual("heard still here", self.turn(alice, "still here").body)

    def test_an_answer_that_is_given_again_is_not_sent_again(self):
        with self.obedient() as bot, self.person("alice") as alice:
            since = alice.mark()
            alice.send(BOT, "partial")
            alice.wait_body("one", since=since)
            (bot.folder / "seen").touch()
            alice.wait_body("two", since=since)
            self.assertIn("it ended with 4", bot.log())
            self.assertEqual(["one", "two"], [s.body for s in alice.all(from_bot, since)])

    def test_an_answer_that_meets_a_dead_server_waits_for_it(self):
        """[C-28] [C-84] The agent is asked once; what it says comes when the server is back."""
        with self.person("alice") as alice:
            alice.join(self.room, "alice")
            bot = self.obedient({**OPEN, "rooms": [self.room]})
            bot.start()
            alice.wait(lambda s: s.kind == "presence" and s.sender == f"{self.room}/bot")
            alice.say(self.room, "bot: later")
            wait_until(lambda: self.asked(bot, "later") == 1, 10, "the agent has it")
            self.server.stop()
            bot.wait_log("default: reconnecting")
            (bot.folder / "go").touch()
            bot.wait_log("the agent said it")
        self.server.start()
        with self.person("alice") as alice:
            alice.join(self.room, "alice")
            wait_until(lambda: "late" in " ".join(s.body or "" for s in alice.all(lambda s: s.bare == self.room)), 60, "it is said")
        self.assertEqual(1, self.asked(bot, "later"))

    @staticmethod
    def asked(bot, text):
        path = bot.folder / "heard.jsonl"
        heard = map(json.loads, path.read_text(encoding="utf-8").splitlines()) if path.exists() else ()
        return sum(event["type"] == "message" and text in event["text"] for event in heard)

    def test_a_message_that_the_agent_dies_of_is_found_among_others(self):
        bot = self.bot(f"{sys.executable} agent.py", OPEN, options=("--parallel", "8"))
        # Answers nothing before the poison was there once.
        (bot.folder / "agent.py").write_text(textwrap.dedent("""\
            import json, os, sys
            held = []
            for line in sys.stdin:
                event = json.loads(line)
                if event["type"] != "message":
                    continue
                with open("attempts", "a") as attempts:
                    attempts.write(event["text"] + "\\n")
                if event["text"] == "poison":
                    os._exit(9)
                if os.path.exists("poisoned"):
                    print(json.dumps({"action": "reply", "re": event["id"], "text": "alive"}), flush=True)
                elif event["text"] == "last":
                    open("poisoned", "w").close()
            """), encoding="utf-8")
        with bot, self.person("alice") as alice, self.person("bob") as bob, self.person("carol") as carol:
            bob.send(BOT, "first")
            wait_until(lambda: "first" in self.attempts(bot), 10, "the first one is with the agent")
            carol.send(BOT, "last")
            wait_until(lambda: "last" in self.attempts(bot), 10, "the last one is with the agent")
            alice.send(BOT, "poison")
            for person in (bob, carol):
                person.wait_body("alive", 30)
            bot.wait_log("is given up", 30)
            self.assertEqual(3, self.attempts(bot).count("poison"))
            self.assertEqual(1, bot.log().count("is given up"))
            self.assertEqual("alive", self.turn(alice, "and now").body)

    @staticmethod
    def attempts(bot):
        path = bot.folder / "attempts"
        return path.read_text().splitlines() if path.exists() else []

    def test_a_hang(self):
        with self.obedient(options=("--patience", "3")) as bot, self.person("alice") as alice:
            since = alice.mark()
            alice.send(BOT, "hang please")
            hung = wait_until(lambda: (bot.folder / "hung").exists() and children_of(bot.pid), 10, "the agent hangs")
            alice.wait_body("heard hang please", 30, since)
            self.assertIn("it said nothing about event", bot.log())
            self.assertFalse(any(map(exists, hung)), "the one that hung lives on")

    def test_a_killed_bot(self):
        """[C-80] Killed before the agent has answered: the next one has the message, once."""
        bot = self.obedient()
        with self.person("alice") as alice:
            bot.start()
            since = alice.mark()
            alice.send(BOT, "wait for me")
            wait_until(lambda: (bot.folder / "heard.jsonl").exists() and "wait for me" in (bot.folder / "heard.jsonl").read_text(),
                       10, "the agent has it")
            agents = children_of(bot.pid)
            bot.kill()
            wait_until(lambda: not any(map(exists, agents)) or self.end(agents), 10, "the agents end")
            (bot.folder / "go").touch()
            with bot:
                alice.wait_body("heard wait for me", 30, since)
                self.assertEqual("heard next", self.turn(alice, "next").body)
                self.assertEqual(["heard wait for me", "heard next"], [s.body for s in alice.all(from_bot, since)])

    @staticmethod
    def end(agents):
        for pid in filter(exists, agents):
            os.kill(pid, 9)

    def test_an_orderly_end_is_quick_and_leaves_nobody(self):
        bot = self.obedient()
        with self.person("alice") as alice:
            bot.start()
            self.turn(alice, "hello")
            agents = children_of(bot.pid)
            self.assertTrue(agents)
            process, began = bot.process, time.monotonic()
            bot.stop()
            self.assertLess(time.monotonic() - began, 4)
            self.assertEqual(0, process._child.returncode)
            self.assertFalse(any(map(exists, agents)))
            self.assertFalse((bot.state / "control" / "socket").exists())


class PairingTests(StandaloneCase):
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


class DoorTests(StandaloneCase):
    def test_what_the_commands_say(self):
        with self.bot("echo", {**OPEN, "rooms": [self.room]}) as bot:
            wait_until(lambda: f"room {self.room}: joined" in bot.run("status"), 20, "the room is joined")
            said = bot.run("status")
            self.assertIn("default: online since", said)
            self.assertIn("agent: running", said)
            status = json.loads(bot.run("status", "--json"))
            self.assertEqual("online", status["accounts"][0]["state"])

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


class FailureTests(StandaloneCase):
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
