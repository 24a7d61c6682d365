"""A chat in the terminal: what comes in is written above the line that is being typed."""

import mimetypes
import pathlib
import re
import readline
import shlex
import sys
import threading
import xml.etree.ElementTree as ET

from harness.person import NS, Seen
from harness.scene import BOT

CODE = re.compile(r"\b[A-HJ-NP-Z2-9]{8}\b")
CARBON = "{urn:xmpp:carbons:2}"

TALK = """\
  text              says it to {bot}
  /react EMOJI      reacts to the last message of {bot}
  /send FILE        sends a file
"""
OPERATE = """\
  /room text        says it in the room (mention the agent: /room bot: hello)
  /approve CODE     lets a stranger in, as the operator would: openclaw pairing approve xmpp CODE
  /status           openclaw channels status --probe
  /start            starts the gateway again after it ended
"""
END = "  /help, /quit"
HELP = TALK.format(bot="the agent") + OPERATE + END
HELP_LIGHT = TALK.format(bot="the bot") + END


class Screen:
    """Prints lines without disturbing the line that is being typed."""

    def __init__(self):
        self._lock = threading.RLock()
        self._terminal = sys.stdin.isatty() and sys.stdout.isatty()
        self._prompt = ""
        self._transient = False

    def dim(self, text):
        return f"\x1b[2m{text}\x1b[0m" if self._terminal else text

    def bold(self, text):
        return f"\x1b[1m{text}\x1b[0m" if self._terminal else text

    def line(self, text, transient=False):
        """Prints a line; a transient one disappears with the next."""
        with self._lock:
            if not self._terminal:
                if not transient:
                    print(text, flush=True)
                return
            if transient and self._transient:
                return
            erase = "\r\x1b[K"
            if self._transient:
                erase += "\x1b[1A\x1b[K"
            sys.stdout.write(erase + text + "\n" + self._prompt + (readline.get_line_buffer() if self._prompt else ""))
            sys.stdout.flush()
            self._transient = transient

    def drop_transient(self):
        with self._lock:
            if self._transient and self._terminal:
                sys.stdout.write("\r\x1b[K\x1b[1A\x1b[K" + self._prompt + (readline.get_line_buffer() if self._prompt else ""))
                sys.stdout.flush()
            self._transient = False

    def read(self, prompt):
        """One typed line; raises EOFError at the end of the input."""
        with self._lock:
            self._prompt = prompt if self._terminal else ""
        try:
            return input(self._prompt)
        finally:
            with self._lock:
                self._prompt = ""
                self._transient = False


