import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { PullRequestReference } from '../../demo/forge/control/conversation-controls.ts';
import { findRow, readSection, waitUntilLive } from '../support/board-page.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';

let world: PageWorld;
let chatId: string;
let failing: PullRequestReference;

const title = 'Rank exact matches first';
const [older, newer] = ['agent/older', 'agent/newer'];

/** One chat with two pull requests: the older one fails, the newer one does not. */
beforeAll(async () => {
  world = await startPageWorld();
  const { forge } = world.getForge();
  const files = { 'a.txt': 'one\ntwo\nthree\n' };
  ({ chatId, pull: failing } = await world.pushPullRequest({
    branch: older,
    title: 'The older one',
    chatTitle: title,
    files,
  }));
  forge.setPullRequestChecks(failing, [
    { name: 'test', status: 'completed', conclusion: 'failure' },
  ]);
  // Other content: a commit of the same files in the same second would be the same commit.
  const others = { 'newer.txt': 'newer\n' };
  await world.pushPullRequest({ branch: newer, title: 'The newer one', chatId, files: others });
  await world.refresh(chatId);
});

afterAll(() => world?.[Symbol.asyncDispose]());

afterEach(async () => {
  expect(await world.pages.close(), 'errors on the page').toEqual([]);
});

const rowLink = (page: Page) => findRow(page, title).first().locator('[data-row-link]');
const readBranch = (page: Page) => new URL(page.url()).searchParams.get('branch');

test('board, menu, title and chat show the same branch, the most urgent one', async () => {
  const page = await world.pages.open('/');
  await waitUntilLive(page);
  const row = findRow(page, title);
  expect(await row.innerText()).toContain('Checks failed');
  expect(await row.innerText()).toContain(older);
  expect(await row.count()).toBe(1);
  expect(await page.title()).toMatch(/^\(1\)/);

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  const entry = page.getByRole('option', { name: new RegExp(title) });
  expect(await entry.innerText()).toContain('Checks failed');
  await page.keyboard.type('exact matches');
  expect(await entry.innerText()).toContain('Checks failed');
  await page.keyboard.press('Escape');

  await rowLink(page).click();
  await page.waitForURL(/branch=agent%2Folder/);
  await page.locator('.chat-reason').getByText('Checks failed').waitFor();
});

test('an address without a branch leads to the shown branch, and then names it', async () => {
  const page = await world.pages.open(`/chats/${chatId}`);
  await page.waitForURL(/origin=.+&branch=agent%2Folder$/);
  const address = page.url();
  await world.push({ branch: 'agent/newest', chatId, files: { 'b.txt': 'b\n' } });
  await page.getByRole('link', { name: /agent\/newest/ }).waitFor();
  expect(readBranch(page)).toBe(older);

  await page.goto(address);
  await page.locator('.chat-meta').getByText(older).waitFor();
  expect(readBranch(page)).toBe(older);
});

test('an address with a branch that the chat does not have says so', async () => {
  const page = await world.pages.open(`/chats/${chatId}?branch=agent%2Fgone`);
  await page.getByText('This chat has no branch agent/gone').waitFor();
});

test('folds move by hand only, and the row that is read stays under its filter', async () => {
  const { forge } = world.getForge();
  const page = await world.pages.open('/?q=is%3Afailing');
  await waitUntilLive(page);
  await rowLink(page).click();
  await page.waitForURL(/branch=agent%2Folder/);
  expect(await findRow(page, title).count()).toBe(1);

  forge.setPullRequestChecks(failing, [
    { name: 'test', status: 'completed', conclusion: 'success' },
  ]);
  await world.refresh(chatId);
  await page.locator('.chat-reason').getByText('Checks failed').waitFor({ state: 'hidden' });
  const row = findRow(page, title);
  expect(await row.count()).toBe(1);
  expect(await readSection(row)).not.toBeNull();
  expect(await page.locator('.row').count()).toBe(1);

  await page.keyboard.press('Escape');
  await row.waitFor({ state: 'detached' });
});
