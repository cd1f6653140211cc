// `npm run screenshots`: takes the screenshots of the README from the demo.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './ensure-built.mjs';
import { ensureInstalled, root } from './installed.mjs';
import { pushChange } from './screenshot-change.mjs';

ensureInstalled();
await ensureBuilt();
const openBrowser = await loadOpenBrowser();

const images = join(root, 'docs/images');
const wide = { width: 1280, height: 560 };
const tall = { width: 1280, height: 760 };
const narrow = { width: 390, height: 740 };
const maxWaitMs = 90_000;
const token = 'screenshots';
/** The states to wait for, so that no section of the board is empty. */
const wantedStates = ['none', 'draft', 'open', 'changes requested', 'approved', 'merged', 'closed'];

const dataDirectory = mkdtempSync(join(tmpdir(), 'afterpush-screenshots-'));
const demo = await startDemo();
const browser = await openBrowser();
try {
  mkdirSync(images, { recursive: true });
  await waitForEveryState();
  const chatId = await pushChange({ ...demo, token, directory: dataDirectory });
  await waitForPullRequest(chatId);
  const page = await openPage();
  await takeViews(page, chatId);
} finally {
  await browser.close();
  demo.process.kill('SIGTERM');
  await demo.ended;
  rmSync(dataDirectory, { recursive: true, force: true });
}

/** Loads the browser helper of the end to end tests. */
async function loadOpenBrowser() {
  const { build } = await import('esbuild');
  const outfile = join(root, 'dist/test/browser.js');
  await build({
    entryPoints: [join(root, 'test/support/browser.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
  });
  return (await import(pathToFileURL(outfile).href)).openBrowser;
}

function startDemo() {
  const child = spawn(process.execPath, [join(root, 'dist/afterpush.js'), 'serve', '--demo'], {
    env: {
      PATH: process.env.PATH,
      HOME: dataDirectory,
      AFTERPUSH_DATA_DIR: dataDirectory,
      AFTERPUSH_PORT: '0',
      AFTERPUSH_ADMIN_TOKEN: token,
      AFTERPUSH_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const url = /^listening on (\S+)/m.exec(output)?.[1];
      const forgeUrl = /forge is at ([^\s;]+)/.exec(output)?.[1];
      if (url && forgeUrl) resolve({ process: child, ended, url, forgeUrl });
    });
    child.once('exit', () => reject(new Error(`The demo did not start:\n${output}`)));
  });
}

/** The printed link may have expired by the time the board is complete. */
async function createLoginLink() {
  const response = await fetch(`${demo.url}/api/v1/login-links`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()).url;
}

async function listChats() {
  const response = await fetch(`${demo.url}/api/v1/chats`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()).chats;
}

/** The agents keep working, so the screenshots are taken as soon as the last state has appeared. */
async function waitForEveryState() {
  const seen = new Set();
  await poll(async () => {
    for (const { diff_status: status } of await listChats()) {
      for (const state of listStates(status)) seen.add(state);
    }
    return wantedStates.every((state) => seen.has(state));
  });
}

function listStates(status) {
  if (!status?.pull_request_state) return ['none'];
  return [
    status.pull_request_draft ? 'draft' : status.pull_request_state,
    ...(status.changes_requested ? ['changes requested'] : []),
    ...(status.approved ? ['approved'] : []),
  ];
}

function countChecks({ diff_status: status }) {
  return status?.pull_request_state === 'open' ? (status.checks.passed ?? 0) : -1;
}

/** The open pull request with the most passed checks. */
async function findCheckedChatId() {
  return (await listChats()).toSorted((one, other) => countChecks(other) - countChecks(one))[0].id;
}

async function waitForPullRequest(chatId) {
  await poll(async () => {
    const chat = (await listChats()).find(({ id }) => id === chatId);
    return chat?.diff_status?.pull_request_state === 'open';
  });
}

async function poll(isReady) {
  const endsAt = Date.now() + maxWaitMs;
  while (!(await isReady()) && Date.now() < endsAt) {
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function openPage() {
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: wide });
  const page = await context.newPage();
  await page.goto(await createLoginLink());
  await page.waitForURL(`${demo.url}/`);
  return page;
}

/** Takes every view on a freshly loaded page. */
async function takeViews(page, chatId) {
  const checkedId = await findCheckedChatId();
  for (const { name, path, size, dark = false, ready } of listViews(chatId, checkedId)) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
    await page.goto(`${demo.url}${path}`);
    await page.getByText('live', { exact: true }).waitFor();
    await ready(page);
    await take(page, name);
  }
}

function listViews(chatId, checkedId) {
  const chat = `/chats/${chatId}`;
  const checked = `/chats/${checkedId}`;
  const board = { path: '/', size: tall, ready: openDoneSection };
  return [
    { name: 'chat-light', path: chat, size: tall, ready: waitForHighlighting },
    { name: 'chat-dark', path: chat, size: tall, dark: true, ready: waitForHighlighting },
    { name: 'chat-narrow', path: chat, size: narrow, dark: true, ready: waitForHighlighting },
    {
      name: 'checks-light',
      path: `${checked}?view=checks`,
      size: wide,
      ready: waitForText('passed'),
    },
    {
      name: 'timeline-dark',
      path: `${checked}?view=timeline`,
      size: wide,
      dark: true,
      ready: waitForText('Last check'),
    },
    // The text above the plots contains the same words.
    { name: 'health-light', path: '/health', size: tall, ready: waitForText(/^Age of the data$/) },
    // Last, because more has happened by then.
    { ...board, name: 'board-light' },
    { ...board, name: 'board-dark', dark: true },
    { ...board, name: 'board-narrow', size: narrow },
  ];
}

/** The section may already be open, because the page remembers it. */
async function openDoneSection(page) {
  const heading = page.getByRole('button', { name: 'Done' });
  if ((await heading.getAttribute('aria-expanded')) === 'false') await heading.click();
  await page.locator('.row[data-section="done"]').first().waitFor();
  // The click scrolled to the heading, which cuts the first row.
  await page.locator('.board').evaluate((board) => board.scrollTo(0, 0));
}

async function waitForHighlighting(page) {
  await page.getByText('waitForTurn').first().waitFor();
  // A worker highlights the lines a moment later.
  await page.locator('[data-line] span[style]').first().waitFor();
}

function waitForText(text) {
  return (page) => page.getByText(text).filter({ visible: true }).first().waitFor();
}

async function take(page, name) {
  await page.getByText(/^Loading more chats/).waitFor({ state: 'detached' });
  await page.locator('.list-skeleton').first().waitFor({ state: 'detached' });
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(images, `${name}.png`) });
  console.log(`docs/images/${name}.png`);
}