class Chat:
    """`operator` is the gateway, for /approve and /status; None in the light demo."""

    def __init__(self, person, room, bot_nick, operator=None):
        self._person, self._room, self._nick, self._operator = person, room, bot_nick, operator
        self._screen = Screen()
        self._last = None
        self._at = 0
        self._missed = False
        self._ended = threading.Event()

    def run(self):
        self._person.iq(None, "set", ET.Element(f"{CARBON}enable"))
        listener = threading.Thread(target=self._listen, name="listener", daemon=True)
        self._at = self._person.mark()
        listener.start()
        try:
            while True:
                try:
                    typed = self._screen.read("you> ").strip()
                except EOFError:
                    return
                if typed in ("/quit", "/exit"):
                    return
                if typed:
                    self._do(typed)
        finally:
            self._ended.set()

    # --- coming in ---

    def _listen(self):
        while not self._ended.is_set():
            self._watch_gateway()
            for stanza in self._person.wait_new(self._at, 1):
                self._at = stanza.number + 1
                if stanza.kind == "message":
                    self._show(*_unwrapped(stanza))

    def _watch_gateway(self):
        missed = self._operator is not None and not self._operator.running
        if missed and not self._missed:
            self._screen.line(self._screen.dim(f"  The gateway has ended; its log: {self._operator.log_path}. /start starts it again."))
        self._missed = missed

    def _show(self, message, sent_elsewhere):
        screen = self._screen
        if message.type == "error":
            screen.line(screen.dim(f"  not delivered to {message.bare}"))
            return
        in_room = message.bare == self._room
        own = sent_elsewhere or (in_room and message.resource != self._nick)
        if message.delayed or message.subject or (in_room and own and not sent_elsewhere and message.resource == "you"):
            return
        name = message.resource if in_room else ("you (browser)" if sent_elsewhere else self._nick)
        place = "room " if in_room else ""
        if message.reaction:
            target, emojis = message.reaction
            screen.line(f"{screen.bold(place + name)} reacted {' '.join(emojis) or 'no more'}")
            return
        if message.body is not None:
            if not own:
                self._last = message
            text = message.oob_url and f"[file] {message.oob_url}" if message.oob_url == message.body else message.body
            first, *rest = (text or "").split("\n")
            screen.line(f"{screen.bold(place + name + '>')} {first}" + "".join("\n" + " " * (len(place + name) + 2) + line for line in rest))
            code = CODE.search(message.body)
            if self._operator and not own and "pairing approve" in message.body and code:
                screen.line(screen.dim(f"  The agent does not know you yet. You are also the operator here: type /approve {code.group()}"))
        elif message.chat_state == "composing" and not own:
            screen.line(screen.dim(f"  {place}{self._nick} is typing …"), transient=True)
        elif message.chat_state and not own:
            screen.drop_transient()

    # --- going out ---

    def _do(self, typed):
        command, _, rest = typed.partition(" ")
        rest = rest.strip()
        screen = self._screen
        try:
            if not typed.startswith("/"):
                self._person.send(BOT, typed)
            elif command == "/help":
                screen.line(HELP if self._operator else HELP_LIGHT)
            elif command == "/room" and rest and self._operator:
                self._person.send(self._room, rest, type="groupchat")
            elif command == "/react" and rest:
                self._react(rest)
            elif command == "/send" and rest:
                self._send_file(pathlib.Path(shlex.split(rest)[0]).expanduser())
            elif command == "/approve" and rest and self._operator:
                self._openclaw("pairing", "approve", "xmpp", rest)
            elif command == "/status" and self._operator:
                self._openclaw("channels", "status", "--probe")
            elif command == "/start" and self._operator:
                self._start_gateway()
            else:
                screen.line(screen.dim(f"  I do not know {typed!r}. /help"))
        except (OSError, ValueError, AssertionError) as problem:
            screen.line(screen.dim(f"  That did not work: {problem}"))

    def _react(self, emoji):
        if not self._last:
            self._screen.line(self._screen.dim("  The agent said nothing yet."))
            return
        in_room = self._last.bare == self._room
        self._person.react(self._last.bare, (self._last.stanza_id if in_room else self._last.id), emoji,
                           type="groupchat" if in_room else "chat")
        said = (self._last.body or "").splitlines()[:1]
        self._screen.line(self._screen.dim(f"  {emoji} on: {''.join(said)[:60]}"))

    def _start_gateway(self):
        if self._operator.running:
            self._screen.line(self._screen.dim("  The gateway runs."))
            return
        self._screen.line(self._screen.dim("  Starting the gateway …"))
        self._operator.start()
        self._screen.line(self._screen.dim("  The agent is online again."))

    def _send_file(self, path):
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        url = self._person.upload(path.read_bytes(), path.name, kind)
        self._person.send(BOT, url, oob=url)
        self._screen.line(self._screen.dim(f"  sent as {url}"))

    def _openclaw(self, *arguments):
        self._screen.line(self._screen.dim(f"  $ openclaw {' '.join(arguments)} …"))
        done = self._operator.command(*arguments)
        for line in (done.stdout + done.stderr).strip().splitlines():
            self._screen.line(self._screen.dim("  " + line))


def _unwrapped(stanza):
    """(message, whether another client of the person sent it): what another client sees or sends comes as a carbon."""
    for direction in ("received", "sent"):
        inner = stanza.xml.find(f"{CARBON}{direction}/{{urn:xmpp:forward:0}}forwarded/c:message", NS)
        if inner is not None:
            return Seen(stanza.number, inner), direction == "sent"
    return stanza, False
