"""What is set for single rooms, and what the agent may do in them, through all real parts."""

import json
import unittest
import xml.etree.ElementTree as ET

from harness.scene import BOT, PLUGIN, Scene

# What the model is told of a skill, and of a tool.
SKILL = "---\nname: {0}\ndescription: canary of the skill {0}\n---\nDo nothing.\n"


def show_people(owner, room):
    """Makes a room of Prosody's show to all who is who."""
    form = "".join(f"<field var='{name}'><value>{value}</value></field>" for name, value in (
        ("FORM_TYPE", "http://jabber.org/protocol/muc#roomconfig"), ("muc#roomconfig_whois", "anyone")))
    answer = owner.iq(room, "set", ET.fromstring(
        f"<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>{form}</x></query>"))
    if answer.type != "result":
        raise AssertionError(f"{room} shows nobody: {answer}")


@unittest.skipUnless(PLUGIN.exists(), "there is no plugin in the tree")
class RoomTests(unittest.TestCase):
    """One gateway with two agents and rooms that differ; the test sees in the model's request what came of each setting."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        # An owner: who is none may not command.
        cls.scene = cls.enterClassContext(Scene(("alice", "mallory"), settings={"commands": {
            "ownerAllowFrom": ["xmpp:alice@localhost"], "allowFrom": {"xmpp": ["alice@localhost"]}}}))
        cls.model, cls.gateway, cls.server = cls.scene.model, cls.scene.gateway, cls.scene.server
        cls.server.start()
        cls.scene.install()
        cls.garden, cls.lab, cls.shed, cls.attic = (f"{name}@{cls.server.rooms}" for name in ("garden", "lab", "shed", "attic"))
        for agent in ("main", "gardener"):
            workspace = cls.gateway.folder / f"workspace-{agent}"
            workspace.mkdir()
            (workspace / "SOUL.md").write_text(f"You are canary-of-{agent}.\n", encoding="utf-8")
            for skill in ("pruning", "grafting"):
                folder = workspace / "skills" / skill
                folder.mkdir(parents=True)
                (folder / "SKILL.md").write_text(SKILL.format(skill), encoding="utf-8")
        cls.gateway.change(lambda config: config["agents"].update(list=[
            {"id": agent, "default": agent == "main", "workspace": str(cls.gateway.folder / f"workspace-{agent}")}
            for agent in ("main", "gardener")]))
        cls.gateway.configure(cls.scene.channel(
            dmPolicy="allowlist", allowFrom=["alice@localhost"], groupPolicy="open", historyLimit=3,
            actions={"rooms": True, "moderation": True}, defaultTo="Aunt Alice",
            mucRooms={
                "*": {"systemPrompt": "canary-of-all-rooms"},
                cls.garden: {"agentId": "Gardener", "systemPrompt": "canary-of-the-garden", "skills": ["pruning"],
                             "tools": {"deny": ["exec"]}, "historyLimit": 1},
                cls.lab: {},
                cls.shed: {"agentId": "nobody"},
                cls.attic: {"skills": [], "historyLimit": 0},
            }))
        cls.alice = cls.enterClassContext(cls.scene.person("alice"))
        with cls.scene.person("bot") as bot:
            bot.iq(None, "set", ET.fromstring(
                "<query xmlns='jabber:iq:roster'><item jid='alice@localhost' name='Aunt Alice'/></query>"))
        # The bot's nick is taken here, so that it has another.
        cls.alice.join(cls.lab, "bot")
        show_people(cls.alice, cls.lab)
        # First in the others, so that they are hers.
        for room in (cls.garden, cls.shed, cls.attic):
            cls.alice.join(room, "alice")
        cls.gateway.start()
        cls.addClassCleanup(cls.gateway.stop)

    def ask(self, room, text, nick="bot", timeout=60):
        """Asks in a room and returns what the model was asked."""
        asked, since = self.model.mark(), self.alice.mark()
        self.alice.wait(self.is_there(room, nick), 20, 0, f"{nick} in {room}")
        self.alice.say(room, f"{nick}: SAY[{text}]")
        self.alice.wait_body(f"echo: {text}", timeout, since, f"{room}/{nick}")
        return self.model.wait(lambda a: text in a.text, 5, asked)

    def test_1_the_room_s_agent_answers_in_it(self):
        """[setting: mucRooms.agentId]"""
        request = self.ask(self.garden, "who is here?")
        self.assertIn("canary-of-gardener", request.system)
        self.assertNotIn("canary-of-main", request.everything())
        request = self.ask(self.lab, "and here?", "bot-2")
        self.assertIn("canary-of-main", request.system)
        self.assertNotIn("canary-of-gardener", request.everything())

    def test_2_where_the_agent_is_unknown_nobody_answers_and_the_log_says_why(self):
        self.alice.wait(self.is_there(self.shed), 20, 0, "the bot in the room")
        log, asked, since = self.gateway.log_mark(), self.model.mark(), self.alice.mark()
        self.alice.say(self.shed, "bot: SAY[is anybody here?]")
        self.gateway.wait_log(rf'mucRooms\.{self.shed}\.agentId: there is no agent "nobody".*gardener', log)
        # By then an answer would have come.
        self.ask(self.garden, "still here?")
        self.assertFalse([a for a in self.model.since(asked) if "is anybody here?" in a.everything()])
        self.assertFalse(self.alice.all(lambda s: s.kind == "message" and s.bare == self.shed and s.resource == "bot", since))
        self.assertRegex(self.gateway.command("doctor", "--non-interactive").stdout.replace("\n", " "), r'no\s+agent\s+"nobody"')

    def test_3_prompt_skills_and_tools_of_a_room_reach_the_model(self):
        """[setting: mucRooms.systemPrompt] [setting: mucRooms.skills] [setting: mucRooms.tools]"""
        garden = self.ask(self.garden, "what is set?")
        self.assertIn("canary-of-the-garden", garden.system)
        self.assertIn("canary of the skill pruning", garden.system)
        self.assertNotIn("canary of the skill grafting", garden.system)
        self.assertNotIn("exec", garden.tools)
        lab = self.ask(self.lab, "and what here?", "bot-2")
        self.assertIn("canary-of-all-rooms", lab.system)
        self.assertNotIn("canary-of-the-garden", lab.everything())
        self.assertIn("canary of the skill grafting", lab.system)
        self.assertIn("exec", lab.tools)
        attic = self.ask(self.attic, "and up there?")
        self.assertNotIn("canary of the skill", attic.system)

    def test_4_a_room_s_history_has_its_own_length(self):
        for room, nick, kept in ((self.garden, "bot", ["three"]), (self.lab, "bot-2", ["one", "two", "three"]), (self.attic, "bot", [])):
            for number in ("one", "two", "three"):
                self.alice.say(room, f"tulip {number}")
            request = self.ask(room, "how many?", nick)
            with self.subTest(room=room):
                self.assertEqual(kept, [number for number in ("one", "two", "three") if f"tulip {number}" in request.context])

    def test_5_a_command_behind_the_nick_that_the_bot_has_now_is_one(self):
        self.alice.wait(self.is_there(self.lab, "bot-2"), 20, 0, "bot-2 in the room")
        asked, since = self.model.mark(), self.alice.mark()
        self.alice.say(self.lab, "bot-2: /whoami")
        answer = self.alice.wait_body(None, 30, since, f"{self.lab}/bot-2")
        self.assertRegex(answer.body, "(?i)user id|identity")
        self.assertFalse(self.model.since(asked))

    # --- what the agent does ---

    def call(self, place, **arguments):
        """Has the agent use its message tool once; returns what the tool said."""
        asked, since = self.model.mark(), self.alice.mark()
        text = f"CALL[message {json.dumps(arguments)}] SAY[done {since}]"
        if place == BOT:
            self.alice.send(BOT, text)
        else:
            self.alice.say(place, f"bot: {text}")
        said = self.model.wait(lambda a: a.tool_results and f"done {since}" in a.text, 60, asked, "the result of the tool")
        self.alice.wait_body(f"done {since}", 30, since)
        return json.loads(said.tool_results[-1]) if said.tool_results[-1].startswith("{") else {"error": said.tool_results[-1]}

    def is_there(self, room, nick="bot", type=""):
        return lambda s: s.kind == "presence" and s.sender == f"{room}/{nick}" and s.type == type

    def test_6_the_agent_looks_after_a_room(self):
        promote = "<query xmlns='http://jabber.org/protocol/muc#admin'><item jid='bot@localhost' affiliation='admin'/></query>"
        self.assertEqual("result", self.alice.iq(self.garden, "set", ET.fromstring(promote)).type)
        room = f"room:{self.garden}"
        since = self.alice.mark()
        self.assertEqual({"ok": True}, self.call(self.garden, action="channel-edit", target=room, topic="tulips"))
        self.alice.wait(lambda s: s.kind == "message" and s.bare == self.garden and "tulips" in str(s) and s.body is None, 5, since)
        seen = self.call(self.garden, action="channel-info", target=room, includeMembers=True)
        self.assertEqual(("tulips", "joined"), (seen["room"]["subject"], seen["room"]["state"]), seen)
        seen = self.call(self.garden, action="member-info", roomId=self.garden, userId="alice")
        self.assertEqual(["owner"], [member["affiliation"] for member in seen["members"]], seen)
        with self.scene.person("mallory") as mallory:
            mallory.join(self.garden, "mallory")
            since = mallory.mark()
            self.assertEqual({"ok": True}, self.call(self.garden, action="kick", roomId=self.garden, userId="mallory", reason="too loud"))
            out = mallory.wait(self.is_there(self.garden, "mallory", "unavailable"), 5, since)
            self.assertIn("307", out.room_status)
            self.assertEqual({"ok": True}, self.call(self.garden, action="ban", roomId=self.garden, userId="mallory@localhost"))
            back = mallory.join(self.garden, "mallory")
            self.assertEqual("error", back.type)
        self.assertFalse(self.call(self.garden, action="kick", roomId=self.garden, userId="nobody").get("ok"))

    def test_7_the_agent_goes_into_a_room_and_leaves_it(self):
        cellar = f"cellar@{self.server.rooms}"
        self.alice.join(cellar, "alice")
        since = self.alice.mark()
        self.assertEqual(f"room:{cellar}", self.call(BOT, action="conversation-open", roomId=cellar)["room"])
        self.alice.wait(self.is_there(cellar), 5, since)
        self.ask(cellar, "down here")
        # What is said and who is in a room is for those who are in it.
        self.assertNotIn("alice", json.dumps(self.call(BOT, action="channel-info", target=f"room:{cellar}", includeMembers=True)))
        since = self.alice.mark()
        self.assertEqual({"ok": True}, self.call(BOT, action="leaveGroup", target="cellar"))
        self.alice.wait(self.is_there(cellar, type="unavailable"), 5, since)

    def test_8_targets_are_addresses_and_names(self):
        """[XEP-0147]"""
        for target, sender in (("aunt alice", BOT), ("xmpp:alice@localhost?message", BOT), (self.attic, f"{self.attic}/bot"),
                               ("Attic", f"{self.attic}/bot"), (f"xmpp:{self.attic}?join", f"{self.attic}/bot")):
            with self.subTest(target=target):
                since = self.alice.mark()
                self.call(BOT, action="send", target=target, message=f"to {target}")
                got = self.alice.wait_body(f"to {target}", 10, since, sender)
                self.assertEqual("chat" if sender == BOT else "groupchat", got.type)
        said = self.call(BOT, action="send", target="Uncle Alice", message="lost")
        self.assertRegex(json.dumps(said), r"no contact or room is called so")
        said = self.call(BOT, action="send", target="Aunt Alise", message="lost")
        self.assertRegex(json.dumps(said), r"near are.*Aunt Alice")
        since = self.alice.mark()
        self.gateway.run("message", "send", "--channel", "xmpp", "--target", f"{self.attic}/alice", "--message", "whispered")
        self.assertEqual("chat", self.alice.wait_body("whispered", 10, since, f"{self.attic}/bot").type)

    def test_9_the_directory_shows_people_rooms_and_members(self):
        peers, groups, members = (
            json.loads(self.gateway.run("directory", *words, "--channel", "xmpp", "--json"))
            for words in (("peers", "list"), ("groups", "list"), ("groups", "members", "--group-id", f"room:{self.lab}")))
        self.assertIn(("alice@localhost", "Aunt Alice"), [(entry["id"], entry.get("name")) for entry in peers])
        self.assertIn(f"room:{self.garden}", [entry["id"] for entry in groups])
        self.assertIn(("alice@localhost", "bot"), [(entry["id"], entry["name"]) for entry in members])

    def test_a_what_is_switched_off_the_agent_has_not(self):
        self.assertIn("kick", self.offered(self.ask(self.attic, "what can you do?")))
        self.gateway.change(lambda config: config["channels"]["xmpp"].update(actions={"reactions": False}))
        self.gateway.wait_log("settings taken over", 0, 20)
        request = self.ask(self.attic, "and now?")
        offered = self.offered(request)
        for action in ("kick", "ban", "conversation-open", "react"):
            self.assertNotIn(action, offered)
        for action in ("send", "member-info"):
            self.assertIn(action, offered)
        self.assertFalse(self.call(self.garden, action="kick", roomId=self.garden, userId="alice").get("ok"))

    @staticmethod
    def offered(request):
        tool = next(tool["function"] for tool in request.request["tools"] if tool["function"]["name"] == "message")
        return tool["parameters"]["properties"]["action"]["enum"]


if __name__ == "__main__":
    unittest.main()
