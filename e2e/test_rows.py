"""What other clients see of the agent's account, extension by extension, through all real parts: each test is a row or two of
docs/xeps.md. All share one gateway; the last ones cut its line."""

import base64
import datetime
import hashlib
import json
import re
import time
import unittest
import xml.etree.ElementTree as ET

from harness import hosted
from harness.hosted import from_bot, is_message
from harness.link import Link
from harness.pictures import png
from harness.scene import BOT
from harness.waiting import wait_until

CLIENT = f"{BOT}/openclaw"
INFO = "{http://jabber.org/protocol/disco#info}"
RECEIPT = "{urn:xmpp:receipts}"
SFS, FILE = "{urn:xmpp:sfs:0}", "{urn:xmpp:file:metadata:0}"
CORRECT = "<replace xmlns='urn:xmpp:message-correct:0' id='{}'/>"
FACE = png(colour=(90, 60, 140))
IDLE = "{urn:xmpp:idle:1}idle"
# The rooms' service as it is after a fault: it has lost an occupant, and nobody was told.
FORGET = """
module:hook("muc-occupant-groupchat", function(event)
  local nick = (event.stanza:get_child_text("body") or ""):match("^forget (%S+)$");
  local occupant = nick and event.room:get_occupant_by_nick(event.room.jid .. "/" .. nick);
  if not occupant then return; end
  occupant.sessions = {};
  event.room:save_occupant(occupant);
end, 100);
"""


def query(namespace, **attributes):
    return ET.Element(f"{{{namespace}}}query", attributes)


def message(to, body, more="", type="chat", id="m"):
    return f"<message xmlns='jabber:client' to='{to}' type='{type}' id='{id}'><body>{body}</body>{more}</message>"


def hash_of(function, text):
    return base64.b64encode(hashlib.new(function, text.encode()).digest()).decode()


