import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type PageWorld, startPageWorld } from '../support/page-world.ts';

let world: PageWorld;
/** A branch that is followed from the beginning: its next push is not taken for the first one. */
const story = { branch: 'agent/story', chatId: '' };

beforeAll(async () => {
  world = await startPageWorld({ forges: ['demo', 'paused', 'shaky'] });
  story.chatId = await world.push({ branch: story.branch, files: { c: 'c\n' } });
});

afterAll(() => world?.[Symbol.asyncDispose]());

afterEach(async () => {
  expect(await world.pages.close(), 'what went wrong on the page').toEqual([]);
});

const currentTab = (page: Page) =>
  page.getByRole('navigation', { name: 'Parts of the chat' }).locator('[aria-current]');
const refreshNote = (page: Page) => page.locator('.refresh-note');
const partOf = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const see = (page: Page, text: string | RegExp) =>
  page.getByText(text).filter({ visible: true }).first().waitFor();

/** Sentences and their details, line by line as a reader sees them. */
async function readLines(page: Page, name: string): Promise<string[]> {
  const texts = await partOf(page, name).getByRole('listitem').allInnerTexts();
  return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim());
}

describe('the parts of a chat', () => {
  test('each have a key and an address', async () => {
    const files = { 'parts.ts': 'let parts = 4;\n' };
    const push = { branch: 'agent/parts', files, title: 'Take it apart' };
    const { chatId } = await world.pushPullRequest(push);
    const page = await world.pages.open(`/chats/${chatId}`);
    await see(page, 'let parts = 4;');
    expect(await currentTab(page).innerText()).toContain('Diff');

    await page.keyboard.press('4');
    await page.waitForURL('**?view=timeline');
    await partOf(page, 'What Afterpush saw').waitFor();
    await page.keyboard.press('3');
    await page.waitForURL('**?view=reviews');
    await see(page, 'Nobody has reviewed it');
    await page.keyboard.press('2');
    await page.waitForURL('**?view=checks');
    await see(page, 'The forge runs nothing for this commit.');

    await page.reload();
    await see(page, 'The forge runs nothing for this commit.');
    expect(await currentTab(page).innerText()).toContain('Checks');
    await page.goBack();
    await see(page, 'Nobody has reviewed it');
    await page.keyboard.press('1');
    await see(page, 'let parts = 4;');
  });

  test('checks: what failed first, how long each took, and where to read more', async () => {
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
      expect.stringMatching(/^failed lint 2 problems 2 min 5 s took 2 min 5 s$/),
      expect.stringMatching(/^running end to end 2 min \d+ s running for 2 min \d+ s$/),
      expect.stringMatching(/^passed build 2 min 5 s took 2 min 5 s$/),
    ]);
    const address = await list.getByRole('link', { name: 'lint' }).getAttribute('href');
    expect(address).toContain(forge.webBaseUrl);
    await see(page, `Of commit ${head.slice(0, 7)}`);
  });

  test('reviews: what each person said, who was asked, and what it comes to', async () => {
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
      expect.stringMatching(/acme asked for changes .* Read it$/),
      expect.stringMatching(/ada was asked to review$/),
    ]);
    await see(page, 'Changes are asked for');
    await see(page, '1 unresolved thread waits for an answer.');
    const address = await page.getByRole('link', { name: 'Read it' }).getAttribute('href');
    expect(address).toContain(`${forge.webBaseUrl}/acme/app/pull/${pull.number}`);
  });
});

function listCheckRuns(head: string) {
  const { repositoriesById } = world.getForge().forge.world;
  return [...repositoriesById.values()].flatMap(({ checkRuns }) => checkRuns.get(head) ?? []);
}

