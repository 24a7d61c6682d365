"""The menu of ad-hoc commands (XEP-0050, by slixmpp), and approvals: asked as a card, answered in all its ways.

Run in the order of their numbers; all of them share one gateway.
"""

import json
import unittest
import xml.etree.ElementTree as ET

from harness.process import kill_hard
from harness.scene import BOT, PLUGIN, Scene
from harness.waiting import wait_until

COMMANDS = "http://jabber.org/protocol/commands"
ITEMS = "http://jabber.org/protocol/disco#items"
RESPONSE = "{urn:xmpp:tmp:quick-response}response"
CORRECT = "{urn:xmpp:message-correct:0}replace"
NODE = "https://openclaw.ai/xmpp/command#"
QUESTIONS = "https://openclaw.ai/xmpp/questions"
BOT_CLIENT = f"{BOT}/openclaw"


def command(node, session=None, action="execute", fields=None):
    element = ET.Element(f"{{{COMMANDS}}}command", {"node": node, "action": action})
    if session:
        element.set("sessionid", session)
    if fields is not None:
        form = ET.SubElement(element, "{jabber:x:data}x", {"type": "submit"})
        for name, value in fields.items():
            field = ET.SubElement(form, "{jabber:x:data}field", {"var": name})
            ET.SubElement(field, "{jabber:x:data}value").text = value
    return element


def note(answer):
    found = answer.xml.find(f"{{{COMMANDS}}}command/{{{COMMANDS}}}note")
    return None if found is None else found.text


def session(answer):
    return answer.xml.find(f"{{{COMMANDS}}}command").get("sessionid")


