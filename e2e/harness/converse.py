"""converse.js, a client that nobody here wrote, in Debian's Chromium driven by playwright-core."""

import json
import pathlib
import re
import subprocess
import threading

from .gateway import tool

SCRIPT = pathlib.Path(__file__).resolve().parents[1] / "browser" / "drive.mjs"
CHROMIUM = "/usr/bin/chromium"
# Where the screenshots are left, to be looked at.
SHOTS = pathlib.Path(__file__).resolve().parents[2] / "target" / "e2e" / "screenshots"


class Converse:
    """A browser with the page of demo.page; `chat` is a bare JID, of a person or of a room."""

    def __init__(self, url):
        SHOTS.mkdir(parents=True, exist_ok=True)
        self._child = subprocess.Popen([tool("NODE24"), str(SCRIPT), tool("PLAYWRIGHT"), CHROMIUM], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
        self._said = []
        self._listener = threading.Thread(target=lambda: self._said.extend(self._child.stderr), name="browser", daemon=True)
        self._listener.start()
        try:
            self.do("open", url=url)
        except BaseException:
            self.close()
            raise

    def do(self, action, **order):
        """One step in the page, as browser/drive.mjs has them."""
        self._child.stdin.write(json.dumps({"do": action, **order}) + "\n")
        self._child.stdin.flush()
        line = self._child.stdout.readline()
        if not line:
            raise AssertionError(f"the browser has ended: {''.join(self._said)}")
        answer = json.loads(line)
        if "error" in answer:
            self.shot("failed")
            raise AssertionError(f"{action} {order}: {answer['error']}\nmessages: {self.do('texts', **{'in': '.chat-msg__text'})}")
        return answer["result"]

    def shot(self, name):
        self._child.stdin.write(json.dumps({"do": "screenshot", "path": str(SHOTS / f"{name}.png")}) + "\n")
        self._child.stdin.flush()
        self._child.stdout.readline()

    # --- what a person does ---

    def _place(self, chat):
        return f'converse-chat[jid="{chat}"], converse-muc[jid="{chat}"]'

    def _in(self, chat, what):
        return ", ".join(f"{place} {what}" for place in self._place(chat).split(", "))

    def ready(self, chat, timeout=40):
        self.do("wait", **{"in": self._in(chat, "textarea.chat-textarea")}, timeout=timeout * 1000)

    def open_room(self, room):
        self.do("click", **{"in": f'converse-rooms-list a.open-room[data-room-jid="{room}"]'})
        self.ready(room)

    def open_chat(self, jid):
        self.do("click", **{"in": f'converse-roster a.open-chat[data-jid="{jid}"], converse-roster [data-jid="{jid}"] a.open-chat'})
        self.ready(jid)

    def say(self, chat, text):
        self.do("write", **{"in": self._in(chat, "textarea.chat-textarea")}, value=text, key="Enter")

    def wait(self, chat, text, timeout=40):
        """Waits for a message with the text."""
        self.do("wait", **{"in": self._in(chat, ".chat-msg__text")}, text=text, timeout=timeout * 1000)

    def shown_without(self, chat, text, other):
        """An order's part that means a message with one text and not yet the other."""
        return {"in": ", ".join(f"{place} .chat-msg__text:has-text({json.dumps(text)}):not(:has-text({json.dumps(other)}))"
                                for place in self._place(chat).split(", "))}

    def texts(self, chat):
        return self.do("texts", **{"in": self._in(chat, ".chat-msg__text")})

    def html(self, chat, text):
        """How a message is shown, without the marks of the page's templates."""
        return re.sub(r"<!--.*?-->", "", self.do("html", **{"in": self._in(chat, ".chat-msg__text")}, text=text))

    def message(self, chat, text, inside=""):
        """An order's part that means something inside the message with the text."""
        return {"in": f'{self._in(chat, ".chat-msg")}', "text": text} if not inside else {
            "in": ", ".join(f'{place} .chat-msg:has-text({json.dumps(text)}) {inside}' for place in self._place(chat).split(", "))}

    def act(self, chat, text, action):
        """Chooses an action (edit, reply, quote, retract, reaction) from the menu of the message with the text."""
        self.do("hover", **self.message(chat, text))
        self.do("click", **self.message(chat, text, "converse-dropdown.chat-msg__actions button.dropdown-toggle"), force=True)
        self.do("click", **self.message(chat, text, f".chat-msg__action-{action}"))

    def end_of_typing(self):
        """The turn is over: what is said now begins another one."""
        self.do("wait", **{"in": ".chat-content__notifications:has-text('typing')"}, state="hidden")

    def to_the_end(self, chat):
        """Hovering has stopped the scrolling."""
        self.do("scroll", **{"in": self._in(chat, ".chat-msg")})

    def in_thread(self, id):
        """The page's messages are in that thread from now on; in none, for None."""
        self.do("thread", id=id)

    def stanzas(self, text):
        """The stanzas with the text in them, of both directions, in order."""
        return self.do("stanzas", text=text)

    def commands(self, jid):
        """Opens the dialog that lists the ad-hoc commands of an address."""
        self.do("click", **{"in": "converse-controlbox a.show-client-info, converse-controlbox .controlbox-heading__btn.show-client-info"})
        self.do("write", **{"in": "converse-adhoc-commands input[name=jid]"}, value=jid)
        self.do("click", **{"in": "converse-adhoc-commands input[type=submit]"})

    def attach(self, chat, path):
        self.do("attach", **{"in": self._in(chat, "input.fileupload")}, files=str(path))

    def close(self):
        self._child.stdin.close()
        try:
            self._child.wait(15)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._listener.join(5)
        self._child.stdout.close()
        self._child.stderr.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
