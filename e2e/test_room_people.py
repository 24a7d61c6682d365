"""People in a room that hides who they are, through all real parts: slixmpp, Prosody, our sidecar and plugin in the OpenClaw gateway."""

import unittest
import xml.etree.ElementTree as ET

from harness.scene import BOT, PLUGIN, Scene


@unittest.skipUnless(PLUGIN.exists(), "there is no plugin in the tree")
class RoomPeopleTests(unittest.TestCase):
    lasts = 60
    @classmethod
    def setUpClass(cls):
        cls.scene = cls.enterClassContext(Scene(("alice", "mallory"), settings={"session": {"dmScope": "per-channel-peer"}}))
        cls.model, cls.gateway, cls.room = cls.scene.model, cls.scene.gateway, cls.scene.room
        cls.scene.server.start()
        cls.scene.install()
        cls.gateway.configure(cls.scene.channel(
            dmPolicy="allowlist", allowFrom=["alice@localhost"], invites="allowlist", mucPrivateMessages="open"))
        cls.alice = cls.enterClassContext(cls.scene.person("alice"))
        cls.mallory = cls.enterClassContext(cls.scene.person("mallory"))
        cls.gateway.start()
        cls.addClassCleanup(cls.gateway.stop)

    def invite(self, person):
        person.send_xml(f"<message xmlns='jabber:client' to='{BOT}'><x xmlns='jabber:x:conference' jid='{self.room}'/></message>")

    def hide_people(self):
        """As Prosody's users make rooms: only moderators see who is who."""
        form = "".join(f"<field var='{name}'><value>{value}</value></field>" for name, value in (
            ("FORM_TYPE", "http://jabber.org/protocol/muc#roomconfig"), ("muc#roomconfig_whois", "moderators")))
        answer = self.alice.iq(self.room, "set", ET.fromstring(
            f"<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>{form}</x></query>"))
        self.assertEqual("result", answer.type)

    def is_bot_there(self, stanza):
        return stanza.kind == "presence" and stanza.sender == f"{self.room}/bot" and stanza.type != "unavailable"

    def rename(self, person, nick):
        since = person.mark()
        person.presence(f"{self.room}/{nick}")
        person.wait(lambda s: s.kind == "presence" and s.sender == f"{self.room}/{nick}" and s.type != "unavailable", 10, since, nick)

    def test_1_a_friend_asks_the_bot_in_and_a_stranger_does_not(self):
        """[XEP-0249] [C-37] A direct invitation of somebody on the list is followed; nobody else's is."""
        self.alice.join(self.room, "alice")
        self.hide_people()
        self.mallory.join(self.room, "mallory")
        since = self.alice.mark()
        self.invite(self.mallory)
        # An answer to the friend behind it: by then the stranger's invitation has been judged.
        self.alice.send(BOT, "SAY[warm]")
        self.alice.wait_body("echo: warm", 60, since, BOT)
        self.assertFalse(self.alice.all(self.is_bot_there, since))
        self.invite(self.alice)
        self.alice.wait(self.is_bot_there, 15, since, "the bot in the room")
        self.alice.say(self.room, "bot: SAY[here I am]")
        self.alice.wait_body("echo: here I am", 30, since, f"{self.room}/bot")

    def test_2_what_is_whispered_is_answered_to_the_person(self):
        """[XEP-0045] [C-34] [H-33] The answer to a private message goes to who asked, also when somebody else has the nick by then."""
        since = self.alice.mark()
        others = self.mallory.mark()
        self.alice.send(f"{self.room}/bot", "SAY[between us]")
        answer = self.alice.wait_body("echo: between us", 30, since, f"{self.room}/bot")
        self.assertEqual("chat", answer.type)
        asked = self.model.mark()
        self.alice.send(f"{self.room}/bot", "SAY[still between us] SLOW[4000]")
        self.model.wait(lambda a: "still between us" in a.text, 20, asked)
        self.rename(self.alice, "ally")
        self.rename(self.mallory, "alice")
        self.alice.wait_body("echo: still between us", 30, since, f"{self.room}/bot")
        self.assertFalse([s for s in self.mallory.all(lambda s: s.kind == "message" and s.body, others) if s.type == "chat"])

    def test_3_each_has_a_conversation_of_their_own(self):
        """[H-33] Who takes another's nick does not get at what was said under it."""
        asked = self.model.mark()
        since = self.mallory.mark()
        self.mallory.send(f"{self.room}/bot", "SAY[what did we talk about?]")
        self.mallory.wait_body("echo: what did we talk about?", 30, since, f"{self.room}/bot")
        seen = [a for a in self.model.since(asked) if "what did we talk about?" in a.text]
        self.assertTrue(seen)
        for request in seen:
            self.assertNotIn("between us", request.everything())


if __name__ == "__main__":
    unittest.main()
