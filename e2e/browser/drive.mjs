// A browser tab that does what it is told, one JSON object a line on stdin, and answers each by one on stdout.
// Usage: node drive.mjs PLAYWRIGHT CHROMIUM
// {"do": NAME, "in": SELECTOR, "text": WITH TEXT, …}; the last element that fits is meant. Answers {"result": …} or {"error": …}.
import { createRequire } from "node:module";
import readline from "node:readline";

const [playwright, executablePath] = process.argv.slice(2);
const { chromium } = createRequire(import.meta.url)(playwright);

const browser = await chromium.launch({ executablePath, headless: true, args: ["--no-sandbox", "--disable-gpu"] });
const tab = await browser.newPage({ viewport: { width: 1280, height: 900 }, ignoreHTTPSErrors: true });
tab.setDefaultTimeout(20_000);
const problems = [];
tab.on("pageerror", (error) => problems.push(String(error)));
// What goes over the page's WebSocket: the client shows less than it gets.
const stanzas = [];
let thread = null;
await tab.routeWebSocket(/./, (page) => {
  const server = page.connectToServer();
  page.onMessage((text) => {
    // converse.js writes no threads (XEP-0201), so its messages get one on their way.
    const sent = thread && /^<message\b[^>]*>.*<body\b/s.test(text) ? text.replace("<body", `<thread>${thread}</thread><body`) : text;
    stanzas.push(sent);
    server.send(sent);
  });
  server.onMessage((text) => {
    stanzas.push(text);
    page.send(text);
  });
});

function element({ in: selector, text, has }) {
  let found = tab.locator(selector);
  if (text !== undefined) found = found.filter({ hasText: text });
  if (has !== undefined) found = found.filter({ has: tab.locator(has) });
  return found.last();
}

const ACTIONS = {
  open: ({ url }) => tab.goto(url),
  wait: (order) => element(order).waitFor({ state: order.state ?? "visible", timeout: order.timeout ?? 20_000 }),
  write: async (order) => {
    const input = element(order);
    await input.fill(order.value);
    if (order.key) await input.press(order.key);
  },
  // As a person does it: keys, so that the page notices.
  type: (order) => element(order).pressSequentially(order.value),
  press: (order) => element(order).press(order.key),
  click: (order) => element(order).click({ force: order.force ?? false }),
  scroll: (order) => element(order).scrollIntoViewIfNeeded(),
  hover: (order) => element(order).hover(),
  attach: (order) => element(order).setInputFiles(order.files),
  texts: ({ in: selector }) => tab.locator(selector).allInnerTexts(),
  html: (order) => element(order).innerHTML(),
  attribute: (order) => element(order).getAttribute(order.name),
  count: ({ in: selector }) => tab.locator(selector).count(),
  // Whether a picture is really there.
  pixels: (order) => element(order).evaluate((image) => image.decode().then(() => [image.naturalWidth, image.naturalHeight])),
  screenshot: ({ path }) => tab.screenshot({ path }),
  // Whether a sound is really there: its length in seconds.
  plays: (order) =>
    element(order).evaluate(
      (link) =>
        new Promise((resolve, reject) => {
          const sound = new Audio(link.href ?? link.getAttribute("src"));
          sound.addEventListener("loadedmetadata", () => resolve(sound.duration));
          sound.addEventListener("error", () => reject(new Error(`it does not play: ${sound.error?.message}`)));
        }),
    ),
  thread: ({ id }) => void (thread = id),
  stanzas: ({ text }) => stanzas.filter((stanza) => stanza.includes(text)),
  problems: () => problems,
};

try {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    let answer;
    try {
      const order = JSON.parse(line);
      answer = { result: (await ACTIONS[order.do](order)) ?? null };
      if (order.do === "open") answer.result = null;
    } catch (error) {
      answer = { error: String(error) };
    }
    console.log(JSON.stringify(answer));
  }
} finally {
  await browser.close();
}
