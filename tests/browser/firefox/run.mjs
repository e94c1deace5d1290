// Presses Run on every example in Firefox, and prints what came of each as JSON.
//
// node run.mjs <node_modules> <firefox> <address of the site> <page>...

import { createRequire } from "node:module";

const [modules, firefox, origin, ...pages] = process.argv.slice(2);
const puppeteer = createRequire(`${modules}/`)("puppeteer-core");

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: firefox,
  headless: true,
  protocolTimeout: 240_000,
});
try {
  const page = await browser.newPage();
  await page.goto(origin);
  const results = {};
  // The cards of the other pages are put into this one: Python starts once for all.
  for (const path of pages) Object.assign(results, await page.evaluate(runAll, origin + path));
  console.log(JSON.stringify({ version: await browser.version(), results }));
} finally {
  await browser.close();
}

// What follows runs in the page.
async function runAll(address) {
  const text = await (await fetch(address)).text();
  const read = new DOMParser().parseFromString(text, "text/html");
  const cards = [...read.querySelectorAll(".rf-card[data-run=browser]")];
  document.querySelector("article").replaceChildren(...cards);
  const result = async (card) => {
    let button;
    while (!(button = card.querySelector(".rf-button--run"))) await moment();
    button.click();
    const status = card.querySelector(".rf-run__status");
    while (!["passed", "failed"].includes(status.dataset.kind)) await moment();
    const asRecorded = card.querySelector(".rf-same") !== null;
    return [card.dataset.example, { said: status.textContent, asRecorded }];
  };
  const moment = () => new Promise((resolve) => setTimeout(resolve, 20));
  return Object.fromEntries(await Promise.all(cards.map(result)));
}