describe('a refresh', () => {
  test('says what it found, also when that is nothing', async () => {
    const { forge } = world.getForge();
    const push = { branch: 'agent/refresh', files: { d: 'd\n' }, title: 'Before' };
    const { chatId, pull } = await world.pushPullRequest(push);
    const page = await world.pages.open(`/chats/${chatId}`);
    await page.getByRole('heading', { name: 'Before' }).waitFor();
    await page.keyboard.press('r');
    await refreshNote(page).getByText('Looked just now: nothing new').waitFor();

    forge.changePullRequest(pull, { title: 'After' });
    await page.getByRole('button', { name: 'Refresh' }).click();

    await refreshNote(page).getByText('New title').waitFor();
    await page.getByRole('heading', { name: 'After' }).waitFor();
  });

  test('that fails keeps what is known, and says of when it is', async () => {
    const { forge } = world.getForge('shaky');
    const { host } = new URL(forge.webBaseUrl);
    const push = { branch: 'agent/shaky', files: { e: 'e\n' }, title: 'Hold on' };
    const { chatId } = await world.pushPullRequest({ ...push, forge: 'shaky' });
    const page = await world.pages.open(`/chats/${chatId}?view=timeline`);
    await see(page, 'Nothing is in the way.');

    const outage = forge.faults.add({ effect: { kind: 'status', status: 503 } });
    await page.keyboard.press('r');
    await refreshNote(page).getByText(`${host} does not answer, showing`).waitFor();
    await page.getByRole('heading', { name: 'Hold on' }).waitFor();
    await see(page, `${host} does not answer.`);
    await see(page, 'The last look that succeeded was');

    outage.remove();
    await page.getByRole('button', { name: 'Try again' }).click();
    await refreshNote(page).getByText(`${host} answers again`).waitFor();
    await see(page, 'Nothing is in the way.');
    await see(page, /^Over since /);
  });

  test('that the forge limits says until when, and so does the timeline', async () => {
    const { forge } = world.getForge('paused');
    const { host } = new URL(forge.webBaseUrl);
    const push = { branch: 'agent/paused', files: { f: 'f\n' }, title: 'Wait a while' };
    const { chatId } = await world.pushPullRequest({ ...push, forge: 'paused' });
    const page = await world.pages.open(`/chats/${chatId}?view=timeline`);
    await see(page, 'Nothing is in the way.');

    // Well within a minute: rows are spread over the seconds after it.
    const resetAt = Math.floor(Date.now() / 60_000) * 60 + 3_600 + 20;
    forge.faults.add({ effect: { kind: 'rate-limit', resetAt } });
    await page.keyboard.press('r');

    await refreshNote(page)
      .getByText(/^Paused until/)
      .waitFor();
    const limited = `${host} has limited the requests of this token`;
    const answer = partOf(page, 'Why is this not fresher?');
    await answer.getByText(new RegExp(`^Paused until .*: ${limited}\\.$`)).waitFor();
    await partOf(page, 'What Afterpush saw')
      .getByText(new RegExp(`^${limited}: paused until`))
      .waitFor();
    await page.getByRole('link', { name: 'See the quotas' }).click();
    await page.waitForURL('**/forges/paused');
  });
});

describe('a chat', () => {
  test('with several branches shows the one that was chosen, whatever is pushed beside it', async () => {
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

  test('without a branch says so until one is pushed, and without a pull request until one is found', async () => {
    const { id: chatId } = await world.afterpush.client.createChat({ title: 'Think first' });
    const page = await world.pages.open(`/chats/${chatId}?view=checks`);
    await page.getByRole('heading', { name: 'Think first' }).waitFor();
    await see(page, 'No branch yet');

    await world.push({ branch: 'agent/first', files: { h: 'h\n' }, chatId });
    await see(page, 'No pull request yet');

    const { forge, repository } = world.getForge();
    await forge.openPullRequest({ repository, author: 'grace', head: 'agent/first' });
    await see(page, 'The forge runs nothing for this commit.');
  });

  test('that is deleted while it is open is gone, and the way back is offered', async () => {
    const { id: chatId } = await world.afterpush.client.createChat({ title: 'Short-lived' });
    const page = await world.pages.open(`/chats/${chatId}`);
    await page.getByRole('heading', { name: 'Short-lived' }).waitFor();

    await world.afterpush.client.deleteChat(chatId);

    await see(page, 'There is no such chat');
    await page.getByRole('link', { name: 'To the chats' }).click();
    await page.waitForURL(`${world.afterpush.url}/`);
    await eventually('only that it is gone', async () => {
      const problems = await world.pages.close();
      return problems.every((problem) => problem.includes('404'));
    });
  });
});

test('the timeline tells what was seen, in the order it was seen, as it happens', async () => {
  const { forge, repository } = world.getForge();
  const { branch, chatId } = story;
  const page = await world.pages.open(`/chats/${chatId}?view=timeline`);
  await see(page, 'Began to follow this branch');

  await isSettled(chatId);
  await world.push({ branch, files: { c: 'c\nd\n' }, chatId });
  await see(page, 'Saw a push');

  const wanted = { repository, author: 'grace', head: branch, title: 'Tell a story' };
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

  const lines = await readLines(page, 'What Afterpush saw');
  const parts = ['merged', '1 check', 'approved', 'Tell a story', 'Saw a push', 'Began'];
  const told = lines.flatMap((line) => parts.find((part) => line.includes(part)) ?? []);
  expect(told).toEqual(parts);
  await see(page, 'This is where it begins.');
  await see(page, 'It is settled, so nothing is scheduled.');
});

/** Signals that follow each other within ten seconds are one push. */
function isSettled(chatId: string) {
  return eventually('a push of its own', async () => {
    const { diff_status: status } = await world.afterpush.client.getChat(chatId, { wait: 0 });
    return Date.now() - Date.parse(status?.reported_at ?? '') > 10_000;
  });
}
