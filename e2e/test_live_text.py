"""Answers that grow while they are written, and the agent's face, through all real parts."""

import unittest
import xml.etree.ElementTree as ET

from harness.pictures import png
from harness.process import kill_hard
from harness.scene import BOT, PLUGIN, Scene
from harness.waiting import wait_until

CORRECT = "urn:xmpp:message-correct:0"
INTERRUPTED = "[This answer was interrupted.]"
WORDS = " ".join(f"word{number}" for number in range(40))
SLOW = "SLOW[6000]"


def replaces(stanza):
    found = stanza.xml.find(f"{{{CORRECT}}}replace")
    return None if found is None else found.get("id")


def from_bot(stanza):
    return stanza.kind == "message" and stanza.bare == BOT and stanza.body is not None


def takes_corrections(person):
    async def declare():
        person._client["xep_0030"].add_feature(CORRECT)
    person._call(declare())


def archive(person, peer):
    """(sender, body, id that it replaces) of what the person's archive has of a conversation, in order."""
    since = person.mark()
    query = ET.fromstring(
        "<query xmlns='urn:xmpp:mam:2' queryid='q'><x xmlns='jabber:x:data' type='submit'>"
        "<field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value></field>"
        f"<field var='with'><value>{peer}</value></field></x>"
        "<set xmlns='http://jabber.org/protocol/rsm'><max>100</max></set></query>")
    answer = person.iq(None, "set", query)
    if answer.type != "result":
        raise AssertionError(f"no archive: {answer}")
    found = []
    for stanza in person.all(lambda s: s.kind == "message", since):
        message = stanza.xml.find("{urn:xmpp:mam:2}result/{urn:xmpp:forward:0}forwarded/{jabber:client}message")
        body = None if message is None else message.find("{jabber:client}body")
        if body is not None:
            correction = message.find(f"{{{CORRECT}}}replace")
            found.append((message.get("from").partition("/")[0], body.text, None if correction is None else correction.get("id")))
    return found


