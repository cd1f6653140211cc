import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { listViolations } from '../support/axe.ts';
import { findRow, readTitles } from '../support/board-page.ts';
import { eventually } from '../support/eventually.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';

let world: PageWorld;
let chatId: string;

const files = { 'work.txt': 'work\n' };

beforeAll(async () => {
  world = await startPageWorld();
  const login = { branch: 'agent/login', title: 'Login', files };
  ({ chatId } = await world.pushPullRequest(login));
  await world.pushPullRequest({ branch: 'agent/draft', title: 'Draft', files, draft: true });
  await world.push({ branch: 'nightly', chatTitle: 'Import', files });
});

afterAll(() => world?.[Symbol.asyncDispose]());

afterEach(async () => {
  expect(await world.pages.close(), 'errors on the page').toEqual([]);
});

const filterBox = (page: Page) => page.getByRole('searchbox', { name: /^Filter chats/ });
const stateButton = (page: Page, name: string) =>
  page.getByRole('group', { name: 'Pull request state' }).getByRole('button', { name });
const readQuery = (page: Page) => new URL(page.url()).searchParams;
const seeTitles = (page: Page, titles: readonly string[]) =>
  eventually(
    titles.join(', '),
    async () => (await readTitles(page)).toSorted().join() === titles.toSorted().join(),
  );

test('an unknown condition is explained, and the nearest known one is a click away', async () => {
  const page = await world.pages.open('/');
  await findRow(page, 'Login').waitFor();
  await filterBox(page).fill('is:wating login');
  const problem = page.locator('.filter-hint').getByText('The filter has no is:wating');
  await problem.waitFor();
  expect(await listViolations(page)).toEqual([]);

  await page.locator('.filter-hint').getByRole('button', { name: 'is:waiting' }).click();

  expect(await filterBox(page).inputValue()).toBe('is:waiting login');
  await seeTitles(page, ['Login']);
  await problem.waitFor({ state: 'hidden' });
});

test('an address with an unknown condition says so where the chats would be', async () => {
  const page = await world.pages.open('/?q=foo%3Abar');
  await page.locator('.notice').getByText('The filter has no foo:').waitFor();
  await page.locator('.notice').getByText('It has state:').waitFor();
});

test('the buttons show the states that are typed, and change them in the text', async () => {
  const page = await world.pages.open('/?q=state%3Aopen+agent');
  await seeTitles(page, ['Login']);
  expect(await stateButton(page, 'Open').getAttribute('aria-pressed')).toBe('true');

  await stateButton(page, 'Draft').click();
  await seeTitles(page, ['Login', 'Draft']);
  expect(readQuery(page).get('q')).toBe('agent state:open,draft');

  await stateButton(page, 'Open').click();
  await seeTitles(page, ['Draft']);
  expect(readQuery(page).get('q')).toBe('agent state:draft');
  expect(readQuery(page).get('state')).toBeNull();
});

test('sort: and group: arrange the board, and stand in the address', async () => {
  const page = await world.pages.open('/');
  await findRow(page, 'Login').waitFor();
  await filterBox(page).fill('group:repository sort:title');
  const headings = page.locator('.board-heading h2');
  await eventually(
    'one group',
    async () => (await headings.allTextContents()).join() === 'acme/app 3',
  );
  expect(await readTitles(page)).toEqual(['Draft', 'Import', 'Login']);
  await page.reload();
  await findRow(page, 'Login').waitFor();
  expect(await readTitles(page)).toEqual(['Draft', 'Import', 'Login']);
});

test('group:agent gives each agent a heading, and agent: lists the chats of one', async () => {
  const { client } = world.afterpush;
  const { chats } = await client.listChats();
  const agents = new Map([
    ['agent/login', 'codex'],
    ['agent/draft', 'claude-code'],
  ]);
  for (const { id, diff_status: status } of chats) {
    const agent = agents.get(status?.git_branch ?? '');
    if (agent !== undefined) await client.updateChat(id, { agent });
  }
  const page = await world.pages.open('/?q=group%3Aagent');
  const headings = page.locator('.board-heading h2');
  await eventually(
    'a group for each agent',
    async () => (await headings.allTextContents()).join() === 'Claude Code 1,Codex 1,No agent 1',
  );
  expect(await readTitles(page)).toEqual(['Draft', 'Login', 'Import']);

  await filterBox(page).fill('agent:codex');
  await seeTitles(page, ['Login']);
  await findRow(page, 'Login').click();
  await page.locator('.chat-meta').getByText('Codex', { exact: true }).waitFor();
});

