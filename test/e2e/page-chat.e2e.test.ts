import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { appears } from '../support/appears.ts';
import { listViolations } from '../support/axe.ts';
import { eventually } from '../support/eventually.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';

let world: PageWorld;
/** A branch that is tracked before the tests, so its next push is not its first one. */
const story = { branch: 'agent/story', chatId: '' };

beforeAll(async () => {
  world = await startPageWorld({ forges: ['demo', 'paused', 'shaky'] });
  story.chatId = await world.push({ branch: story.branch, files: { c: 'c\n' } });
});

afterAll(() => world?.[Symbol.asyncDispose]());

afterEach(async () => {
  expect(await world.pages.close(), 'errors on the page').toEqual([]);
});

const currentTab = (page: Page) =>
  page.getByRole('navigation', { name: 'Chat views' }).locator('[aria-current]');
const refreshNote = (page: Page) => page.locator('.refresh-note');
const partOf = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const see = (page: Page, text: string | RegExp) =>
  page.getByText(text).filter({ visible: true }).first().waitFor();

/** The visible text of each list item. */
async function readLines(page: Page, name: string): Promise<string[]> {
  const texts = await partOf(page, name).getByRole('listitem').allInnerTexts();
  return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim());
}

const isInView = (line: Locator) =>
  line.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= 0 && bottom <= (element.ownerDocument.defaultView?.innerHeight ?? 0);
  });

/** The text of cells that are narrower than what is in them. */
const listOverflowing = (list: Locator) =>
  list
    .locator('li > *')
    .evaluateAll((cells) =>
      cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent),
    );

