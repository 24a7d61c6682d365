"""What the tests of the stand-alone bot share."""

import pathlib
import shutil
import sys
import tempfile
import unittest
import zlib

from .person import Person
from .prosody import Prosody
from .scene import BOT, BOT_PASSWORD, password_of
from .standalone import Standalone

OPEN = {"dmPolicy": "open", "allowFrom": ["*"]}

# Does what it is told: each word is the test's way to see one thing.
OBEDIENT = """\
import json, os, sys, time

def act(**action):
    print(json.dumps(action), flush=True)

for line in sys.stdin:
    event = json.loads(line)
    with open("heard.jsonl", "a", encoding="utf-8") as heard:
        heard.write(line)
    if event["type"] == "reaction":
        act(action="send", to=event["conversation"], kind=event["kind"], text="saw " + " ".join(event["emojis"]))
    if event["type"] != "message":
        continue
    id, (word, _, rest) = event["id"], event["text"].rpartition(": ")[2].partition(" ")
    if word == "crash" and not os.path.exists("crashed"):
        open("crashed", "w").close()
        sys.exit(3)
    elif word == "poison":
        os._exit(9)
    elif word == "hang" and not os.path.exists("hung"):
        open("hung", "w").close()
        time.sleep(600)
    elif word == "partial":
        act(action="reply", re=id, text="one", more=True)
        if not os.path.exists("half"):
            open("half", "w").close()
            # Until it is seen that the first half is out.
            while not os.path.exists("seen"):
                time.sleep(0.05)
            os._exit(4)
        act(action="reply", re=id, text="two")
    elif word == "later":
        while not os.path.exists("go"):
            time.sleep(0.05)
        act(action="reply", re=id, text="late")
        print("the agent said it", file=sys.stderr, flush=True)
    elif word == "read":
        with open(event["media"][0]["path"], encoding="utf-8") as file:
            act(action="reply", re=id, text=file.read())
    elif word == "wait" and not os.path.exists("go"):
        time.sleep(600)
    elif word == "react":
        act(action="react", re=id, emoji="👍")
    elif word == "type":
        act(action="typing", re=id)
        act(action="reply", re=id, text="typed")
    elif word == "edit":
        act(action="reply", re=id, text="frist", more=True, ref="first")
        while True:
            result = json.loads(sys.stdin.readline())
            if result.get("ref") == "first":
                break
        act(action="edit", re=id, id=result["id"], text="first")
    elif word == "file":
        with open(os.path.join(os.environ["XMPP_OUTGOING"], "note.txt"), "w") as note:
            note.write("a note")
        act(action="media", re=id, path="note.txt", contentType="text/plain", text="here it is")
    elif word == "steal":
        act(action="media", re=id, path=rest, ref="theft")
        act(action="reply", re=id, text=json.loads(sys.stdin.readline())["error"])
    elif word == "nonsense":
        print("this is no JSON", flush=True)
        error = json.loads(sys.stdin.readline())
        act(action="fly", re=id)
        second = json.loads(sys.stdin.readline())
        print("x" * 1100000, flush=True)
        third = json.loads(sys.stdin.readline())
        act(action="reply", re=id, text="; ".join(e["type"] + ": " + e["error"] for e in (error, second, third)))
    elif word == "environment":
        act(action="reply", re=id, text=" ".join(sorted(n for n in os.environ if n.startswith("XMPP"))) or "nothing")
    elif word == "silence":
        act(action="ack", re=id)
    else:
        print("answering", file=sys.stderr, flush=True)
        act(action="reply", re=id, text="heard " + event["text"], quote=True)
"""


def from_bot(stanza):
    return stanza.kind == "message" and stanza.bare == BOT and stanza.body is not None


class StandaloneCase(unittest.TestCase):
    lasts = 40
    public_jids = True

    @classmethod
    def setUpClass(cls):
        # Short: a socket's path has a limit.
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="ocx-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.server = Prosody(cls.folder / "server", public_jids=cls.public_jids)
        cls.server.add_account("bot", BOT_PASSWORD)
        for name in ("alice", "bob", "carol", "dave", "erin"):
            cls.server.add_account(name, password_of(name))
        cls.enterClassContext(cls.server)
        cls.room = f"garden@{cls.server.rooms}"

    @property
    def place(self):
        return self.folder / f"{zlib.crc32(self._testMethodName.encode()):08x}"

    def person(self, name):
        person = Person(f"{name}@localhost", password_of(name), self.server)
        self.addCleanup(person.close)
        return person

    def bot(self, agent, settings=None, **more):
        bot = Standalone(self.place, self.server, agent, settings, **more)
        self.addCleanup(bot.stop)
        return bot

    def obedient(self, settings=OPEN, **more):
        bot = self.bot(f"{sys.executable} agent.py", settings, **more)
        (bot.folder / "agent.py").write_text(OBEDIENT, encoding="utf-8")
        return bot

    def turn(self, person, text, timeout=30, **more):
        since = person.mark()
        person.send(BOT, text, **more)
        return person.wait_body(None, timeout, since, BOT)

    def run(self, result=None):
        before = len(result.failures) + len(result.errors) if result else 0
        super().run(result)
        if result and len(result.failures) + len(result.errors) > before:
            log = self.place / "bot.log"
            if log.exists():
                print(f"\n----- {log}\n{log.read_text(encoding='utf-8', errors='replace')[-6000:]}\n-----", flush=True)
        return result
