// The host looks for a file of this name beside the manifest. Without it a password that is a reference (environment, file
// or program) would reach the sidecar as the reference.
import { createSimpleChannelSecretContract } from "openclaw/plugin-sdk/channel-secret-basic-runtime";

export const { secretTargetRegistryEntries, collectRuntimeConfigAssignments } = createSimpleChannelSecretContract({
  channelKey: "xmpp",
  label: "XMPP",
  accountFields: ["password"],
  channelFields: ["password"],
  mode: "account-inheritance",
});
