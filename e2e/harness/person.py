"""A person with an ordinary XMPP client (slixmpp, an implementation that shares no code with ours)."""

import asyncio
import itertools
import logging
import ssl
import threading
import time
import urllib.request
import uuid
import xml.etree.ElementTree as ET

logging.getLogger("slixmpp").setLevel(logging.CRITICAL)

import slixmpp  # noqa: E402  (its import logs a note about stringprep)
from slixmpp.xmlstream import StanzaBase  # noqa: E402

from .network import LOOPBACK  # noqa: E402
from .waiting import Timeout  # noqa: E402

NS = {
    "c": "jabber:client",
    "delay": "urn:xmpp:delay",
    "muc": "http://jabber.org/protocol/muc#user",
    "oob": "jabber:x:oob",
    "react": "urn:xmpp:reactions:0",
    "sid": "urn:xmpp:sid:0",
    "upload": "urn:xmpp:http:upload:0",
}
CHAT_STATES = "{http://jabber.org/protocol/chatstates}"


class Seen:
    """One stanza as it came in."""

    def __init__(self, number, xml):
        self.number = number
        self.at = time.monotonic()
        self.xml = xml
        self.kind = xml.tag.rpartition("}")[2]
        self.type = xml.get("type") or ("normal" if self.kind == "message" else "")
        self.id = xml.get("id")
        self.sender = xml.get("from") or ""
        self.bare, _, self.resource = self.sender.partition("/")

    def _text(self, path):
        found = self.xml.find(path, NS)
        return found.text if found is not None else None

    @property
    def body(self):
        """What is said, without the quote for clients that do not know replies (XEP-0461, XEP-0428)."""
        text = self._text("c:body")
        for fallback in self.xml.findall("{urn:xmpp:fallback:0}fallback[@for='urn:xmpp:reply:0']"):
            part = fallback.find("{urn:xmpp:fallback:0}body")
            if text is not None and part is not None:
                text = text[:int(part.get("start"))] + text[int(part.get("end")):]
        return text

    @property
    def thread(self):
        return self._text("c:thread")

    @property
    def oob_url(self):
        return self._text("oob:x/oob:url")

    @property
    def delayed(self):
        return self.xml.find("delay:delay", NS) is not None

    @property
    def subject(self):
        return self.xml.find("c:subject", NS) is not None

    @property
    def chat_state(self):
        return next((child.tag[len(CHAT_STATES):] for child in self.xml if child.tag.startswith(CHAT_STATES)), None)

    @property
    def reaction(self):
        """(id of the message reacted to, [emoji]), or None."""
        found = self.xml.find("react:reactions", NS)
        return None if found is None else (found.get("id"), [emoji.text for emoji in found])

    @property
    def origin_id(self):
        found = self.xml.find("sid:origin-id", NS)
        return found.get("id") if found is not None else None

    @property
    def stanza_id(self):
        found = self.xml.find("sid:stanza-id", NS)
        return found.get("id") if found is not None else None

    @property
    def room_status(self):
        return [found.get("code") for found in self.xml.findall("muc:x/muc:status", NS)]

    def __str__(self):
        return f"#{self.number} {ET.tostring(self.xml, encoding='unicode')}"


