import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The golden files that the sidecar's tests read too: beside the sources, wherever the package is tested. */
export function goldenFolder() {
  const here = path.dirname(fileURLToPath(import.meta.url));
  for (let folder = here; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const golden = path.join(folder, "src", "test", "resources", "protocol");
    if (existsSync(golden)) return golden;
  }
  throw new Error("the golden files of the protocol are not there");
}