describe('the views of a chat', () => {
  test('each have a key and a URL', async () => {
    const files = { 'parts.ts': 'let parts = 4;\n' };
    const push = { branch: 'agent/parts', files, title: 'Take it apart' };
    const { chatId } = await world.pushPullRequest(push);
    const page = await world.pages.open(`/chats/${chatId}`);
    await see(page, 'let parts = 4;');
    expect(await currentTab(page).innerText()).toContain('Diff');

    await page.keyboard.press('4');
    await page.waitForURL(/[?&]branch=agent%2Fparts&view=timeline$/);
    await partOf(page, 'Activity').waitFor();
    await page.keyboard.press('3');
    await page.waitForURL(/[?&]branch=agent%2Fparts&view=reviews$/);
    await see(page, 'No reviews yet');
    await page.keyboard.press('2');
    await page.waitForURL(/[?&]branch=agent%2Fparts&view=checks$/);
    await see(page, 'No checks ran on this commit.');

    await page.reload();
    await see(page, 'No checks ran on this commit.');
    expect(await currentTab(page).innerText()).toContain('Checks');
    await page.goBack();
    await see(page, 'No reviews yet');
    await page.keyboard.press('1');
    await see(page, 'let parts = 4;');
  });

  test('checks: failed ones first, with durations and links', async () => {
    const { forge, repository } = world.getForge();
    const push = { branch: 'agent/checks', files: { a: 'a\n' }, title: 'Check it' };
    const { chatId, pull } = await world.pushPullRequest(push);
    forge.setPullRequestChecks(pull, [
      { name: 'build', status: 'completed', conclusion: 'success' },
      { name: 'lint', status: 'completed', conclusion: 'failure', title: '2 problems' },
      { name: 'end to end', status: 'in_progress' },
    ]);
    const head = forge.findBranch(repository, push.branch) ?? '';
    for (const run of listCheckRuns(head)) run.startedAt = new Date(+run.startedAt - 125_000);
    await world.refresh(chatId);

    const page = await world.pages.open(`/chats/${chatId}?view=checks`);
    const list = page.getByRole('list', { name: 'Checks by name' });
    await list.waitFor();
    expect(await readLines(page, 'Checks')).toEqual([
      expect.stringMatching(/^failed lint Log 2 problems 2 min 5 s took 2 min 5 s$/),
      expect.stringMatching(/^running end to end 2 min \d+ s running for 2 min \d+ s$/),
      expect.stringMatching(/^passed build Log 2 min 5 s took 2 min 5 s$/),
    ]);
    const address = await list
      .getByRole('link', { name: 'lint', exact: true })
      .getAttribute('href');
    expect(address).toContain(forge.webBaseUrl);
    await see(page, `Checks for ${head.slice(0, 7)}`);
  });

  test('checks: a log opens at its first error, and Escape goes back to the list', async () => {
    const { forge } = world.getForge();
    const push = { branch: 'agent/log', files: { l: 'l\n' }, title: 'Log it' };
    const { chatId, pull } = await world.pushPullRequest(push);
    forge.setPullRequestChecks(pull, [
      { name: 'test', status: 'completed', conclusion: 'failure', title: '1 of 2 tests failed' },
      { name: 'build', status: 'completed', conclusion: 'success' },
    ]);
    await world.refresh(chatId);

    const page = await world.pages.open(`/chats/${chatId}?view=checks`);
    await page.getByRole('link', { name: 'Log of test' }).click();
    await page.waitForURL(/[?&]view=checks&check=[0-9a-f]{16}$/);
    const error = page.locator('[data-first-error]');
    await error.waitFor();
    expect(await error.innerText()).toContain('keeps the session after a reload');
    await expect.poll(() => isInView(error)).toBe(true);
    // In the document, so that the browser finds them, and without their escape sequences.
    const log = page.getByRole('region', { name: 'Log', exact: true });
    expect(await log.locator('.log-line').count()).toBeGreaterThan(1_900);
    expect(await log.innerText()).not.toMatch(/[\x1b\x07]/);
    await log.evaluate((element) => element.scrollTo(0, 0));
    await page.keyboard.press('e');
    await expect.poll(() => isInView(error)).toBe(true);

    await page.getByRole('button', { name: 'Earlier lines' }).click();
    await see(page, /^Lines 1 to 2,000/);
    await log.locator('summary', { hasText: 'Operating System' }).click();
    await see(page, /^Ubuntu$/);
    await page.getByRole('button', { name: 'Later lines' }).click();
    await see(page, /^Lines 2,001 to 2,\d{3} of 2,\d{3}$/);

    await page.reload();
    await error.waitFor();
    await page.keyboard.press('Escape');
    await page.waitForURL(/[?&]view=checks$/);
    await page.getByRole('link', { name: 'Log of build' }).waitFor();
  });

  test('reviews: the state of each reviewer, and the overall decision', async () => {
    const { forge } = world.getForge();
    const push = { branch: 'agent/reviews', files: { b: 'b\n' }, title: 'Review it' };
    const { chatId, pull } = await world.pushPullRequest(push);
    forge.submitReview(pull, { author: 'acme', state: 'CHANGES_REQUESTED', body: 'No' });
    forge.requestReview(pull, { logins: ['ada'] });
    forge.openThread(pull, { author: 'acme', body: 'Why?', path: 'b' });
    await world.refresh(chatId);

    const page = await world.pages.open(`/chats/${chatId}?view=reviews`);
    await page.getByRole('list', { name: 'Reviewers' }).waitFor();
    expect(await readLines(page, 'Reviews')).toEqual([
      expect.stringMatching(/acme requested changes .* Open on Demo forge$/),
      expect.stringMatching(/ada review requested$/),
    ]);
    await see(page, 'Changes requested. Cannot be merged yet.');
    await see(page, '1 unresolved thread');
    const thread = page.getByRole('region', { name: 'b', exact: true });
    expect(await thread.innerText()).toMatch(/b:1[^]*acme[^]*Why\?[^]*Open on/);
    const reviewers = page.getByRole('list', { name: 'Reviewers' });
    const link = reviewers.getByRole('link', { name: 'Open on Demo forge' });
    const address = await link.getAttribute('href');
    expect(address).toContain(`${forge.webBaseUrl}/acme/app/pull/${pull.number}`);
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await listOverflowing(reviewers), `${width} px`).toEqual([]);
    }
  });
});

function listCheckRuns(head: string) {
  const { repositoriesById } = world.getForge().forge.world;
  return [...repositoriesById.values()].flatMap(({ checkRuns }) => checkRuns.get(head) ?? []);
}

