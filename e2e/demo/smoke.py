"""./demo --smoke: five things that must work, seen by an independent client; a line for each."""

import json
import re
import time

from harness.pictures import png
from harness.scene import BOT
from harness.waiting import Timeout

from .stage import PERSON, set_up

CODE = re.compile(r"\b[A-HJ-NP-Z2-9]{8}\b")


def run():
    scene = set_up(use_real_model=False)
    failed = 0
    try:
        with scene.person(PERSON) as person:
            for name, check in (("pairing", _pairing), ("message", _message), ("room", _room), ("media", _media),
                                ("reaction", _reaction)):
                begin = time.monotonic()
                try:
                    seen = check(scene, person)
                    print(f"ok    {name:9} {time.monotonic() - begin:5.1f} s  {seen}", flush=True)
                except (AssertionError, OSError, ValueError) as problem:
                    failed += 1
                    print(f"FAIL  {name:9} {time.monotonic() - begin:5.1f} s  {problem}", flush=True)
        if failed:
            print("----- the end of the gateway's log")
            print("\n".join(scene.gateway.log().splitlines()[-60:]))
    finally:
        scene.close()
    print("All five work." if not failed else f"{failed} of 5 failed.")
    return 1 if failed else 0


def _turn(person, text, expect, timeout=60):
    since = person.mark()
    person.send(BOT, text)
    return person.wait_body(expect, timeout, since, BOT)


def _pairing(scene, person):
    challenge = _turn(person, "hello", None)
    code = CODE.search(challenge.body)
    if not code:
        raise AssertionError(f"no code in {challenge.body!r}")
    scene.gateway.run("pairing", "approve", "xmpp", code.group())
    _turn(person, "SAY[welcome]", "echo: welcome")
    return f"{person.jid} got the code {code.group()}, was approved and then answered"


def _message(_, person):
    since = person.mark()
    answer = _turn(person, "SAY[how do you do]", "echo: how do you do")
    person.wait(lambda s: s.bare == BOT and s.chat_state == "composing" and s.number < answer.number, 1, since, "typing before the answer")
    return f"“{answer.body}”, typing shown before it"


def _room(scene, person):
    person.join(scene.room, PERSON)
    person.wait(lambda s: s.kind == "presence" and s.sender == f"{scene.room}/bot", 20, 0, "the agent in the room")
    since = person.mark()
    person.say(scene.room, "bot: SAY[hello everyone]")
    answer = person.wait_body("hello everyone", 60, since, f"{scene.room}/bot")
    return f"“{answer.body}” in {scene.room}"


def _media(scene, person):
    mine = png(colour=(180, 60, 60))
    url = person.upload(mine, "mine.png", "image/png")
    asked = scene.model.mark()
    since = person.mark()
    person.send(BOT, url, oob=url)
    scene.model.wait(lambda a: a.images, 60, asked, "the picture at the model")
    person.wait_body(None, 60, since, BOT)

    since = person.mark()
    call = {"action": "send", "message": "a meadow", "media": str(scene.gateway.workspace / "meadow.png")}
    person.send(BOT, f"CALL[message {json.dumps(call)}] SAY[sent]")
    sent = person.wait(lambda s: s.bare == BOT and s.oob_url, 60, since, "a picture from the agent")
    if person.download(sent.oob_url) != (scene.gateway.workspace / "meadow.png").read_bytes():
        raise AssertionError(f"{sent.oob_url} is not the picture that was sent")
    _settle(person)
    return f"a picture reached the model; the agent's one is at {sent.oob_url}"


def _reaction(_, person):
    since = person.mark()
    id = person.send(BOT, 'CALL[message {"action":"react","emoji":"👍"}] SAY[reacted]')
    seen = person.wait(lambda s: s.bare == BOT and s.reaction, 60, since, "a reaction").reaction
    if seen != (id, ["👍"]):
        raise AssertionError(f"{seen} is not a thumbs-up for {id}")
    return "👍 on the person's message"


def _settle(person):
    """A message during a turn is joined to it, so end the turn with one that has an answer of its own."""
    try:
        _turn(person, "SAY[next]", "next", 20)
    except Timeout:
        _turn(person, "SAY[next]", "next", 20)
