"""A conversation with the agent in converse.js, all parts real but the model. The screenshots are in target/e2e/screenshots."""

import base64
import json
import unittest

from demo.page import Page
from harness import hosted
from harness.converse import Converse
from harness.pictures import png
from harness.scene import BOT, password_of


class BrowserTests(hosted.HostCase):
    lasts = 90

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gateway.configure(cls.scene.channel(
            rooms=[cls.room], allowFrom=["alice@localhost"], mucRooms={cls.room: {"requireMention": True}}, streaming="corrections"))
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

    def test_11_the_page_had_no_trouble(self):
        self.assertEqual([], self.browser.do("problems"))


if __name__ == "__main__":
    unittest.main()
