import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AfterpushProcess, startAfterpush } from '../support/afterpush-process.ts';
import { findRow, readSection, readTop, waitUntilLive } from '../support/board-page.ts';
import { eventually } from '../support/eventually.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';
import { createSignedInPages, type SignedInPages } from '../support/signed-in-pages.ts';

/** Browser errors that are expected, because these tests take the server down. */
const lostConnection = /net::ERR_(CONNECTION_|INTERNET_DISCONNECTED|INCOMPLETE_CHUNKED|EMPTY_)/;

let world: PageWorld;

beforeAll(async () => {
  world = await startPageWorld();
  const { forge, repository } = world.getForge();
  forge.createAccount({ login: 'linus', tokens: [] });
  await world.afterpush.client.installWebhook({ repository });
});

afterAll(() => world?.[Symbol.asyncDispose]());

afterEach(async () => {
  const problems = await world.pages.close();
  const unexpected = problems.filter((problem) => !lostConnection.test(problem));
  expect(unexpected, 'errors on the page').toEqual([]);
});

const openPullRequest = (head: string, title: string, draft = false) => {
  const { forge, repository } = world.getForge();
  return forge.openPullRequest({ repository, author: 'grace', head, title, draft });
};

test('a board without chats says so', async () => {
  const page = await world.pages.open('/');
  await page.getByRole('heading', { name: 'No chats yet' }).waitFor();
});

test('a changed row is highlighted for a moment', async () => {
  const { forge } = world.getForge();
  const files = { 'marked.txt': 'marked\n' };
  const { pull } = await world.pushPullRequest({ branch: 'agent/marked', title: 'Mark it', files });
  const page = await world.pages.open('/');
  await waitUntilLive(page);
  await findRow(page, 'Mark it').waitFor();
  const highlighted = findRow(page, 'Mark it').and(page.locator('[data-changed]'));

  forge.submitReview(pull, { author: 'linus', state: 'CHANGES_REQUESTED' });

  await highlighted.waitFor();
  await highlighted.waitFor({ state: 'detached' });
  await findRow(page, 'Mark it').getByText('Changes requested', { exact: true }).waitFor();
});

describe('while a reader is in the middle of the board', () => {
  const reading = 'Is read 12';
  const moving = [
    'Moves by the eye',
    'Moves by the focus',
    'Moves by the selection',
    'Moves itself',
  ];

  beforeAll(async () => {
    const { client } = world.afterpush;
    for (const title of moving) await client.createChat({ id: toId(title), title });
    for (let at = 0; at < 24; at += 1) await client.createChat({ title: `Is read ${at}` });
  });

  const toId = (title: string) => title.toLowerCase().replaceAll(' ', '-');

  /** Scrolls so that the row to read is visible and the rows that will move are far below it. */
  async function openScrolled(): Promise<Page> {
    const page = await world.pages.open('/', { viewport: { width: 1280, height: 560 } });
    await waitUntilLive(page);
    await findRow(page, 'Is read 23').hover();
    await page.mouse.wheel(0, 300);
    await findRow(page, reading).hover();
    return page;
  }

  /** Moves a row from the end of the list to its top. */
  async function moveUp(page: Page, title: string): Promise<void> {
    const needsYou = page.getByRole('heading', { name: /^Needs you/ });
    const before = await needsYou.textContent();
    const branch = toId(title);
    await world.push({ branch, chatId: branch, files: { [branch]: 'moves\n' } });
    await openPullRequest(branch, title);
    await eventually('one more in the section', async () => {
      return (await needsYou.textContent()) !== before;
    });
  }

  test('the visible row stays in place when another one moves past it', async () => {
    const page = await openScrolled();
    const top = await readTop(findRow(page, reading));

    await moveUp(page, 'Moves by the eye');

    expect(await readTop(findRow(page, reading))).toBe(top);
  });

  test('the focused row stays in place and keeps the focus', async () => {
    const page = await openScrolled();
    await findRow(page, reading).getByRole('link').focus();
    await page.mouse.move(0, 0);
    const top = await readTop(findRow(page, reading));

    await moveUp(page, 'Moves by the focus');

    expect(await readTop(findRow(page, reading))).toBe(top);
    expect(await readFocused(page)).toBe(reading);
  });

  test('a focused row keeps the focus when it moves', async () => {
    const page = await openScrolled();
    await page.keyboard.press('End');
    await findRow(page, 'Moves itself').getByRole('link').focus();

    await moveUp(page, 'Moves itself');

    expect(await readFocused(page)).toBe('Moves itself');
    expect(await readSection(findRow(page, 'Moves itself'))).toBe('needs_you');
  });

  test('a selection of text survives', async () => {
    const page = await openScrolled();
    await selectWithMouse(page, findRow(page, reading).getByText('No branch yet'));
    expect(await readSelection(page)).toBe('No branch yet');
    const top = await readTop(findRow(page, reading));

    await moveUp(page, 'Moves by the selection');

    expect(await readSelection(page)).toBe('No branch yet');
    expect(await readTop(findRow(page, reading))).toBe(top);
    expect(new URL(page.url()).pathname).toBe('/');
  });
});

