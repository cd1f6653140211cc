import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { AfterpushProcess } from '../../test/support/afterpush-process.ts';
import { signIn } from '../../test/support/sign-in.ts';
import { type Frames, measureFrames, prepareFrames, type Weight, weigh } from './page-meter.ts';

export interface DiffResult {
  /** From the click on a row to the first lines of the diff. */
  visibleMs: number;
  /** The part of it after the response with the diff. */
  sinceResponseMs: number;
  /** From the click until the lines are highlighted. */
  rendering: Frames;
  /** Scrolling through the whole diff. */
  scrolling: Frames;
  weight: Weight;
  /** The same patch as plain text in one element: the limit of the machine. */
  plainMs: number;
}

const settleMs = 1_500;
const firstLine = 'value1 = await compute(1,';

/** Opens a chat whose diff has this many lines. Only the response with the diff is synthetic. */
export async function measureDiff(
  browser: Browser,
  server: AfterpushProcess,
  lines: number,
): Promise<DiffResult> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await signIn(context, server);
  const page = await context.newPage();
  await prepareFrames(page);
  const { chats } = await server.client.listChats({ limit: 2 });
  await serveDiff(context, lines);
  await page.goto(server.url);
  const [warm, measured] = chats;
  // Opening another chat first loads the viewer's code and starts its workers.
  await openDiff(page, warm?.id ?? '');
  await page.keyboard.press('Escape');
  let visibleMs = Number.NaN;
  let sinceResponseMs = Number.NaN;
  const rendering = await measureFrames(page, async () => {
    const startedAt = performance.now();
    await openDiff(page, measured?.id ?? '');
    visibleMs = performance.now() - startedAt;
    sinceResponseMs = await page.evaluate<number>(sinceDiffResponse);
    await page.waitForTimeout(settleMs);
  });
  const scrolling = await measureFrames(page, () => scrollThrough(page));
  const weight = await weigh(page);
  const plainMs = await measurePlainText(context, buildSyntheticDiff('', lines).diff);
  await context.close();
  return { visibleMs, sinceResponseMs, rendering, scrolling, weight, plainMs };
}

const sinceDiffResponse = `performance.now() - performance.getEntriesByType('resource')
  .findLast(({ name }) => /\\/diff(\\?|$)/.test(name)).responseEnd`;

async function serveDiff(context: BrowserContext, lines: number): Promise<void> {
  await context.route(/\/api\/v1\/chats\/[^/]+\/diff(\?|$)/, (route) => {
    const chatId = new URL(route.request().url()).pathname.split('/')[4] ?? '';
    return route.fulfill({ json: buildSyntheticDiff(chatId, lines) });
  });
}

async function openDiff(page: Page, chatId: string): Promise<void> {
  await page.locator(`[data-row-link][href*="/chats/${chatId}"]`).first().click();
  await page.getByText(firstLine).filter({ visible: true }).first().waitFor();
}

async function scrollThrough(page: Page): Promise<void> {
  await page.mouse.move(900, 500);
  for (let step = 0; step < 120; step += 1) {
    await page.mouse.wheel(0, 1_000);
    await page.waitForTimeout(16);
  }
}

async function measurePlainText(context: BrowserContext, text: string): Promise<number> {
  const page = await context.newPage();
  await page.goto('about:blank');
  const ms = await page.evaluate<number>(`(${showPlain})(${JSON.stringify(text)})`);
  await page.close();
  return ms;
}

/** Runs in the page: measures until the second frame after the text was inserted. */
const showPlain = `(text) => new Promise((resolve) => {
  const startedAt = performance.now();
  const element = document.createElement('pre');
  element.textContent = text;
  document.body.append(element);
  requestAnimationFrame(() =>
    requestAnimationFrame(() => resolve(performance.now() - startedAt)));
})`;

/** The response of `GET .../diff` with this many lines of TypeScript, in files of 125 lines. */
function buildSyntheticDiff(chatId: string, lines: number) {
  const files = Array.from({ length: Math.ceil(lines / linesPerFile) }, (_, index) =>
    buildFile(index),
  );
  return {
    chat_id: chatId,
    provider: 'bench',
    remote_origin: '',
    branch: '',
    pull_request_url: 'https://forge.test/acme/app/pull/1',
    head_sha: 'a'.repeat(40),
    files: files.map(({ path }) => ({
      path,
      previous_path: null,
      status: 'modified',
      additions: changedPerHunk * hunksPerFile,
      deletions: changedPerHunk * hunksPerFile,
      binary: false,
    })),
    diff: files.map(({ patch }) => patch).join(''),
    truncated: false,
  };
}

const hunksPerFile = 5;
const changedPerHunk = 10;
const contextPerHunk = 5;
const linesPerHunk = 2 * changedPerHunk + contextPerHunk;
const linesPerFile = hunksPerFile * linesPerHunk;

function buildFile(index: number): { path: string; patch: string } {
  const path = `src/area-${index % 20}/module-${index}.ts`;
  const hunks = Array.from({ length: hunksPerFile }, (_, hunk) => buildHunk(index, hunk));
  const head = `diff --git a/${path} b/${path}\nindex 1111111..2222222 100644\n`;
  return { path, patch: `${head}--- a/${path}\n+++ b/${path}\n${hunks.join('')}` };
}

function buildHunk(file: number, hunk: number): string {
  const start = 1 + hunk * 100;
  const length = changedPerHunk + contextPerHunk;
  const numbers = Array.from({ length: changedPerHunk }, (_, line) => start + line);
  const context = Array.from(
    { length: contextPerHunk },
    (_, line) => ` // Context ${line} of hunk ${hunk} in module ${file}.\n`,
  );
  const removed = numbers.map(
    (line) => `-export const value${line} = compute(${line}, 'before', { retries: ${hunk} });\n`,
  );
  const added = numbers.map(
    (line) => `+export const value${line} = await compute(${line}, 'after', { retries: 3 });\n`,
  );
  const range = `@@ -${start},${length} +${start},${length} @@ function compute()\n`;
  return [range, ...context.slice(0, 3), ...removed, ...added, ...context.slice(3)].join('');
}
