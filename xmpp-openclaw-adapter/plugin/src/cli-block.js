import { block } from "./block.js";

/** `openclaw xmpp block …`: the operator's, whatever the setting `actions.block` lets the agent do. */
export function addBlock(parent, config, { accountOf, account, told, print }) {
  const run = (options, params) => block({ cfg: config, accountId: accountOf(options) }, params);
  parent
    .command("list")
    .description("Whom the server keeps away from the bot")
    .option(...account)
    .action(
      told(async (options) => {
        const { addresses } = await run(options, { action: "list" });
        print(addresses.length > 0 ? addresses : ["Nobody."]);
      }),
    );
  parent
    .command("add <address>")
    .description("Keep a JID or a whole domain away")
    .option(...account)
    .action(
      told(async (address, options) => {
        await run(options, { action: "block", address });
        print([`Blocked: ${address}`]);
      }),
    );
  parent
    .command("remove <address>")
    .description("Let a JID or a domain through again")
    .option(...account)
    .action(
      told(async (address, options) => {
        await run(options, { action: "unblock", address });
        print([`Not blocked: ${address}`]);
      }),
    );
}
