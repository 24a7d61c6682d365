"""The stand-in model of the demo: knows a few words, else repeats. All markers of the tests work too."""

import re

from harness.model import plain, scripted

HELP = """I am a stand-in for a language model: I know a few words. Try
• react: I put a thumbs-up on your message
• picture: I send you one
• slow: a long answer, so that you see me typing
• anything else: I say it back"""

LONG = ("Let me think about that. First there was a stream, then a stanza, then a chat, and people liked it. "
        "Years later an agent came along and asked for an address of its own. It got one.")


def decide(asked):
    text = plain(asked.text)
    if "SAY[" in text or "CALL[" in asked.text or "SLOW[" in asked.text:
        return scripted(asked)
    words = set(re.findall(r"\w+", text.lower()))
    if asked.images:
        return "say", "A nice picture! I see it, though a stand-in cannot tell what is on it.", 0
    if "help" in words:
        return "say", HELP, 0
    if "react" in words:
        return _once(asked, {"action": "react", "emoji": "👍"}, "Done: there is a thumbs-up on your message.")
    if "picture" in words:
        return _once(asked, {"action": "send", "message": "A meadow, painted for you:", "media": "meadow.png"}, "I hope you like it.")
    if "slow" in words:
        return "say", LONG, 6000
    return "say", f"You said: {text}" if text else "I am here. Say help to see what I can do.", 300


def _once(asked, arguments, afterwards):
    return ("say", afterwards, 0) if asked.tool_results else ("call", "message", arguments)
