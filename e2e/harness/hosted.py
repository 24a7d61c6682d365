"""What the tests with a real gateway share. The tests of one class share a gateway (its start takes longer than all of them) and run
in the order of their numbers: first what needs an undisturbed channel, then restarts and kills."""

import re
import unittest

from .scene import BOT, PLUGIN, Scene

CODE = re.compile(r"\b[A-HJ-NP-Z2-9]{8}\b")


def from_bot(stanza):
    return stanza.bare == BOT


def is_message(stanza):
    return stanza.kind == "message" and stanza.body is not None


@unittest.skipUnless(PLUGIN.exists(), "there is no plugin in the tree")
class HostCase(unittest.TestCase):
    """A scene for the class, and people who talk."""

    people = ("alice",)
    settings = {}
    server_settings = {}
    lasts = 60
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.scene = cls.enterClassContext(Scene(cls.people, settings=cls.settings, server=cls.server_settings))
        cls.server, cls.model, cls.gateway, cls.room = cls.scene.server, cls.scene.model, cls.scene.gateway, cls.scene.room
        cls.server.start()
        cls.scene.install()

    def run(self, result=None):
        before = len(result.failures) + len(result.errors) if result else 0
        super().run(result)
        if result and len(result.failures) + len(result.errors) > before:
            print(f"\n----- the gateway's log at the end of {self.id()}\n"
                  f"{chr(10).join(self.gateway.log().splitlines()[-60:])}\n-----", flush=True)
        return result

    def turn(self, person, text, timeout=40, expect=None, **more):
        """Sends a direct message and returns the answer."""
        since = person.mark()
        person.send(BOT, text, **more)
        return person.wait_body(expect, timeout, since, BOT)

    def warm_up(self, person):
        """The first turn of a gateway is slow; it is not what the tests measure."""
        self.turn(person, "SAY[warm]", timeout=60, expect="echo: warm")
