import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { PullRequestReference } from '../../demo/forge/control/conversation-controls.ts';
import { listViolations } from '../support/axe.ts';
import { findRow, readTitles, waitUntilLive } from '../support/board-page.ts';
import { eventually } from '../support/eventually.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';

let world: PageWorld;
const chats = new Map<string, { chatId: string; pull: PullRequestReference }>();
const titles = ['First', 'Second', 'Third'];

beforeAll(async () => {
  world = await startPageWorld();
  for (const title of titles) {
    const files = { [`${title}.txt`]: 'work\n' };
    chats.set(title, await world.pushPullRequest({ branch: title.toLowerCase(), title, files }));
  }
});

afterAll(() => world?.[Symbol.asyncDispose]());

const find = (title: string) => {
  const found = chats.get(title);
  if (!found) throw new Error(`there is no chat ${title}`);
  return found;
};
const listUnread = async (): Promise<string[]> => {
  const listed = (await world.afterpush.client.listChats()).chats.filter(({ unread }) => unread);
  return titles.filter((title) => listed.some(({ id }) => id === find(title).chatId));
};
const seeUnread = (expected: readonly string[]) =>
  eventually(
    `unread: ${expected.join(', ')}`,
    async () => (await listUnread()).join() === expected.join(),
  );
const reviews = new Map<string, number>();
/** Somebody reviews the pull request, each time with another result. */
const review = async (title: string) => {
  const { chatId, pull } = find(title);
  const count = reviews.get(title) ?? 0;
  reviews.set(title, count + 1);
  const state = count % 2 === 0 ? 'CHANGES_REQUESTED' : 'APPROVED';
  world.getForge().forge.submitReview(pull, { author: 'acme', state });
  await world.refresh(chatId);
};

beforeEach(async () => {
  const { client } = world.afterpush;
  for (const { chatId } of chats.values()) await client.updateChat(chatId, { unread: false });
});

afterEach(async () => {
  expect(await world.pages.close(), 'errors on the page').toEqual([]);
});

const openBoard = async (path = '/') => {
  const page = await world.pages.open(path);
  await waitUntilLive(page);
  return page;
};
const seeMarked = (page: Page, expected: readonly string[]) =>
  eventually(`rows marked as unread: ${expected.join(', ')}`, async () => {
    const marked = await page.locator('.row[data-unread] [data-row-link]').allTextContents();
    return marked.toSorted().join() === expected.toSorted().join();
  });
const openRow = (page: Page, title: string) =>
  findRow(page, title).locator('[data-row-link]').click();
const setHidden = (page: Page, hidden: boolean) =>
  page.evaluate(`
    Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  `);

test('a chat that somebody reviewed is unread until it is opened, in every browser', async () => {
  const [page, other] = [await openBoard(), await openBoard()];
  await review('First');
  await seeMarked(page, ['First']);
  await page.getByRole('link', { name: 'First, unread' }).waitFor();
  expect(await listViolations(page)).toEqual([]);
  await seeMarked(other, ['First']);
  await page.getByRole('link', { name: 'First, unread' }).click();
  await seeUnread([]);
  await seeMarked(page, []);
  await seeMarked(other, []);
});

test('the timeline says what is new, and what arrives while it is open is read at once', async () => {
  const { chatId } = find('Second');
  await review('Second');
  const page = await openBoard(`/chats/${chatId}?view=timeline`);
  await page.getByText('New since you last looked').waitFor();
  const count = await page.locator('.timeline-line[data-new]').count();
  expect(count).toBe(1);
  expect(await listViolations(page)).toEqual([]);
  await seeUnread([]);
  await review('Second');
  await eventually(
    'the new entry',
    async () => (await page.locator('.timeline-line[data-new]').count()) === 2,
  );
  await seeUnread([]);
});

test('an open chat that cannot be seen stays unread until it can', async () => {
  const page = await openBoard(`/chats/${find('Third').chatId}?view=timeline`);
  await page.getByText('Activity').first().waitFor({ state: 'attached' });
  await setHidden(page, true);
  await review('Third');
  await seeMarked(page, ['Third']);
  expect(await listUnread()).toEqual(['Third']);
  await setHidden(page, false);
  await seeUnread([]);
  await page.getByText('New since you last looked').waitFor();
});

test('chats are marked by key, and undone by key', async () => {
  const page = await openBoard();
  const [top = '', next = ''] = await readTitles(page);
  for (const key of ['j', 'x', 'j', 'x', 'u']) await page.keyboard.press(key);
  await page.getByText('Marked 2 chats as unread.').waitFor();
  await seeMarked(page, [top, next]);
  await page.keyboard.press('z');
  await page.getByText('Marked 2 chats as read.').waitFor();
  await seeUnread([]);
});

test('the inbox lists what is unread, and marks all of it as read', async () => {
  await review('First');
  await review('Third');
  const page = await openBoard();
  await page.getByRole('button', { name: 'Unread: 2' }).waitFor();
  await page.keyboard.press('i');
  await eventually(
    'two rows',
    async () => (await readTitles(page)).toSorted().join() === 'First,Third',
  );
  expect(new URL(page.url()).searchParams.get('q')).toBe('is:unread');
  expect(await listViolations(page)).toEqual([]);
  await page.keyboard.press('U');
  await page.getByText('Marked 2 chats as read.').waitFor();
  await page.getByText('You have read everything.').waitFor();
  await page.keyboard.press('z');
  await seeUnread(['First', 'Third']);
  await page.keyboard.press('i');
  await eventually('all rows', async () => (await readTitles(page)).length === 3);
});

test('an open chat that is marked as unread stays so until it is opened again', async () => {
  const page = await openBoard(`/chats/${find('First').chatId}`);
  await seeUnread([]);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('mark this chat as unread');
  await page.getByRole('option', { name: 'Mark this chat as unread' }).click();
  await seeMarked(page, ['First']);
  await openRow(page, 'Second');
  await seeMarked(page, ['First']);
  await openRow(page, 'First');
  await seeUnread([]);
});