describe('a refresh', () => {
  test('reports what it found, even if that is nothing', async () => {
    const { forge } = world.getForge();
    const push = { branch: 'agent/refresh', files: { d: 'd\n' }, title: 'Before' };
    const { chatId, pull } = await world.pushPullRequest(push);
    const page = await world.pages.open(`/chats/${chatId}`);
    await page.getByRole('heading', { name: 'Before' }).waitFor();
    await page.keyboard.press('r');
    await refreshNote(page).getByText('Checked just now: nothing new').waitFor();

    forge.changePullRequest(pull, { title: 'After' });
    await page.getByRole('button', { name: 'Refresh' }).click();

    await refreshNote(page).getByText('New title').waitFor();
    await page.getByRole('heading', { name: 'After' }).waitFor();
  });

  test('that fails keeps the known data, and shows how old it is', async () => {
    const { forge } = world.getForge('shaky');
    const { host } = new URL(forge.webBaseUrl);
    const push = { branch: 'agent/shaky', files: { e: 'e\n' }, title: 'Hold on' };
    const { chatId } = await world.pushPullRequest({ ...push, forge: 'shaky' });
    const page = await world.pages.open(`/chats/${chatId}?view=timeline`);
    await see(page, 'Up to date.');

    const outage = forge.faults.add({ effect: { kind: 'status', status: 503 } });
    const failed = refreshNote(page).getByText(`${host} is not responding, showing data from`);
    // A refresh that was already running is joined, and that one may have succeeded.
    await eventually('the refresh has failed', async () => {
      await page.keyboard.press('r');
      return appears(failed, 5_000);
    });
    await page.getByRole('heading', { name: 'Hold on' }).waitFor();
    await see(page, `${host} is not responding.`);
    await see(page, 'Last succeeded');

    outage.remove();
    await page.getByRole('button', { name: 'Try again' }).click();
    await refreshNote(page).getByText(`${host} is responding again`).waitFor();
    await see(page, 'Up to date.');
    await see(page, /^Resolved at /);
  });

  test('that is rate-limited shows when the pause ends, and so does the timeline', async () => {
    const { forge } = world.getForge('paused');
    const { host } = new URL(forge.webBaseUrl);
    const push = { branch: 'agent/paused', files: { f: 'f\n' }, title: 'Wait a while' };
    const { chatId } = await world.pushPullRequest({ ...push, forge: 'paused' });
    const page = await world.pages.open(`/chats/${chatId}?view=timeline`);
    await see(page, 'Up to date.');

    // In the middle of a minute, because due times are spread over the following seconds.
    const resetAt = Math.floor(Date.now() / 60_000) * 60 + 3_600 + 20;
    forge.faults.add({ effect: { kind: 'rate-limit', resetAt } });
    await page.keyboard.press('r');

    await refreshNote(page)
      .getByText(/^Paused until/)
      .waitFor();
    const limited = `${host} rate-limited this token`;
    const answer = partOf(page, 'Freshness');
    await answer.getByText(new RegExp(`^Paused until .*: ${limited}\\.$`)).waitFor();
    await partOf(page, 'Activity')
      .getByText(new RegExp(`^${limited}: paused until`))
      .waitFor();
    // The title of the notice says it, once.
    expect(await page.locator('.banner-detail').count()).toBe(0);
    expect(await page.locator('.verdict-note').textContent()).toMatch(/^[0-9a-f]{7}$/);
    await page.getByRole('link', { name: 'View quotas' }).click();
    await page.waitForURL('**/forges/paused');
  });
});

