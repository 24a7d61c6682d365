"""Messages beyond text through all real parts: corrections, retractions, markers, shared files, styling, encrypted ones."""

import base64
import hashlib
import json
import unittest
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

from harness import hosted
from harness.hosted import from_bot, is_message
from harness.pictures import png
from harness.scene import BOT

CORRECT = "<replace xmlns='urn:xmpp:message-correct:0' id='{}'/>"
RETRACT = ("<retract xmlns='urn:xmpp:message-retract:1' id='{}'/>"
           "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:message-retract:1'/>")
MARKABLE = "<markable xmlns='urn:xmpp:chat-markers:0'/>"
NICK = "http://jabber.org/protocol/nick"
FACE = png(colour=(60, 140, 90))
OMEMO = "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/><payload>abc</payload></encrypted>"


def child(stanza, namespace, name):
    return stanza.xml.find(f"{{{namespace}}}{name}")


class MessagesTests(hosted.HostCase):
    lasts = 60
    settings = {"messages": {"ackReactionScope": "all"}}
    server_settings = {"personal": ("bookmarks", "vcard", "vcard4")}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.gateway.workspace / "face.png").write_bytes(FACE)
        cls.gateway.change(lambda config: config["agents"].update(list=[
            {"id": "main", "default": True, "identity": {"name": "Clara", "avatar": "face.png"}}]))
        cls.gateway.configure(cls.scene.channel(dmPolicy="allowlist", allowFrom=["alice@localhost"], ackReaction="👀"))
        cls.alice = cls.enterClassContext(cls.scene.person("alice"))
        cls.gateway.start()
        cls.addClassCleanup(cls.gateway.stop)

    def write(self, id, body, more=""):
        self.alice.send_xml(f"<message xmlns='jabber:client' type='chat' to='{BOT}' id='{id}'>"
                            f"<body>{escape(body)}</body>{more}</message>")

    def wait(self, what, since, wanted, timeout=40):
        return self.alice.wait(lambda s: from_bot(s) and wanted(s), timeout, since, what)

    def test_1_what_is_taken_is_acknowledged_and_marked(self):
        """[setting: ackReaction] [XEP-0333] [XEP-0444]"""
        self.warm_up(self.alice)
        since = self.alice.mark()
        self.write("m1", "SAY[read]", MARKABLE)
        marker = self.wait("a marker", since, lambda s: child(s, "urn:xmpp:chat-markers:0", "displayed") is not None)
        self.assertEqual("m1", child(marker, "urn:xmpp:chat-markers:0", "displayed").get("id"))
        self.wait("the acknowledging reaction", since, lambda s: s.reaction == ("m1", ["👀"]))
        self.wait("the answer", since, lambda s: s.body == "echo: read")

    def test_2_a_correction_is_said_to_be_one(self):
        """[XEP-0308] [H-28]"""
        since, asked = self.alice.mark(), self.model.mark()
        self.write("c1", "SAY[at five]")
        self.wait("the answer", since, lambda s: s.body == "echo: at five")
        self.write("c2", "SAY[at six]", CORRECT.format("c1"))
        self.wait("the answer", since, lambda s: s.body and "at six" in s.body)
        first, second = self.model.since(asked)
        self.assertNotIn("replaces the sender", first.text)
        self.assertIn("this replaces the sender's earlier message", second.text)

    def test_3_what_was_taken_back_is_an_event_and_no_turn(self):
        """[XEP-0424] [H-29]"""
        since, asked = self.alice.mark(), self.model.mark()
        self.write("r1", "SAY[a secret]")
        self.wait("the answer", since, lambda s: s.body == "echo: a secret")
        self.write("r2", "gone", RETRACT.format("r1"))
        self.write("r3", "SAY[after it]")
        self.wait("the answer", since, lambda s: s.body == "echo: after it")
        requests = self.model.since(asked)
        self.assertEqual(2, len(requests), [request.text for request in requests])
        self.assertIn("took back message", requests[1].everything())

    def test_4_the_agent_takes_its_own_back_and_edits(self):
        """[XEP-0424] [XEP-0308] [R25]"""
        since = self.alice.mark()
        answer = self.turn(self.alice, "SAY[a slip]", expect="echo: a slip", thread="t1")
        edit = {"action": "edit", "target": "alice@localhost", "messageId": answer.id, "message": "better"}
        self.write("e1", f"CALL[message {json.dumps(edit)}] SAY[edited]")
        edited = self.wait("the correction", since, lambda s: child(s, "urn:xmpp:message-correct:0", "replace") is not None)
        self.assertEqual((answer.id, "better", "t1"),
                         (child(edited, "urn:xmpp:message-correct:0", "replace").get("id"), edited.body, edited.thread))
        self.wait("the answer", since, lambda s: s.body == "echo: edited")
        unsend = {"action": "unsend", "target": "alice@localhost", "messageId": answer.id}
        self.write("e2", f"CALL[message {json.dumps(unsend)}] SAY[unsent]")
        retracted = self.wait("the retraction", since, lambda s: child(s, "urn:xmpp:message-retract:1", "retract") is not None)
        self.assertEqual(answer.id, child(retracted, "urn:xmpp:message-retract:1", "retract").get("id"))
        self.assertIsNotNone(child(retracted, "urn:xmpp:fallback:0", "fallback"))
        self.wait("the answer", since, lambda s: s.body == "echo: unsent")

    def test_5_shared_files_come_with_what_is_said_of_them(self):
        """[XEP-0447] [XEP-0446] [XEP-0385] [XEP-0300]"""
        picture = png()
        digest, other = (base64.b64encode(hashlib.sha256(data).digest()).decode() for data in (picture, b"another one"))
        hash_element = "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>{}</hash>"
        url = self.alice.upload(picture, "x.png", "image/png")
        sharing = ("<file-sharing xmlns='urn:xmpp:sfs:0' disposition='inline'><file xmlns='urn:xmpp:file:metadata:0'>"
                   "<media-type>image/png</media-type><name>garden.png</name><size>{}</size>{}</file>"
                   "<sources><url-data xmlns='http://jabber.org/protocol/url-data' target='{}'/></sources></file-sharing>"
                   "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'/>")
        since, asked = self.alice.mark(), self.model.mark()
        self.write("f1", url, sharing.format(len(picture), hash_element.format(digest), escape(url)))
        self.wait("the answer", since, is_message)
        request = self.model.since(asked)[-1]
        self.assertEqual(1, len(request.images), request.everything())
        self.assertIn("garden.png", request.everything())
        since, asked = self.alice.mark(), self.model.mark()
        self.write("f2", url, sharing.format(len(picture), hash_element.format(other), escape(url)))
        self.wait("the answer", since, is_message)
        request = self.model.since(asked)[-1]
        self.assertEqual(0, len(request.images), "a file that is another one")
        self.assertIn("its hash differs", request.everything())
        sims = ("<reference xmlns='urn:xmpp:reference:0' type='data'><media-sharing xmlns='urn:xmpp:sims:1'>"
                "<file xmlns='urn:xmpp:jingle:apps:file-transfer:5'><media-type>image/png</media-type><name>meadow.png</name>"
                f"<size>{len(picture)}</size>{hash_element.format(digest)}</file>"
                f"<sources><reference xmlns='urn:xmpp:reference:0' type='data' uri='{escape(url)}'/></sources></media-sharing></reference>")
        since, asked = self.alice.mark(), self.model.mark()
        self.write("f3", "SAY[a meadow]", sims)
        self.wait("the answer", since, lambda s: s.body == "echo: a meadow")
        request = self.model.since(asked)[-1]
        self.assertEqual(1, len(request.images), request.everything())
        self.assertIn("meadow.png", request.everything())

    def test_6_markdown_is_styled_for_xmpp(self):
        """[XEP-0393] [H-55]"""
        answer = self.turn(self.alice, "**bold** and [the bank](https://evil.example/x)", expect="bold")
        self.assertEqual("echo: *bold* and the bank (https://evil.example/x)", answer.body)

    def test_7_what_is_encrypted_gets_one_advice(self):
        """[XEP-0380] [C-57] [H-41]"""
        since, asked = self.alice.mark(), self.model.mark()
        self.write("o1", "I sent you an OMEMO encrypted message", OMEMO)
        self.write("o2", "I sent you an OMEMO encrypted message", OMEMO)
        self.wait("the advice", since, lambda s: s.body and s.body.startswith("I cannot read encrypted messages"))
        self.write("o3", "SAY[readable]")
        self.wait("the answer", since, lambda s: s.body == "echo: readable")
        self.assertEqual(1, len(self.model.since(asked)))
        self.assertEqual(2, len(self.alice.all(lambda s: from_bot(s) and is_message(s), since)))

    def test_8_the_agent_is_shown_as_the_host_calls_and_draws_it(self):
        """[XEP-0172] [XEP-0054] [XEP-0084] [XEP-0153] [XEP-0292] Where the channel's settings say nothing of a profile."""
        fingerprint = hashlib.sha1(FACE).hexdigest()
        self.alice.presence(BOT, "subscribe")
        self.alice.wait(lambda s: s.kind == "presence" and s.bare == BOT and s.xml.findtext(
            "{vcard-temp:x:update}x/{vcard-temp:x:update}photo") == fingerprint, 15, 0, "the picture's hash")
        card = self.alice.iq(BOT, "get", ET.fromstring("<vCard xmlns='vcard-temp'/>")).xml.find("{vcard-temp}vCard")
        self.assertEqual("Clara", card.findtext("{vcard-temp}FN"))
        self.assertEqual(FACE, base64.b64decode(card.findtext("{vcard-temp}PHOTO/{vcard-temp}BINVAL")))
        newer = "{urn:ietf:params:xml:ns:vcard-4.0}"
        self.assertEqual("Clara", self.node("urn:xmpp:vcard4").findtext(f".//{newer}vcard/{newer}fn/{newer}text"))
        self.assertEqual("Clara", self.node(NICK).findtext(f".//{{{NICK}}}nick"))
        self.assertEqual(fingerprint, self.node("urn:xmpp:avatar:metadata").find(".//{urn:xmpp:avatar:metadata}info").get("id"))
        self.assertEqual(FACE, base64.b64decode(self.node("urn:xmpp:avatar:data").findtext(".//{urn:xmpp:avatar:data}data")))

    def test_9_what_comes_in_quick_succession_is_one_turn(self):
        """[C-54] Where the host's setting says for how long that is: a picture, and what is to be done with it."""
        mark = self.gateway.log_mark()
        self.gateway.change(lambda config: config["messages"].update(inbound={"byChannel": {"xmpp": 1500}}))
        self.gateway.wait_log("config change", mark)
        url = self.alice.upload(png(), "garden.png", "image/png")
        since, asked = self.alice.mark(), self.model.mark()
        self.alice.send(BOT, url, oob=url, id="q1")
        self.write("q2", "SAY[a garden, I see]", MARKABLE)
        self.wait("the answer", since, lambda s: s.body == "echo: a garden, I see")
        # A turn of the picture alone would have been before this one.
        self.write("q3", "SAY[and on]")
        self.wait("the next answer", since, lambda s: s.body == "echo: and on")
        turns = self.model.since(asked)
        self.assertEqual([1, 0], [len(turn.images) for turn in turns])
        self.assertEqual(["echo: a garden, I see", "echo: and on"],
                         [s.body for s in self.alice.all(lambda s: from_bot(s) and is_message(s), since)])

    def node(self, name):
        return self.alice.iq(BOT, "get", ET.fromstring(
            f"<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='{name}'/></pubsub>")).xml


if __name__ == "__main__":
    unittest.main()
