/**
 * Preloaded (`node --import`): lets the plugin find the installed OpenClaw, whose entry script $OPENCLAW names, as it does
 * where the host runs it.
 */
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

const parentURL = pathToFileURL(process.env.OPENCLAW).href;

registerHooks({
  resolve: (specifier, context, next) => next(specifier, specifier.startsWith("openclaw/") ? { ...context, parentURL } : context),
});
