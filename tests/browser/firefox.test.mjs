/**
 * What a page says about a run, in Firefox: the main points of what is tested in Chromium.
 *
 * Started by test_firefox.py with one argument, JSON: where Firefox is, a folder for its home, the address of
 * a procedure, the folder it is served from, and builds of its site by name.
 */

import assert from "node:assert/strict";
import { cpSync, rmSync } from "node:fs";
import { after, before, test } from "node:test";
import puppeteer from "puppeteer-core";

const { firefox, home, url, served, builds } = JSON.parse(process.argv[2]);
const PODS = "step-1.1/pods-are-there";
const FILE = "step-1.2/file-is-there";
const STATUS = ".procedures-status";
const TIMEOUT = 60_000;

/** @type {import("puppeteer-core").Browser} */
let browser;

/** Start Firefox. Its home is a folder of the test: as root, it refuses a home that is another user's. */
function launch(extraPrefsFirefox = {}) {
  return puppeteer.launch({
    browser: "firefox", executablePath: firefox, extraPrefsFirefox, timeout: TIMEOUT, protocolTimeout: TIMEOUT,
    env: { ...process.env, HOME: home }, defaultViewport: { width: 1280, height: 900 },
  });
}

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

function publish(build) {
  rmSync(served, { recursive: true, force: true });
  cpSync(builds[build], served, { recursive: true });
}

/** Define a test that begins on the page of a build, without anything stored. */
function testOn(build, name, run) {
  test(name, { timeout: 4 * TIMEOUT }, async () => {
    publish(build);
    const context = await browser.createBrowserContext();
    const page = await opened(context);
    await run(page, context);
    await context.close();
    assert.deepEqual(page.errors, []);
  });
}

async function opened(context) {
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT);
  page.errors = [];
  page.on("pageerror", (error) => page.errors.push(String(error)));
  await page.goto(url);
  await page.waitForSelector(".procedures-face button");
  return page;
}

async function republish(page, build) {
  publish(build);
  await page.reload();
  await page.waitForSelector(".procedures-face button");
}

/** Wait until a function is true in the page, which may be in the background. */
function until(page, condition, ...values) {
  return page.waitForFunction(condition, { polling: 100 }, ...values);
}

/** Click as a hand does, away from the bars at the edges of the window. */
async function click(page, selector) {
  const element = await page.waitForSelector(selector);
  await element.evaluate((e) => e.scrollIntoView({ block: "center" }));
  await element.click();
}

/** Press a button with a text, or with a part of one. */
function press(page, text, within = "dialog.procedures-dialog") {
  return click(page, `${within} ::-p-xpath(.//button[contains(., "${text}")])`);
}

function noDialog(page) {
  return until(page, () => !document.querySelector("dialog.procedures-dialog"));
}

async function start(page) {
  await press(page, "Start a run", ".procedures-face");
  await page.locator("[name=kind][value=real]").click();
  await page.select("[name=environment]", "Production");
  await page.locator("[name=who]").fill("Dana");
  await press(page, "Start");
  await noDialog(page);
}

async function tick(page, item) {
  await click(page, `[data-item="${item}"] > label`);
  await becomes(page, item, "done");
}

function becomes(page, item, verdict) {
  return until(page, (item, verdict) => document.querySelector(`[data-item="${item}"]`).dataset.verdict === verdict, item, verdict);
}

/** The verdicts of the items below each heading of a step that has a word; a box is ticked if its item is done. */
async function verdicts(page, word) {
  const found = await page.$$eval("h4", (headings, word) => headings.filter((h) => h.textContent.includes(word)).map((heading) => {
    return [...heading.parentElement.querySelectorAll("[data-item]")].map((item) => ({ verdict: item.dataset.verdict, ticked: item.querySelector("input").checked }));
  }), word);
  for (const { verdict, ticked } of found.flat()) assert.equal(ticked, verdict === "done");
  return found.map((items) => items.map(({ verdict }) => verdict).join(" ")).join(", ");
}

/** How many items are done, and how many there are. */
async function counted(page) {
  const segments = await page.$$eval(".procedures-meter > span", (all) => all.map((e) => [e.dataset.mark, Number(e.style.flexGrow)]));
  return [new Map(segments).get("done") ?? 0, segments.reduce((sum, [, number]) => sum + number, 0)];
}

function next(page) {
  return page.$eval(".procedures-next", (item) => item.dataset.item);
}

function focused(page) {
  return page.evaluate(() => document.activeElement.closest("[data-item]")?.dataset.item ?? "");
}

testOn("hosts", "ticks stay with their hosts", async (page) => {
  await start(page);
  for (const number of [1, 2]) {
    for (const item of ["service-answers", "logs-are-quiet"]) await tick(page, `step-1.${number}/${item}`);
  }
  await republish(page, "hosts-inserted");
  assert.equal(await verdicts(page, "web-"), "open open, done done, done done, open open");
  await republish(page, "hosts-swapped");
  assert.equal(await verdicts(page, "web-"), "open open, done done");
});

testOn("good", "after another command, a tick is to be confirmed", async (page) => {
  await start(page);
  await tick(page, PODS);
  await tick(page, FILE);
  await republish(page, "command");
  assert.equal(await verdicts(page, "Step 1."), "confirm, done");
  assert.equal((await counted(page))[0], 1);
  await press(page, "Confirm", `[data-item="${PODS}"]`);
  await becomes(page, PODS, "done");
  assert.equal((await counted(page))[0], 2);
});