test('a view is saved under a name, and opened by key and in the command menu', async () => {
  const page = await world.pages.open('/?q=branch%3Aagent&state=draft');
  await seeTitles(page, ['Draft']);
  await page.keyboard.press('g');
  await page.getByPlaceholder('Name').fill('My drafts');
  expect(await listViolations(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'My drafts' }).waitFor();
  await page.keyboard.press('Escape');

  await page.goto('/');
  await seeTitles(page, ['Login', 'Draft', 'Import']);
  await page.keyboard.press('g');
  await page.getByRole('link', { name: 'My drafts' }).click();
  await seeTitles(page, ['Draft']);
  expect(readQuery(page).get('state')).toBe('draft');

  await page.goto('/');
  await seeTitles(page, ['Login', 'Draft', 'Import']);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Chats and commands' }).fill('my drafts');
  await page.getByRole('option', { name: 'View: My drafts' }).click();
  await seeTitles(page, ['Draft']);

  await page.keyboard.press('g');
  await page.getByRole('button', { name: 'Delete the view My drafts' }).click();
  await page.getByText('No view is saved yet.').waitFor();
});

test('the filter help stays below the filter when the window changes', async () => {
  const page = await world.pages.open('/', { viewport: { width: 1600, height: 800 } });
  await findRow(page, 'Login').waitFor();
  await filterBox(page).focus();
  const read = async () => {
    const boxes = [page.locator('.filter-hint'), page.locator('.filter-box')];
    const [help, box] = await Promise.all(boxes.map((each) => each.boundingBox()));
    if (!help || !box) throw new Error('one of them is not visible');
    return { box, right: help.x - box.x, below: help.y - box.y - box.height };
  };
  const before = await read();
  await page.setViewportSize({ width: 600, height: 800 });
  await eventually('it is below', async () => {
    const { box, right, below } = await read();
    const hasMoved = box.x !== before.box.x || box.y !== before.box.y;
    return hasMoved && right === before.right && below === before.below;
  });
});

test('Tab goes from the filter to what is beside it, not through its help', async () => {
  const page = await world.pages.open('/');
  await findRow(page, 'Login').waitFor();
  await page.keyboard.press('/');
  await page.locator('.filter-hint').waitFor();
  const reached: string[] = [];
  for (let at = 0; at < 3; at += 1) {
    await page.keyboard.press('Tab');
    reached.push(
      await page.evaluate<string>(`(({ ariaLabel, textContent }) =>
        ariaLabel ?? textContent)(document.activeElement)`),
    );
  }
  expect(reached).toEqual([expect.stringMatching(/^Unread: /), 'Saved views', 'Open']);
});

test.each([
  ['on the board', () => '/'],
  ['in a chat', () => `/chats/${chatId}`],
])('the filter has room beside the rest of the header %s', async (_, toPath) => {
  const page = await world.pages.open(toPath(), { viewport: { width: 1280, height: 800 } });
  await filterBox(page).waitFor();
  for (const width of [390, 600, 768, 844, 900, 960, 1024, 1280, 2560]) {
    await page.setViewportSize({ width, height: 800 });
    const [bar, box, end] = await Promise.all(
      ['.filter-bar', '.filter-box', '.app-header-end'].map((part) =>
        page.locator(part).boundingBox(),
      ),
    );
    // A chat on a narrow screen has no filter.
    if (!bar || !box || !end) continue;
    expect(box.width, `the filter at ${width} px`).toBeGreaterThanOrEqual(130);
    const isBelow = bar.y >= end.y + end.height;
    expect(isBelow || bar.x + bar.width <= end.x, `no overlap at ${width} px`).toBe(true);
  }
});
