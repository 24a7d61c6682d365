"""The embedded server, with a client that nobody here wrote; and the echo bot on it, as ./demo --light does."""

import pathlib
import shutil
import tempfile
import unittest

from demo.light import start_bot
from harness.embedded import Embedded
from harness.person import Person
from harness.scene import BOT, BOT_PASSWORD, password_of


class EmbeddedTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="ocx-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.server = Embedded(cls.folder / "server")
        for name in ("alice", "bob"):
            cls.server.add_account(name, password_of(name))
        cls.server.add_account("bot", BOT_PASSWORD)
        cls.enterClassContext(cls.server)

    def person(self, name):
        return Person(f"{name}@localhost", password_of(name), self.server)

    def test_people_talk_directly_and_in_a_room(self):
        room = f"garden@{self.server.rooms}"
        with self.person("alice") as alice, self.person("bob") as bob:
            alice.send("bob@localhost", "hello")
            self.assertEqual("alice@localhost", bob.wait_body("hello", 10).bare)
            alice.join(room, "alice")
            bob.join(room, "bob")
            bob.say(room, "hello all")
            self.assertEqual(f"{room}/bob", alice.wait_body("hello all", 10).sender)

    def test_the_echo_bot_answers(self):
        bot = start_bot(self.server, self.folder)
        self.addCleanup(bot.stop)
        with self.person("alice") as alice:
            since = alice.mark()
            alice.send(BOT, "are you there?")
            self.assertEqual("are you there?", alice.wait_body("are you there", 10, since, BOT).body)


if __name__ == "__main__":
    unittest.main()