testOn("good", "a failed check stops the run and is not counted as done", async (page) => {
  await start(page);
  await tick(page, "required-access/production-deployment-credentials");
  await click(page, `[data-item="${PODS}"] > .procedures-more`);
  await page.locator("dialog textarea").fill("Two are missing");
  await press(page, "failed");
  await becomes(page, PODS, "failed");
  await noDialog(page);
  assert.equal((await counted(page))[0], 1);
  assert.equal(await next(page), PODS);
  assert.equal((await page.$$(`[data-item="${PODS}"] > .procedures-note button`)).length, 3);
  await page.keyboard.down("Alt");
  await page.keyboard.press("r");
  await page.keyboard.up("Alt");
  assert.equal(await focused(page), PODS);
});

testOn("good", "the rollback begins at its first step", async (page) => {
  await start(page);
  await tick(page, FILE);
  const [, all] = await counted(page);
  await press(page, "Rollback", ".procedures-bar");
  assert.equal((await page.$$("dialog.procedures-dialog ol li")).length, 2);
  await press(page, "Start the rollback");
  await until(page, () => document.activeElement.closest("[data-item]"));
  assert.match(await focused(page), /^step-R\.1\//);
  assert.equal(await next(page), await focused(page));
  await page.keyboard.press(" ");
  await becomes(page, await focused(page), "done");
  await page.reload();
  await page.waitForSelector(".procedures-next");
  assert.match(await next(page), /^step-R\.2\//);
  const [done, total] = await counted(page);
  assert.equal(done, 1);
  assert.ok(total < all);
});

testOn("good", "other words are shown, old and new", async (page) => {
  await start(page);
  await tick(page, FILE);
  await republish(page, "words");
  await click(page, ".procedures-changes summary");
  const texts = await page.$$eval(".procedures-changes pre", (all) => all.map((e) => e.textContent.trim()));
  assert.deepEqual(texts, ["More than 1% errors for 5 minutes.", "More than 0.1% errors for 5 minutes."]);
  assert.equal(await verdicts(page, "Step 1."), "open, done");
});

testOn("hosts", "a tab with an older text says so before it takes a tick", async (page, context) => {
  await start(page);
  publish("hosts-inserted");
  await opened(context);
  const item = "step-1.2/logs-are-quiet";
  await until(page, () => document.querySelector(".procedures-top strong"));
  await page.bringToFront();
  await click(page, `[data-item="${item}"] > label`);
  await page.waitForSelector("dialog.procedures-dialog");
  await page.keyboard.press("Escape");
  await noDialog(page);
  assert.equal(await verdicts(page, "web-02"), "open open");
});

testOn("good", "a command is copied once it is filled in", async (page) => {
  const command = '[data-command="step-2.1:1"]';
  const press = async (key) => {
    await page.keyboard.down("Control");
    await page.keyboard.press(key);
    await page.keyboard.up("Control");
  };
  const pasted = async () => {
    await page.$eval("body > textarea", (e) => { e.value = ""; e.focus(); });
    await press("v");
    return page.$eval("body > textarea", (e) => e.value.trim());
  };
  await start(page);
  await page.evaluate(() => document.body.prepend(document.createElement("textarea")));
  // What is missing is asked for.
  await click(page, `${command} .procedures-copy`);
  await page.locator("dialog [name=release]").fill("v4.2.0");
  await page.keyboard.press("Enter");
  await noDialog(page);
  await page.$eval(STATUS, (e) => { e.textContent = ""; });
  await click(page, `${command} .procedures-copy`);
  await until(page, (status) => document.querySelector(status).textContent, STATUS);
  assert.equal(await pasted(), "helm upgrade checkout --set image.tag=v4.2.0");
  // A selection is copied as one line, also with the theme's anchor for a line.
  await page.$eval(`${command} code`, (code) => {
    const anchor = document.createElement("a");
    anchor.id = "__codelineno-0-1";
    code.firstChild.prepend(anchor);
    getSelection().selectAllChildren(code);
  });
  await press("c");
  assert.equal(await pasted(), "helm upgrade checkout --set image.tag=v4.2.0");
});

test("where Firefox blocks all storage, a run lives as long as the page", { timeout: 4 * TIMEOUT }, async () => {
  publish("good");
  const strict = await launch({ "network.cookie.cookieBehavior": 2 });
  try {
    const page = await opened(strict.defaultBrowserContext());
    assert.equal(await page.evaluate(() => { try { return typeof localStorage.length; } catch { return "blocked"; } }), "blocked");
    await start(page);
    await tick(page, PODS);
    await page.evaluate(() => { window.sameDocument = true; });
    await click(page, ".md-header a.md-logo");
    await until(page, () => !document.querySelector(".procedures-bar"));
    await page.evaluate(() => history.back());
    await page.waitForSelector(".procedures-face button");
    assert.equal(await verdicts(page, "Step 1."), "done, open");
    assert.equal(await page.evaluate(() => window.sameDocument), true);
    assert.ok(await page.$eval(".procedures-warning", (e) => e.checkVisibility()));
    assert.deepEqual(page.errors, []);
  } finally {
    await strict.close();
  }
});