const readFocused = (page: Page) => page.evaluate<string>('document.activeElement.textContent');
const readSelection = (page: Page) => page.evaluate<string>('getSelection().toString()');

async function selectWithMouse(page: Page, text: Locator): Promise<void> {
  const box = await text.boundingBox();
  if (!box) throw new Error('there is nothing to select');
  const middle = box.y + box.height / 2;
  await page.mouse.move(box.x, middle);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width, middle, { steps: 4 });
  await page.mouse.up();
}

describe('when the server cannot be reached', () => {
  let dataDirectory: string;
  let server: AfterpushProcess;
  let pages: SignedInPages;

  beforeAll(async () => {
    dataDirectory = mkdtempSync(join(tmpdir(), 'afterpush-data-'));
    server = await start('0');
    pages = createSignedInPages(world.browser, server);
  });

  afterEach(async () => {
    expect((await pages.close()).filter((problem) => !lostConnection.test(problem))).toEqual([]);
  });

  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    rmSync(dataDirectory, { recursive: true, force: true });
  });

  /** Checks everything each second, including rows it held a lease on when it was killed. */
  const start = (port: string) =>
    startAfterpush({
      dataDirectory,
      environment: {
        ...world.getForge().environment,
        AFTERPUSH_PORT: port,
        AFTERPUSH_NO_PR_BACKOFF: '1s',
        AFTERPUSH_DIFF_STATUS_TTL: '1s',
        AFTERPUSH_ACQUISITION_LEASE: '1s',
      },
    });

  async function pushOwn(branch: string): Promise<void> {
    const { forge, repository, cloneUrl: origin } = world.getForge();
    await forge.commit(repository, [{ branch, from: 'main', files: { [branch]: 'work\n' } }]);
    const { id: chat_id } = await server.client.createChat({ title: `Chat of ${branch}` });
    await server.client.sendPushSignal({ origin, branch, chat_id });
  }

  async function openLive(): Promise<Page> {
    const page = await pages.open('/');
    await waitUntilLive(page);
    await page.evaluate('window.sameDocument = true');
    return page;
  }

  async function seeOffline(page: Page): Promise<void> {
    await page.getByText('offline', { exact: true }).waitFor();
    await page.getByText(/^Server unreachable since \d\d:\d\d/).waitFor();
  }

  test('because it was killed, rows stay, and missed changes appear once it is back', async () => {
    await pushOwn('missed/new');
    await pushOwn('missed/known');
    const pull = await openPullRequest('missed/known', 'Known');
    const page = await openLive();
    const [fresh, known] = ['missed/new', 'missed/known'].map((branch) => findRow(page, branch));
    await known?.getByText('Needs review').waitFor();
    await fresh?.getByText('No pull request').waitFor();

    await server.kill();
    await seeOffline(page);
    await known?.getByText('Needs review').waitFor();
    await fresh?.getByText('No pull request').waitFor();
    world.getForge().forge.changePullRequest(pull, { draft: true });
    await openPullRequest('missed/new', 'New');
    server = await start(new URL(server.url).port);

    await fresh?.getByText('Needs review').waitFor();
    await known?.getByText('Draft', { exact: true }).waitFor();
    await waitUntilLive(page);
    await page.getByText(/^Server unreachable/).waitFor({ state: 'detached' });
    expect(await page.evaluate('window.sameDocument')).toBe(true);
  });

  test('because the browser is offline, rows stay, and missed changes appear afterwards', async () => {
    await pushOwn('missed/offline');
    const page = await openLive();
    const row = findRow(page, 'missed/offline');
    await row.getByText('No pull request').waitFor();

    await page.context().setOffline(true);
    await seeOffline(page);
    await row.getByText('No pull request').waitFor();
    await openPullRequest('missed/offline', 'Offline');
    await server.client.createChat({ title: 'Came meanwhile' });
    await page.context().setOffline(false);

    await row.getByText('Needs review').waitFor();
    await findRow(page, 'Came meanwhile').waitFor();
    await waitUntilLive(page);
    expect(await page.evaluate('window.sameDocument')).toBe(true);
  });
});

