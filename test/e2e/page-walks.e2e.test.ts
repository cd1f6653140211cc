import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findPrintedLink } from '../support/afterpush-process.ts';
import { appears } from '../support/appears.ts';
import { findRow, readTitles } from '../support/board-page.ts';
import { eventually } from '../support/eventually.ts';
import { ownerToken } from '../support/forge-world.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';
import { listOverflowing } from '../support/screen-width.ts';
import { findInvisibleFocus, listInvisibleFocus } from '../support/visible-focus.ts';

const login = 'Fix the login';
const importer = 'Explain why the nightly import of the warehouse takes longer every night';
const locked = 'Wait for a token';

let world: PageWorld;

beforeAll(async () => {
  world = await startPageWorld({ forges: ['demo', 'locked'], locked: ['locked'] });
  const files = { 'one.ts': 'let one = 1;\n', 'two.ts': 'let two = 2;\n' };
  await world.afterpush.client.createChat({ id: 'login' });
  await world.pushPullRequest({ branch: 'agent/login', title: login, files, chatId: 'login' });
  const branch = `agent/${'long-'.repeat(30)}name`;
  const wide = { [`${'deep/'.repeat(20)}file.ts`]: `let wide = '${'x'.repeat(400)}';\n` };
  await world.pushPullRequest({ branch, title: importer, files: wide });
  await world.push({ branch: 'agent/locked', chatTitle: locked, files, forge: 'locked' });
});

afterAll(() => world?.[Symbol.asyncDispose]());

afterEach(async () => {
  expect(await world.pages.close(), 'errors on the page').toEqual([]);
});

const readFocused = (page: Page) =>
  page.evaluate<string>('document.activeElement.textContent.trim()');
const seeMainFocused = (page: Page) =>
  page.locator('main:focus, [role="main"]:focus').waitFor({ state: 'attached' });

/** The row has the focus, visibly. */
async function seeRowFocused(page: Page, title: string): Promise<void> {
  await eventually(`the focus on ${title}`, async () => (await readFocused(page)) === title);
  expect(await findInvisibleFocus(page)).toBeUndefined();
}

async function seeView(page: Page, name: string): Promise<void> {
  const tabs = page.getByRole('navigation', { name: 'Chat views' });
  await tabs.locator('[aria-current="page"]').filter({ hasText: name }).waitFor();
  await page.getByRole('region', { name, exact: true }).waitFor();
}

