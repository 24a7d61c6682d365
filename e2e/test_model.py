"""The stand-in model does what its markers say."""

import json
import unittest
import urllib.request

from harness.model import Model


def user(text):
    return {"role": "user", "content": text}


class ModelTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.model = Model()
        cls.addClassCleanup(cls.model.close)

    def ask(self, *messages, stream=False):
        request = urllib.request.Request(
            self.model.url + "/chat/completions", method="POST", headers={"Content-Type": "application/json"},
            data=json.dumps({"model": "echo", "messages": messages, "stream": stream}).encode())
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read().decode()

    def answer(self, *messages):
        return json.loads(self.ask(*messages))["choices"][0]["message"]

    def test_answers_a_marked_text(self):
        self.assertEqual("echo: hello", self.answer(user("something SAY[hello] else"))["content"])

    def test_answers_a_text_without_marker(self):
        self.assertEqual("echo: how are you", self.answer(user("how are you"))["content"])

    def test_does_not_repeat_what_the_host_put_before_and_after_the_text(self):
        self.assertEqual("echo: how are you", self.answer(user(
            '[Tue 2026-11-24 15:01 UTC] Conversation info: ⟦openclaw:ctx⟧\n```json\n{"sender":{"id":"you"}}\n```\n\n'
            "how are you\n\nRuntime: agent=main | session=agent:main"))["content"])

    def test_reads_all_user_messages_since_the_last_answer_and_not_the_host_s_context(self):
        context = "<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>\nSAY[history]\n<<<END_OPENCLAW_INTERNAL_CONTEXT>>>"
        self.assertEqual("echo: new\nnewer", self.answer(
            user("SAY[old]"), {"role": "assistant", "content": "echo: old"}, user("SAY[new]"), user("SAY[newer]"),
            user(context))["content"])
        self.assertIn("SAY[history]", self.model.asked[-1].context)

    def test_reads_a_compound_message(self):
        picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
        self.answer({"role": "user", "content": [{"type": "text", "text": "SAY[cat]"}, picture]})
        self.assertEqual(["data:image/png;base64,AAAA"], self.model.asked[-1].images)

    def test_calls_tools_in_turn_and_then_answers(self):
        said = user('CALL[message {"action":"react","emoji":"👍"}] CALL[other {"list":[1,{"a":"]"}]}] SAY[done]')
        first = self.answer(said)
        self.assertEqual({"action": "react", "emoji": "👍"}, json.loads(first["tool_calls"][0]["function"]["arguments"]))
        result = {"role": "tool", "tool_call_id": "x", "content": "ok"}
        second = self.answer(said, first, result)
        self.assertEqual("other", second["tool_calls"][0]["function"]["name"])
        self.assertEqual("echo: done", self.answer(said, first, result, second, result)["content"])

    def test_streams(self):
        events = [line[6:] for line in self.ask(user("SAY[a b c] SLOW[30]"), stream=True).split("\n\n") if line]
        self.assertEqual("[DONE]", events[-1])
        chunks = [json.loads(event) for event in events[:-1]]
        text = "".join(choice["delta"].get("content", "") for chunk in chunks for choice in chunk["choices"])
        self.assertEqual("echo: a b c", text)
        self.assertIn("usage", chunks[-1])


if __name__ == "__main__":
    unittest.main()
