import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findRow, readTitles } from '../support/board-page.ts';
import { eventually } from '../support/eventually.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';

let world: PageWorld;

const login = 'Fix the login';
const parser = 'Try a new parser';
const warehouse = 'Load the warehouse';
const nightly = 'Import nightly';

beforeAll(async () => {
  world = await startPageWorld();
  const { forge } = world.getForge();
  const files = { 'work.txt': 'work\n' };
  const { pull, chatId } = await world.pushPullRequest({
    branch: 'agent/login',
    title: login,
    files,
  });
  forge.setPullRequestChecks(pull, [{ name: 'test', status: 'completed', conclusion: 'failure' }]);
  await world.refresh(chatId);
  await world.pushPullRequest({ branch: 'agent/parser', title: parser, files, draft: true });
  await world.push({ branch: 'nightly', chatTitle: nightly, files });
  await pushElsewhere(files);
});

afterAll(() => world?.[Symbol.asyncDispose]());

afterEach(async () => {
  expect(await world.pages.close(), 'errors on the page').toEqual([]);
});

/** A branch in a repository of another owner. */
async function pushElsewhere(files: Record<string, string>): Promise<void> {
  const { forge } = world.getForge();
  const [repository, branch] = ['umbrella/etl', 'agent/warehouse'];
  forge.createAccount({ login: 'umbrella', tokens: [] });
  await forge.createRepository({ owner: 'umbrella', name: 'etl' });
  await forge.commit(repository, [
    { branch: 'main', files },
    { branch, from: 'main', files: { 'etl.txt': 'load\n' } },
  ]);
  const { id: chat_id } = await world.afterpush.client.createChat({ title: warehouse });
  const origin = `${forge.webBaseUrl}/${repository}.git`;
  await world.afterpush.client.sendPushSignal({ origin, branch, chat_id });
}

const filterBox = (page: Page) => page.getByRole('searchbox', { name: /^Filter chats/ });
const stateButton = (page: Page, name: string) =>
  page.getByRole('group', { name: 'Pull request state' }).getByRole('button', { name });

async function seeTitles(page: Page, titles: readonly string[], filter = ''): Promise<void> {
  const expected = titles.toSorted().join(', ');
  await eventually(
    `${filter}: only ${expected}`,
    async () => (await readTitles(page)).toSorted().join(', ') === expected,
  );
}

describe('the filter', () => {
  test('finds chats by words and conditions', async () => {
    const page = await world.pages.open('/');
    for (const [text, titles] of [
      ['repo:etl', [warehouse]],
      ['owner:umbrella', [warehouse]],
      ['pr:1', [login]],
      ['branch:agent/', [login, parser, warehouse]],
      ['is:waiting', [login]],
      ['state:draft', [parser]],
      ['the load', [warehouse]],
      ['"the login"', [login]],
      ['"login the"', []],
      ['-repo:etl', [login, parser, nightly]],
      ['branch:agent/ -login -is:draft', [warehouse]],
      ['', [login, parser, warehouse, nightly]],
    ] as const) {
      await filterBox(page).fill(text);
      await seeTitles(page, titles, text);
      expect(new URL(page.url()).searchParams.get('q') ?? '').toBe(text);
    }
  });

  test('is kept in the URL across a reload until it is cleared', async () => {
    const page = await world.pages.open('/');
    await filterBox(page).fill('owner:acme');
    await stateButton(page, 'Open').click();
    await stateButton(page, 'Draft').click();
    await seeTitles(page, [login, parser]);

    await page.reload();
    await seeTitles(page, [login, parser]);
    await stateButton(page, 'Draft').and(page.locator('[aria-pressed="true"]')).waitFor();
    expect(await filterBox(page).inputValue()).toBe('owner:acme');

    await stateButton(page, 'Open').click();
    await seeTitles(page, [parser]);
    await filterBox(page).fill('owner:umbrella');
    await page
      .getByText('No chat matches this filter.')
      .filter({ visible: true })
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await seeTitles(page, [login, parser, warehouse, nightly]);
    expect(page.url()).toBe(`${world.afterpush.url}/`);
  });

  test('is kept when a chat is opened and closed', async () => {
    const page = await world.pages.open('/?q=repo%3Aapp&state=open');
    await findRow(page, login).getByRole('link', { name: login }).click();
    await page.getByRole('heading', { name: login }).waitFor();

    await page.keyboard.press('Escape');

    await page.waitForURL(`${world.afterpush.url}/?q=repo%3Aapp&state=open`);
    await seeTitles(page, [login]);
  });
});