/** Presses Tab until an element with this text has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  await eventually(`the focus on ${name.source}`, async () => {
    await page.keyboard.press('Tab');
    return name.test(await readFocused(page));
  });
  expect(await findInvisibleFocus(page)).toBeUndefined();
}

describe('with the keyboard alone', () => {
  const openFirst = async (path = '/') => {
    const page = await world.pages.open(path);
    await findRow(page, login).waitFor();
    await findRow(page, importer).waitFor();
    return page;
  };

  test('a reader gets from the printed link into a chat and back to its row', async () => {
    // The link is valid once.
    const page = await openFirst(findPrintedLink(world.afterpush));
    await page.keyboard.press('Tab');
    expect(await readFocused(page)).toBe('Skip to the content');
    expect(await findInvisibleFocus(page)).toBeUndefined();
    await page.keyboard.press('Enter');
    await seeMainFocused(page);
    const [first = '', second = ''] = await readTitles(page);
    await page.keyboard.press('j');
    await seeRowFocused(page, first);
    await page.keyboard.press('j');
    await seeRowFocused(page, second);
    await page.keyboard.press('k');
    await seeRowFocused(page, first);
    while ((await readFocused(page)) !== login) await page.keyboard.press('j');

    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: login }).waitFor();
    await seeMainFocused(page);
    for (const [key, name] of [
      ['2', 'Checks'],
      ['3', 'Reviews'],
      ['4', 'Timeline'],
      ['1', 'Diff'],
    ] as const) {
      await page.keyboard.press(key);
      await seeView(page, name);
    }
    // The key does nothing until the diff is drawn.
    await eventually('the second file is reached', async () => {
      await page.keyboard.press(']');
      return appears(page.getByText('two.ts, file 2 of 2'), 3_000);
    });
    await page.keyboard.press('n');
    await page.getByText('Hunk 1 of 1, two.ts').waitFor();

    await page.keyboard.press('Escape');
    await page.waitForURL(`${world.afterpush.url}/`);
    await seeRowFocused(page, login);
  });

  test('the command menu opens a chat, refreshes it, and opens the health page', async () => {
    const page = await openFirst();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('nightly');
    await page.getByRole('option', { name: /nightly import/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: importer }).waitFor();

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('refresh from');
    await page.keyboard.press('Enter');
    await page.getByText('Checked just now: nothing new').first().waitFor();

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('health');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Health', level: 1 }).waitFor();
    await seeMainFocused(page);
    await page.keyboard.press('Escape');
    await findRow(page, importer).waitFor();
    await seeMainFocused(page);

    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('j');
    await seeRowFocused(page, (await readTitles(page))[0] ?? '');
  });

  test('a missing token can be linked from its row', async () => {
    const page = await openFirst();
    await page.keyboard.press('/');
    await page.keyboard.type('token');
    await eventually('one row', async () => (await readTitles(page)).join() === locked);
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await seeRowFocused(page, locked);
    await tabTo(page, /^no token for/);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/forges/locked**');
    await page.locator('input[type="password"]:focus').waitFor();
    expect(await findInvisibleFocus(page)).toBeUndefined();

    await page.keyboard.type(ownerToken);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Replace token' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');

    await findRow(page, locked).getByText('No pull request', { exact: true }).waitFor();
    await page.keyboard.press('j');
    await seeRowFocused(page, locked);
  });

  test.each([
    ['/', login],
    ['/chats/login', 'let two = 2;'],
    ['/chats/login?view=checks', 'No checks'],
    ['/chats/login?view=timeline', 'Last check'],
    ['/forges', 'Replace token'],
    ['/health', 'Quota'],
  ])('every focusable element on %s shows its focus', async (path, text) => {
    const page = await world.pages.open(path);
    await page.getByText(text).filter({ visible: true }).first().waitFor();

    expect(await listInvisibleFocus(page)).toEqual([]);
  });
});

test('on a phone everything fits the screen and can be tapped', async () => {
  const width = 390;
  const phone = { viewport: { width, height: 844 }, isMobile: true, hasTouch: true };
  const page = await world.pages.open('/', phone);
  const seeItFit = async () => expect(await listOverflowing(page, width)).toEqual([]);
  const link = findRow(page, importer).getByRole('link', { name: importer });
  await link.waitFor();
  await seeItFit();
  await page.getByRole('link', { name: /quota|health/i }).waitFor();
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).waitFor();

  await page.getByRole('searchbox', { name: /^Filter chats/ }).tap();
  await page.getByText('Filter syntax').waitFor();
  await seeItFit();
  await page.getByRole('searchbox', { name: /^Filter chats/ }).fill('warehouse');
  await eventually('one row', async () => (await readTitles(page)).join() === importer);
  const state = page.getByRole('button', { name: 'Open', exact: true });
  await state.tap();
  await page.waitForURL('**/?q=warehouse&state=open');
  await seeItFit();

  await link.tap();
  await page.getByRole('heading', { name: importer }).waitFor();
  await page.getByText('let wide').first().waitFor();
  await seeItFit();
  for (const name of ['Checks', 'Reviews', 'Timeline']) {
    await page.getByRole('navigation', { name: 'Chat views' }).getByText(name).tap();
    await seeView(page, name);
    await seeItFit();
  }
  await page.getByRole('link', { name: 'All chats' }).tap();
  await page.waitForURL('**/?q=warehouse&state=open');

  await page.getByRole('link', { name: /^Tokens/ }).tap();
  await page.getByRole('heading', { name: 'Linked tokens' }).waitFor();
  await seeItFit();
  await page.getByRole('button', { name: 'Search and commands' }).tap();
  await page.getByRole('option', { name: /^Health/ }).tap();
  await page.getByRole('heading', { name: 'Health', level: 1 }).waitFor();
  await page.getByRole('heading', { level: 2 }).first().waitFor();
  await seeItFit();
});
