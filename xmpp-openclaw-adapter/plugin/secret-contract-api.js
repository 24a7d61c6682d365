// The host looks for a file of this name beside the manifest. Without it a password that is a reference (environment, file
// or program) would reach the sidecar as the reference.
export { collectRuntimeConfigAssignments, secretTargetRegistryEntries } from "./src/secrets.js";
