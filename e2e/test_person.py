"""The test server and the test person work together, before anything of ours is judged by them."""

import tempfile
import unittest

from harness.person import Person
from harness.prosody import Prosody, certificate_of


class PersonTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(tempfile.TemporaryDirectory(prefix="openclaw-xmpp-"))
        cls.server = cls.enterClassContext(Prosody(folder))
        for name in ("alice", "bob"):
            cls.server.add_account(name, f"{name} secret")
        cls.alice = cls.enterClassContext(Person("alice@localhost", "alice secret", cls.server))
        cls.bob = cls.enterClassContext(Person("bob@localhost", "bob secret", cls.server))

    def test_message_with_thread_state_and_link(self):
        since = self.bob.mark()
        self.alice.chat_state("bob@localhost", "composing")
        id = self.alice.send("bob@localhost", "hello", thread="t1", oob="https://localhost/x.png")
        self.bob.wait(lambda s: s.chat_state == "composing", since=since)
        seen = self.bob.wait_body("hello", since=since, sender="alice@localhost")
        self.assertEqual((id, id, "t1", "https://localhost/x.png", "chat"),
                         (seen.id, seen.origin_id, seen.thread, seen.oob_url, seen.type))

    def test_reaction(self):
        since = self.bob.mark()
        self.alice.react("bob@localhost", "m1", "👍", "🎉")
        self.assertEqual(("m1", ["👍", "🎉"]), self.bob.wait(lambda s: s.reaction, since=since).reaction)

    def test_room(self):
        room = "garden@conference.localhost"
        self.alice.join(room, "alice")
        since = self.alice.mark()
        self.bob.join(room, "bob")
        shown = self.alice.wait(lambda s: s.kind == "presence" and s.sender == f"{room}/bob", since=since)
        self.assertIn("bob@localhost/phone", str(shown))
        echo = self.alice.say(room, "good morning")
        self.assertTrue(echo.stanza_id)
        self.bob.wait_body("good morning", sender=f"{room}/alice")
        self.assertEqual({"alice", "bob"}, self.alice.occupants(room))

    def test_upload(self):
        url = self.alice.upload(b"some bytes", "note.txt", "text/plain")
        self.assertTrue(url.startswith(f"https://localhost:{self.server.https_port}/"), url)
        self.assertEqual(b"some bytes", self.bob.download(url))

    def test_certificate_is_the_authority_s(self):
        self.assertIn("localhost", certificate_of(self.server))

    def test_wrong_password_is_refused(self):
        with self.assertRaises(ConnectionError):
            Person("alice@localhost", "wrong", self.server)

    def test_restart_and_new_login(self):
        with Prosody(self.server.folder / "second", authority=self.server.authority) as other:
            other.add_account("carol", "secret")
            other.restart()
            with Person("carol@localhost", "secret", other) as carol:
                carol.send("carol@localhost", "note to myself")
                carol.wait_body("note to myself")


if __name__ == "__main__":
    unittest.main()
