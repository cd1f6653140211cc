import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { listViolations } from '../support/axe.ts';
import { readTitles } from '../support/board-page.ts';
import { eventually } from '../support/eventually.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';

let world: PageWorld;
let chatIds: string[];

const titles = ['First', 'Second', 'Third', 'Fourth'];

beforeAll(async () => {
  world = await startPageWorld();
  chatIds = [];
  for (const title of titles) {
    const files = { [`${title}.txt`]: 'work\n' };
    chatIds.unshift(await world.push({ branch: title.toLowerCase(), chatTitle: title, files }));
  }
});

afterAll(() => world?.[Symbol.asyncDispose]());

beforeEach(async () => {
  const { client } = world.afterpush;
  await Promise.all(chatIds.map((id) => client.updateChat(id, { archived: false })));
});

afterEach(async () => {
  expect(await world.pages.close(), 'errors on the page').toEqual([]);
});

/** Newest first. */
const listed = titles.toReversed();

async function openBoard(): Promise<Page> {
  const page = await world.pages.open('/');
  await seeTitles(page, listed);
  return page;
}

const seeTitles = (page: Page, expected: readonly string[]) =>
  eventually(
    expected.join(', '),
    async () => (await readTitles(page)).toSorted().join() === expected.toSorted().join(),
  );
const readSelected = (page: Page) =>
  page.locator('.row[data-selected] [data-row-link]').allTextContents();
const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

test('the focused chat is archived by key, and undone by key', async () => {
  const page = await openBoard();
  const top = (await readTitles(page))[0] ?? '';
  await press(page, 'j', 'e');
  await page.getByText('Archived 1 chat.').waitFor();
  await seeTitles(
    page,
    listed.filter((title) => title !== top),
  );
  expect(await listViolations(page)).toEqual([]);

  await press(page, 'z');

  await page.getByText('Restored 1 chat.').waitFor();
  await seeTitles(page, listed);
});

test('several rows are selected by keys and archived at once, and a button takes it back', async () => {
  const page = await openBoard();
  const order = await readTitles(page);
  await press(page, 'j', 'x');
  expect(await readSelected(page)).toEqual(order.slice(0, 1));
  await press(page, 'j', 'j', 'X');
  expect(await readSelected(page)).toEqual(order.slice(0, 3));
  await page.getByRole('toolbar', { name: '3 selected' }).waitFor();
  expect(await listViolations(page)).toEqual([]);

  await press(page, 'e');
  await page.getByText('Archived 3 chats.').waitFor();
  await seeTitles(page, order.slice(3));
  const { chats } = await world.afterpush.client.listChats({ archived: 'true' });
  expect(chats).toHaveLength(3);

  await page.getByRole('button', { name: 'Undo' }).click();
  await seeTitles(page, listed);
});

test('Shift and an arrow extend the selection, and Escape clears it before the filter', async () => {
  const page = await world.pages.open('/?q=repo%3Aapp');
  await seeTitles(page, listed);
  await press(page, 'j', 'Shift+ArrowDown');
  expect(await readSelected(page)).toHaveLength(2);
  await press(page, 'Escape');
  expect(await readSelected(page)).toEqual([]);
  expect(new URL(page.url()).searchParams.get('q')).toBe('repo:app');
  await press(page, 'Escape');
  await eventually('no filter', async () => new URL(page.url()).search === '');
});

test('a row is selected with the pointer, and selected chats are refreshed at once', async () => {
  const page = await openBoard();
  await page.getByRole('button', { name: 'Select Second' }).click();
  await page.getByRole('button', { name: 'Select Third' }).click();
  expect(await readSelected(page)).toHaveLength(2);
  await press(page, 'r');
  await page.getByRole('toolbar', { name: '2 selected' }).waitFor();
  await press(page, 'Escape');
  await page.getByText('Refreshed 2 chats.').waitFor();
});

test('a refresh without a connection says that it failed', async () => {
  const page = await openBoard();
  await page.context().setOffline(true);
  await press(page, 'j', 'r');
  await page.getByText('1 chat could not be refreshed.').waitFor();
  await page.context().setOffline(false);
  const problems = await world.pages.close();
  expect(problems.filter((problem) => !problem.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
});

test('the command menu archives the focused chat, and the next row is focused', async () => {
  const page = await openBoard();
  const next = (await readTitles(page))[1] ?? '';
  await press(page, 'j', 'Control+k');
  await page.getByRole('combobox', { name: 'Chats and commands' }).fill('archive');
  await page.getByRole('option', { name: /^Archive/ }).click();
  await page.getByText('Archived 1 chat.').waitFor();
  const focused = page.locator('[data-row-link]:focus');
  await eventually('the next row', async () => (await focused.textContent()) === next);
});
