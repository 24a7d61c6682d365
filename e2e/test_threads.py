"""What comes in and goes out beside the words: threads, voice notes, what people do, and what an id means after a restart."""

import json
import re
import unittest
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

from harness import hosted
from harness.hosted import from_bot
from harness.scene import BOT

CORRECT = "{urn:xmpp:message-correct:0}replace"
EVENT_ID = re.compile(r'message_id\\?":\s*\\?"([\w-]{27})\\?"')
MARKABLE = "<markable xmlns='urn:xmpp:chat-markers:0'/>"


def place(stanza):
    """(thread, parent) of a message."""
    thread = stanza.xml.find("{jabber:client}thread")
    return None if thread is None else (thread.text, thread.get("parent"))


class ThreadsTests(hosted.HostCase):
    lasts = 90

    @classmethod
    def setUpClass(cls):
        super().setUpClass()

        def listen(config):
            config["tools"]["media"] = {
                "models": [{"provider": "openai", "model": "stand-in", "baseUrl": cls.model.url, "capabilities": ["audio"]}],
                "audio": {"enabled": True}}
            config["models"]["providers"]["openai"] = {"baseUrl": cls.model.url, "apiKey": "none", "models": [],
                                                         "request": {"allowPrivateNetwork": True}}
        cls.gateway.change(listen)
        cls.gateway.configure(cls.scene.channel(dmPolicy="allowlist", allowFrom=["alice@localhost"]))
        cls.alice = cls.enterClassContext(cls.scene.person("alice"))
        cls.gateway.start()
        cls.addClassCleanup(cls.gateway.stop)

    def write(self, id, body, more=""):
        self.alice.send_xml(f"<message xmlns='jabber:client' type='chat' to='{BOT}' id='{id}'>"
                            f"<body>{escape(body)}</body>{more}</message>")

    def wait(self, what, since, wanted, timeout=40):
        return self.alice.wait(lambda s: from_bot(s) and wanted(s), timeout, since, what)

    def act(self, id, say, more="", tool="message", **call):
        """The agent uses its message tool, or another one, and says something; returns what the tool answered."""
        since, asked = self.alice.mark(), self.model.mark()
        self.write(id, f"CALL[{tool} {json.dumps(call)}] SAY[{say}]", more)
        self.wait("the answer", since, lambda s: s.body == f"echo: {say}")
        return self.model.since(asked)[-1].tool_results[-1]

    def test_1_a_thread_and_its_parent_are_kept(self):
        """[XEP-0201] [R25] On answers, on what the agent sends and replies, and on corrections."""
        self.warm_up(self.alice)
        thread, wanted = "<thread parent='t0'>t1</thread>", ("t1", "t0")
        since = self.alice.mark()
        self.write("t-1", "SAY[in the thread]", thread)
        answer = self.wait("the answer", since, lambda s: s.body == "echo: in the thread")
        self.assertEqual(wanted, place(answer))
        self.act("t-2", "sent", thread, action="send", target="alice@localhost", message="by the tool")
        self.assertEqual(wanted, place(self.wait("the tool's message", since, lambda s: s.body == "by the tool")))
        self.act("t-3", "replied", thread, action="reply", target="alice@localhost", message="a reply")
        self.assertEqual(wanted, place(self.wait("the reply", since, lambda s: s.body == "a reply")))
        self.act("t-4", "edited", thread, action="edit", target="alice@localhost", messageId=answer.id, message="better")
        edited = self.wait("the correction", since, lambda s: s.xml.find(CORRECT) is not None)
        self.assertEqual(wanted, place(edited))

    def test_2_what_somebody_does(self):
        """[XEP-0245] The agent reads who does it; what it does itself goes out as it is written."""
        since, asked = self.alice.mark(), self.model.mark()
        self.write("me-1", "/me waves SAY[hello]")
        self.wait("the answer", since, lambda s: s.body == "echo: hello")
        self.assertIn("* alice@localhost waves", self.model.since(asked)[-1].text)
        self.act("me-2", "done", action="send", target="alice@localhost", message="/me bows")
        self.wait("what it does", since, lambda s: s.body == "/me bows")

    def test_3_a_voice_note_is_heard(self):
        """[XEP-0447] [XEP-0446] The host's own transcription gets it, and the agent reads what was said."""
        sound = b"OggS" + b"\0\x02" + bytes(8) + b"\1\0\0\0" + bytes(8) + b"\x01\x13OpusHead" + bytes(4000)
        url = self.alice.upload(sound, "note.ogg", "audio/ogg")
        self.model.transcript = "SAY[call me at noon]"
        since, asked = self.alice.mark(), self.model.mark()
        self.write("v-1", url, "<file-sharing xmlns='urn:xmpp:sfs:0' disposition='inline'><file xmlns='urn:xmpp:file:metadata:0'>"
                   f"<media-type>audio/ogg</media-type><name>note.ogg</name><size>{len(sound)}</size></file>"
                   f"<sources><url-data xmlns='http://jabber.org/protocol/url-data' target='{escape(url)}'/></sources></file-sharing>"
                   "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'/>")
        self.wait("the answer", since, lambda s: s.body and s.body.startswith("echo: call me at noon"), 60)
        self.assertTrue(any(sound in body for body in self.model.heard), "the host sent another sound")
        self.assertIn("call me at noon", self.model.since(asked)[-1].everything())

    def test_4_what_an_id_means_after_a_restart(self):
        """[XEP-0444] [XEP-0333] [XEP-0461] [XEP-0160] The agent's transcript names events of before; what nobody knows is an error. What came while the gateway
        was down is answered once."""
        asked, since = self.model.mark(), self.alice.mark()
        self.write("before-1", "SAY[remember me]", "<thread>t9</thread>" + MARKABLE)
        answer = self.wait("the answer", since, lambda s: s.body == "echo: remember me")
        events = EVENT_ID.findall(self.model.since(asked)[-1].everything())
        self.assertTrue(events, self.model.since(asked)[-1].everything())
        self.gateway.stop()
        since = self.alice.mark()
        self.write("asleep-1", "SAY[good morning]")
        # Behind it: by then the server has kept it.
        self.alice.iq(None, "get", ET.Element("{urn:xmpp:ping}ping"))
        self.gateway.start()
        self.wait("the answer", since, lambda s: s.body == "echo: good morning", 60)
        self.act("after-1", "reacted", action="react", target="alice@localhost", messageId=events[-1], emoji="👍")
        self.wait("the reaction", since, lambda s: s.reaction == ("before-1", ["👍"]))
        marked = json.loads(self.act("after-m", "marked", tool="xmpp_mark_read", messageId=events[-1]))
        self.assertEqual({"ok": True, "marked": True}, marked)
        marker = self.wait("a marker", since, lambda s: s.xml.find("{urn:xmpp:chat-markers:0}displayed") is not None)
        self.assertEqual("before-1", marker.xml.find("{urn:xmpp:chat-markers:0}displayed").get("id"))
        self.act("after-r", "replied", action="reply", target="alice@localhost", messageId=events[-1], message="a late reply")
        reply = self.wait("the reply", since, lambda s: s.body == "a late reply").xml.find("{urn:xmpp:reply:0}reply")
        self.assertEqual("before-1", reply.get("id"))
        self.act("after-2", "edited", action="edit", target="alice@localhost", messageId=answer.id, message="better")
        edited = self.wait("the correction", since, lambda s: s.xml.find(CORRECT) is not None)
        self.assertEqual(("better", ("t9", None)), (edited.body, place(edited)))
        since = self.alice.mark()
        said = json.loads(self.act("after-3", "tried", action="react", target="alice@localhost", messageId="made-up", emoji="👍"))
        self.assertFalse(said["ok"], said)
        self.assertIn("made-up", said["error"])
        self.assertFalse(self.alice.all(lambda s: from_bot(s) and s.reaction, since))
        self.assertEqual(1, len(self.alice.all(lambda s: from_bot(s) and s.body == "echo: good morning")))


if __name__ == "__main__":
    unittest.main()
