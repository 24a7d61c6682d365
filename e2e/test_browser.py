"""A conversation with the agent in converse.js, all parts real but the model. The screenshots are in target/e2e/screenshots."""

import base64
import json
import unittest
import xml.etree.ElementTree as ET

from demo.page import Page
from harness import hosted
from harness.converse import Converse
from harness.pictures import png, tone
from harness.scene import BOT, password_of


class BrowserTests(hosted.HostCase):
    lasts = 110
    people = ("alice", "mallory")
    # Whoever is no owner may not command.
    settings = {"commands": {"ownerAllowFrom": ["xmpp:alice@localhost"], "allowFrom": {"xmpp": ["alice@localhost"]}}}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gateway.configure(cls.scene.channel(
            rooms=[cls.room], allowFrom=["alice@localhost"], mucRooms={cls.room: {"requireMention": True}}, streaming="corrections",
            actions={"moderation": True}))
        with cls.scene.person("alice") as alice:
            alice.join(cls.room, "alice")
            promote = f"<query xmlns='http://jabber.org/protocol/muc#admin'><item jid='{BOT}' affiliation='admin'/></query>"
            keep = ("<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>"
                    "<field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>"
                    "<field var='muc#roomconfig_persistentroom'><value>1</value></field></x></query>")
            for query in (promote, keep):
                if alice.iq(cls.room, "set", ET.fromstring(query)).type != "result":
                    raise AssertionError(f"{cls.room} does not obey")
        cls.gateway.start()
        cls.addClassCleanup(cls.gateway.stop)
        page = cls.enterClassContext(Page(cls.server, "alice@localhost", password_of("alice"), BOT, [cls.room]))
        cls.browser = cls.enterClassContext(Converse(page.url))

    def say(self, text, expected, chat=BOT, timeout=60):
        self.browser.say(chat, text)
        self.browser.wait(chat, expected, timeout)
        self.browser.to_the_end(chat)

    def call(self, **arguments):
        return f"CALL[message {json.dumps(arguments, ensure_ascii=False)}]"

    def test_01_text_and_styles(self):
        """[XEP-0393]"""
        self.browser.ready(BOT)
        self.say("SAY[hello browser]", "echo: hello browser")
        # As models write.
        self.say("SAY[this is **bold**, _slanted_, ~~gone~~ and `code`]", "gone~ and `code`")
        shown = self.browser.html(BOT, "echo: this is")
        self.browser.shot("01-text")
        for styled in ("<b>bold</b>", "<i>slanted</i>", "<del>gone</del>", "<code>code</code>"):
            self.assertIn(styled, shown)

    def test_02_typing_is_seen(self):
        """[XEP-0085]"""
        self.browser.say(BOT, "SAY[typed slowly and in many words] SLOW[3000]")
        self.browser.do("wait", **{"in": ".chat-content__notifications"}, text="typing")
        self.browser.shot("02-typing")
        self.browser.wait(BOT, "echo: typed slowly")

    def test_03_a_picture_of_the_agent_is_shown(self):
        """[XEP-0066] [XEP-0363]"""
        path = self.gateway.workspace / "meadow.png"
        path.write_bytes(png(160, 120, (40, 140, 70)))
        self.say(f"{self.call(action='send', message='a meadow', media=str(path))} SAY[picture sent]", "a meadow")
        self.browser.do("wait", **{"in": ".chat-msg img.chat-image"})
        self.assertEqual([160, 120], self.browser.do("pixels", **{"in": ".chat-msg img.chat-image"}))
        self.browser.wait(BOT, "echo: picture sent")
        self.browser.shot("03-picture-in")

    def test_04_a_picture_reaches_the_model(self):
        """[XEP-0066] [XEP-0363]"""
        picture = png(90, 60, (120, 20, 60))
        path = self.scene.folder / "poppy.png"
        path.write_bytes(picture)
        asked = self.model.mark()
        self.browser.attach(BOT, path)
        request = self.model.wait(lambda a: a.images, 40, asked, "a request with a picture")
        self.assertEqual(picture, base64.b64decode(request.images[0].partition(",")[2]))
        self.browser.shot("04-picture-out")

    def test_05_the_agent_reacts(self):
        """[XEP-0444]"""
        self.say(f"{self.call(action='react', emoji='🎉')} SAY[reacted]", "echo: reacted")
        self.browser.do("wait", **{"in": "converse-reactions"}, text="🎉")
        self.browser.shot("05-reaction-in")

    def test_06_a_person_reacts(self):
        """[XEP-0444]"""
        self.say("SAY[react to this]", "echo: react to this")
        self.browser.act(BOT, "echo: react to this", "reaction")
        self.browser.do("click", **self.browser.message(BOT, "echo: react to this", ".reaction-picker > button.reaction-item:has-text('❤')"))
        self.browser.do("wait", **self.browser.message(BOT, "echo: react to this", "converse-reactions .chat-msg__reaction"))
        asked = self.model.mark()
        self.say("SAY[after the reaction]", "echo: after the reaction")
        self.browser.shot("06-reaction-out")
        self.assertIn("reacted with", self.model.since(asked)[-1].everything())

    def test_07_a_person_corrects(self):
        """[XEP-0308]"""
        self.say("SAY[a mistale]", "echo: a mistale")
        asked = self.model.mark()
        self.browser.act(BOT, "SAY[a mistale]", "edit")
        self.browser.say(BOT, "SAY[a mistake]")
        self.browser.wait(BOT, "echo: a mistake")
        self.browser.shot("07-correction-out")
        self.assertIn("a mistake", self.model.since(asked)[-1].everything())

    def test_08_the_agent_corrects(self):
        """[XEP-0308]"""
        self.say("SAY[the frist one]", "echo: the frist one")
        id = self.browser.do("attribute", **self.browser.message(BOT, "echo: the frist one"), name="data-msgid")
        asked = self.model.mark()
        self.say(f"{self.call(action='edit', target='alice@localhost', messageId=id, message='the first one')} SAY[corrected]", "echo: corrected")
        self.assertIn('"ok": true', self.model.since(asked)[-1].tool_results[0])
        self.browser.shot("08-correction-in")
        self.assertNotIn("echo: the frist one", self.browser.texts(BOT))

    def test_09_a_reply(self):
        """[XEP-0461]"""
        self.say("SAY[reply to this]", "echo: reply to this")
        asked = self.model.mark()
        self.browser.act(BOT, "echo: reply to this", "reply")
        self.say("SAY[a reply came]", "echo: a reply came")
        self.browser.shot("09-reply")
        self.assertIn("echo: reply to this", self.model.since(asked)[-1].everything())

    def test_09a_the_agent_takes_back(self):
        """[XEP-0424]"""
        self.say("SAY[said too soon]", "echo: said too soon")
        id = self.browser.do("attribute", **self.browser.message(BOT, "echo: said too soon"), name="data-msgid")
        asked = self.model.mark()
        self.say(f"{self.call(action='unsend', target='alice@localhost', messageId=id)} SAY[taken back]", "echo: taken back")
        self.assertIn('"ok": true', self.model.since(asked)[-1].tool_results[0])
        self.browser.do("wait", **{"in": f'.chat-msg[data-msgid="{id}"] .retraction'})
        self.browser.shot("09a-retraction-in")
        self.assertNotIn("echo: said too soon", self.browser.texts(BOT))

    def test_09b_a_person_takes_back(self):
        """[XEP-0424] The agent hears of it, and answers nothing."""
        self.say("SAY[forget this]", "echo: forget this")
        self.browser.act(BOT, "SAY[forget this]", "retract")
        self.browser.do("click", **{"in": "form.confirm button[type=submit]"})
        self.browser.do("wait", **{"in": ".chat-msg--retracted"})
        asked = self.model.mark()
        self.say("SAY[after it]", "echo: after it")
        self.browser.shot("09b-retraction-out")
        request, = self.model.since(asked)
        self.assertIn("took back", request.everything())

    def test_09c_an_answer_grows(self):
        """[XEP-0308] Live text: seen while it is written, and in the end once."""
        words = " ".join(f"word{i}" for i in range(40))
        self.browser.say(BOT, f"SAY[{words} end] SLOW[6000]")
        growing = self.browser.shown_without(BOT, "echo: word0", "end")
        self.browser.do("wait", **growing)
        self.browser.shot("09c-live")
        self.browser.wait(BOT, f"echo: {words} end")
        self.browser.to_the_end(BOT)
        self.browser.shot("09c-live-end")
        self.assertEqual(1, sum("echo: word0" in text for text in self.browser.texts(BOT)))

    def test_10_a_room(self):
        """[XEP-0045]"""
        self.browser.open_room(self.room)
        self.browser.say(self.room, "the tulips are red")
        self.browser.say(self.room, "bot: SAY[in the room]")
        self.browser.wait(self.room, "echo: in the room")
        self.browser.shot("10-room")

    def test_10a_reactions_in_a_room(self):
        """[XEP-0444] The agent's to a person's message, and a person's to the agent's."""
        self.browser.say(self.room, f"bot: {self.call(action='react', emoji='🎉')} SAY[well done]")
        self.browser.wait(self.room, "echo: well done")
        self.browser.do("wait", **self.browser.message(self.room, "SAY[well done]", "converse-reactions"))
        self.browser.end_of_typing()
        self.browser.act(self.room, "echo: well done", "reaction")
        self.browser.do("click", **self.browser.message(
            self.room, "echo: well done", ".reaction-picker > button.reaction-item:has-text('❤')"))
        self.browser.do("wait", **self.browser.message(self.room, "echo: well done", "converse-reactions .chat-msg__reaction"))
        asked = self.model.mark()
        self.browser.to_the_end(self.room)
        self.browser.say(self.room, "bot: SAY[thank you]")
        self.browser.wait(self.room, "echo: thank you")
        self.browser.shot("10a-room-reactions")
        self.assertIn("reacted with", self.model.since(asked)[-1].everything())

    def test_10b_the_agent_moderates(self):
        """[XEP-0045] Whom it removes is seen to go, and why."""
        with self.scene.person("mallory") as mallory:
            mallory.join(self.room, "mallory")
            self.browser.say(self.room, f"bot: {self.call(action='kick', userId='mallory', reason='too loud')} SAY[it is quiet now]")
            self.browser.wait(self.room, "echo: it is quiet now")
            mallory.wait(lambda s: s.kind == "presence" and s.bare == self.room and "307" in s.room_status, 5, 0, "the kick")
        self.browser.do("wait", **{"in": f'converse-muc[jid="{self.room}"] .chat-info'}, text="mallory has been kicked out")
        self.browser.shot("10b-room-kick")

    def test_10c_what_a_moderator_removes_stays_removed(self):
        """[XEP-0045] Whoever owns the room sends the agent out, and it does not come back by itself."""
        self.browser.say(self.room, "/kick bot enough")
        self.browser.do("wait", **{"in": f'converse-muc[jid="{self.room}"] .chat-info'}, text="bot has been kicked out")
        self.browser.open_chat(BOT)
        self.say("SAY[still here for you]", "echo: still here for you")
        self.browser.shot("10c-after-the-kick")
        self.assertFalse(self.browser.stanzas(f"from='{self.room}/bot'")[-1].find("unavailable") < 0, "it is back")

    def test_12_a_thread(self):
        """[XEP-0201] The answer is in the thread of the question; the next one in none."""
        self.browser.in_thread("garden-plans")
        self.say("SAY[in a thread]", "echo: in a thread")
        self.browser.in_thread(None)
        self.say("SAY[in none]", "echo: in none")
        self.assertIn("<thread>garden-plans</thread>", self.answer("echo: in a thread"))
        self.assertNotIn("<thread", self.answer("echo: in none"))

    def answer(self, text):
        """The last stanza of an answer: live text is corrected on its way."""
        return [stanza for stanza in self.browser.stanzas(text) if f"from='{BOT}" in stanza or f'from="{BOT}' in stanza][-1]

    def test_13_what_people_do(self):
        """[XEP-0245] Of both sides."""
        asked = self.model.mark()
        self.browser.say(BOT, f"/me waves {self.call(action='send', message='/me bows')} SAY[bowed]")
        self.browser.wait(BOT, "echo: bowed")
        self.browser.to_the_end(BOT)
        for text in ("waves", "bows"):
            self.browser.do("wait", **{"in": f'{self.browser.message(BOT, text)["in"]} .chat-msg__content--action'}, text=text)
        self.browser.shot("13-me")
        self.assertIn("* alice", self.model.since(asked)[0].text)

    def test_14_a_sound_is_played(self):
        """[XEP-0066] [XEP-0363]"""
        path = self.gateway.workspace / "bell.ogg"
        path.write_bytes(tone(1.5))
        self.say(f"{self.call(action='send', message='a bell', media=str(path))} SAY[rung]", "a bell")
        self.browser.wait(BOT, "echo: rung")
        self.browser.do("wait", **{"in": "converse-audio-player"})
        self.browser.to_the_end(BOT)
        self.browser.shot("14-sound")
        self.assertAlmostEqual(1.5, self.browser.do("plays", **{"in": "converse-audio-player"}), delta=0.1)

    def test_15_the_menu(self):
        """[XEP-0050] [XEP-0004] The host's commands in the client's own dialog."""
        self.browser.commands(f"{BOT}/openclaw")
        self.browser.do("wait", **{"in": "converse-adhoc-commands a[data-command-node$='#help']"})
        self.browser.shot("15-menu")
        self.browser.do("click", **{"in": "converse-adhoc-commands a[data-command-node$='#help']"})
        self.browser.do("wait", **{"in": "converse-adhoc-commands .alert"}, text="/status")
        self.browser.shot("15-menu-help")

    def test_16_the_page_had_no_trouble(self):
        self.assertEqual([], self.browser.do("problems"))


if __name__ == "__main__":
    unittest.main()
