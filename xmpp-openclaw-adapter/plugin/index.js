import { defineChannelPluginEntry } from "openclaw/plugin-sdk/channel-core";
import { xmppPlugin } from "./src/channel.js";
import { registerCli } from "./src/cli.js";
import { setRuntime } from "./src/live.js";
import { registerGatewayMethod } from "./src/rpc.js";
import { registerTools } from "./src/tools.js";

export default defineChannelPluginEntry({
  id: "xmpp",
  name: "XMPP",
  description: "XMPP (Jabber) channel: direct chats, rooms, threads, media and reactions",
  plugin: xmppPlugin,
  setRuntime,
  registerCliMetadata: registerCli,
  registerFull: (api) => {
    registerGatewayMethod(api);
    registerTools(api);
  },
});
