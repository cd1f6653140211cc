import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AfterpushProcess, startAfterpush } from '../support/afterpush-process.ts';
import { openBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { type ForgeWorld, ownerToken, startForgeWorld } from '../support/forge-world.ts';
import { openPage, type WatchedPage } from '../support/watched-page.ts';

const timezoneId = 'Asia/Kolkata';

let browser: Browser;
let world: ForgeWorld;
/** A forge that nobody has linked a token for. */
let locked: ForgeWorld;
let afterpush: AfterpushProcess;
const pages: WatchedPage[] = [];

beforeAll(async () => {
  [browser, world, locked] = await Promise.all([
    openBrowser(),
    startForgeWorld(),
    startForgeWorld(),
  ]);
  afterpush = await startAfterpush({
    environment: { AFTERPUSH_FORGES: toForges(), AFTERPUSH_NO_PR_BACKOFF: '1s' },
  });
});

afterAll(async () => {
  await browser?.close();
  await afterpush?.[Symbol.asyncDispose]();
  await Promise.all([world, locked].map((each) => each?.[Symbol.asyncDispose]()));
});

afterEach(async () => {
  const problems = pages.flatMap((watched) => watched.problems);
  await Promise.all(pages.splice(0).map((watched) => watched[Symbol.asyncDispose]()));
  expect(problems, 'what went wrong on the page').toEqual([]);
});

function toForges(): string {
  return JSON.stringify([
    { id: 'demo', type: 'github', api_base_url: world.forge.apiBaseUrl, token: ownerToken },
    { id: 'locked', type: 'github', api_base_url: locked.forge.apiBaseUrl },
  ]);
}

async function open(options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const watched = await openPage(browser, { timezoneId, baseURL: afterpush.url, ...options });
  pages.push(watched);
  return watched;
}

/** The board, as a person who followed the printed link sees it. */
async function openBoard(options: BrowserContextOptions = {}): Promise<Page> {
  const { page } = await open(options);
  await page.goto(findPrintedLink(afterpush));
  await page.getByText('live', { exact: true }).waitFor();
  return page;
}

function findPrintedLink(server: AfterpushProcess): string {
  const link = /^open (\S+)/m.exec(server.output())?.[1];
  if (link === undefined) throw new Error(server.output());
  return link;
}

/** A push that somebody else saw. */
async function push(branch: string, files: Record<string, string>, title = '', from = world) {
  const chat = await afterpush.client.createChat({ title });
  await from.forge.commit(from.repository, [{ branch, from: 'main', files }]);
  const signal = { origin: from.cloneUrl, branch, chat_id: chat.id };
  await afterpush.client.sendPushSignal(signal);
  return chat;
}

const openPullRequest = (head: string, title: string, from = world) =>
  from.forge.openPullRequest({ repository: from.repository, author: 'grace', head, title });

const read = async (chatId: string) =>
  (await afterpush.client.getChat(chatId, { wait: 0 })).diff_status;

/** A chat whose branch has a pull request that is known already. */
async function arrangePullRequest(branch: string, files: Record<string, string>, title: string) {
  const chat = await push(branch, files);
  const pull = await openPullRequest(branch, title);
  const isKnown = async () => (await read(chat.id))?.pr_number === pull.number;
  await eventually('the pull request', isKnown);
  return { chat, pull };
}

const rowOf = (page: Page, text: string) => page.getByRole('listitem').filter({ hasText: text });
const see = (page: Page, text: string | RegExp) =>
  page.getByText(text).filter({ visible: true }).first().waitFor();

describe('getting in', () => {
  test('without the printed link nothing is shown; with it the ways to a first chat', async () => {
    await using fresh = await startAfterpush({ environment: world.environment });
    const { page, problems } = await open({ baseURL: fresh.url });
    await page.goto('/');
    await page.getByRole('heading', { name: 'Signed out' }).waitFor();
    const refused = problems.splice(0);
    expect(refused.every((problem) => problem.includes('401'))).toBe(true);

    await page.goto(findPrintedLink(fresh));
    await page.getByRole('heading', { name: 'No chats yet' }).waitFor();

    const cookies = await page.context().cookies();
    expect(cookies).toMatchObject([{ httpOnly: true, sameSite: 'Strict', path: '/' }]);
    expect(page.url()).toBe(`${fresh.url}/`);
    const ways = page.getByRole('listitem').getByRole('heading');
    expect(await ways.allTextContents()).toHaveLength(3);
    await see(page, 'npx afterpush chats create');
    await see(page, 'GIT_ASKPASS');
    await see(page, `${fresh.url}/api/v1/push-signals`);
  });
});

describe('the board', () => {
  test('shows a push and its pull request as they happen, without a reload', async () => {
    const page = await openBoard();
    await page.evaluate('window.sameDocument = true');

    const chat = await push('agent/live', { 'README.md': '# Application\n\nIt runs.\n' });
    const row = rowOf(page, 'agent/live');
    await row.getByText(/^pushed .*, looking$/).waitFor();
    await eventually('a look that found nothing', async () => (await read(chat.id))?.refreshed_at);
    const pull = await openPullRequest('agent/live', 'Describe the application');

    await row.getByRole('link', { name: 'Describe the application' }).waitFor();
    await row.getByText(`#${pull.number}`).waitFor();
    await row.getByText('+3').waitFor();
    await row.getByText('−1').waitFor();
    expect(await page.evaluate('window.sameDocument')).toBe(true);
  });

  test('shows what a forge says as text, and runs none of it', async () => {
    const title = '<img src=x onerror="window.ran = true"><script>alert(1)</script>';
    const path = '<b onmouseover=alert(2)>.txt';
    const text = '</pre><script>window.ran = true</script>\n';
    const { chat } = await arrangePullRequest(
      'agent/<svg/onload=alert(3)>',
      { [path]: text },
      title,
    );

    const page = await openBoard();
    await rowOf(page, title).waitFor();
    await page.goto(`/chats/${chat.id}`);
    await page.getByRole('heading', { name: title }).waitFor();
    await see(page, text.trim());

    await page.getByText(path).first().hover();
    expect(await page.evaluate('window.ran')).toBeUndefined();
  });

  test('fits a telephone', async () => {
    const title = 'Explain why the nightly import of the warehouse takes longer every night';
    const { chat } = await arrangePullRequest(
      `agent/${'long-'.repeat(30)}name`,
      { a: 'a\n' },
      title,
    );
    const page = await openBoard({ viewport: { width: 390, height: 844 } });
    // The states of the filter are a strip to be swiped; nothing else leaves the screen.
    const listTooWide = () =>
      page.evaluate<string[]>(`[...document.querySelectorAll('body *:not(.filter-bar *)')]
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
        .map((element) => element.outerHTML.slice(0, 120))`);

    const link = rowOf(page, title).getByRole('link', { name: title });
    const box = await link.boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 390)).toBeLessThanOrEqual(390);
    expect(await listTooWide()).toEqual([]);

    await link.click();
    await page.waitForURL(`**/chats/${chat.id}`);
    await page.getByRole('heading', { name: title }).waitFor();
    await page.getByRole('region', { name: 'Changed files' }).waitFor();
    expect(await listTooWide()).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('renders in the %s theme', async (colorScheme) => {
    const { chat } = await arrangePullRequest(
      `agent/${colorScheme}`,
      { 'a.ts': 'let a = 1;\n' },
      `In ${colorScheme}`,
    );
    const page = await openBoard({ colorScheme });
    await rowOf(page, `In ${colorScheme}`).waitFor();
    await page.goto(`/chats/${chat.id}`);
    await see(page, 'let a = 1;');

    const brightness = await page.evaluate<number>(
      'Number(/\\d+/.exec(getComputedStyle(document.documentElement).backgroundColor))',
    );
    expect(brightness > 127 ? 'light' : 'dark').toBe(colorScheme);
  });
});

describe('a chat', () => {
  test('is opened, read and left with the keyboard', async () => {
    const files = { 'src/answer.ts': 'export const answer = 42;\n' };
    const { chat } = await arrangePullRequest('agent/answer', files, 'Answer the question');
    const page = await openBoard();
    await page.keyboard.press('/');
    await page.keyboard.type('branch:agent/answer');
    await rowOf(page, 'Answer the question').waitFor();
    await eventually('one row', async () => (await page.locator('.row').count()) === 1);
    await page.keyboard.press('Escape');

    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/chats/${chat.id}?*`);
    await see(page, 'export const answer = 42;');

    await page.keyboard.press('Escape');
    await page.waitForURL(`${afterpush.url}/?*`);
    await page.locator('[data-row-link]:focus').waitFor();
    expect(await page.locator(':focus').textContent()).toBe('Answer the question');
  });

  test('is looked at again at once by its button', async () => {
    const { chat, pull } = await arrangePullRequest('agent/refresh', { a: 'a\n' }, 'Before');
    const page = await openBoard();
    await page.goto(`/chats/${chat.id}`);
    await page.getByRole('heading', { name: 'Before' }).waitFor();

    world.forge.changePullRequest(pull, { title: 'After' });
    await page.getByRole('button', { name: 'Refresh' }).click();

    await page.getByRole('heading', { name: 'After' }).waitFor();
  });
});

test('a row says why it is not newer, and goes on once a person helped', async () => {
  const { host } = new URL(locked.forge.webBaseUrl);
  await push('agent/locked', { a: 'a\n' }, 'Wait for a token', locked);
  await openPullRequest('agent/locked', 'Unlocked', locked);
  const page = await openBoard();
  const row = rowOf(page, 'Wait for a token');

  await row.getByText('No token', { exact: true }).waitFor();
  await row.getByRole('link', { name: `no token for ${host}` }).click();
  await page.waitForURL('**/forges/locked');
  await page.getByLabel(`Token for ${host}`).fill(ownerToken);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Unlink' }).waitFor();

  await page.getByRole('link', { name: 'Back to the chats' }).click();
  await row.getByText('Needs review').waitFor();
  await row.getByText(/^checked/).waitFor();

  // Well within a minute: rows are spread over the seconds after it.
  const resetAt = Math.floor(Date.now() / 60_000) * 60 + 3_600 + 20;
  locked.forge.faults.add({ effect: { kind: 'rate-limit', resetAt } });
  await row.getByRole('link', { name: 'Wait for a token' }).focus();
  await page.keyboard.press('r');

  const paused = new RegExp(`paused until (\\d+ \\w+ )?${toClock(resetAt * 1_000)}$`);
  await row.getByText(paused).waitFor();
  await row.getByText('Needs review').waitFor();
  await page.goto('/forges');
  await see(page, paused);
});

function toClock(instantMs: number): string {
  const format = { hour: '2-digit', minute: '2-digit', timeZone: timezoneId } as const;
  return new Intl.DateTimeFormat('en-GB', format).format(instantMs);
}