@unittest.skipUnless(PLUGIN.exists(), "there is no plugin in the tree")
class LiveTextTests(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.scene = cls.enterClassContext(Scene(("alice", "bob"), settings={"commands": {
            "ownerAllowFrom": ["xmpp:alice@localhost"], "allowFrom": {"xmpp": ["alice@localhost"]}}}))
        cls.model, cls.gateway, cls.server, cls.room = cls.scene.model, cls.scene.gateway, cls.scene.server, cls.scene.room
        cls.server.start()
        cls.scene.install()
        picture = cls.scene.folder / "face.png"
        picture.write_bytes(png())
        cls.gateway.configure(cls.scene.channel(
            dmPolicy="allowlist", allowFrom=["alice@localhost", "bob@localhost"], streaming="corrections", rooms=[cls.room],
            profile={"name": "Clara", "about": "I answer questions.", "url": "https://example.org/clara", "avatar": str(picture)}))
        cls.alice = cls.enterClassContext(cls.scene.person("alice"))
        takes_corrections(cls.alice)
        cls.bob = cls.enterClassContext(cls.scene.person("bob"))
        cls.gateway.start()
        cls.addClassCleanup(cls.gateway.stop)

    def seen(self, person, since):
        return person.all(from_bot, since)

    def wait_text(self, person, text, timeout=40, since=0):
        return person.wait(lambda s: from_bot(s) and s.body == text, timeout, since, f"the text {text[:40]!r}")

    def shown(self, person, since):
        """What a client that takes corrections shows: the texts of the messages, each as it was corrected last."""
        messages = {}
        for stanza in self.seen(person, since):
            messages[replaces(stanza) or stanza.id] = stanza.body
        return list(messages.values())

    def begin(self, text, since):
        """Sends a question with a slow answer; returns the beginning of that."""
        self.alice.send(BOT, f"SAY[{text}] {SLOW}")
        return self.alice.wait(lambda s: from_bot(s) and s.body.startswith("echo: "), 40, since, "the beginning")

    def test_1_an_answer_grows_and_ends_as_one_message(self):
        self.alice.send(BOT, "SAY[warm]")
        self.alice.wait_body("echo: warm", 60)
        tablet = self.enterContext(self.scene.person("alice", resource="tablet"))
        tablet.iq(None, "set", ET.fromstring("<enable xmlns='urn:xmpp:carbons:2'/>"))
        since, other = self.alice.mark(), tablet.mark()
        final = f"echo: {WORDS}"
        first = self.begin(WORDS, since)
        end = self.wait_text(self.alice, final, since=since)
        seen = self.seen(self.alice, since)
        self.assertEqual(first.number, seen[0].number)
        self.assertIsNone(replaces(first))
        self.assertLess(len(first.body), len(final))
        self.assertEqual([first.id] * (len(seen) - 1), [replaces(stanza) for stanza in seen[1:]])
        self.assertEqual([final], self.shown(self.alice, since))
        self.assertEqual(end.number, seen[-1].number)
        self.assertGreaterEqual(len(seen), 4, "it grew")
        self.assertLessEqual(len(seen), 10, "once a second")
        # Their other client does not take corrections, and would show each as a message.
        sent = "{urn:xmpp:carbons:2}received/{urn:xmpp:forward:0}forwarded/{jabber:client}message/{jabber:client}body"
        copies = wait_until(lambda: [s.xml.find(sent).text for s in tablet.all(
            lambda s: s.kind == "message" and s.xml.find(sent) is not None, other)], 10, "a copy")
        self.assertEqual([final], copies)
        self.assertEqual([(BOT, first.body, None), (BOT, final, first.id)],
                         [entry for entry in archive(self.alice, BOT) if entry[0] == BOT][-2:])

    def test_2_whoever_takes_no_corrections_gets_the_answer_alone(self):
        since = self.bob.mark()
        self.bob.send(BOT, f"SAY[{WORDS}] SLOW[3000]")
        self.wait_text(self.bob, f"echo: {WORDS}", since=since)
        self.assertEqual([(f"echo: {WORDS}", None)], [(s.body, replaces(s)) for s in self.seen(self.bob, since)])

    def test_3_a_room_gets_the_answer_alone(self):
        self.alice.join(self.room, "alice")
        since = self.alice.mark()
        self.alice.say(self.room, f"bot: SAY[{WORDS}] SLOW[3000]")
        self.alice.wait_body(f"echo: {WORDS}", 40, since, f"{self.room}/bot")
        said = self.alice.all(lambda s: s.kind == "message" and s.sender == f"{self.room}/bot" and s.body, since)
        self.assertEqual([(f"echo: {WORDS}", None)], [(s.body, replaces(s)) for s in said])
        self.alice.leave(self.room, "alice")

    def test_4_a_sidecar_that_dies_in_the_middle_is_survived(self):
        since = self.alice.mark()
        first = self.begin(f"four {WORDS}", since)
        begin = self.gateway.log_mark()
        for pid in self.gateway.sidecars():
            kill_hard(pid)
        self.gateway.wait_online(begin)
        end = self.wait_text(self.alice, f"echo: four {WORDS}", since=since)
        self.assertEqual(first.id, replaces(end))
        self.assertEqual([f"echo: four {WORDS}"], self.shown(self.alice, since))

    def test_5_the_agent_has_a_face(self):
        """[setting: profile.name] [setting: profile.about] [setting: profile.url] [setting: profile.avatar] [XEP-0084] [XEP-0054] [XEP-0172] What is configured is what others are shown."""
        card = self.alice.iq(BOT, "get", ET.fromstring("<vCard xmlns='vcard-temp'/>"))
        self.assertEqual("Clara", card.xml.findtext("{vcard-temp}vCard/{vcard-temp}FN"), card)
        # Prosody makes this card of the one of XEP-0292, and keeps its NOTE.
        about = [card.xml.findtext(f"{{vcard-temp}}vCard/{{vcard-temp}}{name}") for name in ("DESC", "NOTE")]
        self.assertIn("I answer questions.", about, card)
        self.assertEqual("https://example.org/clara", card.xml.findtext("{vcard-temp}vCard/{vcard-temp}URL"), card)
        self.assertTrue(card.xml.findtext("{vcard-temp}vCard/{vcard-temp}PHOTO/{vcard-temp}BINVAL"), card)
        self.alice.presence(BOT, "subscribe")
        self.alice.wait(lambda s: s.kind == "presence" and s.bare == BOT and s.type == "", 15, 0, "the bot's presence")
        nick = self.alice.iq(BOT, "get", ET.fromstring(
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='http://jabber.org/protocol/nick'/></pubsub>"))
        self.assertEqual("Clara", nick.xml.findtext(".//{http://jabber.org/protocol/nick}nick"), nick)

    def test_6_a_gateway_that_dies_in_the_middle_is_survived(self):
        since = self.alice.mark()
        self.begin(f"six {WORDS}", since)
        self.gateway.kill()
        self.gateway.start()
        self.alice.wait(lambda s: from_bot(s) and s.body == f"echo: six {WORDS}", 90, since, "the whole answer")
        self.assertEqual(1, self.shown(self.alice, since).count(f"echo: six {WORDS}"))
        self.assertFalse([text for text in self.shown(self.alice, since) if text.startswith("echo: six") and not text.endswith("word39")],
                         "nothing stays half")

    def test_7_a_turn_that_is_stopped_says_so(self):
        since = self.alice.mark()
        self.begin(WORDS, since)
        self.alice.send(BOT, "/stop")
        end = self.alice.wait(lambda s: from_bot(s) and INTERRUPTED in s.body, 30, since, "the mark")
        self.assertIsNotNone(replaces(end))