@unittest.skipUnless(PLUGIN.exists(), "there is no plugin in the tree")
class MenuTests(unittest.TestCase):
    maxDiff = None
    people = ("alice", "bob", "mallory")
    settings = {
        "commands": {"config": True, "ownerAllowFrom": ["xmpp:alice@localhost"], "allowFrom": {"xmpp": ["alice@localhost", "bob@localhost"]}},
        "tools": {"toolSearch": False, "exec": {"host": "gateway", "security": "full", "ask": "always"}},
    }

    @classmethod
    def setUpClass(cls):
        cls.scene = cls.enterClassContext(Scene(cls.people, settings=cls.settings))
        cls.model, cls.gateway, cls.room = cls.scene.model, cls.scene.gateway, cls.scene.room
        cls.scene.server.start()
        cls.scene.install()
        cls.gateway.configure(cls.scene.channel(
            rooms=[cls.room], dmPolicy="allowlist", allowFrom=["alice@localhost", "bob@localhost"], groupPolicy="open",
            mucRooms={cls.room: {"requireMention": False}}))
        for name in cls.people:
            setattr(cls, name, cls.enterClassContext(cls.scene.person(name)))
        cls.gateway.start()
        cls.addClassCleanup(cls.gateway.stop)

    def run(self, result=None):
        before = len(result.failures) + len(result.errors) if result else 0
        super().run(result)
        if result and len(result.failures) + len(result.errors) > before:
            print(f"\n----- the gateway's log at the end of {self.id()}\n"
                  f"{chr(10).join(self.gateway.log().splitlines()[-40:])}\n-----", flush=True)
        return result

    def turn(self, person, text, timeout=60, expect=None):
        since = person.mark()
        person.send(BOT, text)
        return person.wait_body(expect, timeout, since, BOT)

    def listed(self, person):
        answer = person.iq(BOT_CLIENT, "get", ET.Element(f"{{{ITEMS}}}query", {"node": COMMANDS}))
        return {item.get("node"): item.get("name") for item in answer.xml.iter(f"{{{ITEMS}}}item")}

    def run_command(self, person, *arguments, **more):
        return person.iq(BOT_CLIENT, "set", command(*arguments, **more), timeout=40)

    def asks(self, person, text="CALL[exec {\"command\": \"echo carried-out\"}] SAY[told]"):
        """Makes the agent want to run something; returns the card that alice gets."""
        since = self.alice.mark()
        person.send(BOT, text)
        return self.alice.wait_body("May I run this command?", 60, since, BOT)

    def carried_out(self, word):
        """Whether a command's output is that word; what only quotes the command does not count."""
        return any(line.strip() == word for asked in self.model.asked for result in asked.tool_results for line in result.splitlines())

    def settled(self, card, word):
        return self.alice.wait(
            lambda s: s.xml.find(CORRECT) is not None and s.xml.find(CORRECT).get("id") == card.id and word in s.body,
            20, 0, f"the card's end with {word!r}")

    # --- the menu ---

    def test_01_the_host_s_commands_are_listed(self):
        """[XEP-0050] [XEP-0030]"""
        self.turn(self.alice, "SAY[warm]", expect="echo: warm")
        names = self.listed(self.alice)
        for name in ("status", "new", "model", "help"):
            self.assertIn(NODE + name, names)
        self.assertTrue(names[NODE + "status"].startswith("/status: "), names[NODE + "status"])
        self.assertNotIn(QUESTIONS, names)

    def test_02_one_runs_and_answers_in_the_form(self):
        """[XEP-0050]"""
        since = self.alice.mark()
        answer = self.run_command(self.alice, NODE + "status")
        if note(answer) is None:
            # It has arguments.
            answer = self.run_command(self.alice, NODE + "status", session(answer), "complete", {})
        self.assertIn("OpenClaw", note(answer))
        self.alice.none(lambda s: s.kind == "message" and s.body and "OpenClaw" in s.body, 2, since, "the answer in the chat")

    def test_03_an_argument_is_filled_in(self):
        """[XEP-0050] [XEP-0004]"""
        form = self.run_command(self.alice, NODE + "model")
        fields = [field.get("var") for field in form.xml.iter("{jabber:x:data}field")]
        self.assertIn("model", fields)
        answer = self.run_command(self.alice, NODE + "model", session(form), "complete", {"model": "status"})
        self.assertIn("echo", note(answer))

    def test_04_a_stranger_sees_and_runs_nothing(self):
        """[H-57] Not even whether there is a menu."""
        self.assertEqual({}, self.listed(self.mallory))
        refused = self.run_command(self.mallory, NODE + "status")
        self.assertEqual("error", refused.type)
        unknown = self.run_command(self.mallory, "nothing")
        self.assertEqual(ET.tostring(refused.xml.find("{jabber:client}error")), ET.tostring(unknown.xml.find("{jabber:client}error")))

    def test_05_what_only_owners_may_do_the_menu_does_not_allow_either(self):
        """Running it is typing it: the host's own authorisation."""
        typed = self.turn(self.bob, "/config show", expect=None).body
        form = self.run_command(self.bob, NODE + "config")
        self.assertEqual("result", form.type)
        answer = self.run_command(self.bob, NODE + "config", session(form), "complete", {"action": "show"})
        self.assertEqual(typed.strip(), note(answer).strip())

    # --- approvals ---

    def test_10_an_approval_by_reaction(self):
        card = self.asks(self.alice)
        self.assertIn("echo carried-out", card.body)
        buttons = {found.get("label"): found.get("value") for found in card.xml.iter(RESPONSE)}
        self.assertTrue(any(value.endswith(" deny") for value in buttons.values()), buttons)
        for value in buttons.values():
            self.assertIn(value, card.body, "a plain client is told, too")
        since = self.alice.mark()
        self.alice.react(BOT, card.id, "👍")
        self.alice.wait_body("told", 60, since, BOT)
        self.settled(card, "Allowed once")
        self.assertTrue(self.carried_out("carried-out"))

    def test_11_a_denial_by_reply(self):
        card = self.asks(self.alice, "CALL[exec {\"command\": \"echo never-done\"}] SAY[told]")
        since = self.alice.mark()
        self.alice.reply(BOT, card.id, BOT, "> May I\n", "deny")
        self.settled(card, "Denied")
        # The agent knows by then what became of it.
        self.alice.wait_body("told", 60, since, BOT)
        self.assertFalse(self.carried_out("never-done"))

    def test_12_nobody_else_answers(self):
        """[H-30] Bob may talk and even command, but he is no owner."""
        card = self.asks(self.bob, "CALL[exec {\"command\": \"echo by-alice\"}] SAY[told]")
        value = next(found.get("value") for found in card.xml.iter(RESPONSE) if found.get("value").endswith("allow-once"))
        for person in (self.bob, self.mallory):
            person.react(BOT, card.id, "👍")
            person.reply(BOT, card.id, BOT, "", "allow-once")
            person.send(BOT, value)
        self.bob.wait(lambda s: s.kind == "message" and s.body and "authorized" in s.body, 30, 0, "a refusal")
        self.alice.none(lambda s: s.xml.find(CORRECT) is not None and s.xml.find(CORRECT).get("id") == card.id, 2, 0, "the end of the card")
        # In the menu of the one who may, and of nobody else.
        self.assertNotIn(QUESTIONS, self.listed(self.bob))
        self.assertIn(QUESTIONS, self.listed(self.alice))
        form = self.run_command(self.alice, QUESTIONS)
        self.assertFalse(self.carried_out("by-alice"))
        since = self.bob.mark()
        answer = self.run_command(self.alice, QUESTIONS, session(form), "complete", {"answer": "allow-once"})
        self.assertRegex(note(answer), "(?i)allow once")
        self.bob.wait_body("told", 60, since, BOT)
        self.settled(card, "Allowed once")
        self.assertTrue(self.carried_out("by-alice"))
        self.assertNotIn(QUESTIONS, self.listed(self.alice))

    def test_13_one_that_nobody_answers(self):
        """[H-57] An expired card approves nothing."""
        since = self.alice.mark()
        self.gateway.run("gateway", "call", "exec.approval.request", "--params", json.dumps({
            "command": "echo late", "host": "gateway", "ask": "always", "agentId": "main", "timeoutMs": 4000, "twoPhase": True,
            "turnSourceChannel": "xmpp", "turnSourceTo": "alice@localhost", "turnSourceAccountId": "default"}))
        card = self.alice.wait_body("echo late", 20, since, BOT)
        self.settled(card, "No longer open")
        late = self.alice.mark()
        self.alice.react(BOT, card.id, "👍")
        self.assertNotIn(QUESTIONS, self.listed(self.alice))
        self.alice.none(lambda s: s.kind == "message" and s.body, 3, late, "an answer or another end of the card")

    def test_14_a_question_has_buttons_and_an_ordinary_answer(self):
        """[XEP-0439]"""
        since = self.alice.mark()
        self.alice.send(BOT, "CALL[ask_user {\"questions\": [{\"id\": \"colour\", \"header\": \"Colour\", \"question\": \"Which colour?\", "
                             "\"options\": [{\"label\": \"Red\"}, {\"label\": \"Blue\"}]}]}] SAY[painted]")
        asked = self.alice.wait_body("Which colour?", 60, since, BOT)
        self.assertEqual(["Red", "Blue"], [found.get("value") for found in asked.xml.iter(RESPONSE)])
        self.alice.send(BOT, "Blue")
        self.alice.wait_body("painted", 60, since, BOT)
        self.assertTrue(any("Blue" in result for request in self.model.asked for result in request.tool_results))

    def test_20_a_card_outlives_the_sidecar(self):
        card = self.asks(self.alice, "CALL[exec {\"command\": \"echo after-all\"}] SAY[told]")
        wait_until(lambda: QUESTIONS in self.listed(self.alice), 10, "the card is in the book")
        since, seen = self.gateway.log_mark(), self.alice.mark()
        pid, = self.gateway.sidecars()
        kill_hard(pid)
        self.gateway.wait_online(since)
        wait_until(lambda: QUESTIONS in self.listed(self.alice), 20, "the card is still in the book")
        self.alice.react(BOT, card.id, "👍")
        self.alice.wait_body("told", 60, seen, BOT)
        self.settled(card, "Allowed once")
        self.assertTrue(self.carried_out("after-all"))


if __name__ == "__main__":
    unittest.main()
