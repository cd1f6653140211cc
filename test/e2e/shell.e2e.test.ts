import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AfterpushProcess, startAfterpush } from '../support/afterpush-process.ts';
import { openBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { type ForgeWorld, startForgeWorld } from '../support/forge-world.ts';
import { openPage, type WatchedPage } from '../support/watched-page.ts';

let browser: Browser;
let world: ForgeWorld;
let afterpush: AfterpushProcess;
const pages: WatchedPage[] = [];

beforeAll(async () => {
  [browser, world] = await Promise.all([openBrowser(), startForgeWorld()]);
  afterpush = await startAfterpush({ environment: world.environment });
  await afterpush.client.createChat({ id: 'parser', title: 'Try a new parser' });
  await afterpush.client.createChat({ id: 'importer', title: 'Add retry to the importer' });
});

afterAll(async () => {
  await browser?.close();
  await afterpush?.[Symbol.asyncDispose]();
  await world?.[Symbol.asyncDispose]();
});

afterEach(async () => {
  const problems = pages.flatMap((watched) => watched.problems);
  await Promise.all(pages.splice(0).map((watched) => watched[Symbol.asyncDispose]()));
  expect(problems, 'errors on the page').toEqual([]);
});

async function openBoard(options: BrowserContextOptions = {}): Promise<Page> {
  const watched = await openPage(browser, { baseURL: afterpush.url, ...options });
  pages.push(watched);
  await watched.page.goto((await afterpush.client.createLoginLink()).url);
  await watched.page.getByRole('link', { name: 'Try a new parser' }).waitFor();
  return watched.page;
}

const focusedText = (page: Page) =>
  page.evaluate<string>('document.activeElement.textContent.trim()');

describe('the command menu', () => {
  test('opens a chat by part of its title, and restores the focus when closed', async () => {
    const page = await openBoard();
    const row = page.getByRole('link', { name: 'Try a new parser' });
    await row.focus();

    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Command menu' }).waitFor();
    await page.keyboard.press('Escape');
    await eventually(
      'the row has the focus',
      async () => (await focusedText(page)) === 'Try a new parser',
    );

    await page.keyboard.press('Control+k');
    await page.keyboard.type('retry imp');
    await page.getByRole('option', { name: /Add retry to the importer/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/chats/importer');
  });

  test('opens a page and focuses its main part', async () => {
    const page = await openBoard();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('quota');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Health', level: 1 }).waitFor();
    await eventually('main has the focus', () =>
      page.evaluate<boolean>('document.activeElement.matches("main")'),
    );
    expect(await page.title()).toContain('Health · Afterpush');
  });
});

test('the health page has a text summary, and keys reach every point of a chart', async () => {
  const page = await openBoard();
  await page.route('**/api/v1/health', (route) => route.fulfill({ json: toPausedHealth() }));
  await page.goto('/health');

  await page.getByText(/is paused until \d\d:\d\d\./).waitFor();
  const plot = page.getByRole('slider', { name: /^REST requests of/ });
  await plot.focus();
  await page.keyboard.press('Home');
  expect(await plot.getAttribute('aria-valuetext')).toMatch(
    /^900 of 5,000 left · .*\d\d:\d\d:\d\d/,
  );
  await page.keyboard.press('End');
  expect(await plot.getAttribute('aria-valuetext')).toMatch(/^forecast: 0 left · /);
  await page.getByRole('link', { name: /paused until/ }).waitFor();
});

test('notifications are off by default, and the settings are stored', async () => {
  const page = await openBoard();
  // Headless browsers deny notifications, some even when a test grants the permission.
  await page.addInitScript(
    `Object.defineProperty(Notification, 'permission', { value: 'granted' })`,
  );
  await page.reload();
  await page.getByRole('button', { name: 'Notifications: off' }).click();
  await page.getByLabel('Notify me when a chat needs me').check();
  await page.getByLabel('Only failures').check();

  await page.reload();
  await page.getByRole('button', { name: 'Notifications: on' }).click();
  expect(await page.getByLabel('Only failures').isChecked()).toBe(true);
  expect(await page.getByLabel('Play a short sound').isChecked()).toBe(false);
});

function toPausedHealth() {
  const at = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
  const samples = [900, 600, 0].map((remaining, index) => ({
    at: at(60 * index - 180),
    remaining,
  }));
  const quota = { bucket: 'core', quota: 5_000, remaining: 0, reserved: 2_000, forecast: 0 };
  const feeds = { live: 1, waiting: 0, silent: 0, never: 0, last_delivery_at: at(-5) };
  const forge = { id: 'demo', token_linked: true, paused_until: at(600), feeds, trouble: null };
  return {
    at: at(0),
    forges: [{ ...forge, quotas: [{ ...quota, reset_at: at(600), samples }] }],
    data_age: [],
    replicas: [],
  };
}
