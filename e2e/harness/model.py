"""A stand-in for a language model: OpenAI's chat-completions interface, answers fixed by markers in the text.

SAY[text]           answer "echo: text"
SLOW[ms]            spread the answer over that time
CALL[tool {json}]   call a tool (several one after the other); the answer follows when the results are there
No marker           "echo: " and the text

It also hears: /audio/transcriptions answers with `transcript`, whatever the sound. While it is `broken` it refuses all chats.
"""

import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .network import LOOPBACK
from .waiting import wait_until

INTERNAL = re.compile(r"<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>.*?<<<END_OPENCLAW_INTERNAL_CONTEXT>>>", re.S)
# "[time] Conversation info: ⟦openclaw:ctx⟧" and a block of JSON.
METADATA = re.compile(r"^[^\n]*⟦openclaw:ctx⟧[^\n]*\n```json\n.*?\n```\n*", re.S | re.M)
RUNTIME = re.compile(r"^(Runtime|Current time|System):.*\n?", re.M)
SAY = re.compile(r"SAY\[(.*?)\]", re.S)
SLOW = re.compile(r"SLOW\[(\d+)\]")
CALL = re.compile(r"CALL\[(\w+)\s+(?=\{)")


def text_of(message):
    """The text of one message; the parts of a compound one joined by newlines."""
    content = message.get("content")
    if isinstance(content, list):
        return "\n".join(part.get("text", "") for part in content if part.get("type") == "text")
    return content or ""


def images_of(message):
    content = message.get("content")
    parts = content if isinstance(content, list) else []
    return [part["image_url"]["url"] for part in parts if part.get("type") == "image_url"]


class Asked:
    """One request, read: what the person said since the last answer, and what the host added."""

    def __init__(self, request):
        self.request = request
        self.messages = request.get("messages", [])
        self.turn, self.tool_results = [], []
        for message in reversed(self.messages):
            role = message.get("role")
            if role == "assistant" and not message.get("tool_calls"):
                break
            if role == "tool":
                self.tool_results.insert(0, text_of(message))
            elif role == "user":
                self.turn.insert(0, message)
        self.images = [image for message in self.turn for image in images_of(message)]
        whole = "\n".join(text_of(message) for message in self.turn)
        self.context = "\n".join(INTERNAL.findall(whole))
        self.text = RUNTIME.sub("", METADATA.sub("", INTERNAL.sub("", whole))).strip()
        self.system = "\n".join(text_of(m) for m in self.messages if m.get("role") in ("system", "developer"))
        self.tools = [tool["function"]["name"] for tool in request.get("tools", []) if "function" in tool]

    def everything(self):
        return "\n".join(text_of(message) for message in self.messages)


def calls_in(text):
    """[(tool, arguments)] of the CALL markers."""
    found = []
    for match in CALL.finditer(text):
        arguments, end = json.JSONDecoder().raw_decode(text, match.end())
        if text[end:end + 1] != "]":
            raise ValueError(f"CALL without its closing bracket: {text[match.start():]!r}")
        found.append((match.group(1), arguments))
    return found


def plain(text):
    """The text without the markers of calls and delays."""
    for match in reversed(list(CALL.finditer(text))):
        _, end = json.JSONDecoder().raw_decode(text, match.end())
        text = text[:match.start()] + text[end + 1:]
    return SLOW.sub("", text).strip()


def scripted(asked):
    """What the model does: ("call", tool, arguments) or ("say", text, milliseconds)."""
    calls = calls_in(asked.text)
    if len(asked.tool_results) < len(calls):
        return ("call", *calls[len(asked.tool_results)])
    said = SAY.findall(asked.text)
    slow = SLOW.search(asked.text)
    answer = "\n".join(said) if said else plain(asked.text) or "(nothing)"
    return "say", f"echo: {answer}", int(slow.group(1)) if slow else 0


class Model:
    """Serves on a free loopback port; `asked` keeps each request in order."""

    def __init__(self, decide=scripted):
        self.asked = []
        self.heard = []
        self.transcript = "nothing to be heard"
        self.broken = False
        self._decide = decide
        self._lock = threading.Lock()
        model = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                self._json({"object": "list", "data": [{"id": "echo", "object": "model"}]})

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path.endswith("/audio/transcriptions"):
                    with model._lock:
                        model.heard.append(body)
                    self._json({"text": model.transcript})
                    return
                request = json.loads(body)
                if not self.path.endswith("/chat/completions"):
                    self.send_error(404)
                    return
                asked = Asked(request)
                with model._lock:
                    model.asked.append(asked)
                if model.broken:
                    self._json({"error": {"message": "out of order", "type": "invalid_request_error"}}, 400)
                    return
                decision = model._decide(asked)
                if request.get("stream"):
                    self._stream(decision)
                else:
                    self._json(_whole(decision))

            def _json(self, value, status=200):
                data = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def _stream(self, decision):
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Connection", "close")
                self.end_headers()
                self.close_connection = True
                try:
                    for chunk, pause in _chunks(decision):
                        self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
                        self.wfile.flush()
                        time.sleep(pause)
                    self.wfile.write(b"data: [DONE]\n\n")
                except (BrokenPipeError, ConnectionResetError):
                    pass  # the host gave the answer up

        self._server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.url = f"http://{LOOPBACK}:{self.port}/v1"
        threading.Thread(target=self._server.serve_forever, name="model", daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def mark(self):
        with self._lock:
            return len(self.asked)

    def since(self, mark):
        with self._lock:
            return self.asked[mark:]

    def wait(self, predicate, timeout=20, since=0, what="a request to the model"):
        return wait_until(lambda: next((asked for asked in self.since(since) if predicate(asked)), None), timeout, what)


USAGE = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}


def _tool_call(decision):
    return {"id": f"call_{time.monotonic_ns()}", "type": "function",
            "function": {"name": decision[1], "arguments": json.dumps(decision[2])}}


def _whole(decision):
    if decision[0] == "call":
        message, reason = {"role": "assistant", "content": None, "tool_calls": [_tool_call(decision)]}, "tool_calls"
    else:
        message, reason = {"role": "assistant", "content": decision[1]}, "stop"
    return {"id": "chatcmpl-1", "object": "chat.completion", "created": int(time.time()), "model": "echo",
            "choices": [{"index": 0, "message": message, "finish_reason": reason}], "usage": USAGE}


def _chunk(delta, reason=None):
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": int(time.time()), "model": "echo",
            "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}


def _chunks(decision):
    """(chunk, seconds until the next one)"""
    yield _chunk({"role": "assistant", "content": ""}), 0
    if decision[0] == "call":
        yield _chunk({"tool_calls": [{"index": 0, **_tool_call(decision)}]}), 0
        yield _chunk({}, "tool_calls"), 0
    else:
        words = re.findall(r"\S+\s*|\s+", decision[1])
        for word in words:
            yield _chunk({"content": word}), decision[2] / 1000 / len(words)
        yield _chunk({}, "stop"), 0
    yield {**_chunk({}), "choices": [], "usage": USAGE}, 0