test('the r key checks the focused row at once', async () => {
  const files = { 'key.txt': 'key\n' };
  const { pull } = await world.pushPullRequest({ branch: 'key/refresh', title: 'Before', files });
  const page = await world.pages.open('/?q=branch%3Akey');
  await findRow(page, 'Before').waitFor();

  world.getForge().forge.changePullRequest(pull, { title: 'After' });
  await page.keyboard.press('j');
  await page.keyboard.press('r');

  await findRow(page, 'After').waitFor();
  expect(await page.evaluate('document.activeElement.textContent')).toBe('After');
});

test('the branches of a chat fold below the one pushed last, and the fold survives a reload', async () => {
  const client = (branch: string) => ({ branch, files: { [`${branch}.txt`]: 'work\n' } });
  const chatId = await world.push({ ...client('fold/server'), chatTitle: 'Serve and call' });
  await world.push({ ...client('fold/client'), chatId });
  const page = await world.pages.open('/?q=branch%3Afold');
  const branches = page.locator('.row .row-branch');
  const fold = page.getByRole('button', { name: '+1 more branch' });
  await findRow(page, 'fold/client').getByRole('link', { name: 'Serve and call' }).waitFor();
  expect(await branches.allTextContents()).toEqual(['fold/client']);

  await fold.press('Enter');
  await findRow(page, 'fold/server').waitFor();
  expect(await branches.allTextContents()).toEqual(['fold/client', 'fold/server']);

  await page.reload();
  await findRow(page, 'fold/server').waitFor();
  await world.push({ ...client('fold/server'), chatId });
  await eventually(
    'the other branch first',
    async () => (await branches.allTextContents()).join() === 'fold/server,fold/client',
  );

  await fold.press('Enter');
  await eventually('one row', async () => (await branches.count()) === 1);
  await page.reload();
  await findRow(page, 'fold/server').waitFor();
  expect(await branches.allTextContents()).toEqual(['fold/server']);
});

describe('with three hundred chats', () => {
  const count = 300;
  const titleOf = (at: number) => `Many ${String(at).padStart(3, '0')}`;
  /** The oldest, because the newest is at the top. */
  const last = titleOf(0);

  beforeAll(async () => {
    const { client } = world.afterpush;
    const origin = 'https://code.example.test/acme/many.git';
    const signals: Promise<unknown>[] = [];
    for (let at = 0; at < count; at += 1) {
      const { id: chat_id } = await client.createChat({ title: titleOf(at) });
      signals.push(client.sendPushSignal({ origin, branch: `many/${at}`, chat_id }));
    }
    await Promise.all(signals);
  });

  const openMany = async () => {
    const page = await world.pages.open('/?q=repo%3Amany');
    await findRow(page, titleOf(count - 1)).waitFor();
    await eventually('every chat', async () => (await readFirstPosition(page)).size === count + 1);
    return page;
  };

  test('only rows around the view are in the document, with their position in the list', async () => {
    const page = await openMany();
    expect(await readFirstPosition(page)).toEqual({ position: 2, size: count + 1 });

    await page.keyboard.press('End');

    await findRow(page, last).waitFor();
    expect(await findRow(page, last).getAttribute('aria-posinset')).toBe(String(count + 1));
    expect(await page.locator('.row').count()).toBeLessThan(80);
    await page.keyboard.press('Home');
    await findRow(page, titleOf(count - 1)).waitFor();
  });

  test('the keys reach every row, and the focus stays in view', async () => {
    const page = await openMany();
    const focused = page.locator('[data-row-link]:focus');
    let most = 0;
    for (let at = count - 1; at >= 0; at -= 1) {
      await page.keyboard.press('j');
      if (at % 50 > 0) continue;
      expect(await focused.textContent()).toBe(titleOf(at));
      most = Math.max(most, await page.locator('.row').count());
      await eventually('the row in view', () => isInView(page));
    }
    expect(most).toBeLessThan(80);
    await page.keyboard.press('j');
    expect(await focused.textContent()).toBe(last);
  });
});

const readFirstPosition = async (page: Page) => {
  const first = page.locator('.row').first();
  const [position, size] = await Promise.all(
    ['aria-posinset', 'aria-setsize'].map((name) => first.getAttribute(name)),
  );
  return { position: Number(position), size: Number(size) };
};

/** The focused row is fully visible. */
const isInView = (page: Page) =>
  page.evaluate<boolean>(`(() => {
    const row = document.activeElement.closest('.row').getBoundingClientRect();
    const board = document.querySelector('.board').getBoundingClientRect();
    return row.top >= board.top && row.bottom <= board.bottom + 1;
  })()`);
