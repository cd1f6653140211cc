import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { findPrintedLink, startAfterpush } from '../support/afterpush-process.ts';
import { findRow } from '../support/board-page.ts';
import { ownerToken } from '../support/forge-world.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';
import { openPage } from '../support/watched-page.ts';

const timezoneId = 'Asia/Kolkata';

let world: PageWorld;

beforeAll(async () => {
  // The second forge has no token.
  world = await startPageWorld({ forges: ['demo', 'locked'], locked: ['locked'] });
});

afterAll(() => world?.[Symbol.asyncDispose]());

afterEach(async () => {
  expect(await world.pages.close(), 'errors on the page').toEqual([]);
});

test('a visitor needs the printed link, which leads to the instructions for a first chat', async () => {
  await using fresh = await startAfterpush({ environment: world.getForge().environment });
  await using opened = await openPage(world.browser, { baseURL: fresh.url });
  const { page, problems } = opened;
  await page.goto('/');
  await page.getByRole('heading', { name: 'Signed out' }).waitFor();
  // Every request of the page is refused, and each of them counts as a problem.
  await page.waitForLoadState('networkidle');
  const refused = problems.splice(0);
  expect(refused.every((problem) => problem.includes('401'))).toBe(true);

  await page.goto(findPrintedLink(fresh));
  await page.getByRole('heading', { name: 'No chats yet' }).waitFor();

  const cookies = await page.context().cookies();
  expect(cookies).toMatchObject([{ httpOnly: true, sameSite: 'Strict', path: '/' }]);
  expect(page.url()).toBe(`${fresh.url}/`);
  const ways = page.getByRole('listitem').getByRole('heading');
  expect(await ways.allTextContents()).toHaveLength(3);
  await page.getByText('npx afterpush chats create').waitFor();
  await page.getByText('afterpush env').waitFor();
  await page.getByText(`${fresh.url}/api/v1/push-signals`).waitFor();
  expect(problems).toEqual([]);
});

test('text from a forge is never executed', async () => {
  const title = '<img src=x onerror="window.ran = true"><script>alert(1)</script>';
  const path = '<b onmouseover=alert(2)>.txt';
  const text = '</pre><script>window.ran = true</script>';
  const { chatId } = await world.pushPullRequest({
    branch: 'agent/<svg/onload=alert(3)>',
    title,
    files: { [path]: `${text}\n` },
  });

  const page = await world.pages.open('/');
  await findRow(page, title).waitFor();
  await page.goto(`/chats/${chatId}`);
  await page.getByRole('heading', { name: title }).waitFor();
  await page.getByText(text).first().waitFor();

  await page.getByText(path).first().hover();
  expect(await page.evaluate('window.ran')).toBeUndefined();
});

test.each(['light', 'dark'] as const)('the page renders in the %s theme', async (colorScheme) => {
  const title = `In ${colorScheme}`;
  const branch = `agent/${colorScheme}`;
  const files = { 'a.ts': 'let a = 1;\n' };
  const { chatId } = await world.pushPullRequest({ branch, title, files });
  const page = await world.pages.open('/', { colorScheme });
  await findRow(page, title).waitFor();
  await page.goto(`/chats/${chatId}`);
  await page.getByText('let a = 1;').first().waitFor();

  const brightness = await page.evaluate<number>(
    'Number(/\\d+/.exec(getComputedStyle(document.documentElement).backgroundColor))',
  );
  expect(brightness > 127 ? 'light' : 'dark').toBe(colorScheme);
});

test('the refresh button checks a chat at once', async () => {
  const { chatId, pull } = await world.pushPullRequest({
    branch: 'agent/refresh',
    title: 'Before',
    files: { a: 'a\n' },
  });
  const page = await world.pages.open(`/chats/${chatId}`);
  await page.getByRole('heading', { name: 'Before' }).waitFor();

  world.getForge().forge.changePullRequest(pull, { title: 'After' });
  await page.getByRole('button', { name: 'Refresh' }).click();

  await page.getByRole('heading', { name: 'After' }).waitFor();
});

test('a row shows why it is outdated, and updates once a token is linked', async () => {
  const { forge, repository } = world.getForge('locked');
  const { host } = new URL(forge.webBaseUrl);
  const branch = 'agent/locked';
  const chatTitle = 'Wait for a token';
  await world.push({ branch, chatTitle, files: { a: 'a\n' }, forge: 'locked' });
  await forge.openPullRequest({ repository, author: 'grace', head: branch, title: 'Unlocked' });
  const page = await world.pages.open('/', { timezoneId });
  const row = findRow(page, chatTitle);

  await row.getByText('No token', { exact: true }).waitFor();
  await row.getByRole('link', { name: 'no token' }).click();
  await page.waitForURL('**/forges/locked');
  await page.getByLabel(`Token for ${host}`).fill(ownerToken);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Unlink' }).waitFor();

  await page.getByRole('link', { name: 'All chats' }).click();
  await row.getByText('Needs review').waitFor();
  await row.locator('.freshness[data-kind="activity"]').waitFor();

  // In the middle of a minute, because due times are spread over the following seconds.
  const resetAt = Math.floor(Date.now() / 60_000) * 60 + 3_600 + 20;
  forge.faults.add({ effect: { kind: 'rate-limit', resetAt } });
  await row.getByRole('link', { name: chatTitle }).focus();
  await page.keyboard.press('r');

  const paused = new RegExp(`paused (until )?(\\d+ \\w+ )?${toClock(resetAt * 1_000)}$`);
  await row.getByText(paused).filter({ visible: true }).waitFor();
  await row.getByText('Needs review').waitFor();
  await page.goto('/forges');
  await page.getByText(paused).filter({ visible: true }).first().waitFor();
});

function toClock(instantMs: number): string {
  const format = { hour: '2-digit', minute: '2-digit', timeZone: timezoneId } as const;
  return new Intl.DateTimeFormat('en-GB', format).format(instantMs);
}
