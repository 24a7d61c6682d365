"""Settings whose effect only the host shows, and questions to the owner in rooms, of plugins, and over a restart of the gateway.

Run in the order of their numbers; all of them share one gateway.
"""

import http.server
import json
import ssl
import threading
import unittest
import xml.etree.ElementTree as ET

from harness import hosted
from harness.scene import BOT
from harness.waiting import wait_until
from test_menu import BOT_CLIENT, COMMANDS, CORRECT, ITEMS, QUESTIONS
from test_rooms import show_people

REPLY = "{urn:xmpp:reply:0}reply"
ADMIN = "http://jabber.org/protocol/muc#admin"
MUC_USER = "{http://jabber.org/protocol/muc#user}"


class DeskTests(hosted.HostCase):
    lasts = 120
    people = ("alice", "mallory")
    settings = {
        "commands": {"config": True, "ownerAllowFrom": ["xmpp:alice@localhost"], "allowFrom": {"xmpp": ["alice@localhost"]}},
        "tools": {"toolSearch": False, "exec": {"host": "gateway", "security": "full", "ask": "always"}},
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gateway.configure(cls.scene.channel(
            rooms=[cls.room], dmPolicy="allowlist", allowFrom=["alice@localhost"], groupPolicy="open", defaultTo="alice@localhost",
            mucRooms={cls.room: {"requireMention": False}}, actions={"rooms": True, "moderation": True, "menu": False}))
        for name in cls.people:
            setattr(cls, name, cls.enterClassContext(cls.scene.person(name)))
        # Hers, so that she decides who is who in it.
        cls.alice.join(cls.room, "alice")
        show_people(cls.alice, cls.room)
        admin = f"<query xmlns='{ADMIN}'><item jid='{BOT}' affiliation='admin'/></query>"
        assert cls.alice.iq(cls.room, "set", ET.fromstring(admin)).type == "result"
        cls.gateway.start()
        cls.addClassCleanup(cls.gateway.stop)

    def listed(self, person):
        answer = person.iq(BOT_CLIENT, "get", ET.Element(f"{{{ITEMS}}}query", {"node": COMMANDS}))
        return {item.get("node") for item in answer.xml.iter(f"{{{ITEMS}}}item")}

    def set(self, **settings):
        """Changes settings while the gateway runs; None takes one out."""
        since = self.gateway.log_mark()

        def edit(config):
            for name, value in settings.items():
                if value is None:
                    config["channels"]["xmpp"].pop(name, None)
                else:
                    config["channels"]["xmpp"][name] = value
        self.gateway.change(edit)
        self.gateway.wait_log("settings taken over", since, 20)

    def call(self, place=BOT, **arguments):
        """Has the agent use its message tool once, asked in that place; returns what the tool said."""
        asked, since = self.model.mark(), self.alice.mark()
        text = f"CALL[message {json.dumps(arguments)}] SAY[done {since}]"
        self.alice.send(BOT, text) if place == BOT else self.alice.say(place, text)
        said = self.model.wait(lambda a: a.tool_results and f"done {since}" in a.text, 60, asked, "the result of the tool")
        self.alice.wait_body(f"done {since}", 30, since)
        return said.tool_results[-1]

    def offered(self, text):
        """The actions that the agent's message tool has in a turn."""
        asked = self.model.mark()
        self.turn(self.alice, f"SAY[{text}]", expect=f"echo: {text}")
        request = self.model.since(asked)[0].request
        tool = next(tool["function"] for tool in request["tools"] if tool["function"]["name"] == "message")
        return tool["parameters"]["properties"]["action"]["enum"]

    def role(self, nick, role, affiliation=None):
        return lambda s: s.kind == "presence" and s.sender == f"{self.room}/{nick}" and any(
            item.get("role") == role and (affiliation is None or item.get("affiliation") == affiliation)
            for item in s.xml.iter(f"{MUC_USER}item"))

    # --- settings ---

    def test_01_without_a_menu_nothing_is_listed(self):
        """[setting: actions.menu]"""
        self.warm_up(self.alice)
        self.assertEqual(set(), self.listed(self.alice))
        self.set(actions={"rooms": True, "moderation": True})
        wait_until(lambda: any(node.endswith("#status") for node in self.listed(self.alice)), 20, "the menu")

    def test_02_answers_quote_where_the_host_is_told_so(self):
        """[setting: replyToMode] [XEP-0461]"""
        plain = self.turn(self.alice, "SAY[no quote]", expect="echo: no quote")
        self.assertIsNone(plain.xml.find(REPLY))
        self.set(replyToMode="all")
        since = self.alice.mark()
        id = self.alice.send(BOT, "SAY[a quote]")
        answer = self.alice.wait_body("echo: a quote", 40, since, BOT)
        self.assertEqual(id, answer.xml.find(REPLY).get("id"))
        self.set(replyToMode=None)

    def test_03_empty_lines_end_messages(self):
        """[setting: chunkMode]"""
        self.assertIn("second", self.turn(self.alice, "SAY[first\n\nsecond]", expect="echo: first").body)
        self.set(chunkMode="newline")
        since = self.alice.mark()
        self.assertNotIn("second", self.turn(self.alice, "SAY[first\n\nsecond]", expect="echo: first").body)
        self.alice.wait_body("second", 10, since, BOT)
        self.set(chunkMode=None)

    def test_04_commands_write_settings_unless_that_is_off(self):
        """[setting: configWrites]"""
        since = self.gateway.log_mark()
        said = self.turn(self.alice, "/config set channels.xmpp.historyLimit=7").body
        self.assertEqual(7, self.gateway.config()["channels"]["xmpp"].get("historyLimit"), said)
        self.gateway.wait_log("settings taken over", since, 20)
        self.set(configWrites=False)
        self.assertIn("configWrites", self.turn(self.alice, "/config set channels.xmpp.historyLimit=8").body)
        self.assertEqual(7, self.gateway.config()["channels"]["xmpp"]["historyLimit"])

    def test_05_what_rooms_are_like_is_not_told_where_that_is_off(self):
        """[setting: actions.roomInfo]"""
        self.assertIn("channel-info", self.offered("what is there?"))
        self.assertIn("joined", self.call(self.room, action="channel-info", target=f"room:{self.room}"))
        self.set(actions={"rooms": True, "moderation": True, "roomInfo": False})
        self.assertFalse({"channel-info", "channel-list", "member-info"} & set(self.offered("and now?")))
        self.assertNotIn("joined", self.call(self.room, action="channel-info", target=f"room:{self.room}"))

    def test_06_without_a_target_it_goes_where_the_settings_say(self):
        """[setting: defaultTo]"""
        since = self.alice.mark()
        self.gateway.run("agent", "--agent", "main", "--message", "SAY[to nobody named]", "--deliver", "--reply-channel", "xmpp")
        self.alice.wait_body("echo: to nobody named", 20, since, BOT)

    # --- files ---

    def shares(self, url):
        """Shares a file; returns what the model was told."""
        asked = self.model.mark()
        self.turn(self.alice, url, oob=url)
        return self.model.since(asked)[0].everything()

    def test_07_larger_files_are_not_fetched(self):
        """[setting: mediaMaxMb] [XEP-0363]"""
        url = self.alice.upload(b"tulips " * 200_000, "long.txt", "text/plain")
        self.assertNotIn("file not fetched", self.shares(url))
        self.set(mediaMaxMb=1)
        self.assertRegex(self.shares(url).rpartition("file not fetched")[2], "bytes|larger|more than")
        self.set(mediaMaxMb=None)

    def test_08_blocked_types_are_not_handed_over(self):
        """[setting: blockedMediaTypes]"""
        url = self.alice.upload(b"a short note", "note.txt", "text/plain")
        self.assertNotIn("blocked by blockedMediaTypes", self.shares(url))
        self.set(blockedMediaTypes=["text/*"])
        self.assertIn("files of type text/plain are blocked by blockedMediaTypes", self.shares(url))
        self.set(blockedMediaTypes=None)

    def test_09_other_hosts_are_asked_only_if_they_are_named(self):
        """[setting: mediaHosts]"""
        asked = []

        class Files(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "text/plain")
                self.send_header("Content-Length", "11")
                self.end_headers()
                self.wfile.write(b"from abroad")

            def log_message(self, *_):
                pass
        certificate, key = self.server.authority.issue("abroad", ["abroad.example"])
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files) as files:
            files.socket = context.wrap_socket(files.socket, server_side=True)
            serving = threading.Thread(target=files.serve_forever)
            serving.start()
            try:
                url = f"https://127.0.0.1:{files.server_port}/abroad.txt"
                self.assertIn("add it to mediaHosts to allow it", self.shares(url))
                self.assertEqual([], asked)
                since = self.gateway.log_mark()
                self.gateway.change(lambda config: config["channels"]["xmpp"].update(mediaHosts=["127.0.0.1"]))
                self.gateway.wait_online(since)
                self.shares(url)
                self.assertEqual(["/abroad.txt"], asked)
            finally:
                files.shutdown()
                serving.join(5)

    # --- rooms ---

    def test_10_the_agent_gives_and_takes_roles(self):
        """[XEP-0045] [setting: actions.moderation]"""
        self.mallory.join(self.room, "mallory")
        for action, role, seen in (("role-add", "moderator", ("moderator", None)), ("role-remove", "moderator", ("participant", None)),
                                   ("role-add", "member", ("participant", "member")), ("role-remove", "member", ("participant", "none"))):
            with self.subTest(action=action, role=role):
                since = self.alice.mark()
                who = "mallory@localhost" if role == "member" else "mallory"
                self.assertIn('"ok": true', self.call(action=action, roomId=self.room, userId=who, roleId=role))
                self.alice.wait(self.role("mallory", *seen), 10, since, f"{role} after {action}")
        self.mallory.leave(self.room, "mallory")

    def test_11_the_agent_invites(self):
        """[XEP-0045] [XEP-0249] [setting: actions.rooms]"""
        since = self.mallory.mark()
        self.assertIn('"ok": true', self.call(action="addParticipant", roomId=self.room, participant="mallory@localhost"))
        invited = self.mallory.wait(lambda s: s.kind == "message" and "invite" in str(s) or "jabber:x:conference" in str(s), 10, since, "an invitation")
        self.assertIn(self.room, str(invited))

    def test_12_an_account_that_is_switched_off_leaves(self):
        """[setting: enabled]"""
        inside = lambda type: lambda s: s.kind == "presence" and s.sender == f"{self.room}/bot" and s.type == type
        since = self.alice.mark()
        self.gateway.change(lambda config: config["channels"]["xmpp"].update(enabled=False))
        self.alice.wait(inside("unavailable"), 20, since, "the bot's end in the room")
        self.gateway.change(lambda config: config["channels"]["xmpp"].update(enabled=True))
        self.alice.wait(inside(""), 40, since, "the bot in the room again")
        self.turn(self.alice, "SAY[back again]", timeout=60, expect="echo: back again")

    # --- questions ---

    def card(self, word, place, since, timeout=60):
        return self.alice.wait_body(word, timeout, since, place)

    def settled(self, card, word, timeout=20):
        return self.alice.wait(
            lambda s: s.xml.find(CORRECT) is not None and s.xml.find(CORRECT).get("id") == card.id and word in (s.body or ""),
            timeout, 0, f"the card's end with {word!r}")

    def carried_out(self, word):
        return any(line.strip() == word for asked in self.model.asked for result in asked.tool_results for line in result.splitlines())

    def test_20_a_question_in_a_room_is_answered_by_its_owner_alone(self):
        """[H-30] [setting: execApprovals]"""
        self.set(execApprovals={"target": "channel"})
        self.mallory.join(self.room, "mallory")
        since = self.alice.mark()
        self.alice.say(self.room, "CALL[exec {\"command\": \"echo in-the-room\"}] SAY[told in the room]")
        card = self.card("May I run this command?", f"{self.room}/bot", since)
        self.assertEqual("groupchat", card.type)
        self.mallory.react(self.room, card.stanza_id, "👍", type="groupchat")
        self.mallory.say(self.room, "allow-once")
        self.alice.none(lambda s: s.xml.find(CORRECT) is not None, 2, since, "the end of the card")
        self.assertFalse(self.carried_out("in-the-room"))
        self.alice.react(self.room, card.stanza_id, "👍", type="groupchat")
        self.alice.wait_body("told in the room", 60, since, f"{self.room}/bot")
        self.settled(card, "Allowed once")
        self.assertTrue(self.carried_out("in-the-room"))
        self.set(execApprovals=None)
        self.mallory.leave(self.room, "mallory")

    def test_21_a_plugin_s_question(self):
        """[H-30] The host takes the answer for whoever asked."""
        since = self.alice.mark()
        answers = []

        def ask():
            answers.append(self.gateway.command("gateway", "call", "plugin.approval.request", "--timeout", "60000", "--params", json.dumps({
                "title": "Send the newsletter", "description": "To all who asked for it.", "timeoutMs": 50000,
                "turnSourceChannel": "xmpp", "turnSourceTo": "alice@localhost", "turnSourceAccountId": "default", "agentId": "main"})).stdout)
        asking = threading.Thread(target=ask)
        asking.start()
        try:
            card = self.card("Send the newsletter", BOT, since)
            self.assertIn("To all who asked for it.", card.body)
            self.alice.react(BOT, card.id, "👎")
            self.settled(card, "Denied")
        finally:
            asking.join(70)
        self.assertIn('"deny"', answers[0])

    def test_22_after_a_restart_of_the_gateway_an_old_question_allows_nothing(self):
        """[H-57]"""
        since, trace = self.alice.mark(), self.scene.folder / "carried-out"
        self.alice.send(BOT, f"CALL[exec {json.dumps({'command': f'touch {trace}'})}] SAY[told after all]")
        card = self.card("May I run this command?", BOT, since)
        self.gateway.kill()
        self.gateway.start()
        self.alice.react(BOT, card.id, "👍")
        self.settled(card, "no longer open", 30)
        self.assertNotIn(QUESTIONS, self.listed(self.alice))
        # Longer than it takes to be carried out, in this turn or in one that the host begins anew.
        self.alice.none(lambda s: s.kind == "message" and s.body and "told after all" in s.body, 5, since, "the end of the turn")
        self.assertFalse(trace.exists())


if __name__ == "__main__":
    unittest.main()