class RowsTests(hosted.HostCase):
    lasts = 130
    people = ("alice", "bob", "mallory")
    server_settings = {"in_rooms": {"muc_moderation": None, "forget": FORGET}}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.link = cls.enterClassContext(Link(cls.server.port))
        cls.hall = f"hall@{cls.server.rooms}"
        face = cls.scene.folder / "face.png"
        face.write_bytes(FACE)
        cls.gateway.configure({**cls.scene.channel(
            dmPolicy="allowlist", allowFrom=["alice@localhost", "bob@localhost"], rooms=[cls.room, cls.hall],
            mucRooms={cls.room: {}, cls.hall: {}}, profile={"name": "Clara", "avatar": str(face)}),
            "server": f"xmpp://localhost:{cls.link.port}"})
        for name in cls.people:
            setattr(cls, name, cls.enterClassContext(cls.scene.person(name)))
        cls.alice.join(cls.room, "alice")
        cls.bob.join(cls.hall, "bob")
        cls.hide_people(cls.bob, cls.hall)
        cls.gateway.start()
        cls.addClassCleanup(cls.gateway.stop)

    @staticmethod
    def hide_people(owner, room):
        """Only moderators see who is who."""
        form = "".join(f"<field var='{name}'><value>{value}</value></field>" for name, value in (
            ("FORM_TYPE", "http://jabber.org/protocol/muc#roomconfig"), ("muc#roomconfig_whois", "moderators")))
        answer = owner.iq(room, "set", ET.fromstring(
            f"<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>{form}</x></query>"))
        if answer.type != "result":
            raise AssertionError(f"{room} hides nobody: {answer}")

    def desk(self):
        """Another client of the bot's account."""
        return self.enterContext(self.scene.person("bot", resource="desk"))

    def in_room(self, room, nick="bot"):
        return lambda s: s.kind == "presence" and s.sender == f"{room}/{nick}" and s.type == ""

    def ask(self, namespace, name="query", **attributes):
        """What the bot's client answers about itself."""
        answer = self.alice.iq(CLIENT, "get", ET.Element(f"{{{namespace}}}{name}", attributes))
        self.assertEqual("result", answer.type, str(answer))
        return answer.xml.find(f"{{{namespace}}}{name}")

    def call(self, **arguments):
        """Has the agent use its message tool once; returns what the tool said."""
        asked = self.model.mark()
        self.turn(self.alice, f"CALL[message {json.dumps(arguments)}] SAY[done {asked}]", expect=f"done {asked}")
        return json.loads(self.model.since(asked)[-1].tool_results[-1])

    def no_turn(self, asked, text):
        """An answer to what is said behind it: by then a turn would have begun."""
        self.turn(self.alice, f"SAY[behind {asked}]", expect=f"behind {asked}")
        self.assertEqual([], [a.text for a in self.model.since(asked) if text in a.text])

    # --- what it says of itself ---

    def test_01_questions_are_answered(self):
        """[XEP-0030] [XEP-0092] [XEP-0199] [XEP-0202] [XEP-0012]"""
        self.warm_up(self.alice)
        about = self.ask("http://jabber.org/protocol/disco#info")
        self.assertEqual([("client", "bot")], [(i.get("category"), i.get("type")) for i in about.findall(INFO + "identity")])
        features = [f.get("var") for f in about.findall(INFO + "feature")]
        self.assertEqual(sorted(set(features)), features)
        for feature in ("http://jabber.org/protocol/disco#info", "urn:xmpp:ping", "urn:xmpp:time", "urn:xmpp:receipts"):
            self.assertIn(feature, features)
        version = self.ask("jabber:iq:version")
        self.assertTrue(version.findtext("{jabber:iq:version}name"))
        self.assertTrue(version.findtext("{jabber:iq:version}version"))
        self.assertIsNone(version.find("{jabber:iq:version}os"), "nobody's business")
        now = self.ask("urn:xmpp:time", "time")
        self.assertRegex(now.findtext("{urn:xmpp:time}utc"), r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
        self.assertRegex(now.findtext("{urn:xmpp:time}tzo"), r"^(Z|[+-]\d\d:\d\d)$")
        self.assertRegex(self.ask("jabber:iq:last").get("seconds"), r"^\d+$")
        self.assertEqual("result", self.alice.iq(CLIENT, "get", ET.Element("{urn:xmpp:ping}ping")).type)
        unknown = self.alice.iq(CLIENT, "get", query("urn:example:unknown"))
        self.assertIn("service-unavailable", str(unknown))

    def test_02_its_presence_names_what_it_can(self):
        """[XEP-0115] [XEP-0390] The hashes are those of the answer, reckoned here anew, and the answer can be asked for by them."""
        self.alice.presence(BOT, "subscribe")
        presence = self.alice.wait(lambda s: s.kind == "presence" and s.sender == CLIENT and s.type == "", 15, 0, "the bot's presence")
        caps = presence.xml.find("{http://jabber.org/protocol/caps}c")
        about = self.ask("http://jabber.org/protocol/disco#info", node=f"{caps.get('node')}#{caps.get('ver')}")
        identity = about.find(INFO + "identity")
        who = [identity.get(name) or "" for name in ("category", "type", "{http://www.w3.org/XML/1998/namespace}lang", "name")]
        features = sorted(f.get("var") for f in about.findall(INFO + "feature"))
        self.assertEqual("sha-1", caps.get("hash"))
        self.assertEqual(hash_of("sha1", "".join(f"{part}<" for part in ("/".join(who), *features))), caps.get("ver"))
        caps = presence.xml.find("{urn:xmpp:caps}c/{urn:xmpp:hashes:2}hash[@algo='sha-256']")
        ended = "".join(f"{term}\x1f" for term in features), "".join(f"{term}\x1f" for term in who)
        self.assertEqual(hash_of("sha256", f"{ended[0]}\x1c{ended[1]}\x1e\x1c\x1c"), caps.text)
        again = self.ask("http://jabber.org/protocol/disco#info", node=f"urn:xmpp:caps#sha-256.{caps.text}")
        self.assertEqual(features, sorted(f.get("var") for f in again.findall(INFO + "feature")))

    def test_03_its_face_is_in_its_presence(self):
        """[XEP-0153] [XEP-0398] Old clients get it from the vCard that the server makes of the one picture."""
        self.alice.presence(BOT, "subscribe")
        fingerprint = hashlib.sha1(FACE).hexdigest()
        self.alice.wait(lambda s: s.kind == "presence" and s.bare == BOT
                        and s.xml.findtext("{vcard-temp:x:update}x/{vcard-temp:x:update}photo") == fingerprint, 15, 0, "the picture's hash")
        card = self.alice.iq(BOT, "get", ET.fromstring("<vCard xmlns='vcard-temp'/>"))
        self.assertEqual(FACE, base64.b64decode(card.xml.findtext(".//{vcard-temp}PHOTO/{vcard-temp}BINVAL")))
        metadata = self.alice.iq(BOT, "get", ET.fromstring(
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:avatar:metadata'/></pubsub>"))
        self.assertEqual(fingerprint, metadata.xml.find(".//{urn:xmpp:avatar:metadata}info").get("id"))

    def presence(self, wanted, since, what, timeout=20):
        return self.alice.wait(lambda s: s.kind == "presence" and s.sender == CLIENT and s.type == "" and wanted(s.xml), timeout, since, what)

    def test_04_contacts_see_that_it_works_and_since_when_it_does_not(self):
        """[XEP-0319]"""
        self.alice.presence(BOT, "subscribe")
        first = self.presence(lambda xml: True, 0, "the bot's presence")
        before = self.instant(first.xml.find(IDLE).get("since"))
        since = self.alice.mark()
        self.alice.send(BOT, "SAY[a long tale] SLOW[13000]")
        works = self.presence(lambda xml: xml.findtext("{jabber:client}status") == "Working on an answer", since, "that it works", 40)
        self.assertIsNone(works.xml.find(IDLE))
        answer = self.alice.wait_body("echo: a long tale", 40, since, BOT)
        rests = self.presence(lambda xml: xml.find("{jabber:client}status") is None, works.number, "that it works no more")
        after = self.instant(rests.xml.find(IDLE).get("since"))
        self.assertGreater(after - before, datetime.timedelta(seconds=10))
        now = datetime.datetime.now(datetime.timezone.utc)
        self.assertLess(abs(now - after), datetime.timedelta(seconds=10))
        between = self.alice.all(lambda s: s.kind == "presence" and s.sender == CLIENT and s.number < rests.number, works.number)
        self.assertEqual([works], between, "no flood")
        self.assertLess(works.number, answer.number)
        self.assertFalse(self.alice.all(lambda s: s.kind == "presence" and s.sender == f"{self.room}/bot" and s.xml.find(IDLE) is not None))

    @staticmethod
    def instant(text):
        return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))

    def test_05_who_cannot_answer_is_away_until_it_can(self):
        since = self.alice.mark()
        self.model.broken = True
        try:
            self.alice.send(BOT, "SAY[are you well?]")
            away = self.presence(lambda xml: xml.findtext("{jabber:client}show") == "away", since, "that it cannot answer", 60)
            self.assertEqual("Cannot answer at the moment", away.xml.findtext("{jabber:client}status"))
        finally:
            self.model.broken = False
        since = self.alice.mark()
        self.turn(self.alice, "SAY[better]", expect="better")
        back = self.presence(lambda xml: True, since, "that it can again")
        self.assertEqual([None, None], [back.xml.findtext(f"{{jabber:client}}{name}") for name in ("show", "status")])

    # --- messages ---

    def test_10_receipts_are_given_once_and_asked_for(self):
        """[XEP-0184] Never for a receipt, and not to strangers."""
        since, asked = self.alice.mark(), self.model.mark()
        request = "<request xmlns='urn:xmpp:receipts'/>"
        self.alice.send_xml(message(BOT, "SAY[got it]", request, id="r1"))
        answer = self.alice.wait_body("echo: got it", 40, since, BOT)
        self.assertIsNotNone(answer.xml.find(RECEIPT + "request"))
        self.alice.send_xml(f"<message xmlns='jabber:client' to='{BOT}' type='chat' id='r2'>"
                            f"<received xmlns='urn:xmpp:receipts' id='{answer.id}'/>{request}</message>")
        stranger = self.mallory.mark()
        self.mallory.send_xml(message(BOT, "SAY[and me?]", request, id="r3"))
        self.no_turn(asked, "and me?")
        receipts = [s.xml.find(RECEIPT + "received").get("id") for s in self.alice.all(
            lambda s: from_bot(s) and s.xml.find(RECEIPT + "received") is not None, since)]
        self.assertEqual(["r1"], receipts)
        self.assertFalse(self.mallory.all(lambda s: s.kind == "message", stranger))
        self.assertEqual(2, len(self.model.since(asked)))

    def test_11_what_the_account_s_other_client_gets_is_heard_and_what_it_says_is_not(self):
        """[XEP-0280] [XEP-0297] A message to the other client is a turn; what that one sends is none, nor is a forged copy."""
        desk = self.desk()
        since, asked = self.alice.mark(), self.model.mark()
        self.alice.send(f"{BOT}/desk", "SAY[to the desk]")
        self.alice.wait_body("echo: to the desk", 40, since, BOT)
        desk.wait_body("to the desk", 5)
        desk.send("alice@localhost", "SAY[by hand]")
        self.alice.wait_body("SAY[by hand]", 10, since)
        copy = (f"<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='alice@localhost/phone' to='{BOT}' "
                "type='chat'><body>SAY[forged]</body></message></forwarded>")
        self.mallory.send_xml(f"<message xmlns='jabber:client' to='{CLIENT}' type='chat'>"
                              f"<received xmlns='urn:xmpp:carbons:2'>{copy}</received></message>")
        self.mallory.send_xml(f"<message xmlns='jabber:client' to='{CLIENT}' type='chat'>{copy}</message>")
        # Behind it on the same stream.
        self.assertEqual("result", self.mallory.iq(CLIENT, "get", ET.Element("{urn:xmpp:ping}ping")).type)
        self.no_turn(asked, "forged")
        self.assertFalse([a.text for a in self.model.since(asked) if "by hand" in a.text])
        self.assertEqual(1, len(self.alice.all(lambda s: from_bot(s) and s.body == "echo: to the desk", since)))

    def test_12_ids_are_those_that_others_refer_to(self):
        """[XEP-0359] Ours are told; in a room the room's are meant."""
        answer = self.turn(self.alice, "SAY[with an id]", expect="with an id")
        self.assertEqual(answer.id, answer.origin_id)
        self.alice.wait(self.in_room(self.room), 20, 0, "the bot in the room")
        since = self.alice.mark()
        call = {"action": "react", "emoji": "👍"}
        said = self.alice.say(self.room, f"bot: CALL[message {json.dumps(call)}] SAY[reacted]", id="mine")
        reaction = self.alice.wait(lambda s: s.sender == f"{self.room}/bot" and s.reaction, 40, since, "a reaction")
        self.assertNotEqual("mine", said.stanza_id)
        self.assertEqual((said.stanza_id, ["👍"]), reaction.reaction)
        self.alice.wait_body("echo: reacted", 40, since, f"{self.room}/bot")

    def test_13_what_is_not_to_be_kept_is_no_context(self):
        """[XEP-0334]"""
        since, asked = self.alice.mark(), self.model.mark()
        self.alice.send_xml(message(self.room, "tulips fade", "<no-store xmlns='urn:xmpp:hints'/>", "groupchat", "h1"))
        self.alice.send_xml(message(self.room, "roses stay", "", "groupchat", "h2"))
        self.alice.say(self.room, "bot: SAY[flowers]")
        self.alice.wait_body("echo: flowers", 40, since, f"{self.room}/bot")
        said = self.model.since(asked)[0].everything()
        self.assertIn("roses stay", said)
        self.assertNotIn("tulips fade", said)

    def test_14_a_reference_is_a_mention(self):
        """[XEP-0372] Without the nick in the text; a reference to somebody else is none."""
        since, asked = self.alice.mark(), self.model.mark()
        reference = "<reference xmlns='urn:xmpp:reference:0' type='mention' begin='0' end='5' uri='xmpp:{}'/>"
        self.alice.send_xml(message(self.room, "Clara SAY[not you]", reference.format("bob@localhost"), "groupchat", "n1"))
        self.alice.send_xml(message(self.room, "Clara SAY[pointed at]", reference.format(BOT), "groupchat", "n2"))
        answer = self.alice.wait(lambda s: is_message(s) and s.sender == f"{self.room}/bot", 40, since, "the answer")
        self.assertIn("pointed at", answer.body)
        self.assertEqual(1, len(self.model.since(asked)))

    def test_15_an_occupant_id_tells_who_corrects(self):
        """[XEP-0421] In a room that hides who is who: the same person under a new nick, and another one under the old nick."""
        self.alice.join(self.hall, "ally")
        self.mallory.join(self.hall, "mallory")
        self.alice.wait(self.in_room(self.hall), 20, 0, "the bot in the hall")
        said = self.say_in_hall(self.alice, "o1", "at five")
        self.assertNotIn("replaces the sender", said)
        self.rename(self.alice, "alicia")
        self.rename(self.mallory, "ally")
        self.assertIn("this replaces the sender's earlier message", self.say_in_hall(self.alice, "o2", "at six", CORRECT.format("o1")))
        self.assertNotIn("replaces the sender", self.say_in_hall(self.mallory, "o3", "at nine", CORRECT.format("o2")))

    def say_in_hall(self, person, id, text, more=""):
        """Returns what of the turn is new to the model."""
        since, asked = person.mark(), self.model.mark()
        person.send_xml(message(self.hall, f"bot: SAY[{text}]", more, "groupchat", id))
        person.wait(lambda s: is_message(s) and s.sender == f"{self.hall}/bot" and text in s.body, 40, since, f"the answer to {text}")
        return self.model.since(asked)[0].text

    def rename(self, person, nick):
        since = person.mark()
        person.presence(f"{self.hall}/{nick}")
        person.wait(self.in_room(self.hall, nick), 10, since, nick)

    def test_16_files_are_shared_with_their_hashes(self):
        """[XEP-0300] [XEP-0446] [XEP-0447]"""
        picture = png(colour=(20, 120, 60))
        path = self.gateway.workspace / "meadow.png"
        path.write_bytes(picture)
        since = self.alice.mark()
        self.call(action="send", message="a meadow", media=str(path))
        sent = self.alice.wait(lambda s: from_bot(s) and s.oob_url, 20, since, "a link out of band")
        file = sent.xml.find(f"{SFS}file-sharing/{FILE}file")
        self.assertEqual(str(len(picture)), file.findtext(FILE + "size"))
        self.assertEqual("image/png", file.findtext(FILE + "media-type"))
        hashes = {found.get("algo"): found.text for found in file.findall("{urn:xmpp:hashes:2}hash")}
        self.assertEqual(base64.b64encode(hashlib.sha256(picture).digest()).decode(), hashes.get("sha-256"))

    # --- rooms ---

    def test_17_what_a_moderator_takes_away_is_context_no_more(self):
        """[XEP-0425] What the agent has not got it does not get; of the rest it is told."""
        self.bob.join(self.room, "bob")
        self.alice.wait(self.in_room(self.room), 20, 0, "the bot in the room")
        since, asked = self.alice.mark(), self.model.mark()
        answered = self.bob.say(self.room, "bot: SAY[harmless]")
        self.alice.wait_body("echo: harmless", 40, since, f"{self.room}/bot")
        rude = self.bob.say(self.room, "something rude")
        self.bob.say(self.room, "something nice")
        for said in (rude, answered):
            done = self.alice.iq(self.room, "set", ET.fromstring(
                f"<apply-to xmlns='urn:xmpp:fasten:0' id='{said.stanza_id}'><moderate xmlns='urn:xmpp:message-moderate:0'>"
                "<retract xmlns='urn:xmpp:message-retract:0'/><reason>spam</reason></moderate></apply-to>"))
            self.assertEqual("result", done.type, str(done))
        self.alice.say(self.room, "bot: SAY[behind it]")
        self.alice.wait_body("echo: behind it", 40, since, f"{self.room}/bot")
        turns = self.model.since(asked)
        self.assertEqual(2, len(turns), [turn.text for turn in turns])
        told = turns[-1].everything()
        self.assertNotIn("something rude", told)
        self.assertIn("something nice", told)
        self.assertIn("a moderator removed message", told)
        self.bob.leave(self.room, "bob")

    def test_18_a_room_that_forgot_it_has_it_back(self):
        """[XEP-0410] Told so by the room when it speaks, it asks whether it is inside, and enters again."""
        self.alice.wait(self.in_room(self.room), 20, 0, "the bot in the room")
        self.alice.say(self.room, "forget bot")
        since = self.alice.mark()
        self.call(action="send", target=self.room, message="is anybody here?")
        self.alice.wait(self.in_room(self.room), 20, since, "the bot in the room again")
        self.alice.say(self.room, "bot: SAY[welcome back]")
        self.alice.wait_body("echo: welcome back", 40, since, f"{self.room}/bot")

    # --- what is kept for the account ---

    def test_20_the_archive_is_read_by_pages(self):
        """[XEP-0313] [XEP-0059]"""
        for number in ("one", "two", "three"):
            self.turn(self.bob, f"SAY[page {number}]", expect=f"page {number}")
        pages, before = [], None
        while len(pages) < 4:
            asked = self.model.mark()
            text = json.dumps({"limit": 2, **({"before": before} if before else {})})
            # Where it begins to read is fixed by the first answer; what is said meanwhile is behind it.
            self.turn(self.bob, f"CALL[xmpp_history {text}] SAY[read {len(pages)}]", expect=f"read {len(pages)}")
            page = json.loads(self.model.since(asked)[-1].tool_results[-1])
            self.assertLessEqual(len(page["messages"]), 2)
            pages.insert(0, page["messages"])
            before = page.get("before")
        ids = [entry["id"] for page in pages for entry in page]
        self.assertEqual(len(set(ids)), len(ids), "no message twice")
        times = [entry["at"] for page in pages for entry in page]
        self.assertEqual(sorted(times), times)
        said = [entry["text"] for page in pages for entry in page]
        for number in ("two", "three"):
            self.assertIn(f"echo: page {number}", said)

    def test_21_bookmarks_of_the_account_s_other_client_are_followed(self):
        """[XEP-0163] [XEP-0402] The agent knows a room by its name there, also when that changes."""
        desk = self.desk()
        for name in ("Rose Bed", "Lily Bed"):
            with self.subTest(name):
                done = desk.iq(None, "set", ET.fromstring(
                    "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='urn:xmpp:bookmarks:1'>"
                    f"<item id='{self.room}'><conference xmlns='urn:xmpp:bookmarks:1' name='{name}' autojoin='true'/></item></publish>"
                    "</pubsub>"))
                self.assertEqual("result", done.type, str(done))
                since = self.alice.mark()
                self.call(action="send", target=name, message=f"in the {name}")
                self.alice.wait_body(f"in the {name}", 10, since, f"{self.room}/bot")
        self.assertFalse(self.call(action="send", target="Rose Bed", message="lost").get("ok", False))

    # --- a bad line ---

    def test_90_a_cut_line_loses_nothing_and_nobody_notices(self):
        """[XEP-0198] [XEP-0203] The stream is taken up again: nobody sees it leave, and what was said meanwhile comes with its time."""
        since, asked = self.alice.mark(), self.model.mark()
        self.link.cut()
        self.alice.send(BOT, "SAY[while you were away]")
        said = time.time()
        self.alice.say(self.room, "bot: SAY[and in the room]")
        # So that the time of its arrival would be another one.
        wait_until(lambda: time.time() > said + 5, 10, "the clock")
        self.link.mend()
        self.alice.wait_body("echo: while you were away", 60, since, BOT)
        self.alice.wait_body("echo: and in the room", 60, since, f"{self.room}/bot")
        self.assertFalse(self.alice.all(lambda s: s.kind == "presence" and s.type == "unavailable", since))
        turns = self.model.since(asked)
        self.assertEqual(2, len(turns))
        told = next(turn for turn in turns if "while you were away" in turn.text).everything()
        stamp = re.findall(r'timestamp\\*": *\\*"\w+ (\d+-\d+-\d+ \d+:\d+:\d+) UTC', told)[-1]
        at = datetime.datetime.fromisoformat(f"{stamp}+00:00").timestamp()
        self.assertLess(abs(at - said), 3, stamp)

    def test_91_an_answer_that_is_ready_while_the_line_is_cut_comes_once(self):
        """[C-28] [C-84] To a person and in a room."""
        since, asked = self.alice.mark(), self.model.mark()
        self.alice.send(BOT, "SLOW[2000] SAY[ready too early]")
        self.alice.say(self.room, "bot: SLOW[2000] SAY[so in the room]")
        for words in ("ready too early", "so in the room"):
            self.model.wait(lambda turn, words=words: words in turn.text, 30, asked, words)
        self.link.cut()
        ready = time.time() + 4
        wait_until(lambda: time.time() > ready, 10, "the answers")
        self.link.mend()
        for words, sender in (("ready too early", BOT), ("so in the room", f"{self.room}/bot")):
            self.alice.wait_body(f"echo: {words}", 60, since, sender)
        # What comes now came behind all that was to come of it.
        self.alice.send(BOT, "SAY[and on]")
        self.alice.wait_body("echo: and on", 60, since, BOT)
        bodies = [stanza.body for stanza in self.alice.all(lambda s: s.kind == "message" and s.body, since)]
        for words in ("ready too early", "so in the room"):
            self.assertEqual(1, sum(f"echo: {words}" in body for body in bodies), bodies)
        self.assertEqual(3, len(self.model.since(asked)))


if __name__ == "__main__":
    unittest.main()
