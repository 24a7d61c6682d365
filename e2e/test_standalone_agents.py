"""Agents of the stand-alone bot, as its page docs/standalone.md has them: what they hear and can do, on Prosody."""

import json
import os
import stat
import sys
import textwrap
import unittest

from harness import standing
from harness.model import Model, scripted
from harness.process import command_of
from harness.scene import BOT, BOT_PASSWORD, password_of
from harness.standalone import README, example
from harness.standing import OPEN
from harness.waiting import wait_until


class AgentTests(standing.StandaloneCase):
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
        """[XEP-0085] [XEP-0308] [XEP-0363] [XEP-0444]"""
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
            heard = [json.loads(line) for line in (bot.folder / "heard.jsonl").read_text(encoding="utf-8").splitlines()]
            corrected = next(event for event in heard if event.get("messageId") == asked)
            self.assertEqual(corrected["id"], heard[-1]["replaces"])
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

    def test_a_file_is_blocked_by_what_is_in_it(self):
        """[R6]"""
        with self.obedient({**OPEN, "blockedMediaTypes": ["text/html"]}) as bot, self.person("alice") as alice:
            url = alice.upload(b"\xef\xbb\xbf \n<html><script>alert(1)</script></html>", "picture.png", "image/png")
            since = alice.mark()
            alice.send(BOT, "hello picture", oob=url)
            alice.wait_body("heard hello picture", since=since)
            message = next(e for e in map(json.loads, (bot.folder / "heard.jsonl").read_text().splitlines()) if e["type"] == "message")
            self.assertEqual({"url", "error"}, set(message["media"][0]), message["media"])
            self.assertIn("text/html", message["media"][0]["error"])

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
        """[XEP-0045] [XEP-0461]"""
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


class ModelTests(standing.StandaloneCase):
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


if __name__ == "__main__":
    unittest.main()
