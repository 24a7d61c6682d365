"""Nothing is lost when a part of the stand-alone bot dies."""

import json
import os
import sys
import textwrap
import time
import unittest

from harness import standing
from harness.process import children_of, exists
from harness.scene import BOT
from harness.standing import OPEN, from_bot
from harness.waiting import wait_until


class LossTests(standing.StandaloneCase):
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


if __name__ == "__main__":
    unittest.main()
