import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { listViolations } from '../support/axe.ts';
import { readTitles } from '../support/board-page.ts';
import { eventually } from '../support/eventually.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';

let world: PageWorld;
let chatIds: string[];

const titles = ['First', 'Second', 'Third'];

beforeAll(async () => {
  world = await startPageWorld();
  chatIds = [];
  for (const title of titles) {
    const files = { [`${title}.txt`]: 'work\n' };
    chatIds.push(await world.push({ branch: title.toLowerCase(), chatTitle: title, files }));
  }
});

afterAll(() => world?.[Symbol.asyncDispose]());

beforeEach(async () => {
  const { client } = world.afterpush;
  await Promise.all(chatIds.map((id) => client.updateChat(id, { snoozed_until: null })));
});

afterEach(async () => {
  expect(await world.pages.close(), 'errors on the page').toEqual([]);
});

const seeTitles = (page: Page, expected: readonly string[]) =>
  eventually(
    expected.join(', '),
    async () => (await readTitles(page)).toSorted().join() === expected.toSorted().join(),
  );
const openBoard = async (path = '/', expected: readonly string[] = titles) => {
  const page = await world.pages.open(path);
  await seeTitles(page, expected);
  return page;
};
const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
const choose = async (page: Page, name: RegExp) => {
  const item = page.getByRole('menuitem', { name });
  await item.waitFor();
  await item.click();
};

test('the focused chat is snoozed by keys alone, and undone by key', async () => {
  const page = await openBoard();
  const [top = '', ...others] = await readTitles(page);
  await press(page, 'j', 's');
  await page.getByRole('menu', { name: 'Snooze until' }).waitFor();
  await page.locator('[role="menuitem"]:focus', { hasText: '1 hour' }).waitFor();
  await press(page, 'Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await page.locator('[data-row-link]:focus', { hasText: top }).waitFor();

  await press(page, 's');
  await page.locator('[role="menuitem"]:focus').waitFor();
  await press(page, 'Enter');
  await page.getByText('Snoozed 1 chat.').waitFor();
  await seeTitles(page, others);
  expect(await listViolations(page)).toEqual([]);

  await press(page, 'z');
  await page.getByText('Woke 1 chat.').waitFor();
  await seeTitles(page, titles);
});

test('several chats are snoozed at once, listed by is:snoozed, and woken there', async () => {
  const page = await openBoard();
  const order = await readTitles(page);
  await press(page, 'j', 'x', 'j', 'x');
  await page.getByRole('toolbar').getByRole('button', { name: 'Snooze' }).click();
  await choose(page, /^Tomorrow/);
  await page.getByText('Snoozed 2 chats.').waitFor();
  await seeTitles(page, order.slice(2));
  const { chats } = await world.afterpush.client.listChats({});
  const ends = chats.flatMap(({ snoozed_until: until }) => (until === null ? [] : [until]));
  expect(ends.map((end) => new Date(end).getHours())).toEqual([9, 9]);

  await page.goto(new URL('/?q=is%3Asnoozed', page.url()).href);
  await seeTitles(page, order.slice(0, 2));
  await page
    .locator('.row time', { hasText: /09:00$/ })
    .first()
    .waitFor();
  expect(await listViolations(page)).toEqual([]);
  await press(page, 'j', 's');
  await choose(page, /^Wake now/);
  await page.getByText('Woke 1 chat.').waitFor();
  await eventually('one snoozed chat', async () => (await readTitles(page)).length === 1);
});

test('a snoozed chat comes back when a comment arrives', async () => {
  const { client } = world.afterpush;
  const [id = ''] = chatIds;
  await client.updateChat(id, { snoozed_until: new Date(Date.now() + 3_600_000).toISOString() });
  const page = await openBoard('/', titles.slice(1));
  await client.createComment(id, {
    path: 'First.txt',
    old_line: null,
    new_line: 1,
    head_sha: null,
    body: 'Why?',
    target: 'agent',
  });
  await seeTitles(page, titles);
});

test('the command menu snoozes the focused chat', async () => {
  const page = await openBoard();
  const [top] = await readTitles(page);
  await press(page, 'j', 'Control+k');
  await page.keyboard.type('snooze monday');
  await page.getByRole('option', { name: /^Snooze this chat: Next Monday/ }).click();
  await page.getByText('Snoozed 1 chat.').waitFor();
  await seeTitles(
    page,
    titles.filter((title) => title !== top),
  );
});