test('two tabs share one event stream, and each continues without the other', async () => {
  const { client } = world.afterpush;
  const first = await world.pages.open('/');
  const context = first.context();
  await waitUntilLive(first);
  let streams = 1;
  context.on('request', (request) => {
    if (new URL(request.url()).pathname === '/api/v1/events') streams += 1;
  });
  const second = await context.newPage();
  await second.goto('/');
  await waitUntilLive(second);

  await client.createChat({ title: 'Seen by both' });
  for (const page of [first, second]) await findRow(page, 'Seen by both').waitFor();
  expect(streams).toBe(1);

  await Promise.all([first.close(), client.createChat({ title: 'Came while one was closed' })]);
  await findRow(second, 'Came while one was closed').waitFor();
  await eventually('a second stream', () => streams === 2);
  await waitUntilLive(second);
  await client.createChat({ title: 'Came after that' });
  await findRow(second, 'Came after that').waitFor();
  expect(streams).toBe(2);
});

// Last, because the repository then has usual checks, and later pull requests would wait for them.
test('a row shows what happens to its branch, as it happens', async () => {
  const { forge, repository } = world.getForge();
  const branch = 'agent/login';
  const page = await world.pages.open('/');
  await waitUntilLive(page);
  await page.evaluate('window.sameDocument = true');
  const row = findRow(page, 'Fix the login');
  const shows = (text: string) => row.getByText(text).filter({ visible: true }).first().waitFor();

  const chatId = await world.push({
    branch,
    chatTitle: 'Fix the login',
    files: { 'README.md': '# Login\n' },
  });
  await shows('checking');
  const pull = await openPullRequest(branch, 'Fix it');
  await shows('Needs review');
  await shows(`#${pull.number}`);
  await shows('open');
  await shows('+1');
  await shows('−1');

  forge.requestReview(pull, { logins: ['linus'] });
  await shows('review requested from linus');
  forge.submitReview(pull, { author: 'linus', state: 'CHANGES_REQUESTED' });
  await shows('Changes requested');
  await shows('1 reviewer: changes requested');

  const toChecks = (conclusion: 'failure' | 'success') => [
    { name: 'lint', status: 'completed' as const },
    { name: 'test', status: 'completed' as const, conclusion },
  ];
  forge.setPullRequestChecks(pull, toChecks('failure'));
  await shows('Checks failed');
  await shows('1 of 2 checks passed, 1 failed');
  forge.setPullRequestChecks(pull, toChecks('success'));
  await shows('2 of 2 checks passed');
  forge.submitReview(pull, { author: 'linus', state: 'APPROVED' });
  await shows('Ready to merge');
  await shows('1 reviewer: approved');

  await forge.commit(repository, [{ branch: 'main', files: { 'README.md': '# Other\n' } }]);
  await world.refresh(chatId);
  await shows('Has conflicts');
  await shows('conflicts with main');
  await forge.commit(repository, [
    { branch, from: 'main', files: { 'README.md': '# Other login\n' } },
  ]);
  await shows('Checks starting');
  forge.setPullRequestChecks(pull, toChecks('success'));
  await shows('Ready to merge');

  await forge.mergePullRequest(pull, 'linus');
  await page.getByRole('button', { name: /^Done / }).click();
  await shows('Merged');
  await shows('merged');
  expect(await page.evaluate('window.sameDocument')).toBe(true);
});
