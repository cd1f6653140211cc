import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { listViolations } from '../support/axe.ts';
import { findRow, readTitles, waitUntilLive } from '../support/board-page.ts';
import { eventually } from '../support/eventually.ts';
import { firefoxPath, openFirefox } from '../support/firefox.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';
import { listOverflowing } from '../support/screen-width.ts';
import { signIn } from '../support/sign-in.ts';
import { openPage, type WatchedPage } from '../support/watched-page.ts';

/** What the test needs of a browser's global object. */
interface Styles {
  getComputedStyle: (element: unknown) => { backgroundColor: string; color: string };
  OffscreenCanvas: new (
    width: number,
    height: number,
  ) => {
    getContext: (kind: '2d') => {
      fillStyle: string;
      fillRect: (...area: [number, number, number, number]) => void;
      getImageData: (...area: [number, number, number, number]) => { data: Uint8Array };
    };
  };
}

/** Whether the background and the text of an element are light or dark. */
const readShades = (element: Locator) =>
  element.evaluate((node) => {
    const { getComputedStyle, OffscreenCanvas } = globalThis as unknown as Styles;
    const context = new OffscreenCanvas(1, 1).getContext('2d');
    const { backgroundColor, color } = getComputedStyle(node);
    return [backgroundColor, color].map((shown) => {
      context.fillStyle = shown;
      context.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
      return red + green + blue > 3 * 127 ? 'light' : 'dark';
    });
  });

/** The other end to end tests use Chromium. This one is skipped where no Firefox is installed. */
describe.skipIf(firefoxPath === undefined)('in Firefox', () => {
  const title = 'Count to forty';
  let world: PageWorld;
  let browser: Browser;
  let opened: WatchedPage;
  let chatId: string;

  beforeAll(async () => {
    [world, browser] = await Promise.all([startPageWorld(), openFirefox(firefoxPath ?? '')]);
    const lines = Array.from({ length: 40 }, (_, at) => `const a${at + 1} = ${at + 1};\n`);
    const files = { 'count.ts': lines.join('') };
    const pushed = await world.pushPullRequest({ branch: 'agent/count', title, files });
    ({ chatId } = pushed);
    const thread = { author: 'ada', path: 'count.ts', line: 30, body: 'Why **thirty**?' };
    world.getForge().forge.openThread(pushed.pull, thread);
    await world.push({ branch: 'agent/other', chatTitle: 'Something else', files: { a: 'a\n' } });
    await world.refresh(chatId);
  });

  afterAll(async () => {
    await browser?.close();
    await world?.[Symbol.asyncDispose]();
  });

  afterEach(async () => {
    await opened[Symbol.asyncDispose]();
    expect(opened.problems, 'errors on the page').toEqual([]);
  });

  const open = async (path: string, options: BrowserContextOptions = {}, of = browser) => {
    opened = await openPage(of, { baseURL: world.afterpush.url, ...options });
    await signIn(opened.page.context(), world.afterpush);
    await opened.page.goto(path);
    return opened.page;
  };
  const see = (page: Page, text: string) =>
    page.getByText(text).filter({ visible: true }).first().waitFor();

  test('the board filters, follows changes, and opens a diff with its threads by key', async () => {
    const page = await open('/');
    await waitUntilLive(page);
    await page.keyboard.press('/');
    await page.keyboard.type('forty');
    await eventually('one row', async () => (await readTitles(page)).join() === title);
    await world.afterpush.client.createChat({ title: 'Another forty' });
    await findRow(page, 'Another forty').waitFor();
    await page.keyboard.press('Escape');
    await findRow(page, title).getByRole('link').first().click();

    await see(page, 'const a1 = 1;');
    await page.keyboard.press('d');
    await see(page, 'Why thirty?');
    await page.setViewportSize({ width: 1800, height: 900 });
    await page.keyboard.press('u');
    await page.getByRole('button', { name: 'Split', pressed: true }).waitFor();
    await see(page, 'Why thirty?');
    await page.keyboard.press('J');
    await page.keyboard.press('c');
    await page.locator('textarea:focus').waitFor();
    await page.keyboard.type('Say why.');
    await page.keyboard.press('Control+Enter');
    await see(page, 'Sent to the agent');
  });

  test('a browser with a dark theme gets the dark page, on which all text can be read', async () => {
    await using dark = await openFirefox(firefoxPath ?? '', 'dark');
    const page = await open('/', { viewport: { width: 1800, height: 900 } }, dark);
    await findRow(page, title).waitFor();
    expect(await readShades(page.locator('html'))).toEqual(['dark', 'light']);
    expect(await listViolations(page, ['color-contrast'])).toEqual([]);

    await page.goto(`/chats/${chatId}`);
    await see(page, 'Why thirty?');
    // The viewer may draw a line anew at any time; one that is no longer drawn has no colours.
    const added = page.locator('[data-line]', { hasText: 'const a1 = 1;' });
    await expect.poll(() => readShades(added)).toEqual(['dark', 'light']);
    expect(await listViolations(page, ['color-contrast'])).toEqual([]);

    // The choice of the reader precedes that of the browser.
    await page.getByRole('button', { name: 'System theme' }).click();
    await page.getByRole('button', { name: 'Light theme' }).waitFor();
    expect(await readShades(page.locator('html'))).toEqual(['light', 'dark']);
    await expect.poll(() => readShades(added)).toEqual(['light', 'dark']);
  });

  test('everything fits a phone', async () => {
    const viewport = { width: 390, height: 844 };
    const page = await open('/', { viewport });
    await findRow(page, title).waitFor();
    expect(await listOverflowing(page, viewport.width)).toEqual([]);
    await page.goto(`/chats/${chatId}`);
    await see(page, 'const a1 = 1;');
    expect(await listOverflowing(page, viewport.width)).toEqual([]);
  });
});
