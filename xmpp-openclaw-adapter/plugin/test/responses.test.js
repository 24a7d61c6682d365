import assert from "node:assert/strict";
import { test } from "node:test";
import { responsesOf, withChoices } from "../src/responses.js";

test("[XEP-0439] a question's options are answers to press", () => {
  const payload = { text: "Which?\n1. Red", channelData: { askUser: { questionId: "q", optionValues: ["Red", "Blue", 7, ""] } } };
  assert.deepEqual(responsesOf(payload), [{ value: "Red" }, { value: "Blue" }]);
  assert.equal(withChoices(payload.text, payload, responsesOf(payload)), payload.text, "the host has numbered them");
});

test("buttons say what they mean, and links are none", () => {
  const payload = {
    text: "Go on?",
    presentation: {
      blocks: [
        { type: "text", text: "x" },
        {
          type: "buttons",
          buttons: [
            { label: "Yes", action: { type: "command", command: "/yes" } },
            { label: "No", value: "no" },
            { label: "Maybe" },
            { label: "Page", url: "https://example.org" },
            { label: "App", action: { type: "web-app", url: "https://example.org" } },
          ],
        },
      ],
    },
  };
  const responses = responsesOf(payload);
  assert.deepEqual(responses, [
    { value: "/yes", label: "Yes" },
    { value: "no", label: "No" },
    { value: "Maybe", label: "Maybe" },
  ]);
  assert.equal(withChoices(payload.text, payload, responses), "Go on?\n\nAnswer with one of these:\n1. Yes: /yes\n2. No: no\n3. Maybe");
  assert.equal(withChoices("Go on?", { ...payload, presentationTextMode: "fallback" }, responses), "Go on?");
});

test("what offers nothing stays as it is", () => {
  assert.deepEqual(responsesOf({ text: "hello" }), []);
  assert.deepEqual(responsesOf({ presentation: { blocks: "nonsense" } }), []);
  assert.equal(withChoices("hello", {}, []), "hello");
});
