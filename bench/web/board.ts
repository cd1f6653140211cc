import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { AfterpushProcess } from '../../test/support/afterpush-process.ts';
import { eventually } from '../../test/support/eventually.ts';
import { signIn } from '../../test/support/sign-in.ts';
import type { BenchForge } from '../forge-client.ts';
import {
  countTransferred,
  type Frames,
  measureFrames,
  prepareFrames,
  readFirstPaint,
  type Weight,
  weigh,
} from './page-meter.ts';

export interface BoardResult {
  firstPaintMs: number;
  /** From the navigation to the first rows. */
  firstRowsMs: number;
  /** From the navigation until every chat is loaded. */
  everyChatMs: number;
  /** Scrolling from the top to the bottom and back. */
  scrolling: Frames;
  /** While 200 rows change within a second. */
  storm: Frames;
  /** The same with a plain list of as many rows: the limit of the machine. */
  plainScrolling: Frames;
  /** From the click to the open chat. */
  openMs: number;
  weight: Weight;
  /** Compressed, without API responses. */
  firstLoadBytes: number;
}

/** Creates a chat for each branch of the forge, and waits until each has its pull request. */
export async function seedBoard(server: AfterpushProcess, forge: BenchForge): Promise<void> {
  for (const [index, { origin, branch }] of forge.branches.entries()) {
    const chat = await server.client.createChat({ title: `Improve module ${index}` });
    await server.client.sendPushSignal({ origin, branch, chat_id: chat.id });
  }
  const allFound = async () => {
    const { chats } = await server.client.listChats({ pr_status: 'none', limit: 1 });
    return chats.length === 0;
  };
  await eventually('every pull request', allFound, 300_000);
}

export async function measureBoard(
  browser: Browser,
  server: AfterpushProcess,
  forge: BenchForge,
): Promise<BoardResult> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await prepareFrames(page);
  // Signs in without loading the page, so that no file is cached yet.
  await signIn(context, server);
  const session = await context.newCDPSession(page);
  const transferred = await countTransferred(session);
  const startedAt = performance.now();
  await page.goto(server.url, { waitUntil: 'commit' });
  await page.locator('[data-row-link]').first().waitFor();
  const firstRowsMs = performance.now() - startedAt;
  const countKnown = () => page.evaluate<number>(sumOfSections);
  await eventually('every chat', async () => (await countKnown()) >= forge.branches.length);
  const everyChatMs = performance.now() - startedAt;
  const firstPaintMs = await readFirstPaint(page);
  const firstLoadBytes = [...transferred()]
    .filter(([ending]) => ending !== 'api')
    .reduce((sum, [, bytes]) => sum + bytes, 0);

  const scrolling = await measureFrames(page, () => scrollWithWheel(page));
  const storm = await measureFrames(page, () => changeTitles(server, forge));
  const weight = await weigh(page);

  const link = page.locator('[data-row-link]').nth(3);
  const title = await link.textContent();
  const openedAt = performance.now();
  await link.click();
  await page.getByRole('heading', { level: 1, name: title ?? '' }).waitFor();
  const openMs = performance.now() - openedAt;

  const plainScrolling = await measurePlainList(context, forge.branches.length);
  await context.close();
  return {
    firstPaintMs,
    firstRowsMs,
    everyChatMs,
    scrolling,
    storm,
    plainScrolling,
    openMs,
    weight,
    firstLoadBytes,
  };
}

/** The sum of the counts in the section headings. */
const sumOfSections = `[...document.querySelectorAll('.section-count')]
  .reduce((sum, count) => sum + Number(count.textContent.replace(/\\D/g, '')), 0)`;

/** Scrolls down and up again with the mouse wheel. */
async function scrollWithWheel(page: Page): Promise<void> {
  await page.mouse.move(500, 400);
  const down = Array.from({ length: 60 }, () => 1_300);
  for (const step of [...down, ...down.map((each) => -each)]) {
    await page.mouse.wheel(0, step);
    await page.waitForTimeout(16);
  }
}

const titleChanges = 200;

/** Changes 200 titles within about a second. */
async function changeTitles(server: AfterpushProcess, forge: BenchForge): Promise<void> {
  const { chats } = await server.client.listChats({ limit: Math.min(500, forge.branches.length) });
  const startedAt = performance.now();
  for (const [index, chat] of chats.slice(0, titleChanges).entries()) {
    void server.client.updateChat(chat.id, { title: `${chat.title} again` });
    const waitMs = (index * 1_000) / titleChanges - (performance.now() - startedAt);
    if (waitMs > 0) await delay(waitMs);
  }
  await delay(1_000);
}

/** Scrolls a plain list of as many rows, to measure the limit of the machine. */
async function measurePlainList(context: BrowserContext, rows: number): Promise<Frames> {
  const page = await context.newPage();
  await prepareFrames(page);
  await page.goto('about:blank');
  const items = Array.from({ length: rows }, (_, index) => `<li style="height:38px">Row ${index}`);
  await page.setContent(`<ul style="margin:0">${items.join('')}</ul>`);
  const frames = await measureFrames(page, () => scrollWithWheel(page));
  await page.close();
  return frames;
}
