// A conversation in converse.js under Chromium: opens PAGE, says TEXT to the first chat, waits for EXPECTED, prints what was seen as JSON.
// Usage: node chat.mjs PLAYWRIGHT CHROMIUM PAGE CHAT TEXT EXPECTED SCREENSHOT
import { createRequire } from "node:module";

const [playwright, executablePath, page, chat, text, expected, screenshot] = process.argv.slice(2);
const { chromium } = createRequire(import.meta.url)(playwright);

const browser = await chromium.launch({ executablePath, headless: true, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const tab = await browser.newPage({ viewport: { width: 1280, height: 800 }, ignoreHTTPSErrors: true });
  const problems = [];
  tab.on("pageerror", (error) => problems.push(String(error)));
  const begin = Date.now();
  await tab.goto(page);
  const input = tab.locator(`converse-chat[jid="${chat}"] textarea.chat-textarea`);
  await input.waitFor({ timeout: 30_000 });
  const opened = Date.now() - begin;
  const said = Date.now();
  await input.fill(text);
  await input.press("Enter");
  const answer = tab.locator(".chat-msg__text", { hasText: expected }).last();
  try {
    await answer.waitFor({ timeout: 60_000 });
  } finally {
    await tab.screenshot({ path: screenshot });
  }
  const messages = await tab.locator(".chat-msg__text").allInnerTexts();
  console.log(JSON.stringify({ opened, answered: Date.now() - said, messages, problems }));
} finally {
  await browser.close();
}