class Person:
    """Logs in on construction. All that comes in is kept in `seen`; `wait` looks for a stanza from a mark on."""

    def __init__(self, jid, password, server, resource="phone"):
        self.jid = jid
        self.server = server
        self.seen = []
        self._change = threading.Condition()
        self._numbers = itertools.count()
        self._uploads = f"upload.{server.domain}"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"person {jid}", daemon=True)
        self._thread.start()
        self._client = self._call(self._create(f"{jid}/{resource}", password))
        try:
            self._run(self._login(), 20)
        except BaseException:
            self.close()
            raise

    # --- life ---

    async def _create(self, jid, password):
        client = _Client(jid, password, self.server.trust())
        client.add_filter("in", self._record)
        return client

    async def _login(self):
        ready, failure = asyncio.Event(), []
        self._client.add_event_handler("session_start", lambda _: ready.set())
        for event in ("failed_all_auth", "connection_failed"):
            def failed(reason, event=event):
                failure.append(f"{event}: {reason}")
                ready.set()
            self._client.add_event_handler(event, failed)
        self._client.connect((LOOPBACK, self.server.port))
        await ready.wait()
        if failure:
            raise ConnectionError(f"{self.jid}: {failure[0]}")
        await self._client.get_roster()
        self._client.send_presence()

    def close(self):
        if self._loop.is_closed():
            return

        async def leave():
            await self._client.disconnect(wait=1)
        try:
            self._run(leave(), 5)
        except (TimeoutError, asyncio.TimeoutError, asyncio.CancelledError):
            self._call(self._abort())
        self._call(self._cancel_rest())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _abort(self):
        self._client.abort()

    @staticmethod
    async def _cancel_rest():
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _run(self, coroutine, timeout):
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return future.result(timeout)
        except TimeoutError:
            future.cancel()
            raise

    def _call(self, coroutine):
        return self._run(coroutine, 10)

    def _record(self, stanza):
        if isinstance(stanza, StanzaBase) and stanza.xml.tag.startswith("{jabber:client}"):
            # A copy: slixmpp's plugins may change the element later, on another thread than the reader of `seen`.
            xml = ET.fromstring(ET.tostring(stanza.xml))
            with self._change:
                self.seen.append(Seen(next(self._numbers), xml))
                self._change.notify_all()
        return stanza

    # --- looking ---

    def mark(self):
        """A place in the stream: give it to `wait` as `since` to look only at what came later."""
        with self._change:
            return len(self.seen)

    def wait(self, predicate, timeout=10, since=0, what="a stanza"):
        """The first stanza from `since` on that fits."""
        deadline = time.monotonic() + timeout
        at = since
        with self._change:
            while True:
                while at < len(self.seen):
                    if predicate(self.seen[at]):
                        return self.seen[at]
                    at += 1
                left = deadline - time.monotonic()
                if left <= 0:
                    raise Timeout(f"{self.jid}: {what}: not within {timeout} s. Came since:\n" +
                                  "\n".join(str(stanza) for stanza in self.seen[since:]))
                self._change.wait(left)

    def wait_new(self, since, timeout):
        """What came from `since` on, as soon as there is something; nothing when the time is over."""
        with self._change:
            self._change.wait_for(lambda: len(self.seen) > since, timeout)
            return self.seen[since:]

    def wait_body(self, text, timeout=20, since=0, sender=None):
        """The first message whose body contains `text` (or just has a body, for None)."""
        return self.wait(
            lambda s: s.kind == "message" and s.type != "error" and s.body is not None and (text is None or text in s.body)
            and (sender is None or s.sender == sender or s.bare == sender),
            timeout, since, f"a message with {text!r}")

    def none(self, predicate, seconds, since=0, what="a stanza"):
        """Fails when a stanza that fits comes within the time."""
        try:
            unwanted = self.wait(predicate, seconds, since)
        except Timeout:
            return
        raise AssertionError(f"{self.jid}: {what} came although it must not: {unwanted}")

    def all(self, predicate, since=0):
        with self._change:
            return [stanza for stanza in self.seen[since:] if predicate(stanza)]

    # --- doing ---

    def send_xml(self, xml):
        async def send():
            self._client.send_raw(xml if isinstance(xml, str) else ET.tostring(xml, encoding="unicode"))
        self._call(send())

    def can(self, plugin, **settings):
        """From now on the client does what a plugin of slixmpp does."""
        async def register():
            self._client.register_plugin(plugin, settings)
        self._call(register())

    def _message(self, to, type, id=None):
        message = ET.Element("{jabber:client}message", {"to": to, "type": type, "id": id or uuid.uuid4().hex})
        return message

    def send(self, to, body=None, type="chat", thread=None, oob=None, id=None):
        """Sends a message and returns its id."""
        message = self._message(to, type, id)
        if body is not None:
            ET.SubElement(message, "{jabber:client}body").text = body
        if thread is not None:
            ET.SubElement(message, "{jabber:client}thread").text = thread
        if oob is not None:
            ET.SubElement(ET.SubElement(message, f"{{{NS['oob']}}}x"), f"{{{NS['oob']}}}url").text = oob
        ET.SubElement(message, f"{{{NS['sid']}}}origin-id", {"id": message.get("id")})
        self.send_xml(message)
        return message.get("id")

    def reply(self, to, message_id, author, quote, body, thread=None):
        """Answers a message (XEP-0461), with the quote that clients write for those that do not know replies (XEP-0428)."""
        message = self._message(to, "chat")
        ET.SubElement(message, "{jabber:client}body").text = quote + body
        if thread is not None:
            ET.SubElement(message, "{jabber:client}thread").text = thread
        ET.SubElement(message, "{urn:xmpp:reply:0}reply", {"id": message_id, "to": author})
        fallback = ET.SubElement(message, "{urn:xmpp:fallback:0}fallback", {"for": "urn:xmpp:reply:0"})
        ET.SubElement(fallback, "{urn:xmpp:fallback:0}body", {"start": "0", "end": str(len(quote))})
        self.send_xml(message)
        return message.get("id")

    def say(self, room, body, **more):
        """Sends to a room and returns the room's copy (whose stanza-id is what others refer to)."""
        since = self.mark()
        id = self.send(room, body, type="groupchat", **more)
        return self.wait(lambda s: s.kind == "message" and s.bare == room and s.id == id, 10, since, f"the echo of {body!r}")

    def react(self, to, message_id, *emojis, type="chat"):
        message = self._message(to, type)
        reactions = ET.SubElement(message, f"{{{NS['react']}}}reactions", {"id": message_id})
        for emoji in emojis:
            ET.SubElement(reactions, f"{{{NS['react']}}}reaction").text = emoji
        ET.SubElement(message, "{urn:xmpp:hints}store")
        self.send_xml(message)
        return message.get("id")

    def chat_state(self, to, state, type="chat"):
        message = self._message(to, type)
        ET.SubElement(message, CHAT_STATES + state)
        self.send_xml(message)

    def presence(self, to=None, type=None):
        presence = ET.Element("{jabber:client}presence")
        if to:
            presence.set("to", to)
        if type:
            presence.set("type", type)
        self.send_xml(presence)

    def join(self, room, nick):
        """Joins and returns when the room confirmed it (status 110)."""
        since = self.mark()
        presence = ET.Element("{jabber:client}presence", {"to": f"{room}/{nick}"})
        x = ET.SubElement(presence, "{http://jabber.org/protocol/muc}x")
        ET.SubElement(x, "{http://jabber.org/protocol/muc}history", {"maxstanzas": "0"})
        self.send_xml(presence)
        return self.wait(lambda s: s.kind == "presence" and s.bare == room and ("110" in s.room_status or s.type == "error"),
                         10, since, f"own presence in {room}")

    def lock(self, room, password):
        """Gives a room that this person owns and is in a password."""
        self.set_up(room, {"muc#roomconfig_roomsecret": password, "muc#roomconfig_passwordprotectedroom": "1"})

    def set_up(self, room, settings):
        """Changes settings of a room that this person owns and is in (XEP-0045 §10.2)."""
        query = ET.Element("{http://jabber.org/protocol/muc#owner}query")
        form = ET.SubElement(query, "{jabber:x:data}x", {"type": "submit"})
        for name, value in {"FORM_TYPE": "http://jabber.org/protocol/muc#roomconfig", **settings}.items():
            ET.SubElement(ET.SubElement(form, "{jabber:x:data}field", {"var": name}), "{jabber:x:data}value").text = value
        answer = self.iq(room, "set", query)
        if answer.type != "result":
            raise AssertionError(f"{room} did not take {list(settings)}: {answer}")

    def leave(self, room, nick):
        since = self.mark()
        self.presence(f"{room}/{nick}", "unavailable")
        self.wait(lambda s: s.kind == "presence" and s.bare == room and s.type == "unavailable" and "110" in s.room_status,
                  10, since, f"the end of {room}")

    def iq(self, to, type, payload, timeout=10):
        """Sends a request and returns the answer."""
        since = self.mark()
        iq = ET.Element("{jabber:client}iq", {"type": type, "id": uuid.uuid4().hex})
        if to:
            iq.set("to", to)
        iq.append(payload)
        self.send_xml(iq)
        return self.wait(lambda s: s.kind == "iq" and s.id == iq.get("id"), timeout, since, "an answer")

    def occupants(self, room):
        """Nicks present in a room that this person has joined, by what came in."""
        present = set()
        for stanza in self.all(lambda s: s.kind == "presence" and s.bare == room and s.resource):
            (present.discard if stanza.type in ("unavailable", "error") else present.add)(stanza.resource)
        return present

    def upload(self, content, name, content_type):
        """Puts a file on the server's upload service and returns its address."""
        request = ET.Element(f"{{{NS['upload']}}}request",
                             {"filename": name, "size": str(len(content)), "content-type": content_type})
        answer = self.iq(self._uploads, "get", request)
        slot = answer.xml.find("upload:slot", NS)
        if slot is None:
            raise AssertionError(f"no upload slot: {answer}")
        target = slot.find("upload:put", NS)
        headers = {header.get("name"): header.text for header in target.findall("upload:header", NS)}
        put = urllib.request.Request(target.get("url"), data=content, method="PUT",
                                     headers={**headers, "Content-Type": content_type})
        urllib.request.urlopen(put, timeout=10, context=self.server.trust()).close()
        return slot.find("upload:get", NS).get("url")

    def download(self, url):
        context = self.server.trust() if url.startswith("https:") else None
        with urllib.request.urlopen(url, timeout=10, context=context) as answer:
            return answer.read()


class _Client(slixmpp.ClientXMPP):
    """slixmpp with an SSL context of ours, and without its reconnection: a person who lost the server is told."""

    def __init__(self, jid, password, trust: ssl.SSLContext):
        super().__init__(jid, password)
        self._trust = trust
        self.auto_authorize = True
        self.auto_subscribe = True
        self.register_plugin("xep_0199")
        self.register_plugin("xep_0030")

    def get_ssl_context(self):
        self.ssl_context = self._trust
        return self._trust
