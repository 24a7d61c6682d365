import { readFileSync } from "node:fs";
import { section } from "./config.js";
import { CHANNEL } from "./protocol.js";

/**
 * Settings that the manifest's schema does not know, each with the nearest one that it does: the host refuses them, and says
 * only that it does.
 *
 * @returns `[{path, nearest?}]`
 */
export function unknownSettings(cfg) {
  return [...unknownIn(section(cfg), schemaOf(CHANNEL), `channels.${CHANNEL}`)];
}

function schemaOf(channel) {
  const manifest = JSON.parse(readFileSync(new URL("../openclaw.plugin.json", import.meta.url), "utf8"));
  return manifest.channelConfigs[channel].schema;
}

function* unknownIn(value, schema, path) {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* unknownIn(item, objectIn(schema.items), `${path}[${index}]`);
    return;
  }
  const { properties = {}, additionalProperties } = objectIn(schema);
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (Object.hasOwn(properties, key)) yield* unknownIn(inner, properties[key], `${path}.${key}`);
    else if (typeof additionalProperties === "object") yield* unknownIn(inner, additionalProperties, `${path}.${key}`);
    else if (additionalProperties === false) yield { path: `${path}.${key}`, nearest: nearestOf(key, Object.keys(properties)) };
  }
}

/** Of several things that are allowed at a place, the one with fields. */
function objectIn(schema = {}) {
  return schema.anyOf?.find(({ type }) => type === "object" || type === "array") ?? schema;
}

function nearestOf(key, known) {
  const [best] = known.map((name) => ({ name, far: distance(key.toLowerCase(), name.toLowerCase()) })).sort((a, b) => a.far - b.far);
  return best && best.far <= Math.max(2, key.length / 3) ? best.name : undefined;
}

/** Levenshtein's: how many letters differ. */
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
