import assert from "node:assert/strict";
import { test } from "node:test";
import { actedOut } from "../src/acted.js";

test("[XEP-0245] what somebody does is told as that, and only that", () => {
  assert.equal(actedOut("/me waves", "alice"), "* alice waves");
  assert.equal(actedOut("/me  waves\nand smiles", "alice"), "* alice  waves\nand smiles");
  for (const other of ["/meet me", "/me", " /me waves", "> /me waves", "/ME waves", "x /me waves"]) assert.equal(actedOut(other, "alice"), other);
});
