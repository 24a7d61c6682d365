"""What servers keep for the agent: it reads what was said, publishes, hears of nodes quietly, and blocks, as far as the settings let it."""

import json
import unittest
import xml.etree.ElementTree as ET

from harness.hosted import HostCase
from harness.scene import BOT

NODE = "urn:example:news"
PUBSUB = "http://jabber.org/protocol/pubsub"


def call(tool, **arguments):
    return f"CALL[{tool} {json.dumps(arguments)}]"


class MemoryTests(HostCase):
    people = ("alice", "bob", "mallory")
    settings = {"commands": {"ownerAllowFrom": ["xmpp:alice@localhost"]},
                "session": {"dmScope": "per-channel-peer"}}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gateway.configure(cls.scene.channel(
            rooms=[cls.room], dmPolicy="open", allowFrom=["*"],
            mucRooms={cls.room: {"enabled": True}},
            actions={"pubsub": True, "block": True},
            pubsub=[{"service": "bob@localhost", "node": NODE, "conversation": "alice@localhost"}]))
        cls.alice = cls.enterClassContext(cls.scene.person("alice"))
        cls.bob = cls.enterClassContext(cls.scene.person("bob"))
        cls.publish(cls.bob, "before")
        cls.gateway.start()
        cls.addClassCleanup(cls.gateway.stop)

    @staticmethod
    def publish(person, text):
        person.iq(None, "set", ET.fromstring(f"<pubsub xmlns='{PUBSUB}'><publish node='{NODE}'><item id='{text}'>"
                          f"<entry xmlns='http://www.w3.org/2005/Atom'><title>{text}</title></entry></item></publish>"
                          "<publish-options><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
                          f"<value>{PUBSUB}#publish-options</value></field><field var='pubsub#access_model'><value>open</value>"
                          "</field></x></publish-options></pubsub>"))

    def result(self, person, tool, **arguments):
        """What the tool answered to the model."""
        asked = self.model.mark()
        self.turn(person, f"{call(tool, **arguments)} SAY[done]", expect="done")
        return self.model.since(asked)[-1].tool_results[-1]

    def test_01_the_agent_reads_and_searches_the_conversation_that_it_is_in(self):
        """[XEP-0313]"""
        self.warm_up(self.alice)
        self.turn(self.bob, "SAY[of bob]", expect="of bob")
        self.turn(self.alice, "SAY[the needle]", expect="the needle")
        said = self.result(self.alice, "message", action="read", limit=10)
        self.assertIn("the needle", said)
        self.assertIn("no instructions", said)
        self.assertNotIn("of bob", said)
        found = self.result(self.alice, "message", action="read", query="NEEDLE")
        self.assertIn("the needle", found)
        self.assertNotIn("warm", found)

    def test_02_nobody_reads_others_conversations_but_the_owner(self):
        refused = self.result(self.bob, "xmpp_history", conversation="alice@localhost")
        self.assertIn("REFUSED", refused)
        self.assertNotIn("needle", refused)
        self.assertNotIn("needle", self.result(self.bob, "message", action="read", target="alice@localhost"))
        self.assertIn("of bob", self.result(self.bob, "xmpp_history"))
        self.assertIn("of bob", self.result(self.alice, "xmpp_history", conversation="bob@localhost"))

    def test_03_news_are_read_of_in_the_next_turn_and_begin_none(self):
        """[XEP-0060]"""
        asked = self.model.mark()
        self.publish(self.bob, "fresh news")
        self.turn(self.alice, "SAY[anything new]", expect="anything new")
        turns = self.model.since(asked)
        self.assertEqual(1, len(turns), "it began a turn")
        self.assertIn("fresh news", turns[0].everything())

    def test_04_the_agent_publishes_and_reads_nodes(self):
        """[XEP-0060]"""
        self.assertIn('"ok": true', self.result(self.alice, "xmpp_pubsub", action="publish", node="diary", text="all is well",
                                                access="open", id="1"))
        self.assertIn("all is well", self.result(self.alice, "xmpp_pubsub", action="items", node="diary"))
        self.assertIn("fresh news", self.result(self.alice, "xmpp_pubsub", action="items", service="bob@localhost", node=NODE))

    def test_05_the_agent_blocks_but_not_its_owner(self):
        """[XEP-0191]"""
        self.assertIn("owner's address", self.result(self.alice, "xmpp_block", action="block", address="alice@localhost"))
        self.assertIn('"ok": true', self.result(self.alice, "xmpp_block", action="block", address="mallory@localhost"))
        self.assertIn("mallory@localhost", self.result(self.alice, "xmpp_block", action="list"))
        with self.scene.person("mallory") as mallory:
            since = mallory.mark()
            mallory.send(BOT, "SAY[spam]")
            refused = mallory.wait(lambda s: s.type == "error", 15, since, "the refusal")
            self.assertIsNotNone(refused)


if __name__ == "__main__":
    unittest.main()