describe('a chat', () => {
  test('with several branches stays on the chosen one when another is pushed', async () => {
    const one = { branch: 'agent/one', files: { 'one.ts': 'let one = 1;\n' }, title: 'The first' };
    const two = { branch: 'agent/two', files: { 'two.ts': 'let two = 2;\n' }, title: 'The second' };
    const { chatId } = await world.pushPullRequest({ ...one, chatTitle: 'Do both' });
    await world.pushPullRequest({ ...two, chatId });
    const page = await world.pages.open(`/chats/${chatId}`);
    await see(page, 'let two = 2;');

    const branches = page.getByRole('navigation', { name: 'Branches of this chat' });
    await branches.getByRole('link', { name: 'agent/one' }).click();
    await page.waitForURL('**branch=agent%2Fone**');
    await see(page, 'let one = 1;');

    await world.push({ branch: 'agent/three', files: { g: 'g\n' }, chatId });
    await branches.getByRole('link', { name: 'agent/three' }).waitFor();
    await see(page, 'let one = 1;');
    expect(await branches.locator('[aria-current]').innerText()).toContain('agent/one');
    await page.reload();
    await see(page, 'let one = 1;');
  });

  test('with more than three branches has them in a menu, and the shown one beside it', async () => {
    const first = { branch: 'agent/menu-1', files: { 'menu.ts': 'let menu = 1;\n' } };
    const chatId = await world.push({ ...first, chatTitle: 'Many' });
    for (const number of [2, 3, 4, 5]) {
      const files = { [`menu-${number}`]: 'm\n' };
      await world.push({ branch: `agent/menu-${number}`, files, chatId });
    }
    const address = `?origin=${encodeURIComponent(world.getForge().cloneUrl)}`;
    const page = await world.pages.open(`/chats/${chatId}${address}&branch=agent%2Fmenu-1`);
    const branches = page.getByRole('navigation', { name: 'Branches of this chat' });
    await branches.getByRole('button', { name: '5 branches' }).waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 390]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        const current = branches.locator('[aria-current]');
        expect(await current.innerText()).toContain('agent/menu-1');
        expect(await branches.evaluate((nav) => nav.scrollWidth <= nav.clientWidth)).toBe(true);
      }
    }
    await branches.getByRole('button', { name: '5 branches' }).click();
    const menu = page.getByRole('dialog', { name: 'Branches of this chat' });
    await menu.getByRole('link').nth(4).waitFor();
    expect(await listViolations(page)).toEqual([]);
    await menu.getByRole('link', { name: 'agent/menu-4' }).click();
    await page.waitForURL('**branch=agent%2Fmenu-4**');
    await menu.waitFor({ state: 'detached' });
    expect(await branches.locator('[aria-current]').innerText()).toContain('agent/menu-4');
  });

  test('without a branch or a pull request says so until there is one', async () => {
    const { id: chatId } = await world.afterpush.client.createChat({ title: 'Think first' });
    const page = await world.pages.open(`/chats/${chatId}?view=checks`);
    await page.getByRole('heading', { name: 'Think first' }).waitFor();
    await see(page, 'No branch yet');

    await world.push({ branch: 'agent/first', files: { h: 'h\n' }, chatId });
    await see(page, 'No pull request yet');

    const { forge, repository } = world.getForge();
    await forge.openPullRequest({ repository, author: 'grace', head: 'agent/first' });
    await see(page, 'No checks ran on this commit.');
  });

  test('that is deleted while it is open offers the way back', async () => {
    const { id: chatId } = await world.afterpush.client.createChat({ title: 'Short-lived' });
    const page = await world.pages.open(`/chats/${chatId}`);
    await page.getByRole('heading', { name: 'Short-lived' }).waitFor();

    await world.afterpush.client.deleteChat(chatId);

    await see(page, 'Chat not found');
    await page.getByRole('link', { name: 'All chats' }).click();
    await page.waitForURL(`${world.afterpush.url}/`);
    await eventually('only 404 errors', async () => {
      const problems = await world.pages.close();
      return problems.every((problem) => problem.includes('404'));
    });
  });
});

test('the timeline lists events in order, as they happen', async () => {
  const { forge, repository } = world.getForge();
  const { branch, chatId } = story;
  const page = await world.pages.open(`/chats/${chatId}?view=timeline`);
  await see(page, 'Started tracking this branch');

  await waitForNextPush(chatId);
  await world.push({ branch, files: { c: 'c\nd\n' }, chatId });
  await see(page, 'Push received');

  const wanted = { repository, author: 'grace', head: branch, title: 'Write a story' };
  const pull = await forge.openPullRequest(wanted);
  await see(page, `Found pull request #${pull.number}`);
  forge.submitReview(pull, { author: 'acme', state: 'APPROVED' });
  await world.refresh(chatId);
  await see(page, 'Review: approved');
  forge.setPullRequestChecks(pull, [{ name: 'build', status: 'completed' }]);
  await world.refresh(chatId);
  await see(page, '1 check passed');
  await forge.mergePullRequest(pull, 'ada');
  await world.refresh(chatId);
  await see(page, 'Pull request merged');

  const lines = await readLines(page, 'Activity');
  const parts = ['merged', '1 check', 'approved', 'Write a story', 'Push received', 'Started'];
  const found = lines.flatMap((line) => parts.find((part) => line.includes(part)) ?? []);
  expect(found).toEqual(parts);
  await see(page, 'Start of the timeline');
  await see(page, 'Final, so no check is scheduled.');
});

/** Push signals within ten seconds of each other count as one push. */
function waitForNextPush(chatId: string) {
  return eventually('a separate push', async () => {
    const { diff_status: status } = await world.afterpush.client.getChat(chatId, { wait: 0 });
    return Date.now() - Date.parse(status?.reported_at ?? '') > 10_000;
  });
}
